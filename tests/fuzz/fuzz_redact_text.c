/* Any text in any pieces: what comes out is the same and holds no secret. The first byte chooses
 * the pieces and the policy. */
#include <stdint.h>
#include <stdlib.h>

#include "argument_mask.h"
#include "limits_input.h"
#include "redact_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum status into_buffer(void *ctx, struct slice bytes, struct error *err)
{
    (void)err;
    sbuf_add(ctx, bytes);
    return STATUS_OK;
}

static void in_pieces(const struct redactor *r, enum redact_stream_do what, struct slice text,
                      size_t piece, struct sbuf *out)
{
    struct redact_count count = {0};
    struct error err = {0};
    enum secrets_mode mode = what == STREAM_PAD ? SECRETS_BINARY : SECRETS_TEXT;
    size_t length = text.len;
    AUTO_REDACT_STREAM struct redact_stream *s =
        redact_stream_new(r, what, mode, (struct sink){into_buffer, out}, &count);
    if (!s)
        abort();
    for (; text.len; text = slice_drop(text, piece))
        if (redact_stream_feed(s, slice_take(text, piece), &err) != STATUS_OK)
            abort();
    if (redact_stream_end(s, &err) != STATUS_OK || (what == STREAM_PAD && out->len != length))
        abort();
}

static struct redactor *make_redactor(bool strict)
{
    struct redactor *r = redactor_new();
    redactor_add(r, REDACT_USER, SLICE("alice"));
    redactor_add(r, REDACT_HOME, SLICE("/home/alice"));
    redactor_add(r, REDACT_HOST, SLICE("box7.corp.example"));
    redactor_add(r, REDACT_HOST, SLICE("box7"));
    redactor_add(r, REDACT_SECRET, SLICE("a\"b/c<d"));
    if (strict)
        redactor_strict(r, "/acme/run", "/acme/bin/server");
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct redactor *standard, *strict;
    if (!standard) {
        standard = make_redactor(false);
        strict = make_redactor(true);
    }
    if (size == 0)
        return 0;
    const struct redactor *r = data[0] & 1 ? strict : standard;
    struct slice text = {data + 1, size - 1};
    struct redact_count count = {0};
    struct secrets_match left;
    AUTO_SBUF struct sbuf whole, pieces, padded, shown;
    sbuf_init(&whole, 64 * MIB);
    sbuf_init(&pieces, 64 * MIB);
    sbuf_init(&padded, 64 * MIB);
    sbuf_init(&shown, 64 * MIB);
    redactor_text(r, text, &whole, &count);
    in_pieces(r, STREAM_REPLACE, text, (size_t)data[0] + 1, &pieces);
    if (!slice_equal(sbuf_view(&whole), sbuf_view(&pieces)))
        abort();
    if (secrets_find_known(r, sbuf_view(&whole), 0, whole.len, SECRETS_TEXT, &left))
        abort(); /* the last look at the archive would refuse it */
    in_pieces(r, STREAM_PAD, text, (size_t)data[0] + 1, &padded);
    struct argument_context before = {0};
    argument_mask(&before, slice_take(text, data[0]), &shown, NULL, NULL);
    argument_mask(&before, slice_drop(text, data[0]), &shown, NULL, NULL);
    return 0;
}
