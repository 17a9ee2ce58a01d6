#include "thread_groups.h"

#include <stdlib.h>

#include "kernel_stacks.h"
#include "table.h"

struct row {
    struct slice name, state, wchan;
    int side;
};

struct rows {
    struct row *items;
    size_t count, cap;
};

static int compare_rows(const void *left, const void *right)
{
    const struct row *x = left, *y = right;
    int order = slice_compare(x->name, y->name);

    if (order == 0)
        order = slice_compare(x->state, y->state);
    return order != 0 ? order : slice_compare(x->wchan, y->wchan);
}

/* Where this thread is in the kernel, where the wait channel is kept secret and the stack is not.
 * Both lists rise by thread id; *at walks along. */
static struct slice innermost(const struct kernel_stacks *k, struct known_u64 tid, size_t *at)
{
    while (k && tid.known && *at < k->count && k->items[*at].tid < tid.value)
        ++*at;
    if (!k || !tid.known || *at >= k->count || k->items[*at].tid != tid.value ||
        k->items[*at].nfunctions == 0)
        return (struct slice){0};
    return k->items[*at].functions[0];
}

static void read_rows(struct arena *a, struct input *in, struct rows *out)
{
    static const char member[] = "10-process/threads.tsv";
    struct table t;

    if (!input_table(in, member, &t))
        return;
    const size_t name = table_find(&t, "name"), state = table_find(&t, "state");
    const size_t wchan = table_find(&t, "wchan"), tid = table_find(&t, "tid");
    size_t stack = 0;
    struct thread_totals *totals = ARENA_NEW(a, struct thread_totals);
    while (table_next(&t)) {
        struct row r = {table_cell(&t, name), table_cell(&t, state), table_cell(&t, wchan),
                        in->side};
        if (slice_is(r.wchan, "0")) /* the kernel's way to say that it is not told */
            r.wchan = SLICE("");
        if (r.wchan.len == 0)
            r.wchan = innermost(in->in.kernel_stacks, table_cell_number(&t, tid), &stack);
        totals->total++;
        totals->running += slice_is(r.state, "R");
        totals->blocked += slice_is(r.state, "D");
        *ARENA_PUSH(a, out->items, out->count, out->cap) = r;
    }
    input_damage(in, member, t.skipped, "rows");
    in->in.threads = totals;
}

static int compare_groups(const void *left, const void *right)
{
    const struct thread_group *x = left, *y = right;
    uint64_t size_x = x->count[0] + x->count[1], size_y = y->count[0] + y->count[1];

    if (size_x != size_y)
        return size_x > size_y ? -1 : 1;
    int order = slice_compare(x->name, y->name);
    if (order == 0)
        order = slice_compare(x->state, y->state);
    return order != 0 ? order : slice_compare(x->wchan, y->wchan);
}

void threads_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    struct rows rows = {0};
    struct thread_group *groups = NULL;
    size_t cap = 0;

    for (int side = 0; side < SIDES_MAX && in[side]; side++)
        read_rows(a, in[side], &rows);
    if (rows.count > 1)
        qsort(rows.items, rows.count, sizeof *rows.items, compare_rows);
    for (size_t i = 0; i < rows.count; i++) {
        const struct row *r = &rows.items[i];
        if (i == 0 || compare_rows(r, r - 1) != 0)
            *ARENA_PUSH(a, groups, m->nthreads, cap) =
                (struct thread_group){.name = r->name, .state = r->state, .wchan = r->wchan};
        groups[m->nthreads - 1].count[r->side]++;
    }
    if (groups && m->nthreads > 1)
        qsort(groups, m->nthreads, sizeof *groups, compare_groups);
    m->threads = groups;
}
