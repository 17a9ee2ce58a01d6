#include "real.h"

enum { EXPONENT_MAX = 400 };

bool real_parse(struct slice text, double *value)
{
    int64_t exponent = 0;
    size_t e = 0;
    while (e < text.len && text.ptr[e] != 'e' && text.ptr[e] != 'E')
        e++;
    if (!slice_to_double(slice_take(text, e), value))
        return false;
    if (e == text.len)
        return true;
    text = slice_drop(text, e + 1);
    slice_skip(&text, SLICE("+"));
    if (!slice_to_i64(text, &exponent) || exponent < -EXPONENT_MAX || exponent > EXPONENT_MAX)
        return false;
    for (; exponent < 0; exponent++)
        *value /= 10;
    for (; exponent > 0; exponent--)
        *value *= 10;
    return *value - *value == 0; /* not beyond what a double holds */
}
