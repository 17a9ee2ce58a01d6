/* One look at the process: a sample, a row of the log, and what follows from it. */
#include <stdio.h>
#include <string.h>

#include "clocks.h"
#include "fileio.h"
#include "watching.h"

/* Of one processor: what costs next to nothing is taken each time, a dear part as often as this
 * allows. Together with the base they stay below a thousandth at one sample a second. */
static const double part_shares[SAMPLE_PARTS] = {
    [SAMPLE_FDS] = 0.0001,        [SAMPLE_FD_KINDS] = 0.0001,  [SAMPLE_PSS] = 0.00005,
    [SAMPLE_GOROUTINES] = 0.0003, [SAMPLE_CHILDREN] = 0.00005, [SAMPLE_STARTED] = 0.00005,
};

static double cpu_spent(void)
{
    return (double)clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9;
}

static void take_parts(struct watch *w)
{
    double now = clock_seconds();
    for (enum sample_part part = SAMPLE_BASE + 1; part < SAMPLE_PARTS; part++) {
        struct budget *b = &w->part[part];
        b->share = part_shares[part];
        if (!budget_allows(b, now))
            continue;
        double before = cpu_spent();
        (void)sample_take(w->sampler, part, &w->sample);
        budget_spend(b, now, cpu_spent() - before);
    }
}

/* The rows that found no room are told as soon as there is some. */
static void write_row(struct watch *w)
{
    struct error err = {0};
    enum status s = watch_files_row(&w->files, &w->sample, w->now.utc, &err);
    if (s != STATUS_OK && fileio_is_full(err.sys) && watch_make_room(w))
        s = watch_files_row(&w->files, &w->sample, w->now.utc, &err);
    if (s != STATUS_OK) {
        w->rows_lost++;
        if (!w->is_full) {
            live_line_hide(&w->line);
            fprintf(stderr, "collect: %s\n", err.msg);
        }
        w->is_full = true;
        return;
    }
    w->is_full = false;
    if (w->rows_lost) {
        double lost = (double)w->rows_lost;
        w->rows_lost = 0;
        watch_event(w, EVENT_ROWS_LOST, &lost, NULL, "no room on the disk");
    }
}

static void note_gaps(struct watch *w)
{
    struct timeline_gap gap;
    if (!timeline_next(&w->timeline, w->now, &gap))
        return;
    if (gap.asleep > 0)
        watch_event(w, EVENT_GAP, &gap.asleep, "sleep", NULL);
    if (gap.late > 0)
        watch_event(w, EVENT_GAP, &gap.late, "late", NULL);
    if (gap.clock_step != 0)
        watch_event(w, EVENT_CLOCK, &gap.clock_step, NULL, NULL);
    if (gap.asleep <= 0 && gap.late <= 0)
        return;
    for (size_t i = 0; i < w->triggers; i++)
        trigger_interrupt(&w->trigger[i]);
    observation_break(&w->seen);
}

static void feed_triggers(struct watch *w)
{
    for (size_t i = 0; i < w->triggers; i++) {
        struct trigger *t = &w->trigger[i];
        struct trigger_firing f;
        if (!trigger_feed(t, &w->seen, &f))
            continue;
        if (t->when.kind == WHEN_GROWS)
            watch_eventf(w, EVENT_TRIGGER, &f.value, t->text, "from %.10g in %.0f s", f.against,
                         f.since_s);
        else
            watch_eventf(w, EVENT_TRIGGER, &f.value, t->text, "bound %.10g", f.against);
        watch_want(w, OCCASION_TRIGGER, t->text);
    }
}

void watch_look(struct watch *w)
{
    w->now = moment_now();
    w->sample = (struct sample){.state = 0};
    note_gaps(w);
    if (!sample_take(w->sampler, SAMPLE_BASE, &w->sample) || w->sample.state == 'Z' ||
        w->sample.state == 'X') {
        watch_ended(w);
        return;
    }
    take_parts(w);
    watch_ask_server(w);
    w->sample.cell[WATCH_ELAPSED] = (struct sample_value){true, watch_elapsed(w)};
    watch_read_limits(w);
    observe(&w->seen, watch_elapsed(w), &w->sample);
    write_row(w);
    watch_note_state(w);
    watch_note_readable(w);
    if (w->phase == PHASE_WATCHING)
        feed_triggers(w);
    live_line_add(&w->line, watch_elapsed(w), &w->sample);
}
