/* The names of the environment, never a value.
 *
 * A program may have written over its environment (that is how a title for ps is set), and what is
 * left in the kernel's window then is the tail of some value. So only what looks like a name before
 * its "=" counts, and nothing right behind a piece that does not. */
#include "source_readers.h"

#include <stdio.h>

#include "fileio.h"
#include "limits_input.h"
#include "sbuf.h"

enum { NAME_MOST = 128 };

static bool is_name(struct slice s)
{
    if (s.len == 0 || s.len > NAME_MOST || (s.ptr[0] >= '0' && s.ptr[0] <= '9'))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = s.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              c == '_'))
            return false;
    }
    return true;
}

enum bundle_status source_env_names(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    AUTO_SBUF struct sbuf raw, line;
    struct error err = {0};
    sbuf_init(&raw, LIMIT_ENVIRON);
    sbuf_init(&line, NAME_MOST + 1);
    enum status status = fileio_read(ctx->procfd, self->from, &raw, &err);
    if ((status != STATUS_OK && status != STATUS_LIMIT) || raw.len == 0)
        return source_nothing(ctx, out, "environment", err.sys);
    struct slice rest = sbuf_view(&raw), entry, name;
    bool trusted = true;
    size_t left_out = 0;
    while (slice_next(&rest, '\0', &entry)) {
        struct slice value = entry;
        bool sound = slice_find(entry, SLICE("=")) != SIZE_MAX && slice_next(&value, '=', &name) &&
                     is_name(name);
        if (sound && trusted) {
            sbuf_clear(&line);
            sbuf_add(&line, name);
            sbuf_addc(&line, '\n');
            source_write(out, sbuf_view(&line));
        } else
            left_out += entry.len > 0;
        trusted = sound;
    }
    if (left_out)
        snprintf(out->reason, sizeof out->reason, "left out, because no plain names: %zu",
                 left_out);
    return status == STATUS_LIMIT ? BUNDLE_TRUNCATED : BUNDLE_OK;
}
