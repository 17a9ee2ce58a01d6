#include "syscall_waits.h"

#include <stdlib.h>

#include "dump_call.h"
#include "goroutines.h"
#include "syscall_names.h"
#include "table.h"

enum { ROWS_MOST = 64, WCHANS_MOST = 8 };

/* A row while it is being counted. */
struct counted {
    struct syscall_wait shown;
    struct {
        struct slice name;
        uint64_t count;
    } wchans[WCHANS_MOST]; /* the first different ones */
};

struct list {
    struct counted items[ROWS_MOST];
    size_t count;
};

static bool same(const struct syscall_wait *x, struct number number, struct slice function)
{
    return number.known ? x->number.known && (uint64_t)x->number.value == (uint64_t)number.value
                        : !x->number.known && slice_equal(x->function, function);
}

/* NULL when there are more different ones than a program can need. */
static struct counted *row_of(struct list *l, struct number number, struct slice function)
{
    for (size_t i = 0; i < l->count; i++)
        if (same(&l->items[i].shown, number, function))
            return &l->items[i];
    if (l->count == ROWS_MOST)
        return NULL;
    struct counted *c = &l->items[l->count++];
    c->shown.number = number;
    c->shown.function = function;
    return c;
}

/* ---- goroutines ---- */

static bool enters_kernel(struct slice function)
{
    static const struct slice names[] = {
        SLICE_INIT("syscall.Syscall"),
        SLICE_INIT("syscall.RawSyscall"),
        SLICE_INIT("syscall.rawSyscall"),
        SLICE_INIT("syscall.syscall"),
        SLICE_INIT("internal/runtime/syscall"),
        SLICE_INIT("runtime/internal/syscall."),
        SLICE_INIT("golang.org/x/sys/unix.Syscall"),
        SLICE_INIT("golang.org/x/sys/unix.RawSyscall"),
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_has_prefix(function, names[i]))
            return true;
    return false;
}

/* The number is the first argument of the function that enters the kernel. */
static struct number number_of(const struct goroutine *g)
{
    struct slice rest = g->text, line;
    struct number n = {false, 0};

    while (!n.known && slice_next_line(&rest, &line)) {
        struct dump_call call;
        uint64_t value;
        if (!dump_call_parse(line, &call))
            continue;
        if (!enters_kernel(call.function))
            return n;
        if (slice_to_hex(call.first, &value) && value < 4096)
            n = (struct number){true, (double)value};
    }
    return n;
}

static void count_goroutines(const struct goroutine_dump *d, struct list *l)
{
    for (size_t i = 0; i < d->count; i++) {
        const struct goroutine *g = &d->items[i];
        const struct goroutine_stack *s = &d->stacks[g->stack];
        if (!slice_is(d->states[g->state], "syscall"))
            continue;
        struct slice innermost = s->nframes > 0 ? s->frames[0].function : SLICE("");
        struct counted *c = row_of(l, number_of(g), innermost);
        if (!c)
            continue;
        if (c->shown.goroutines++ == 0)
            c->shown.where = goroutine_stack_place(s);
        if (g->has_minutes && (!c->shown.minutes.known || g->minutes > c->shown.minutes.value))
            c->shown.minutes = (struct number){true, g->minutes};
    }
}

/* ---- threads ---- */

static void count_wchan(struct counted *c, struct slice wchan)
{
    for (size_t i = 0; i < WCHANS_MOST && wchan.len > 0; i++) {
        if (c->wchans[i].count > 0 && !slice_equal(c->wchans[i].name, wchan))
            continue;
        c->wchans[i].name = wchan;
        if (++c->wchans[i].count > c->shown.in_wchan) {
            c->shown.in_wchan = c->wchans[i].count;
            c->shown.wchan = wchan;
        }
        return;
    }
}

/* What is damaged in this table was said when its threads were counted. */
static void count_threads(struct input *in, struct list *l, struct model *m)
{
    struct slice text = input_member(in, "10-process/threads.tsv");
    struct error err;
    struct table t;

    if (text.len == 0 || table_open(in->arena, text, &t, &err) != STATUS_OK)
        return;
    const size_t call = table_find(&t, "syscall"), wchan = table_find(&t, "wchan");
    while (table_next(&t)) {
        struct known_u64 number = table_cell_number(&t, call);
        if (!number.known)
            continue;
        m->has_thread_calls = true;
        struct counted *c =
            row_of(l, (struct number){true, (double)number.value}, (struct slice){0});
        if (!c)
            continue;
        c->shown.threads++;
        c->shown.blocked += slice_is(table_cell(&t, table_find(&t, "state")), "D");
        struct slice name = table_cell(&t, wchan);
        count_wchan(c, slice_is(name, "0") ? SLICE("") : name);
    }
}

static int compare(const void *left, const void *right)
{
    const struct syscall_wait *x = left, *y = right;

    if (x->goroutines != y->goroutines)
        return x->goroutines > y->goroutines ? -1 : 1;
    if (x->threads != y->threads)
        return x->threads > y->threads ? -1 : 1;
    return slice_compare(x->name, y->name);
}

void syscall_waits_build(struct arena *a, struct input *in, struct model *m)
{
    struct list *l = ARENA_NEW(a, struct list);
    struct slice machine = m->identity[in->side].architecture;

    if (in->dump)
        count_goroutines(in->dump->dump, l);
    count_threads(in, l, m);
    struct syscall_wait *shown = ARENA_ARRAY(a, struct syscall_wait, l->count + 1);
    for (size_t i = 0; i < l->count; i++) {
        shown[i] = l->items[i].shown;
        if (shown[i].number.known)
            shown[i].name = syscall_name(a, machine, (uint64_t)shown[i].number.value);
        else
            shown[i].name = shown[i].function;
    }
    if (l->count > 1)
        qsort(shown, l->count, sizeof *shown, compare);
    m->syscalls = shown;
    m->nsyscalls = l->count;
}
