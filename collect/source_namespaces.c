/* The namespaces of the target: in a container its paths, addresses and numbers mean other things.
 */
#include "source_readers.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "sbuf.h"

enum { NAME_LEN = 64, LINK_MAX = 128, ROW_MAX = 256 };

static const char *const kinds[] = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};

/* "mnt:[4026531832]" -> 4026531832. */
static bool namespace_inode(int dirfd, const char *path, uint64_t *inode)
{
    char link[LINK_MAX];
    ssize_t n = readlinkat(dirfd, path, link, sizeof link);
    struct slice s = {(unsigned char *)link, n < 0 ? 0 : (size_t)n}, head;
    if (n >= 0)
        errno = EINVAL;
    return slice_next(&s, '[', &head) && s.len > 1 && s.ptr[s.len - 1] == ']' &&
           slice_to_u64(slice_take(s, s.len - 1), inode);
}

enum bundle_status source_namespaces(const struct source *self, const struct source_context *ctx,
                                     struct source_output *out)
{
    int sys = 0;
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char path[NAME_LEN];
        uint64_t theirs, ours;
        snprintf(path, sizeof path, "%s/%s", self->from, kinds[i]);
        if (!namespace_inode(ctx->procfd, path, &theirs)) {
            sys = errno; /* an older kernel has fewer kinds; without the right there is none */
            continue;
        }
        if (!out->written)
            source_write(out, SLICE(BUNDLE_COLUMNS_NAMESPACES "\n"));
        snprintf(path, sizeof path, "proc/self/ns/%s", kinds[i]);
        bool known = namespace_inode(ctx->rootfd, path, &ours);
        sbuf_clear(&row);
        sbuf_addf(&row, "%s\t%llu\t%s\n", kinds[i], (unsigned long long)theirs,
                  known ? (theirs == ours ? "1" : "0") : "");
        source_write(out, sbuf_view(&row));
    }
    return out->written ? BUNDLE_OK : source_nothing(ctx, out, "namespaces", sys);
}
