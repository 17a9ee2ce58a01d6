/* Any bytes as a profile, packed or not: refused, or written as a profile that passes again
 * unchanged. The same bytes as an archive: never a crash. */
#include <stdint.h>
#include <stdlib.h>

#include "gzip.h"
#include "limits_input.h"
#include "redact.h"
#include "redact_pprof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum status into_buffer(void *ctx, struct slice bytes, struct error *err)
{
    (void)err;
    sbuf_add(ctx, bytes);
    return STATUS_OK;
}

static void as_it_is(void *ctx, struct slice text, struct sbuf *out)
{
    (void)ctx;
    sbuf_add(out, text);
}

static enum status walk(struct slice bytes, size_t piece, struct sbuf *out)
{
    struct error err = {0};
    AUTO_PPROF_WALK struct pprof_walk *w =
        pprof_walk_new(as_it_is, NULL, (struct sink){into_buffer, out});
    for (; bytes.len; bytes = slice_drop(bytes, piece)) {
        enum status s = pprof_walk_feed(w, slice_take(bytes, piece), &err);
        if (s != STATUS_OK)
            return s;
    }
    return pprof_walk_end(w, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_SBUF struct sbuf plain, once, twice, pieces;
    struct error err = {0};
    sbuf_init(&plain, 4 * MIB);
    sbuf_init(&once, 8 * MIB);
    sbuf_init(&twice, 8 * MIB);
    sbuf_init(&pieces, 8 * MIB);
    struct slice bytes = {data, size};
    if (gzip_is(bytes)) {
        AUTO_GUNZIP struct gunzip *g = gunzip_new((struct sink){into_buffer, &plain}, 4 * MIB);
        if (gunzip_feed(g, bytes, &err) != STATUS_OK || gunzip_end(g, &err) != STATUS_OK)
            return 0;
        bytes = sbuf_view(&plain);
    }
    enum status s = walk(bytes, SIZE_MAX, &once);
    if (walk(bytes, 7, &pieces) != s)
        abort();
    if (s != STATUS_OK)
        return 0;
    if (!slice_equal(sbuf_view(&once), sbuf_view(&pieces)))
        abort();
    if (walk(sbuf_view(&once), SIZE_MAX, &twice) != STATUS_OK ||
        !slice_equal(sbuf_view(&once), sbuf_view(&twice)))
        abort();
    return 0;
}
