#include "sample_text.h"

#include <stdlib.h>

#include "limits_input.h"
#include "lines.h"

enum { DEPTH_MAX = 1024, LINES_MAX = 4000000 };

struct node {
    size_t column;           /* where its number stands: deeper is further right */
    uint64_t count, below;   /* seen here; seen in what it called */
    struct sample_leaf leaf; /* its name */
};

struct reading {
    struct arena *arena;
    struct sample_text *s;
    struct sample_thread *threads;
    struct sample_leaf *leaves;
    size_t threads_cap, leaves_cap, thread_leaves; /* index of the first leaf of this thread */
    size_t thread_column;
    struct node stack[DEPTH_MAX];
    size_t depth;
};

/* "kevent  (in libsystem_kernel.dylib) + 8  [0x188645fc4]  file.go:385" */
static void read_name(struct slice text, struct sample_leaf *leaf)
{
    size_t in = slice_find(text, SLICE("  (in "));
    leaf->function = slice_trim(slice_take(text, in));
    if (in == SIZE_MAX)
        return;
    struct slice rest = slice_drop(text, in + 6);
    slice_next(&rest, ')', &leaf->module);
}

/* What was seen in a node and in nothing that it called is its own. */
static void pop(struct reading *r)
{
    struct node *n = &r->stack[--r->depth];
    if (n->count <= n->below || r->s->nthreads == 0)
        return;
    struct sample_leaf *leaf = ARENA_PUSH(r->arena, r->leaves, r->s->nleaves, r->leaves_cap);
    *leaf = n->leaf;
    leaf->count = n->count - n->below;
}

static bool same(const struct sample_leaf *x, const struct sample_leaf *y)
{
    return slice_equal(x->function, y->function) && slice_equal(x->module, y->module);
}

static int compare_names(const void *left, const void *right)
{
    const struct sample_leaf *x = left, *y = right;
    int order = slice_compare(x->function, y->function);
    return order ? order : slice_compare(x->module, y->module);
}

static int compare_counts(const void *left, const void *right)
{
    const struct sample_leaf *x = left, *y = right;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return compare_names(left, right);
}

/* Leaves of one name become one. Returns how many are left. */
static size_t merge(struct sample_leaf *items, size_t count)
{
    size_t n = 0;
    if (!items || count == 0)
        return 0;
    qsort(items, count, sizeof *items, compare_names);
    for (size_t i = 1; i < count; i++) {
        if (same(&items[n], &items[i]))
            items[n].count += items[i].count;
        else
            items[++n] = items[i];
    }
    return n + 1;
}

static void end_thread(struct reading *r)
{
    while (r->depth)
        pop(r);
    if (r->s->nthreads == 0)
        return;
    size_t first = r->thread_leaves, count = r->s->nleaves - first;
    if (r->leaves && count) {
        count = merge(&r->leaves[first], count);
        qsort(&r->leaves[first], count, sizeof *r->leaves, compare_counts);
        r->threads[r->s->nthreads - 1].most = r->leaves[first];
    }
    r->s->nleaves = first + count;
    r->thread_leaves = r->s->nleaves;
}

/* "    + !   2777 runtime.usleep  (in gohai) + 44 ...": the tree is drawn in front of the number.
 */
static bool read_node(struct slice line, struct node *n)
{
    size_t i = 0;
    while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '+' || line.ptr[i] == '!' ||
                            line.ptr[i] == ':' || line.ptr[i] == '|'))
        i++;
    struct slice rest = slice_drop(line, i), number;
    *n = (struct node){.column = i};
    if (!slice_next_word(&rest, &number) || !slice_to_u64(number, &n->count) ||
        n->count > UINT32_MAX)
        return false;
    read_name(slice_trim(rest), &n->leaf);
    return n->leaf.function.len > 0;
}

static void begin_thread(struct reading *r, const struct node *n)
{
    end_thread(r);
    *ARENA_PUSH(r->arena, r->threads, r->s->nthreads, r->threads_cap) =
        (struct sample_thread){.name = n->leaf.function, .count = n->count};
}

static void see_node(struct reading *r, struct slice line)
{
    struct node n;
    if (!read_node(line, &n)) {
        r->s->skipped++;
        return;
    }
    if (slice_has_prefix(n.leaf.function, SLICE("Thread_")) &&
        (r->s->nthreads == 0 || n.column == r->thread_column)) {
        r->thread_column = n.column;
        begin_thread(r, &n);
        return;
    }
    while (r->depth && r->stack[r->depth - 1].column >= n.column)
        pop(r);
    if (r->s->nthreads == 0 || r->depth == DEPTH_MAX) {
        r->s->skipped++;
        return;
    }
    if (r->depth)
        r->stack[r->depth - 1].below += n.count;
    r->stack[r->depth++] = n;
}

/* "Analysis of sampling gohai (pid 65830) every 1 millisecond" */
static void read_title(struct slice text, struct sample_text *s)
{
    bool comma = false;
    size_t every = slice_find(text, SLICE(") every "));
    struct slice rest = slice_drop(text, every == SIZE_MAX ? text.len : every + 8), word;
    if (!slice_next_word(&rest, &word) || !tool_decimal(word, &s->interval_ms, &comma))
        s->interval_ms = 0;
}

enum status sample_text_parse(struct arena *a, struct slice text, struct sample_text *ret,
                              struct error *err)
{
    struct sample_text s = {.cut = true};
    struct reading *r = ARENA_NEW(a, struct reading);
    uint64_t unused = 0;
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    size_t graph = slice_find(rest, SLICE("Call graph:"));
    size_t title = slice_find(rest, SLICE("Analysis of sampling "));
    if (graph == SIZE_MAX)
        return error_set(err, STATUS_SYNTAX, 0, "no call graph of sample");
    *r = (struct reading){.arena = a, .s = &s};
    s.skipped = cut;
    if (title < graph) {
        struct slice head = slice_drop(slice_take(rest, graph), title);
        if (slice_next_line(&head, &line))
            read_title(line, &s);
        tool_header_read(a, &head, &s.header, &unused);
    }
    rest = slice_drop(rest, graph);
    slice_next_line(&rest, &line);
    for (size_t n = 0; n < LINES_MAX && slice_next_line(&rest, &line); n++) {
        if (slice_trim(line).len == 0 || slice_has_prefix(line, SLICE("Total number"))) {
            s.cut = false;
            break;
        }
        see_node(r, line);
    }
    end_thread(r);
    s.nleaves = merge(r->leaves, s.nleaves);
    if (r->leaves && s.nleaves > 1)
        qsort(r->leaves, s.nleaves, sizeof *r->leaves, compare_counts);
    s.threads = r->threads;
    s.leaves = r->leaves;
    *ret = s;
    return STATUS_OK;
}
