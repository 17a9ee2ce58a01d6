/* descriptors.c - rows are sorted by what they have in common, so that every group is one run. */
#include "descriptors.h"

#include <stdlib.h>

#include "path_template.h"
#include "sockets.h"
#include "table.h"
#include "tool_records.h"

static const char member[] = "30-files/fd.tsv";

struct row {
    struct slice type, template, target;
    struct slice dev;
    uint64_t inode; /* 0 when unknown */
    size_t group;
    int side;
    bool deleted;
};

struct rows {
    struct row *items;
    size_t count, cap;
};

static int compare_numbers(uint64_t x, uint64_t y)
{
    return x < y ? -1 : x > y;
}

/* Groups first, then equal files of one side side by side. */
static int compare_rows(const void *left, const void *right)
{
    const struct row *x = left, *y = right;
    int order = slice_compare(x->type, y->type);

    if (order == 0)
        order = slice_compare(x->template, y->template);
    if (order == 0)
        order = compare_numbers((uint64_t)x->side, (uint64_t)y->side);
    if (order == 0)
        order = compare_numbers(x->inode, y->inode);
    if (order == 0)
        order = slice_compare(x->dev, y->dev);
    return order != 0 ? order : slice_compare(x->target, y->target);
}

static bool same_group(const struct row *x, const struct row *y)
{
    return slice_equal(x->type, y->type) && slice_equal(x->template, y->template);
}

static bool is_file(const struct row *r)
{
    return slice_is(r->type, "file") || slice_is(r->type, "dir");
}

/* Two handles on one thing. Of other kinds than files that cannot be seen: both ends of a pipe have
 * one inode, and every timer or watcher has the same name. */
static bool same_target(const struct row *x, const struct row *y)
{
    if (x->side != y->side || !is_file(x) || !same_group(x, y))
        return false;
    if (x->inode > 0 && y->inode > 0)
        return x->inode == y->inode && slice_equal(x->dev, y->dev);
    return slice_equal(x->target, y->target);
}

/* ---- reading ---- */

static void count_type(struct descriptor_totals *t, const struct row *r)
{
    t->total++;
    t->deleted += r->deleted;
    if (slice_is(r->type, "file"))
        t->files++;
    else if (slice_is(r->type, "dir"))
        t->dirs++;
    else if (slice_is(r->type, "pipe") || slice_is(r->type, "fifo"))
        t->pipes++;
    else if (slice_is(r->type, "socket"))
        t->sockets++;
    else
        t->other++;
    t->inotify += slice_is(r->type, "inotify");
    t->kqueue += slice_is(r->type, "kqueue");
}

/* Queues, semaphores and the like have no name of their own (lsof shows a kqueue's state there). */
static void name_nameless(struct row *r)
{
    if (r->target.len == 0 || slice_is(r->type, "kqueue"))
        r->target = r->type;
}

/* "tcp LISTEN *:6060", "tcp ESTABLISHED": lsof does not say which end was there first. */
static struct slice lsof_socket(struct arena *a, const struct lsof_file *f)
{
    if (slice_is(f->state, "LISTEN"))
        return arena_printf(a, "%.*s LISTEN %.*s", SLICE_ARG(f->proto), SLICE_ARG(f->name));
    if (f->proto.len > 0)
        return arena_printf(a, "%.*s %.*s", SLICE_ARG(f->proto), SLICE_ARG(f->state));
    return slice_has_prefix(f->name, SLICE("/")) ? path_template(a, f->name) : f->type;
}

/* The same from what lsof prints: nothing better is there. */
static bool read_lsof(struct arena *a, struct input *in, struct rows *out)
{
    const struct lsof *l = in->in.tools->lsof;

    if (!l)
        return false;
    struct descriptor_totals *totals = ARENA_NEW(a, struct descriptor_totals);
    struct socket_totals *sockets = ARENA_NEW(a, struct socket_totals);
    for (size_t i = 0; i < l->count; i++) {
        const struct lsof_file *f = &l->files[i];
        const char *type = lsof_type(f);
        bool other = in->manifest.target.pid.known && f->pid.known &&
                     f->pid.value != (uint64_t)in->manifest.target.pid.value;
        if (!type || other)
            continue;
        struct row *r = ARENA_PUSH(a, out->items, out->count, out->cap);
        *r = (struct row){.type = slice_from(type),
                          .target = f->name,
                          .dev = f->device,
                          .inode = f->inode.value,
                          .side = in->side,
                          .deleted = f->deleted};
        r->template = slice_is(r->type, "socket") ? lsof_socket(a, f) : path_template(a, r->target);
        count_type(totals, r);
        sockets->listen += slice_is(f->state, "LISTEN");
        sockets->established += slice_is(f->state, "ESTABLISHED");
        sockets->close_wait += slice_is(f->state, "CLOSE_WAIT");
    }
    if (!in->in.sockets) {
        in->in.sockets = sockets;
        in->in.tools->lsof_sockets = true;
    }
    in->in.tools->lsof_descriptors = true;
    in->in.descriptors = totals;
    return true;
}

/* False when there is no table of descriptors. */
static bool read_rows(struct arena *a, struct input *in, struct rows *out)
{
    struct slice text = input_member(in, member);
    const struct sockets sockets = sockets_read(in);
    struct error err;
    struct table t;

    if (text.len == 0)
        return read_lsof(a, in, out);
    if (table_open(a, text, &t, &err) != STATUS_OK) {
        input_gap(in, slice_from(member), BUNDLE_FAILED, slice_from(err.msg));
        return false;
    }
    const size_t type = table_find(&t, "type"), target = table_find(&t, "target");
    const size_t dev = table_find(&t, "dev"), inode = table_find(&t, "inode");
    const size_t deleted = table_find(&t, "deleted");
    struct descriptor_totals *totals = ARENA_NEW(a, struct descriptor_totals);
    while (table_next(&t)) {
        struct row *r = ARENA_PUSH(a, out->items, out->count, out->cap);
        *r = (struct row){.type = table_cell(&t, type),
                          .target = table_cell(&t, target),
                          .dev = table_cell(&t, dev),
                          .inode = table_cell_number(&t, inode).value,
                          .side = in->side,
                          .deleted = slice_is(table_cell(&t, deleted), "1")};
        name_nameless(r);
        r->template = slice_is(r->type, "socket") ? sockets_template(a, &sockets, r->target)
                                                  : path_template(a, r->target);
        count_type(totals, r);
    }
    input_damage(in, member, t.skipped, "rows");
    in->in.descriptors = totals;
    return true;
}

/* ---- grouping ---- */

static void add_run(struct descriptor_group *g, struct descriptor_totals *totals,
                    const struct row *run, uint64_t length)
{
    int side = run->side;

    g->duplicates[side] += length - 1;
    totals->duplicates += length - 1;
    if (length > g->most[side]) {
        g->most[side] = length;
        g->most_target = run->target;
    }
}

/* items[0 .. count) are one group. */
static struct descriptor_group make_group(const struct row *items, size_t count,
                                          struct descriptor_totals *const totals[SIDES_MAX])
{
    struct descriptor_group g = {
        .type = items->type, .template = items->template, .example = items[count - 1].target};

    for (size_t i = 0, run = 0; i < count; i++) {
        g.count[items[i].side]++;
        g.deleted[items[i].side] += items[i].deleted;
        if (i + 1 < count && same_target(&items[run], &items[i + 1]))
            continue;
        add_run(&g, totals[items[i].side], &items[run], i + 1 - run);
        run = i + 1;
    }
    return g;
}

/* Equal things side by side, each group of them in one run. */
static int compare_identity(const void *left, const void *right)
{
    const struct row *x = left, *y = right;
    int order = compare_numbers(x->inode, y->inode);

    if (order == 0)
        order = slice_compare(x->type, y->type);
    if (order == 0)
        order = slice_compare(x->dev, y->dev);
    return order != 0 ? order : compare_numbers(x->group, y->group);
}

static bool same_thing(const struct row *x, const struct row *y)
{
    return x->inode == y->inode && slice_equal(x->type, y->type) && slice_equal(x->dev, y->dev);
}

/* Timers, watchers and the like all have one inode. */
static bool has_identity(const struct row *r)
{
    return r->inode > 0 && (is_file(r) || slice_is(r->type, "socket") ||
                            slice_is(r->type, "pipe") || slice_is(r->type, "fifo"));
}

/* items[0 .. count) are one thing: handles that one group of it has lost since the first bundle are
 * those that another has won. */
static void count_moved_thing(const struct row *items, size_t count,
                              struct descriptor_group *groups)
{
    uint64_t lost = 0;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < count;) {
            uint64_t had[SIDES_MAX] = {0, 0};
            size_t group = items[i].group;
            for (; i < count && items[i].group == group; i++)
                had[items[i].side]++;
            if (pass == 0 && had[0] > had[1]) {
                lost += had[0] - had[1];
            } else if (pass == 1 && had[1] > had[0]) {
                uint64_t won = had[1] - had[0] < lost ? had[1] - had[0] : lost;
                groups[group].moved += won;
                lost -= won;
            }
        }
}

/* Leaves the rows in another order. */
static void count_moved(struct rows *rows, struct descriptor_group *groups)
{
    if (rows->count > 1)
        qsort(rows->items, rows->count, sizeof *rows->items, compare_identity);
    for (size_t i = 0, first = 0; i < rows->count; i++) {
        if (i + 1 < rows->count && same_thing(&rows->items[first], &rows->items[i + 1]))
            continue;
        if (has_identity(&rows->items[first]))
            count_moved_thing(&rows->items[first], i + 1 - first, groups);
        first = i + 1;
    }
}

/* By growth, then by count, falling. */
static int compare_groups(const void *left, const void *right)
{
    const struct descriptor_group *x = left, *y = right;
    double grown_x = (double)x->count[1] - (double)x->count[0];
    double grown_y = (double)y->count[1] - (double)y->count[0];

    if (grown_x > grown_y || grown_x < grown_y)
        return grown_x > grown_y ? -1 : 1;
    uint64_t size_x = x->count[0] + x->count[1], size_y = y->count[0] + y->count[1];
    if (size_x != size_y)
        return size_x > size_y ? -1 : 1;
    int order = slice_compare(x->type, y->type);
    return order != 0 ? order : slice_compare(x->template, y->template);
}

static int compare_types(const void *left, const void *right)
{
    const struct type_count *x = left, *y = right;
    uint64_t size_x = x->count[0] + x->count[1], size_y = y->count[0] + y->count[1];

    if (size_x != size_y)
        return size_x > size_y ? -1 : 1;
    return slice_compare(x->type, y->type);
}

/* rows are sorted by type first. */
static void build_types(struct arena *a, const struct rows *rows, struct model *m)
{
    struct type_count *types = NULL;
    size_t cap = 0;

    for (size_t i = 0; i < rows->count; i++) {
        if (i == 0 || !slice_equal(rows->items[i].type, rows->items[i - 1].type))
            *ARENA_PUSH(a, types, m->ndescriptor_types, cap) =
                (struct type_count){.type = rows->items[i].type};
        types[m->ndescriptor_types - 1].count[rows->items[i].side]++;
    }
    if (types && m->ndescriptor_types > 1)
        qsort(types, m->ndescriptor_types, sizeof *types, compare_types);
    m->descriptor_types = types;
}

/* With one bundle all counts are in side 0, and "growth" would put the smallest first. */
static int compare_sizes(const void *left, const void *right)
{
    const struct descriptor_group *x = left, *y = right;

    if (x->count[0] != y->count[0])
        return x->count[0] > y->count[0] ? -1 : 1;
    return compare_groups(left, right);
}

void descriptors_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    struct rows rows = {0};
    struct descriptor_group *groups = NULL;
    struct descriptor_totals *totals[SIDES_MAX] = {NULL, NULL};
    size_t cap = 0;

    for (int side = 0; side < SIDES_MAX && in[side]; side++) {
        m->has_descriptors[side] = read_rows(a, in[side], &rows);
        if (m->has_descriptors[side]) {
            totals[side] = ARENA_NEW(a, struct descriptor_totals);
            *totals[side] = *in[side]->in.descriptors;
            in[side]->in.descriptors = totals[side];
        }
    }
    if (rows.count > 1)
        qsort(rows.items, rows.count, sizeof *rows.items, compare_rows);
    for (size_t i = 0, first = 0; i < rows.count; i++) {
        rows.items[i].group = m->ndescriptors;
        if (i + 1 < rows.count && same_group(&rows.items[first], &rows.items[i + 1]))
            continue;
        *ARENA_PUSH(a, groups, m->ndescriptors, cap) =
            make_group(&rows.items[first], i + 1 - first, totals);
        first = i + 1;
    }
    build_types(a, &rows, m);
    if (in[1])
        count_moved(&rows, groups);
    if (groups && m->ndescriptors > 1)
        qsort(groups, m->ndescriptors, sizeof *groups, in[1] ? compare_groups : compare_sizes);
    m->descriptors = groups;
}
