/* chart_events.h - the marks of a chart as a list, in the order of their numbers in the picture.
 * Inside of build_chart(). */
#ifndef DOCUMENT_CHART_EVENTS_H
#define DOCUMENT_CHART_EVENTS_H

#include "builder.h"
#include "chart.h"

void chart_events(struct builder *b, const struct chart *c);

#endif
