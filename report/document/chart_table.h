/* chart_table.h - the numbers of a chart as a table, one row for each line. Inside of
 * build_chart().
 */
#ifndef DOCUMENT_CHART_TABLE_H
#define DOCUMENT_CHART_TABLE_H

#include "builder.h"
#include "chart.h"

void chart_table(struct builder *b, const struct chart *c);

#endif
