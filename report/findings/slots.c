#include "slots.h"

#include <math.h>
#include <string.h>

#include "bundle_slots.h"
#include "go_symbol.h"
#include "limit_slots.h"
#include "night_subject.h"
#include "units.h"
#include "words.h"

struct slice slot_number(struct arena *a, struct number n, enum unit unit, bool difference)
{
    if (!n.known)
        return SLICE("unknown");
    if (!difference)
        return arena_printf(a, "%s", unit_text(unit, n.value).s);
    return arena_printf(a, "%s%s", n.value < 0 ? "-" : "+", unit_text(unit, fabs(n.value)).s);
}

/* ---- slots of every subject ---- */

static struct slice reading_text(const struct slot_context *c, enum reading of)
{
    struct number n = measure_value(&c->measure, c->subject->model, of);
    bool difference = of == READING_DELTA || of == READING_PER_HOUR;

    if (n.known && of == READING_PER_HOUR && c->measure.unit == UNIT_COUNT)
        n.value = round(n.value);
    return slot_number(c->arena, n, c->measure.unit, difference);
}

static struct slice slot_a(const struct slot_context *c)
{
    return reading_text(c, READING_A);
}

static struct slice slot_b(const struct slot_context *c)
{
    return reading_text(c, READING_B);
}

static struct slice slot_last(const struct slot_context *c)
{
    return reading_text(c, READING_LAST);
}

static struct slice slot_delta(const struct slot_context *c)
{
    return reading_text(c, READING_DELTA);
}

/* The delta without its sign, for words that say the direction: "grew by", "more". */
static struct slice slot_growth(const struct slot_context *c)
{
    struct number n = measure_value(&c->measure, c->subject->model, READING_DELTA);

    n.value = fabs(n.value);
    return slot_number(c->arena, n, c->measure.unit, false);
}

static struct slice slot_per_hour(const struct slot_context *c)
{
    return reading_text(c, READING_PER_HOUR);
}

static struct slice slot_noise(const struct slot_context *c)
{
    return slot_number(c->arena, (struct number){true, 2 * c->measure.sigma}, c->measure.unit,
                       false);
}

static struct slice slot_others(const struct slot_context *c)
{
    if (c->others == 0)
        return SLICE("");
    return arena_printf(c->arena, "%zu more like this %s below, in the section \"%s\".", c->others,
                        c->others == 1 ? "is" : "are", c->rule->anchor ? c->rule->anchor : "");
}

/* Of a rule that takes them together: "12 groups", or "one" as nearly everywhere else. */
static struct slice slot_groups(const struct slot_context *c)
{
    return arena_printf(c->arena, "%zu", subject_count_of(c->subject));
}

static struct slice slot_between(const struct slot_context *c)
{
    double hours = c->subject->model->hours;

    if (hours <= 0)
        return SLICE("an unknown time");
    return arena_printf(c->arena, "%s", units_duration(hours * 3600).s);
}

static struct slice or_unknown(struct slice s)
{
    return s.len > 0 ? s : SLICE("unknown");
}

static const struct identity *last_identity(const struct slot_context *c)
{
    return &c->subject->model->identity[model_last(c->subject->model)];
}

static struct slice slot_process(const struct slot_context *c)
{
    struct slice name = last_identity(c)->name;

    return name.len > 0 ? name : SLICE("the process");
}

static struct slice slot_pid(const struct slot_context *c)
{
    struct number pid = last_identity(c)->pid;

    return pid.known ? arena_printf(c->arena, "%.0f", pid.value) : SLICE("PID");
}

/* ---- descriptors ---- */

static const struct descriptor_group *descriptors(const struct slot_context *c)
{
    return &c->subject->model->descriptors[c->subject->index];
}

static struct slice slot_type(const struct slot_context *c)
{
    return descriptors(c)->type;
}

static struct slice slot_template(const struct slot_context *c)
{
    return or_unknown(descriptors(c)->template);
}

static struct slice slot_example(const struct slot_context *c)
{
    return or_unknown(descriptors(c)->example);
}

static struct slice slot_most_target(const struct slot_context *c)
{
    return or_unknown(descriptors(c)->most_target);
}

static struct slice side_count(const struct slot_context *c, const uint64_t count[SIDES_MAX])
{
    double n = (double)count[model_last(c->subject->model)];

    return slot_number(c->arena, (struct number){true, n}, UNIT_COUNT, false);
}

static struct slice slot_count(const struct slot_context *c)
{
    return side_count(c, descriptors(c)->count);
}

static struct slice slot_deleted(const struct slot_context *c)
{
    return side_count(c, descriptors(c)->deleted);
}

/* ---- goroutines ---- */

static const struct goroutine_group *goroutines(const struct slot_context *c)
{
    return &c->subject->model->goroutines[c->subject->index];
}

static struct slice slot_where(const struct slot_context *c)
{
    return or_unknown(go_symbol_short(subject_where(goroutines(c)).function));
}

static struct slice slot_where_full(const struct slot_context *c)
{
    return or_unknown(subject_where(goroutines(c)).function);
}

static struct slice line_text(struct arena *a, struct frame f)
{
    if (f.file.len == 0)
        return SLICE("an unknown line");
    if (f.line == 0)
        return f.file;
    return arena_printf(a, "%.*s:%llu", SLICE_ARG(f.file), (unsigned long long)f.line);
}

static struct slice slot_line(const struct slot_context *c)
{
    return line_text(c->arena, subject_where(goroutines(c)));
}

static struct slice slot_state(const struct slot_context *c)
{
    struct slice state = goroutines(c)->state;

    return state.len > 0 ? state : SLICE("a state that was not collected");
}

static struct slice slot_creator(const struct slot_context *c)
{
    struct slice creator = goroutines(c)->created_by.function;

    return creator.len > 0 ? creator : SLICE("an unknown function");
}

static struct slice slot_creator_line(const struct slot_context *c)
{
    return line_text(c->arena, goroutines(c)->created_by);
}

static struct slice slot_group(const struct slot_context *c)
{
    return goroutines(c)->id;
}

static bool is_family(const struct slot_context *c)
{
    return c->family.stacks > 1;
}

/* "watcher.wait", or "3 stacks started by watcher.Start" where one function has started several. */
static struct slice slot_origin(const struct slot_context *c)
{
    struct slice creator = go_symbol_short(goroutines(c)->created_by.function);

    if (!is_family(c))
        return slot_where(c);
    return arena_printf(c->arena, "%zu stacks started by %.*s", c->family.stacks,
                        SLICE_ARG(creator));
}

static struct slice origin_side(const struct slot_context *c, size_t side)
{
    struct number n = is_family(c) ? c->family.side[side] : c->measure.side[side];

    return slot_number(c->arena, n, UNIT_COUNT, false);
}

static struct slice slot_origin_a(const struct slot_context *c)
{
    return origin_side(c, 0);
}

static struct slice slot_origin_b(const struct slot_context *c)
{
    return origin_side(c, 1);
}

static struct slice slot_benign(const struct slot_context *c)
{
    return or_unknown(slice_from(goroutines(c)->benign));
}

static struct slice slot_persisted(const struct slot_context *c)
{
    const struct goroutine_group *g = goroutines(c);

    if (!c->subject->model->goroutine_ids)
        return SLICE(
            "The bundles hold no ids of these goroutines, so how old they are is unknown.");
    return arena_printf(c->arena,
                        "By their ids, %s of the %s in the first bundle are still there in the "
                        "second, and %s were started in between.",
                        units_count((double)g->persisted).s, units_count((double)g->count[0]).s,
                        units_count((double)g->born).s);
}

/* The same where a second bundle is no must: nothing is said of one alone. */
static struct slice slot_still(const struct slot_context *c)
{
    const struct goroutine_group *g = goroutines(c);

    if (!c->subject->model->goroutine_ids)
        return (struct slice){0};
    return arena_printf(c->arena,
                        "By their ids, %s of the %s that were here in the first bundle are here in "
                        "the second one, too, %.*s later.",
                        units_count((double)g->persisted).s, units_count((double)g->count[0]).s,
                        SLICE_ARG(slot_between(c)));
}

/* What they wait on, where that was read out of memory. */
static struct slice slot_channels(const struct slot_context *c)
{
    return channel_sentence(c->arena, goroutines(c));
}

/* Who waits for whom in a circle of locks. */
static struct slice slot_lock_circle(const struct slot_context *c)
{
    return lock_circle_text(c->arena, c->subject->model);
}

/* ---- functions ---- */

static const struct profile_function *function(const struct slot_context *c)
{
    return &c->subject->profile->functions[c->subject->index];
}

static struct slice slot_function(const struct slot_context *c)
{
    return or_unknown(go_symbol_short(function(c)->name));
}

static struct slice slot_function_full(const struct slot_context *c)
{
    return or_unknown(function(c)->name);
}

static struct slice slot_via(const struct slot_context *c)
{
    const struct profile_function *via = function(c)->via;

    return via ? go_symbol_short(via->name) : SLICE("its own code");
}

static struct slice slot_file(const struct slot_context *c)
{
    return or_unknown(function(c)->file);
}

static struct slice slot_share(const struct slot_context *c)
{
    const struct field *f = field_find(c->subject->kind, "share");

    return slot_number(c->arena, f->get(c->subject, model_last(c->subject->model)), UNIT_FRACTION,
                       false);
}

static struct slice slot_profile(const struct slot_context *c)
{
    return c->subject->profile->name;
}

/* Where it grew, as far as that is beyond doubt. */
static struct slice slot_paths(const struct slot_context *c)
{
    const struct model *m = c->subject->model;
    struct slice text = SLICE("");

    for (size_t i = 0; i < m->ngrowth; i++) {
        const struct heap_growth *g = &m->growth[i];
        if (g->owner != function(c))
            continue;
        text = arena_printf(c->arena, "%.*s%s%.*s: +%s \xC2\xB1 %s", SLICE_ARG(text),
                            text.len > 0 ? "; " : "It grew along ",
                            SLICE_ARG(heap_growth_path(c->arena, g)),
                            units_bytes(g->after - g->before).s, units_bytes(g->error).s);
    }
    return text.len > 0 ? arena_printf(c->arena, "%.*s.", SLICE_ARG(text)) : text;
}

/* ---- threads ---- */

static const struct thread_group *threads(const struct slot_context *c)
{
    return &c->subject->model->threads[c->subject->index];
}

static struct slice slot_name(const struct slot_context *c)
{
    return or_unknown(threads(c)->name);
}

static struct slice slot_wchan(const struct slot_context *c)
{
    return or_unknown(threads(c)->wchan);
}

/* ---- relatives, locks ---- */

static const struct relative *relative(const struct slot_context *c)
{
    return &c->subject->model->family[c->subject->index];
}

static struct slice slot_relative_name(const struct slot_context *c)
{
    return or_unknown(relative(c)->name);
}

static struct slice slot_age(const struct slot_context *c)
{
    const struct field *f = field_find(SUBJECT_RELATIVES, "age");

    return slot_number(c->arena, f->get(c->subject, model_last(c->subject->model)), UNIT_SECONDS,
                       false);
}

static const struct file_lock *lock(const struct slot_context *c)
{
    return &c->subject->model->locks[c->subject->index];
}

static struct slice slot_path(const struct slot_context *c)
{
    return or_unknown(lock(c)->path);
}

/* "td (PID 4711)", "PID 4711" */
static struct slice slot_holder(const struct slot_context *c)
{
    const struct file_lock *l = lock(c);

    if (!l->pid.known)
        return or_unknown(l->name);
    if (l->name.len == 0)
        return arena_printf(c->arena, "PID %.0f", l->pid.value);
    return arena_printf(c->arena, "%.*s (PID %.0f)", SLICE_ARG(l->name), l->pid.value);
}

#define EVERY SUBJECT_KIND_COUNT

static const struct slot_row {
    enum subject_kind kind;
    const char *name;
    struct slice (*get)(const struct slot_context *c);
} rows[] = {
    {EVERY, "a", slot_a},
    {EVERY, "b", slot_b},
    {EVERY, "last", slot_last},
    {EVERY, "delta", slot_delta},
    {EVERY, "growth", slot_growth},
    {EVERY, "per_hour", slot_per_hour},
    {EVERY, "others", slot_others},
    {EVERY, "groups", slot_groups},
    {EVERY, "between", slot_between},
    {EVERY, "process", slot_process},
    {EVERY, "pid", slot_pid},
    {EVERY, "bundle", bundle_slot_bundle},
    {EVERY, "bundle.a", bundle_slot_bundle_a},
    {EVERY, "bundle.b", bundle_slot_bundle_b},
    {EVERY, "heap_file", bundle_slot_heap_file},
    {EVERY, "heap_file.a", bundle_slot_heap_file_a},
    {EVERY, "heap_file.b", bundle_slot_heap_file_b},
    {EVERY, "allocs_file", bundle_slot_allocs_file},
    {EVERY, "cpu_file", bundle_slot_cpu_file},
    {SUBJECT_PROCESS, "lock_circle", slot_lock_circle},
    {SUBJECT_DESCRIPTORS, "type", slot_type},
    {SUBJECT_DESCRIPTORS, "template", slot_template},
    {SUBJECT_DESCRIPTORS, "example", slot_example},
    {SUBJECT_DESCRIPTORS, "most_target", slot_most_target},
    {SUBJECT_DESCRIPTORS, "count", slot_count},
    {SUBJECT_DESCRIPTORS, "deleted", slot_deleted},
    {SUBJECT_DESCRIPTORS, "share", slot_share},
    {SUBJECT_DESCRIPTORS, "time_to_limit", limit_slot_time},
    {SUBJECT_DESCRIPTORS, "until_limit", limit_slot_until},
    {SUBJECT_GOROUTINES, "where", slot_where},
    {SUBJECT_GOROUTINES, "where_full", slot_where_full},
    {SUBJECT_GOROUTINES, "line", slot_line},
    {SUBJECT_GOROUTINES, "state", slot_state},
    {SUBJECT_GOROUTINES, "creator", slot_creator},
    {SUBJECT_GOROUTINES, "creator_line", slot_creator_line},
    {SUBJECT_GOROUTINES, "group", slot_group},
    {SUBJECT_GOROUTINES, "origin", slot_origin},
    {SUBJECT_GOROUTINES, "origin.a", slot_origin_a},
    {SUBJECT_GOROUTINES, "origin.b", slot_origin_b},
    {SUBJECT_GOROUTINES, "benign", slot_benign},
    {SUBJECT_GOROUTINES, "persisted", slot_persisted},
    {SUBJECT_GOROUTINES, "still", slot_still},
    {SUBJECT_GOROUTINES, "channels", slot_channels},
    {SUBJECT_GOROUTINES, "share", slot_share},
    {SUBJECT_FUNCTION, "function", slot_function},
    {SUBJECT_FUNCTION, "function_full", slot_function_full},
    {SUBJECT_FUNCTION, "file", slot_file},
    {SUBJECT_FUNCTION, "via", slot_via},
    {SUBJECT_FUNCTION, "share", slot_share},
    {SUBJECT_FUNCTION, "profile", slot_profile},
    {SUBJECT_FUNCTION, "noise", slot_noise},
    {SUBJECT_FUNCTION, "paths", slot_paths},
    {SUBJECT_THREADS, "name", slot_name},
    {SUBJECT_THREADS, "wchan", slot_wchan},
    {SUBJECT_RELATIVES, "name", slot_relative_name},
    {SUBJECT_RELATIVES, "age", slot_age},
    {SUBJECT_LOCKS, "path", slot_path},
    {SUBJECT_LOCKS, "holder", slot_holder},
    {SUBJECT_NIGHT, "what", night_slot_what},
    {SUBJECT_NIGHT, "What", night_slot_What},
    {SUBJECT_NIGHT, "since", night_slot_began},
    {SUBJECT_NIGHT, "rate", night_slot_rate},
    {SUBJECT_NIGHT, "levels", night_slot_levels},
    {SUBJECT_NIGHT, "together", night_slot_together},
    {SUBJECT_NIGHT, "before", night_slot_before},
    {SUBJECT_NIGHT, "limit", night_slot_limit},
};

static const struct slot_row *row_find(enum subject_kind kind, struct slice name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if ((rows[i].kind == EVERY || rows[i].kind == kind) && slice_is(name, rows[i].name))
            return &rows[i];
    return NULL;
}

/* "process.rss" -> the metric, READING_LAST; "process.rss.delta" -> the metric, READING_DELTA. */
static size_t metric_slot(struct slice name, enum reading *of)
{
    static const struct {
        struct slice suffix;
        enum reading of;
    } suffixes[] = {
        {SLICE_INIT(".a"), READING_A},
        {SLICE_INIT(".b"), READING_B},
        {SLICE_INIT(".delta"), READING_DELTA},
        {SLICE_INIT(".per_hour"), READING_PER_HOUR},
    };
    size_t index = metric_index(name);

    *of = READING_LAST;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0] && index == SIZE_MAX; i++)
        if (slice_has_suffix(name, suffixes[i].suffix)) {
            *of = suffixes[i].of;
            index = metric_index(slice_take(name, name.len - suffixes[i].suffix.len));
        }
    return index;
}

bool slot_exists(enum subject_kind kind, struct slice name)
{
    enum reading of;

    return row_find(kind, name) || metric_slot(name, &of) != SIZE_MAX;
}

struct slice slot_value(const struct slot_context *c, struct slice name)
{
    const struct slot_row *row = row_find(c->subject->kind, name);
    struct slot_context metric = *c;
    enum reading of;

    if (row)
        return row->get(c);
    size_t index = metric_slot(name, &of);
    if (index == SIZE_MAX)
        return SLICE("unknown");
    struct condition condition = {.metric = index};
    metric.measure = measure_read(&condition, c->subject);
    return reading_text(&metric, of);
}

static bool has(const struct slot *slots, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, slots[i].name))
            return true;
    return false;
}

const struct slot *slots_collect(const struct slot_context *c, size_t *count)
{
    const struct words *w = &c->rule->words;
    struct slot *slots = NULL;
    size_t cap = 0;

    *count = 0;
    for (size_t i = 0; i < w->nnext + 3; i++) {
        struct slice before, name,
            text = i == 0   ? w->title
                   : i == 1 ? w->body
                   : i == 2 ? c->rule->brief
                            : w->next[i - 3];
        while (words_next_slot(&text, &before, &name))
            if (!has(slots, *count, name))
                *ARENA_PUSH(c->arena, slots, *count, cap) = (struct slot){
                    (const char *)arena_copy(c->arena, name).ptr, slot_value(c, name)};
    }
    return slots;
}
