#include "sbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sbuf_init(struct sbuf *b, size_t max)
{
    *b = (struct sbuf){.max = max};
}

/* Makes room for n more bytes and a NUL, or marks b as failed. */
static bool reserve(struct sbuf *b, size_t n)
{
    if (b->failed || b->len > b->max || n > b->max - b->len) {
        b->failed = true;
        return false;
    }
    size_t need = b->len + n + 1;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap : 64;
    while (cap < need)
        cap *= 2;
    unsigned char *p = realloc(b->ptr, cap);
    if (!p) {
        b->failed = true;
        return false;
    }
    b->ptr = p;
    b->cap = cap;
    return true;
}

void sbuf_add(struct sbuf *b, struct slice s)
{
    if (s.len == 0 || !reserve(b, s.len))
        return;
    memcpy(b->ptr + b->len, s.ptr, s.len);
    b->len += s.len;
    b->ptr[b->len] = '\0';
}

void sbuf_adds(struct sbuf *b, const char *text)
{
    sbuf_add(b, slice_from(text));
}

void sbuf_addc(struct sbuf *b, char c)
{
    sbuf_add(b, (struct slice){(const unsigned char *)&c, 1});
}

void sbuf_addf(struct sbuf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n < 0)
        b->failed = true;
    else if (n > 0 && reserve(b, (size_t)n)) {
        vsnprintf((char *)b->ptr + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
    va_end(ap);
}

void sbuf_clear(struct sbuf *b)
{
    b->len = 0;
    b->failed = false;
    if (b->ptr)
        b->ptr[0] = '\0';
}

bool sbuf_ok(const struct sbuf *b)
{
    return !b->failed;
}

struct slice sbuf_view(const struct sbuf *b)
{
    return (struct slice){b->ptr, b->len};
}

const char *sbuf_text(const struct sbuf *b)
{
    return b->ptr ? (const char *)b->ptr : "";
}

void sbuf_done(struct sbuf *b)
{
    free(b->ptr);
    *b = (struct sbuf){.max = b->max};
}
