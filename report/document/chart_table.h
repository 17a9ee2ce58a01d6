/* chart_table.h - the numbers of a chart as a table, one row for each line. Inside of
 * build_chart().
 */
#ifndef DOCUMENT_CHART_TABLE_H
#define DOCUMENT_CHART_TABLE_H

#include "builder.h"
#include "chart.h"

/* Of the points that have a value. */
struct chart_ends {
    size_t known;
    double first, last, least, most;
    double last_s;
};

struct chart_ends chart_ends(const struct chart_line *l);
void chart_table(struct builder *b, const struct chart *c);

#endif
