#include "live_line.h"

#include <math.h>
#include <stdio.h>

#include "terminal.h"
#include "units.h"

enum { SPARKS = 24, LINE_MAX_BYTES = 2000 };

struct live_line live_line_begin(bool quiet)
{
    return (struct live_line){.on = !quiet && terminal_is_there()};
}

static void add(struct history *h, double at_s, struct sample_value v)
{
    if (v.known)
        history_add(h, at_s, v.value);
}

/* What macOS charges a process with, where there is such a thing; what is resident elsewhere. */
static struct sample_value memory_of(const struct sample *s)
{
    return s->cell[WATCH_FOOTPRINT].known ? s->cell[WATCH_FOOTPRINT] : s->cell[WATCH_RSS];
}

void live_line_add(struct live_line *l, double at_s, const struct sample *s)
{
    if (!l->on)
        return;
    add(&l->memory, at_s, memory_of(s));
    add(&l->fds, at_s, s->cell[WATCH_FDS]);
    add(&l->goroutines, at_s, s->cell[WATCH_GOROUTINES]);
}

typedef struct units_text as_text(double value);

/* " · 1,243 descriptors +12/h" */
static void add_value(const struct history *h, const char *what, as_text *text, struct sbuf *out)
{
    double per_hour = 0;
    if (h->count == 0)
        return;
    sbuf_addf(out, " · %s%s", text(h->point[h->count - 1].value).s, what);
    if (history_per_hour(h, &per_hour))
        sbuf_addf(out, " %s%s/h", per_hour < 0 ? "" : "+", text(per_hour).s);
}

static struct units_text whole(double value)
{
    return units_count(value < 0 ? -(double)(long long)(0.5 - value)
                                 : (double)(long long)(value + 0.5));
}

void live_line_text(const struct live_line *l, double at_s, double cpus, size_t bundles,
                    bool taking, struct sbuf *out)
{
    sbuf_adds(out, units_duration(floor(at_s)).s);
    if (l->memory.count > 1) {
        sbuf_addc(out, ' ');
        history_sparkline(&l->memory, SPARKS, out);
    }
    add_value(&l->memory, "", units_bytes, out);
    if (cpus >= 0)
        sbuf_addf(out, " · %s CPU", units_percent(cpus).s);
    add_value(&l->fds, " fds", whole, out);
    add_value(&l->goroutines, " goroutines", whole, out);
    sbuf_addf(out, " · %zu bundle%s%s", bundles, bundles == 1 ? "" : "s",
              taking ? ", one being taken" : "");
}

void live_line_show(struct live_line *l, double at_s, double cpus, size_t bundles, bool taking)
{
    if (!l->on)
        return;
    AUTO_SBUF struct sbuf line;
    sbuf_init(&line, LINE_MAX_BYTES);
    live_line_text(l, at_s, cpus, bundles, taking, &line);
    struct slice shown = terminal_fit(sbuf_view(&line), terminal_width() - 1);
    fprintf(stderr, "\r\033[K%.*s", SLICE_ARG(shown));
    fflush(stderr);
    l->is_shown = true;
}

void live_line_hide(struct live_line *l)
{
    if (l->is_shown)
        fputs("\r\033[K", stderr);
    l->is_shown = false;
}
