/* watch_folder.c - the folder of a watch: its bundles, its log, its events. */
#include <math.h>

#include "bundle_format.h"
#include "gzip_stream.h"
#include "intake.h"
#include "limits_input.h"
#include "manifest.h"
#include "recognise.h"
#include "watch_log.h"

#define LOG    "60-samples/watch.csv"
#define EVENTS "60-samples/events.tsv"

/* A log with its events, or either alone. */
struct record {
    const struct bundle_member *log, *events;
    struct watch_log rows;
    bool ours;  /* collect made it: there may be one of a script, too, which has less in it */
    bool taken; /* a bundle belongs to it */
};

struct watch {
    struct arena *arena;
    struct intake_side *sides;
    size_t nsides, sides_cap;
    struct bundle_leftover *left;
    size_t nleft, left_cap;
    struct record *records;
    size_t nrecords, records_cap;
};

static void leave_out(struct watch *w, struct slice name, struct slice why)
{
    *ARENA_PUSH(w->arena, w->left, w->nleft, w->left_cap) = (struct bundle_leftover){name, why};
}

static struct slice base_name(struct slice path)
{
    size_t slash = slice_rfind_byte(path, '/');
    return slash == SIZE_MAX ? path : slice_drop(path, slash + 1);
}

/* "mem-20261124-220000" of both files of a watch. */
static struct slice stem(struct slice file)
{
    size_t dot = slice_find(file, SLICE(".events.tsv"));
    if (dot == SIZE_MAX)
        dot = slice_find(file, SLICE(".log"));
    return dot == SIZE_MAX ? file : slice_take(file, dot);
}

/* The record that this file completes, or a new one. */
static struct record *record_of(struct watch *w, struct slice file, bool is_log)
{
    for (size_t i = 0; i < w->nrecords; i++) {
        struct record *r = &w->records[i];
        const struct bundle_member *has = is_log ? r->log : r->events,
                                   *other = is_log ? r->events : r->log;
        if (!has && slice_equal(stem(other->file), stem(file)))
            return r;
    }
    struct record *r = ARENA_PUSH(w->arena, w->records, w->nrecords, w->records_cap);
    *r = (struct record){.log = NULL};
    return r;
}

static void keep(struct watch *w, const struct bundle_member *m, bool is_log)
{
    struct bundle_member *copy = ARENA_NEW(w->arena, struct bundle_member);
    struct record *r = record_of(w, m->file, is_log);
    *copy = *m;
    if (!is_log) {
        r->events = copy;
        return;
    }
    r->log = copy;
    watch_log_parse(w->arena, copy->data, &r->rows);
    r->ours = watch_log_column(&r->rows, "elapsed_s") != NULL;
}

/* False when it is neither a log nor events. */
static bool take_file(struct watch *w, const struct loose_file *f)
{
    struct recognition is = {.what = NULL};
    if (!f->why)
        is = recognise(w->arena, f->name, f->bytes);
    struct bundle_member m = {.name = is.member, .data = f->bytes, .cut = f->cut, .file = f->name};
    if (!slice_is(is.member, LOG) && !slice_is(is.member, EVENTS))
        return false;
    keep(w, &m, slice_is(is.member, LOG));
    return true;
}

/* True when it is an archive, whatever becomes of it. */
static bool take_archive(struct watch *w, const struct folder_file *f)
{
    struct error err;
    struct bundle b;
    AUTO_GZIP_STREAM struct gzip_stream stream;
    gzip_stream_init(&stream, -1, f->bytes);
    if (!bundle_is_archive(gzip_stream_peek(&stream)))
        return false;
    if (bundle_read_stream(w->arena, &stream, &b, &err) != STATUS_OK)
        leave_out(w, f->name, arena_copy(w->arena, slice_from(err.msg)));
    else if (!bundle_find(&b, BUNDLE_HEADER))
        leave_out(w, f->name, SLICE("an archive that collect did not make"));
    else
        *ARENA_PUSH(w->arena, w->sides, w->nsides, w->sides_cap) =
            (struct intake_side){.label = f->name, .bundle = b};
    return true;
}

/* ---- which log belongs to a bundle -------------------------------------------------------------
 */

enum speaks { SPEAKS_OF_IT, SPEAKS_OF_NOBODY, SPEAKS_OF_OTHERS };

/* Whether a log is of this process; a script's log does not say of which it is. */
static enum speaks speaks_of(const struct record *r, struct manifest_int pid)
{
    const double *pids = watch_log_column(&r->rows, "pid");
    bool any = false;
    for (size_t row = 0; pids && pid.known && row < r->rows.nrows; row++) {
        if (fabs(pids[row] - (double)pid.value) < 0.5)
            return SPEAKS_OF_IT;
        any = any || !isnan(pids[row]);
    }
    return any ? SPEAKS_OF_OTHERS : SPEAKS_OF_NOBODY;
}

/* The one that was made by collect; of two the later one by its name, which is a time. */
static bool is_better(const struct record *x, const struct record *y)
{
    if (x->ours != y->ours)
        return x->ours;
    return slice_compare(x->log->file, y->log->file) >= 0;
}

/* The log that the bundle names; else the best one that is not of another process. A bundle that
 * names a log has a part of it inside: what does not say of whom it speaks is not read for it. */
static struct record *record_for(struct watch *w, const struct bundle *b)
{
    struct manifest m = {.has_header = false};
    struct error err;
    const struct bundle_member *header = bundle_find(b, BUNDLE_HEADER);
    struct record *best = NULL;
    if (header && manifest_parse(w->arena, header->data, (struct slice){0}, &m, &err) != STATUS_OK)
        m = (struct manifest){.has_header = false};
    for (size_t i = 0; i < w->nrecords; i++) {
        struct record *r = &w->records[i];
        if (!r->log)
            continue;
        if (m.watch_log.len && slice_equal(base_name(r->log->file), m.watch_log))
            return r;
        enum speaks of = speaks_of(r, m.target.pid);
        bool fits = of == SPEAKS_OF_IT || (of == SPEAKS_OF_NOBODY && !m.watch_log.len);
        if (fits && (!best || is_better(r, best)))
            best = r;
    }
    return best;
}

/* Every side knows its whole night: which of them will be the last one, their clocks say later. */
static void put_beside(struct watch *w)
{
    const struct record *told = NULL;
    for (size_t i = 0; i < w->nsides; i++) {
        struct bundle *b = &w->sides[i].bundle;
        struct record *r = record_for(w, b);
        if (!r)
            continue;
        r->taken = true;
        told = r;
        b->beside_log = r->log;
        b->beside_events = r->events ? r->events : r->ours ? bundle_find(b, EVENTS) : NULL;
    }
    for (size_t i = 0; i < w->nrecords; i++) {
        const struct record *r = &w->records[i];
        if (!r->log)
            leave_out(w, r->events->file, SLICE("events of a watch are read with its log only"));
        else if (!r->taken)
            leave_out(w, r->log->file,
                      told ? arena_printf(w->arena, "%.*s is read, which is of these bundles",
                                          SLICE_ARG(told->log->file))
                           : SLICE("it is of another process than these bundles"));
        if (r->log && !r->taken && r->events)
            leave_out(w, r->events->file, SLICE("events of a watch are read with its log only"));
    }
}

/* What could not be used is told once. */
static void tell_leftovers(struct watch *w)
{
    struct bundle *b = &w->sides[w->nsides - 1].bundle;
    for (size_t i = 0; i < b->nleftovers; i++)
        leave_out(w, b->leftovers[i].file, b->leftovers[i].why);
    b->leftovers = w->left;
    b->nleftovers = w->nleft;
}

bool watch_folder_read(struct arena *a, const struct folder *f, struct intake_sides *ret)
{
    struct watch w = {.arena = a};
    const struct folder_file **others = ARENA_ARRAY(a, const struct folder_file *, f->count + 1);
    size_t nothers = 0, room = LIMIT_MEMBER_SIZE;
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].why || !take_archive(&w, &f->files[i]))
            others[nothers++] = &f->files[i];
    if (w.nsides == 0)
        return false;
    for (size_t i = 0; i < nothers; i++) {
        struct loose_file file = {.name = others[i]->name, .why = others[i]->why};
        if (!file.why)
            file = loose_unpack(a, others[i]->name, others[i]->bytes, false, &room);
        if (!take_file(&w, &file))
            leave_out(&w, file.name,
                      file.why ? slice_from(file.why)
                               : SLICE("it is no part of a watch: give it by itself"));
    }
    put_beside(&w);
    tell_leftovers(&w);
    *ret = (struct intake_sides){w.sides, w.nsides};
    return true;
}

bool watch_files_beside(struct arena *a, const struct loose_file *files, size_t count,
                        struct intake_side *sides, size_t nsides)
{
    struct watch w = {.arena = a, .sides = sides, .nsides = nsides};
    for (size_t i = 0; i < count; i++)
        if (!take_file(&w, &files[i]))
            return false;
    put_beside(&w);
    tell_leftovers(&w);
    return true;
}
