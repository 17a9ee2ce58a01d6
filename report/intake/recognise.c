#include "recognise.h"

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

bool recognise_hint(struct slice name, const char *word)
{
    size_t slash = slice_rfind_byte(name, '/');
    struct slice s = slash == SIZE_MAX ? name : slice_drop(name, slash + 1);
    struct slice w = slice_from(word);
    for (size_t at = 0; at + w.len <= s.len; at++) {
        size_t n = 0;
        while (n < w.len && lower(s.ptr[at + n]) == w.ptr[n])
            n++;
        if (n == w.len)
            return true;
    }
    return false;
}

struct recognition recognise(struct arena *a, struct slice name, struct slice bytes)
{
    struct recognition r = {.what = NULL};
    if (bytes.len == 0)
        r.what = "an empty file";
    else if (!recognise_text(name, bytes, &r) && !recognise_pprof(a, name, bytes, &r))
        r.what = NULL;
    return r;
}
