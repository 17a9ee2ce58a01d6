/* live_line.h - the line that a terminal shows while a watch runs: values, change per hour, and the
 * course of the memory. */
#ifndef WATCH_LIVE_LINE_H
#define WATCH_LIVE_LINE_H

#include "history.h"
#include "sample.h"

struct live_line {
    bool on;
    bool is_shown;
    struct history memory, fds, goroutines;
};

struct live_line live_line_begin(bool quiet);
void live_line_add(struct live_line *l, double at_s, const struct sample *s);
void live_line_show(struct live_line *l, double at_s, double cpus, size_t bundles, bool taking);
void live_line_hide(struct live_line *l); /* before something else is printed */

/* The text of the line, at most width characters. For tests public. */
void live_line_text(const struct live_line *l, double at_s, double cpus, size_t bundles,
                    bool taking, struct sbuf *out);

#endif
