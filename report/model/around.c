#include "around.h"

#include "pipes.h"
#include "table.h"

enum { YOUNG_S = 60 };

static struct number whole(struct table *t, size_t column)
{
    struct known_u64 n = table_cell_number(t, column);
    return (struct number){n.known, (double)n.value};
}

static struct number decimal(struct table *t, size_t column)
{
    struct number n = {false, 0};
    n.known = slice_to_double(table_cell(t, column), &n.value);
    return n;
}

/* Parent and children; totals are of this bundle, rows go to the model where it is the last one. */
static void read_family(struct input *in, struct model *m)
{
    static const char member[] = "10-process/family.tsv";
    struct table t;
    struct relative *rows = NULL;
    struct family_totals *totals = ARENA_NEW(in->arena, struct family_totals);
    size_t cap = 0, count = 0;
    if (!input_table(in, member, &t))
        return;
    const size_t relation = table_find(&t, "relation"), state = table_find(&t, "state");
    const size_t name = table_find(&t, "name"), pid = table_find(&t, "pid");
    const size_t age = table_find(&t, "age_s"), cpu = table_find(&t, "cpu_s");
    while (table_next(&t)) {
        struct relative row = {.relation = table_cell(&t, relation),
                               .state = table_cell(&t, state),
                               .name = table_cell(&t, name),
                               .pid = whole(&t, pid),
                               .age_s = decimal(&t, age),
                               .cpu_s = decimal(&t, cpu)};
        if (slice_is(row.relation, "self"))
            continue;
        *ARENA_PUSH(in->arena, rows, count, cap) = row;
        totals->children += slice_is(row.relation, "child");
        totals->young +=
            row.age_s.known && row.age_s.value < YOUNG_S && !slice_is(row.relation, "parent");
        totals->zombies += slice_is(row.state, "Z") && !slice_is(row.relation, "parent");
    }
    in->in.family = totals;
    input_damage(in, member, t.skipped, "rows");
    if (in->side != model_last(m))
        return;
    m->family = rows;
    m->nfamily = count;
    m->has_family = true;
    m->zombies = totals->zombies;
}

static void read_locks(struct input *in, struct model *m)
{
    static const char member[] = "30-files/locks.tsv";
    struct table t;
    struct file_lock *rows = NULL;
    size_t cap = 0;
    if (!input_table(in, member, &t))
        return;
    const size_t waits = table_find(&t, "waits"), kind = table_find(&t, "kind");
    const size_t mode = table_find(&t, "mode"), pid = table_find(&t, "pid");
    const size_t relation = table_find(&t, "relation"), name = table_find(&t, "name");
    const size_t path = table_find(&t, "path");
    while (table_next(&t))
        *ARENA_PUSH(in->arena, rows, m->nlocks, cap) =
            (struct file_lock){.waits = slice_is(table_cell(&t, waits), "1"),
                               .kind = table_cell(&t, kind),
                               .mode = table_cell(&t, mode),
                               .relation = table_cell(&t, relation),
                               .name = table_cell(&t, name),
                               .path = table_cell(&t, path),
                               .pid = whole(&t, pid)};
    m->locks = rows;
    m->has_locks = true;
    input_damage(in, member, t.skipped, "rows");
}

static void read_watches(struct input *in, struct model *m)
{
    static const char member[] = "30-files/fdinfo.tsv";
    struct table t;
    double watches = 0;
    size_t watchers = 0;
    if (!input_table(in, member, &t))
        return;
    const size_t type = table_find(&t, "type"), count = table_find(&t, "count");
    while (table_next(&t)) {
        if (!slice_is(table_cell(&t, type), "inotify"))
            continue;
        struct number n = whole(&t, count);
        watches += n.known ? n.value : 0;
        watchers++;
    }
    input_damage(in, member, t.skipped, "rows");
    in->in.watches = (struct number){true, watches};
    if (in->side != model_last(m))
        return;
    m->watches = (struct number){watchers > 0, watches};
    m->watchers = watchers;
}

void around_build(struct input *const in[SIDES_MAX], struct model *m)
{
    for (size_t side = 0; side < m->nsides; side++) {
        read_family(in[side], m);
        read_watches(in[side], m);
    }
    pipes_build(in[model_last(m)]->arena, in[model_last(m)], m);
    read_locks(in[model_last(m)], m);
}
