#include <stdio.h>

#include "sample.h"
#include "units.h"

/* A count or a size is a whole number, everything else is not. */
static int decimals(size_t column)
{
    static const int of_unit[] = {
        [WATCH_COUNT] = 0, [WATCH_BYTES] = 0, [WATCH_SECONDS] = 3, [WATCH_FRACTION] = 4};
    return column == WATCH_RSS_MB ? 1 : of_unit[watch_columns[column].unit];
}

void sample_row(const struct sample *s, int64_t utc_ns, size_t columns, struct sbuf *row)
{
    sbuf_adds(row, units_utc(utc_ns).s);
    for (size_t i = 0; i < columns; i++) {
        sbuf_addc(row, ',');
        if (s->cell[i].known)
            sbuf_addf(row, "%.*f", decimals(i), s->cell[i].value);
    }
    sbuf_addc(row, '\n');
}
