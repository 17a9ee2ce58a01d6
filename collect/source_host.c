/* Facts about the machine that no file holds. */
#include "source_readers.h"

#include <errno.h>
#include <sys/utsname.h>

#include "sbuf.h"

enum { UNAME_MAX = 4096 };

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
    sbuf_init(&line, UNAME_MAX);
    sbuf_addf(&line, "%s %s %s %s\n", u.sysname, u.release, u.version, u.machine);
    source_write(out, sbuf_view(&line));
    return BUNDLE_OK;
}
