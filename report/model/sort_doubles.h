/* sort_doubles.h - numbers in their order. Inside of the model stage. Pure. */
#ifndef MODEL_SORT_DOUBLES_H
#define MODEL_SORT_DOUBLES_H

#include <stdlib.h>

static inline int sort_doubles_compare(const void *x, const void *y)
{
    const double *a = x, *b = y;
    return *a < *b ? -1 : *a > *b;
}

static inline void sort_doubles(double *values, size_t n)
{
    if (n > 1)
        qsort(values, n, sizeof *values, sort_doubles_compare);
}

#endif
