/* Facts about the machine that no file holds. */
#include "source_readers.h"

#include <errno.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

#include "sbuf.h"

enum { TEXT_MAX = 4096 };

/* What uname -srvm prints: the node name is left out, because it is the host's name. */
enum bundle_status source_uname(const struct source *self, const struct source_context *ctx,
                                struct source_output *out)
{
    (void)self;
    (void)ctx;
    struct utsname u;
    if (uname(&u) < 0)
        return source_failed(out, "uname", errno);
    AUTO_SBUF struct sbuf line;
    sbuf_init(&line, TEXT_MAX);
    sbuf_addf(&line, "%s %s %s %s\n", u.sysname, u.release, u.version, u.machine);
    source_write(out, sbuf_view(&line));
    return BUNDLE_OK;
}

/* The disk that the bundle goes to: what a probe writes to lies in the same folder. */
enum bundle_status source_disk(const struct source *self, const struct source_context *ctx,
                               struct source_output *out)
{
    (void)self;
    (void)ctx;
    struct statvfs st;
    if (fstatvfs(out->fd, &st) < 0)
        return source_failed(out, "statvfs", errno);
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, TEXT_MAX);
    double block = (double)st.f_frsize;
    sbuf_addf(&b, "total_bytes\t%.0f\n", (double)st.f_blocks * block);
    sbuf_addf(&b, "free_bytes\t%.0f\n", (double)st.f_bfree * block);
    sbuf_addf(&b, "available_bytes\t%.0f\n", (double)st.f_bavail * block);
    sbuf_addf(&b, "files\t%llu\n", (unsigned long long)st.f_files);
    sbuf_addf(&b, "free_files\t%llu\n", (unsigned long long)st.f_ffree);
    sbuf_addf(&b, "read_only\t%d\n", (st.f_flag & ST_RDONLY) != 0);
    source_write(out, sbuf_view(&b));
    return BUNDLE_OK;
}
