/* What the Go linker wrote into the target's executable, read through its own link: also when the
 * file was replaced or deleted since. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "buildinfo.h"
#include "cleanup.h"
#include "source_readers.h"

static void write_fact(struct source_output *out, const char *name, const char *value)
{
    if (!value[0])
        return;
    source_write(out, SLICE("elf\t"));
    source_write(out, slice_from(name));
    source_write(out, SLICE("\t"));
    source_write(out, slice_from(value));
    source_write(out, SLICE("\n"));
}

static const char *machine_name(unsigned machine)
{
    static const struct {
        unsigned number;
        const char *name;
    } machines[] = {{3, "386"},    {40, "arm"},   {62, "amd64"}, {183, "arm64"},   {243, "riscv64"},
                    {22, "s390x"}, {21, "ppc64"}, {8, "mips"},   {258, "loong64"}, {0, "another"}};
    size_t i = 0;
    while (machines[i].number != machine && machines[i].number)
        i++;
    return machines[i].name;
}

static void write_all(struct source_output *out, const struct buildinfo *b)
{
    if (b->version.len) {
        source_write(out, SLICE("go\t"));
        source_write(out, sbuf_view(&b->version));
        source_write(out, SLICE("\n"));
        source_write(out, sbuf_view(&b->modules));
    }
    write_fact(out, "build-id", b->build_id);
    write_fact(out, "go-build-id", b->go_build_id);
    write_fact(out, "symbols", b->symbols ? "yes" : "no");
    write_fact(out, "dwarf", b->dwarf ? "yes" : "no");
    write_fact(out, "machine", machine_name(b->machine));
    write_fact(out, "bits", b->is_64 ? "64" : "32");
}

enum bundle_status source_buildinfo(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    struct buildinfo b;
    struct error err = {0};
    struct stat st;
    AUTO_FD int fd = openat(ctx->procfd, self->from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return source_nothing(ctx, out, "executable", errno);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return source_nothing(ctx, out, "executable", 0);
    buildinfo_init(&b);
    enum status s = buildinfo_read(fd, &b, &err);
    if (s == STATUS_OK)
        write_all(out, &b);
    buildinfo_done(&b);
    return s == STATUS_OK ? BUNDLE_OK : source_failed(out, "read the executable", ENOEXEC);
}
