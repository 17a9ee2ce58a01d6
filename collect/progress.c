#include "progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sbuf.h"
#include "terminal.h"
#include "units.h"

enum { NAMES_SHOWN = 4 };
static const double REDRAW_S = 0.25;

struct progress progress_begin(bool quiet)
{
    return (struct progress){.on = !quiet && terminal_is_there(), .shown_at = -1};
}

static uint64_t spooled(const struct tasks *ts)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < ts->count; i++) {
        struct stat st;
        if (ts->item[i].artifact->fd >= 0 && fstat(ts->item[i].artifact->fd, &st) == 0)
            bytes += (uint64_t)st.st_size;
    }
    return bytes;
}

static void add_running(const struct tasks *ts, struct sbuf *line)
{
    size_t shown = 0, hidden = 0;
    for (size_t i = 0; i < ts->count; i++) {
        const struct task *t = &ts->item[i];
        if (t->state != TASK_RUNNING || (t->probe && t->probe->goes_on))
            continue;
        if (shown == NAMES_SHOWN) {
            hidden++;
            continue;
        }
        sbuf_addf(line, "%s%s", shown++ ? ", " : " · ", t->artifact->id);
        double left = t->artifact->start_s + t->asked - run_seconds(ts->run);
        if (t->asked > 0 && left > 0)
            sbuf_addf(line, " (%.0f s left)", ceil(left));
    }
    if (hidden)
        sbuf_addf(line, " and %zu more", hidden);
}

void progress_show(struct progress *p, const struct tasks *ts)
{
    double now = run_seconds(ts->run);
    if (!p->on || (p->shown_at >= 0 && now - p->shown_at < REDRAW_S))
        return;
    p->shown_at = now;
    size_t done = 0;
    for (size_t i = 0; i < ts->count; i++)
        done += ts->item[i].state == TASK_DONE;
    AUTO_SBUF struct sbuf line;
    sbuf_init(&line, 2000);
    sbuf_addf(&line, "%s, %zu of %zu, %s", units_duration(now).s, done, ts->count,
              units_bytes((double)spooled(ts)).s);
    add_running(ts, &line);
    struct slice shown = terminal_fit(sbuf_view(&line), terminal_width() - 1);
    fprintf(stderr, "\r\033[K%.*s", SLICE_ARG(shown));
    fflush(stderr);
}

void progress_end(struct progress *p)
{
    if (p->on && p->shown_at >= 0)
        fputs("\r\033[K", stderr);
    p->shown_at = -1;
}
