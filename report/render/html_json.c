#include "html_json.h"

/* Clean text has no controls but line feeds; '<', '>' and '&' would mean something to HTML. */
static bool is_plain(unsigned char c)
{
    return c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

void html_json_string(struct sbuf *out, struct slice clean)
{
    size_t from = 0;
    sbuf_addc(out, '"');
    for (size_t i = 0; i < clean.len; i++) {
        if (is_plain(clean.ptr[i]))
            continue;
        sbuf_add(out, slice_drop(slice_take(clean, i), from));
        sbuf_addf(out, "\\u%04x", clean.ptr[i]);
        from = i + 1;
    }
    sbuf_add(out, slice_drop(clean, from));
    sbuf_addc(out, '"');
}
