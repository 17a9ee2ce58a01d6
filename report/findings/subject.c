#include "subject.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "function_subject.h"
#include "night_subject.h"
#include "subject_number.h"

const char *const subject_names[SUBJECT_KIND_COUNT] = {
    [SUBJECT_PROCESS] = "process",
    [SUBJECT_DESCRIPTORS] = "descriptor_group",
    [SUBJECT_GOROUTINES] = "goroutine_group",
    [SUBJECT_FUNCTION] = "profile_function",
    [SUBJECT_THREADS] = "thread_group",
    [SUBJECT_RELATIVES] = "relative",
    [SUBJECT_LOCKS] = "file_lock",
    [SUBJECT_NIGHT] = "night",
};

/* ---- descriptors ---- */

static const struct descriptor_group *group_of(const struct subject *s)
{
    return &s->model->descriptors[s->index];
}

/* The counter at this offset of every member, added up or the largest. */
static struct number fd_number(const struct subject *s, int side, size_t offset, bool largest)
{
    double all = 0;

    for (size_t i = 0; i < subject_count_of(s); i++) {
        const struct descriptor_group *g = &s->model->descriptors[subject_member_at(s, i)];
        uint64_t n = ((const uint64_t *)(const void *)((const char *)g + offset))[side];
        all = largest ? fmax(all, (double)n) : all + (double)n;
    }
    return s->model->has_descriptors[side] ? known(all) : unknown();
}

static struct number fd_count(const struct subject *s, int side)
{
    return fd_number(s, side, offsetof(struct descriptor_group, count), false);
}

static struct number fd_duplicates(const struct subject *s, int side)
{
    return fd_number(s, side, offsetof(struct descriptor_group, duplicates), false);
}

static struct number fd_most(const struct subject *s, int side)
{
    return fd_number(s, side, offsetof(struct descriptor_group, most), true);
}

static struct number fd_deleted(const struct subject *s, int side)
{
    return fd_number(s, side, offsetof(struct descriptor_group, deleted), false);
}

/* Growth that is not old descriptors which have moved here from another group. */
static struct number fd_new(const struct subject *s, int side)
{
    struct number a = fd_count(s, 0), b = fd_count(s, 1);
    double moved = 0;

    (void)side;
    for (size_t i = 0; i < subject_count_of(s); i++)
        moved += (double)s->model->descriptors[subject_member_at(s, i)].moved;
    return a.known && b.known ? known(b.value - a.value - moved) : unknown();
}

static struct number fd_share(const struct subject *s, int side)
{
    return share(fd_count(s, side), model_metric(s->model, "fds.total", side));
}

/* Until the soft limit is reached if what went from a to b goes on like that. */
static struct number to_limit(const struct model *m, struct number a, struct number b)
{
    struct number limit = model_metric(m, "fds.limit", 1), total = model_metric(m, "fds.total", 1);
    if (!limit.known || !total.known || !a.known || !b.known || b.value <= a.value || m->hours <= 0)
        return unknown();
    double rest = limit.value > total.value ? limit.value - total.value : 0;
    return known(rest / (b.value - a.value) * m->hours * 3600);
}

static struct number fd_time_to_limit(const struct subject *s, int side)
{
    (void)side;
    return to_limit(s->model, fd_count(s, 0), fd_count(s, 1));
}

static struct number fd_all_to_limit(const struct subject *s, int side)
{
    (void)side;
    return to_limit(s->model, model_metric(s->model, "fds.total", 0),
                    model_metric(s->model, "fds.total", 1));
}

/* ---- goroutines ---- */

static const struct goroutine_group *goroutines_of(const struct subject *s)
{
    return &s->model->goroutines[s->index];
}

/* The counter at this offset of every member, added up. */
static double go_sum(const struct subject *s, size_t offset)
{
    double all = 0;

    for (size_t i = 0; i < subject_count_of(s); i++) {
        const struct goroutine_group *g = &s->model->goroutines[subject_member_at(s, i)];
        all += (double)*(const uint64_t *)(const void *)((const char *)g + offset);
    }
    return all;
}

static struct number go_number(const struct subject *s, int side, size_t offset)
{
    double all = go_sum(s, offset + (size_t)side * sizeof(uint64_t));

    return s->model->has_goroutines[side] ? known(all) : unknown();
}

static struct number go_count(const struct subject *s, int side)
{
    return go_number(s, side, offsetof(struct goroutine_group, count));
}

static struct number go_waiting_long(const struct subject *s, int side)
{
    return go_number(s, side, offsetof(struct goroutine_group, waiting_long));
}

static struct number go_locked(const struct subject *s, int side)
{
    return go_number(s, side, offsetof(struct goroutine_group, locked));
}

static struct number go_wait_minutes(const struct subject *s, int side)
{
    struct number most = unknown();

    for (size_t i = 0; i < subject_count_of(s); i++) {
        struct number n = s->model->goroutines[subject_member_at(s, i)].wait_minutes_max[side];
        if (n.known && (!most.known || n.value > most.value))
            most = n;
    }
    return most;
}

static struct number go_share(const struct subject *s, int side)
{
    return share(go_count(s, side), model_metric(s->model, "go.goroutines", side));
}

/* Ids are only printed by the full dump: without it on both sides nothing is proven either way. */
static struct number by_id(const struct subject *s, size_t offset)
{
    return s->model->goroutine_ids ? known(go_sum(s, offset)) : unknown();
}

static struct number go_persisted(const struct subject *s, int side)
{
    (void)side;
    return by_id(s, offsetof(struct goroutine_group, persisted));
}

static struct number go_persisted_share(const struct subject *s, int side)
{
    return share(go_persisted(s, side), go_count(s, 0));
}

static struct number go_born(const struct subject *s, int side)
{
    (void)side;
    return by_id(s, offsetof(struct goroutine_group, born));
}

/* Growth that is not old goroutines which have moved here from another line. */
static struct number go_new(const struct subject *s, int side)
{
    struct number a = go_count(s, 0), b = go_count(s, 1);

    if (s->model->goroutine_ids)
        return go_born(s, side);
    return a.known && b.known ? known(b.value - a.value) : unknown();
}

/* ---- threads, the whole ---- */

/* Known only where the table of threads was read; threads.total is known from elsewhere too. */
static const char in_thread_table[] = "threads.running";

static struct number thread_count(const struct subject *s, int side)
{
    double all = 0;

    for (size_t i = 0; i < subject_count_of(s); i++)
        all += (double)s->model->threads[subject_member_at(s, i)].count[side];
    return model_metric(s->model, in_thread_table, side).known ? known(all) : unknown();
}

/* ---- relatives, locks: of the last bundle ---- */

static struct number last_only(const struct subject *s, int side, double value)
{
    return side == model_last(s->model) ? known(value) : unknown();
}

static struct number one_each(const struct subject *s, int side)
{
    return last_only(s, side, (double)subject_count_of(s));
}

static struct number relative_age(const struct subject *s, int side)
{
    double most = 0;

    for (size_t i = 0; i < subject_count_of(s); i++)
        most = fmax(most, s->model->family[subject_member_at(s, i)].age_s.value);
    return last_only(s, side, most);
}

static struct number process_gaps(const struct subject *s, int side)
{
    double n = 0;

    for (size_t i = 0; i < s->model->ngaps; i++)
        n += s->model->gaps[i].side == side;
    return known(n);
}

/* How much time lies between the two looks. */
static struct number time_apart(const struct subject *s, int side)
{
    (void)side;
    return s->model->hours > 0 ? known(s->model->hours * 3600) : unknown();
}

/* For how long it has been known: its age when first looked at, or the time between the looks. */
static struct number time_watched(const struct subject *s, int side)
{
    struct number age = model_metric(s->model, "process.uptime", 0), apart = time_apart(s, side);

    if (!apart.known)
        return unknown();
    return known(age.known ? fmax(age.value, apart.value) : apart.value);
}

/* Queues at locks whose likely holders wait for each other, of those with all that is asked. */
static struct number lock_cycles(const struct subject *s, int side, bool closed, bool minutes,
                                 bool both)
{
    double n = 0;

    if (side != model_last(s->model) || !s->model->has_waits[side])
        return unknown();
    for (size_t i = 0; i < s->model->nlock_queues; i++) {
        const struct lock_queue *q = &s->model->locks_waited_for[i];
        n += q->cycle && (q->closed || !closed) && (q->lasts_minutes || !minutes) &&
             (q->in_both || !both);
    }
    return known(n);
}

static struct number process_lock_cycles(const struct subject *s, int side)
{
    return lock_cycles(s, side, false, false, false);
}

static struct number process_lock_cycles_closed(const struct subject *s, int side)
{
    return lock_cycles(s, side, true, false, false);
}

static struct number process_lock_cycles_long(const struct subject *s, int side)
{
    return lock_cycles(s, side, false, true, false);
}

static struct number process_lock_cycles_closed_long(const struct subject *s, int side)
{
    return lock_cycles(s, side, true, true, false);
}

static struct number process_lock_cycles_lasting(const struct subject *s, int side)
{
    return lock_cycles(s, side, true, true, true);
}

/* A Go program of which nothing was seen from inside. */
static struct number process_without_profiles(const struct subject *s, int side)
{
    bool any = s->model->has_goroutines[side];

    if (s->model->identity[side].go_version.len == 0)
        return unknown();
    for (size_t i = 0; i < s->model->nprofiles; i++)
        any = any || s->model->profiles[i].present[side];
    return known(!any);
}

static struct number process_dump_cut(const struct subject *s, int side)
{
    return s->model->has_goroutines[side] ? known(s->model->goroutines_cut[side]) : unknown();
}

static const struct field fields[] = {
    {SUBJECT_PROCESS, "gaps", UNIT_COUNT, false, process_gaps, NULL},
    {SUBJECT_PROCESS, "lock_cycles", UNIT_COUNT, false, process_lock_cycles,
     "40-go/goroutine-debug2.txt"},
    {SUBJECT_PROCESS, "lock_cycles_closed", UNIT_COUNT, false, process_lock_cycles_closed,
     "40-go/goroutine-debug2.txt"},
    {SUBJECT_PROCESS, "lock_cycles_long", UNIT_COUNT, false, process_lock_cycles_long,
     "40-go/goroutine-debug2.txt"},
    {SUBJECT_PROCESS, "lock_cycles_closed_long", UNIT_COUNT, false, process_lock_cycles_closed_long,
     "40-go/goroutine-debug2.txt"},
    {SUBJECT_PROCESS, "lock_cycles_lasting", UNIT_COUNT, false, process_lock_cycles_lasting,
     "40-go/goroutine-debug2.txt"},
    {SUBJECT_PROCESS, "watched", UNIT_SECONDS, true, time_watched, "10-process/stat"},
    {SUBJECT_PROCESS, "without_profiles", UNIT_COUNT, false, process_without_profiles, NULL},
    {SUBJECT_PROCESS, "goroutines_cut", UNIT_COUNT, false, process_dump_cut, NULL},
    {SUBJECT_DESCRIPTORS, "count", UNIT_COUNT, false, fd_count, NULL},
    {SUBJECT_DESCRIPTORS, "duplicates", UNIT_COUNT, false, fd_duplicates, NULL},
    {SUBJECT_DESCRIPTORS, "most", UNIT_COUNT, false, fd_most, NULL},
    {SUBJECT_DESCRIPTORS, "deleted", UNIT_COUNT, false, fd_deleted, NULL},
    {SUBJECT_DESCRIPTORS, "new", UNIT_COUNT, true, fd_new, NULL},
    {SUBJECT_DESCRIPTORS, "time_to_limit", UNIT_SECONDS, true, fd_time_to_limit, NULL},
    {SUBJECT_DESCRIPTORS, "all_to_limit", UNIT_SECONDS, true, fd_all_to_limit, NULL},
    {SUBJECT_DESCRIPTORS, "share", UNIT_FRACTION, false, fd_share, NULL},
    {SUBJECT_DESCRIPTORS, "apart", UNIT_SECONDS, true, time_apart, NULL},
    {SUBJECT_DESCRIPTORS, "watched", UNIT_SECONDS, true, time_watched, NULL},
    {SUBJECT_GOROUTINES, "count", UNIT_COUNT, false, go_count, NULL},
    {SUBJECT_GOROUTINES, "waiting_long", UNIT_COUNT, false, go_waiting_long, NULL},
    {SUBJECT_GOROUTINES, "wait_minutes", UNIT_COUNT, false, go_wait_minutes, NULL},
    {SUBJECT_GOROUTINES, "locked", UNIT_COUNT, false, go_locked, NULL},
    {SUBJECT_GOROUTINES, "share", UNIT_FRACTION, false, go_share, NULL},
    {SUBJECT_GOROUTINES, "persisted", UNIT_COUNT, true, go_persisted, NULL},
    {SUBJECT_GOROUTINES, "persisted_share", UNIT_FRACTION, true, go_persisted_share, NULL},
    {SUBJECT_GOROUTINES, "apart", UNIT_SECONDS, true, time_apart, NULL},
    {SUBJECT_GOROUTINES, "born", UNIT_COUNT, true, go_born, NULL},
    {SUBJECT_GOROUTINES, "new", UNIT_COUNT, true, go_new, NULL},
    {SUBJECT_GOROUTINES, "watched", UNIT_SECONDS, true, time_watched, NULL},
    {SUBJECT_FUNCTION, "flat", UNIT_COUNT, false, function_flat, NULL},
    {SUBJECT_FUNCTION, "cum", UNIT_COUNT, false, function_cum, NULL},
    {SUBJECT_FUNCTION, "owned", UNIT_COUNT, false, function_owned, NULL},
    {SUBJECT_FUNCTION, "owned_latest", UNIT_COUNT, false, function_owned_latest, NULL},
    {SUBJECT_FUNCTION, "share", UNIT_FRACTION, false, function_share, NULL},
    {SUBJECT_FUNCTION, "apart", UNIT_SECONDS, true, time_apart, NULL},
    {SUBJECT_FUNCTION, "watched", UNIT_SECONDS, true, time_watched, NULL},
    {SUBJECT_THREADS, "count", UNIT_COUNT, false, thread_count, NULL},
    {SUBJECT_RELATIVES, "count", UNIT_COUNT, false, one_each, NULL},
    {SUBJECT_RELATIVES, "age", UNIT_SECONDS, false, relative_age, NULL},
    {SUBJECT_LOCKS, "count", UNIT_COUNT, false, one_each, NULL},
    {SUBJECT_NIGHT, "grown_bytes", UNIT_BYTES, false, night_grown_bytes, NULL},
    {SUBJECT_NIGHT, "grown", UNIT_COUNT, false, night_grown, NULL},
    {SUBJECT_NIGHT, "share", UNIT_FRACTION, false, night_share, NULL},
    {SUBJECT_NIGHT, "certainty", UNIT_COUNT, false, night_certainty, NULL},
    {SUBJECT_NIGHT, "began", UNIT_COUNT, false, night_has_begin, NULL},
    {SUBJECT_NIGHT, "lasts", UNIT_SECONDS, false, night_lasts, NULL},
    {SUBJECT_NIGHT, "samples", UNIT_COUNT, false, night_samples, NULL},
    {SUBJECT_NIGHT, "to_limit", UNIT_SECONDS, false, night_to_limit, NULL},
};

const struct field *field_find(enum subject_kind subject, const char *name)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fields[i].subject == subject && strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

enum unit field_unit(const struct field *f, const char *type)
{
    struct slice name = slice_from(type);

    if (f->subject != SUBJECT_FUNCTION || f->unit != UNIT_COUNT)
        return f->unit;
    if (slice_has_suffix(name, SLICE("_space")))
        return UNIT_BYTES;
    return slice_is(name, "cpu") || slice_is(name, "delay") ? UNIT_SECONDS : UNIT_COUNT;
}

size_t subject_count(const struct model *m, enum subject_kind kind, const struct profile *profile)
{
    switch (kind) {
    case SUBJECT_DESCRIPTORS:
        return m->ndescriptors;
    case SUBJECT_GOROUTINES:
        return m->ngoroutines;
    case SUBJECT_FUNCTION:
        return profile ? profile->nfunctions : 0;
    case SUBJECT_THREADS:
        return m->nthreads;
    case SUBJECT_RELATIVES:
        return m->nfamily;
    case SUBJECT_LOCKS:
        return m->nlocks;
    case SUBJECT_NIGHT:
        return m->night ? m->night->nseries : 0;
    default:
        return 1;
    }
}

bool subject_collected(const struct model *m, enum subject_kind kind, const struct profile *profile,
                       int side)
{
    switch (kind) {
    case SUBJECT_DESCRIPTORS:
        return m->has_descriptors[side];
    case SUBJECT_GOROUTINES:
        return m->has_goroutines[side];
    case SUBJECT_FUNCTION:
        return profile && profile->present[side];
    case SUBJECT_THREADS:
        return model_metric(m, in_thread_table, side).known;
    case SUBJECT_RELATIVES:
        return side != model_last(m) || m->has_family;
    case SUBJECT_LOCKS:
        return side != model_last(m) || m->has_locks;
    case SUBJECT_NIGHT:
        return m->night != NULL;
    default:
        return true;
    }
}

/* ---- text ---- */

static struct slice join(struct arena *a, const struct slice *parts, size_t count)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    unsigned char *text = ARENA_ARRAY(a, unsigned char, len + 1);
    len = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0)
            memcpy(text + len, parts[i].ptr, parts[i].len);
        len += parts[i].len;
    }
    return (struct slice){text, len};
}

static struct slice goroutine_text(struct arena *a, const struct goroutine_group *g)
{
    size_t n = 0;
    struct slice *parts = ARENA_ARRAY(a, struct slice, 3 * g->nframes + 6);

    parts[n++] = SLICE("state: ");
    parts[n++] = g->state;
    for (size_t i = 0; i < g->nframes; i++) {
        parts[n++] = SLICE("\nframe: ");
        parts[n++] = g->frames[i].function;
    }
    parts[n++] = SLICE("\ncreated by: ");
    parts[n++] = g->created_by.function;
    parts[n++] = SLICE("\n");
    return join(a, parts, n);
}

struct slice subject_text(struct arena *a, const struct subject *s)
{
    if (s->kind == SUBJECT_GOROUTINES && !s->texts)
        return goroutine_text(a, goroutines_of(s));
    if (s->kind == SUBJECT_GOROUTINES) {
        if (!s->texts[s->index].ptr)
            s->texts[s->index] = goroutine_text(a, goroutines_of(s));
        return s->texts[s->index];
    }
    if (s->kind == SUBJECT_DESCRIPTORS) {
        const struct descriptor_group *g = group_of(s);
        return join(a,
                    (struct slice[]){SLICE("type: "), g->type, SLICE("\ntemplate: "), g->template,
                                     SLICE("\nexample: "), g->example, SLICE("\n")},
                    7);
    }
    if (s->kind == SUBJECT_FUNCTION) {
        const struct profile_function *f = &s->profile->functions[s->index];
        return join(a,
                    (struct slice[]){SLICE("function: "), f->name, SLICE("\nfile: "), f->file,
                                     SLICE("\nvia: "), f->via ? f->via->name : SLICE(""),
                                     SLICE("\n")},
                    7);
    }
    if (s->kind == SUBJECT_THREADS) {
        const struct thread_group *g = &s->model->threads[s->index];
        return join(a,
                    (struct slice[]){SLICE("name: "), g->name, SLICE("\nstate: "), g->state,
                                     SLICE("\nwchan: "), g->wchan, SLICE("\n")},
                    7);
    }
    if (s->kind == SUBJECT_RELATIVES) {
        const struct relative *r = &s->model->family[s->index];
        return join(a,
                    (struct slice[]){SLICE("relation: "), r->relation, SLICE("\nname: "), r->name,
                                     SLICE("\nstate: "), r->state, SLICE("\n")},
                    7);
    }
    if (s->kind == SUBJECT_LOCKS) {
        const struct file_lock *l = &s->model->locks[s->index];
        return join(a,
                    (struct slice[]){SLICE("path: "), l->path, SLICE("\nby: "), l->relation,
                                     SLICE("\nname: "), l->name, SLICE("\nmode: "), l->mode,
                                     l->waits ? SLICE("\nwaits\n") : SLICE("\nholds\n")},
                    9);
    }
    if (s->kind == SUBJECT_NIGHT)
        return night_text(a, s);
    return SLICE("");
}

struct slice subject_member(const struct subject *s, int side)
{
    switch (s->kind) {
    case SUBJECT_DESCRIPTORS:
        return SLICE("30-files/fd.tsv");
    case SUBJECT_GOROUTINES:
        return slice_from(s->model->goroutine_source[side]);
    case SUBJECT_FUNCTION:
        return slice_from(s->profile->member[side]);
    case SUBJECT_THREADS:
        return SLICE("10-process/threads.tsv");
    case SUBJECT_RELATIVES:
        return SLICE("10-process/family.tsv");
    case SUBJECT_LOCKS:
        return SLICE("30-files/locks.tsv");
    case SUBJECT_NIGHT:
        return s->model->night->source;
    default:
        return SLICE("");
    }
}

struct frame subject_where(const struct goroutine_group *g)
{
    if (g->application < g->nframes)
        return g->frames[g->application];
    return g->nframes > 0 ? g->frames[0] : (struct frame){0};
}

static bool goroutine_names(const struct goroutine_group *g, struct slice function)
{
    if (slice_equal(g->created_by.function, function))
        return true;
    for (size_t i = 0; i < g->nframes; i++)
        if (slice_equal(g->frames[i].function, function))
            return true;
    return false;
}

bool subject_shares_function(const struct subject *s, const struct subject *other)
{
    const struct subject *function = s->kind == SUBJECT_FUNCTION ? s : other;
    const struct subject *group = function == s ? other : s;

    if (function->kind != SUBJECT_FUNCTION)
        return false;
    const struct profile_function *f = &function->profile->functions[function->index];
    if (!f->application)
        return false;
    if (group->kind == SUBJECT_FUNCTION)
        return slice_equal(f->name, group->profile->functions[group->index].name);
    return group->kind == SUBJECT_GOROUTINES && goroutine_names(goroutines_of(group), f->name);
}
