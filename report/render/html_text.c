#include "html_text.h"

static const char *entity(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void escape(struct sbuf *out, struct slice s, bool breaks)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *name = entity(s.ptr[i]);
        bool breaking = breaks && i + 1 < s.len && s.ptr[i] == '/';
        if (!name && !breaking)
            continue;
        sbuf_add(out, slice_drop(slice_take(s, name ? i : i + 1), from));
        sbuf_adds(out, name ? name : "<wbr>");
        from = i + 1;
    }
    sbuf_add(out, slice_drop(s, from));
}

void html_text(struct sbuf *out, struct slice s)
{
    escape(out, s, false);
}

void html_breakable(struct sbuf *out, struct slice s)
{
    escape(out, s, true);
}
