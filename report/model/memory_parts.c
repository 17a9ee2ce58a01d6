/* memory_parts.c - the account of resident memory. The kernel knows regions, the Go runtime knows
 * what it uses its regions for, and neither knows the other. So both are laid over each other, and
 * what does not fit is a part of its own. */
#include "memory_parts.h"

#include <math.h>
#include <string.h>

#include "smaps.h"

#define MIB_BYTES   ((uint64_t)1 << 20)
#define GUARD_MOST  ((uint64_t)64 << 10)
#define ARENA_BYTES (64 * MIB_BYTES)    /* HEAP_MAX_SIZE of glibc on 64 bits */
#define MMAP_SPREAD ((uint64_t)2 << 40) /* the kernel moves its mappings by up to half of it */

/* ---- what the kernel says ---- */

/* By region where there is smaps, else the three sums of status. */
struct kernel_view {
    bool regions;
    double rss, anonymous, c_heap, arenas, thread_stacks, named, program_data, shared, files,
        lazyfree;
};

static bool is_adjacent(const struct smaps_region *x, const struct smaps_region *y)
{
    return x->map.end == y->map.start;
}

static bool is_guard(const struct smaps_region *r)
{
    return r->map.kind == MAP_KIND_RESERVED && r->map.end - r->map.start <= GUARD_MOST;
}

/* A thread of the C library: a guard without access, and right behind it whole megabytes. */
static bool is_thread_stack(const struct smaps *s, size_t i)
{
    const struct smaps_region *r = &s->items[i];
    uint64_t size = r->map.end - r->map.start;

    if (i == 0 || !is_guard(r - 1) || !is_adjacent(r - 1, r) || size < MIB_BYTES)
        return false;
    return size % MIB_BYTES == 0 || (size + (r[-1].map.end - r[-1].map.start)) % MIB_BYTES == 0;
}

/* Where the Go runtime asks for its heap: 0x40... on arm64, 0xc0... elsewhere, and growing upwards.
 * The kernel itself places nothing there. */
static bool is_go_heap(uint64_t start)
{
    return (start >= 0x4000000000 && start < 0x7000000000) ||
           (start >= 0xc000000000 && start < 0x10000000000);
}

/* The end of the highest region of the process itself: [vsyscall] is in the kernel's half. */
static uint64_t top_of(const struct smaps *s)
{
    uint64_t top = 0;

    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].map.end >> 63 == 0 && s->items[i].map.end > top)
            top = s->items[i].map.end;
    return top;
}

/* glibc is mapped from its file, or is part of the program and has its [heap] as soon as it
 * starts. */
static bool has_glibc(const struct smaps *s)
{
    for (size_t i = 0; i < s->count; i++) {
        struct slice path = s->items[i].map.path;
        size_t slash = slice_rfind_byte(path, '/');
        struct slice name = slash == SIZE_MAX ? path : slice_drop(path, slash + 1);

        if (s->items[i].map.kind == MAP_KIND_HEAP || slice_has_prefix(name, SLICE("libc.so.")) ||
            slice_has_prefix(name, SLICE("libc-")))
            return true;
    }
    return false;
}

/* An arena of malloc in glibc: aligned to 64 MiB, the rest of which is reserved right behind it.
 * A heap of Go below 64 MiB may have the same shape, so it matters where it lies: the kernel places
 * what glibc asks for near the top, and Go 1.26 chooses its base anywhere in the lower half. */
static bool is_malloc_arena(const struct smaps *s, size_t i, uint64_t top)
{
    const struct smaps_region *r = &s->items[i];

    return !is_go_heap(r->map.start) && r->map.start % ARENA_BYTES == 0 && i + 1 < s->count &&
           is_adjacent(r, r + 1) && r[1].map.kind == MAP_KIND_RESERVED &&
           r[1].map.end == r->map.start + ARENA_BYTES && top - r->map.start < MMAP_SPREAD;
}

static void add_anonymous(struct kernel_view *v, const struct smaps *s, size_t i, uint64_t top)
{
    double rss = (double)s->items[i].bytes[SMAPS_RSS];

    if (is_thread_stack(s, i))
        v->thread_stacks += rss;
    else if (top > 0 && is_malloc_arena(s, i, top))
        v->arenas += rss;
    else
        v->anonymous += rss;
}

/* top: 0 where no region is to be taken for an arena of malloc. */
static void add_region(struct kernel_view *v, const struct smaps *s, size_t i, uint64_t top)
{
    const struct smaps_region *r = &s->items[i];
    double rss = (double)r->bytes[SMAPS_RSS], anonymous = (double)r->bytes[SMAPS_ANONYMOUS];

    v->rss += rss;
    switch (r->map.kind) {
    case MAP_KIND_ANONYMOUS:
        add_anonymous(v, s, i, top);
        break;
    case MAP_KIND_GO:
    case MAP_KIND_RESERVED:
        v->anonymous += rss;
        break;
    case MAP_KIND_HEAP:
        v->c_heap += rss;
        break;
    case MAP_KIND_STACK:
        v->thread_stacks += rss;
        break;
    case MAP_KIND_NAMED:
        v->named += rss;
        break;
    case MAP_KIND_SHARED_ANONYMOUS:
        v->shared += rss;
        break;
    default: /* files, devices, vdso: what was written to a private one is the process's own */
        v->program_data += fmin(anonymous, rss);
        v->files += rss - fmin(anonymous, rss);
    }
}

static struct kernel_view by_region(const struct smaps *s)
{
    struct kernel_view v = {.regions = true, .lazyfree = (double)s->total[SMAPS_LAZYFREE]};
    uint64_t top = has_glibc(s) ? top_of(s) : 0;

    for (size_t i = 0; i < s->count; i++)
        add_region(&v, s, i, top);
    return v;
}

static struct number pair(const struct metric_input *in, enum pairs_file file, const char *key)
{
    struct known_u64 n = proc_pairs_number(&in->pairs[file], key);

    return (struct number){n.known, (double)n.value};
}

/* False when the kernel is too old (before 4.5) to divide it. */
static bool by_status(const struct metric_input *in, struct kernel_view *v)
{
    struct number anonymous = pair(in, PAIRS_STATUS, "RssAnon");
    struct number files = pair(in, PAIRS_STATUS, "RssFile");
    struct number shared = pair(in, PAIRS_STATUS, "RssShmem");

    if (!anonymous.known || !files.known || !shared.known)
        return false;
    *v = (struct kernel_view){.rss = anonymous.value + files.value + shared.value,
                              .anonymous = anonymous.value,
                              .files = files.value,
                              .shared = shared.value,
                              .lazyfree = pair(in, PAIRS_ROLLUP, "LazyFree").value};
    return true;
}

/* ---- what the Go runtime says ---- */

struct go_view {
    bool known;
    double heap, idle, stacks, runtime;
};

static double value_of(struct known_u64 n)
{
    return n.known ? (double)n.value : 0;
}

static struct go_view by_runtime(const struct memstats *s)
{
    struct go_view v = {0};

    if (!s || !s->heap_inuse.known || !s->heap_idle.known || !s->heap_released.known)
        return v;
    v.known = true;
    v.heap = value_of(s->heap_inuse);
    v.idle = fmax(0, value_of(s->heap_idle) - value_of(s->heap_released));
    v.stacks = fmax(value_of(s->stack_sys), value_of(s->stack_inuse));
    v.runtime = value_of(s->mspan_sys) + value_of(s->mcache_sys) + value_of(s->buck_hash_sys) +
                value_of(s->gc_sys) + value_of(s->other_sys);
    return v;
}

/* ---- the account ---- */

static void put(struct memory_account *account, enum memory_kind kind, double bytes)
{
    account->part[kind] = (struct number){true, bytes};
}

/* Gives each part of Go what it claims, as far as there is room: a claim beyond that was never
 * touched, or is in swap, and explains nothing that is resident. Those that are touched most surely
 * come first. */
static void divide_go(struct memory_account *account, const struct go_view *go, double room)
{
    const struct {
        enum memory_kind kind;
        double claim;
    } parts[] = {{MEMORY_GO_HEAP, go->heap},
                 {MEMORY_GO_STACKS, go->stacks},
                 {MEMORY_GO_IDLE, go->idle},
                 {MEMORY_GO_RUNTIME, go->runtime}};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        double bytes = fmin(parts[i].claim, fmax(0, room));
        put(account, parts[i].kind, bytes);
        room -= bytes;
    }
    put(account, MEMORY_REST, fmax(0, room));
}

/* A heap of Go that does not fit into what is left shows that the arenas are its own. */
static void settle_arenas(struct kernel_view *k, const struct go_view *go, double swapped)
{
    bool go_needs_them = go->known && go->heap > k->anonymous + swapped;

    *(go_needs_them ? &k->anonymous : &k->c_heap) += k->arenas;
}

const struct memory_account *memory_account(struct arena *a, const struct metric_input *in)
{
    struct number rss = pair(in, PAIRS_STATUS, "VmRSS");
    struct memory_account *account = ARENA_NEW(a, struct memory_account);
    struct go_view go = by_runtime(in->memstats);
    struct kernel_view k;

    if (!rss.known)
        return NULL;
    if (in->smaps && in->smaps->count > 0 && !in->smaps->cut && in->smaps->skipped == 0)
        k = by_region(in->smaps);
    else if (!by_status(in, &k))
        return NULL;
    settle_arenas(&k, &go, pair(in, PAIRS_STATUS, "VmSwap").value);
    account->rss = rss.value;
    double lazy = fmin(k.lazyfree, k.anonymous);
    put(account, MEMORY_LAZYFREE, lazy);
    put(account, MEMORY_SHARED, k.shared);
    put(account, MEMORY_FILES, k.files);
    if (k.regions) {
        put(account, MEMORY_C_HEAP, k.c_heap);
        put(account, MEMORY_THREAD_STACKS, k.thread_stacks);
        put(account, MEMORY_NAMED, k.named);
        put(account, MEMORY_PROGRAM_DATA, k.program_data);
    }
    if (go.known)
        divide_go(account, &go, k.anonymous - lazy);
    else
        put(account, MEMORY_ANONYMOUS, k.anonymous - lazy);
    put(account, MEMORY_MOMENT, rss.value - k.rss);
    double rest = account->part[MEMORY_REST].value;
    account->explained = rss.value > 0 ? 1 - fmin(1, rest / rss.value) : 0;
    return account;
}

/* ---- for the reader ---- */

static const struct {
    const char *name, *note;
    enum memory_source source;
} words[MEMORY_KINDS] = {
    [MEMORY_GO_HEAP] = {"Go heap in use", "HeapInuse: spans that hold at least one object",
                        MEMORY_BY_RUNTIME},
    [MEMORY_GO_IDLE] = {"Go heap idle, not yet returned",
                        "HeapIdle less HeapReleased: empty, kept for later", MEMORY_BY_RUNTIME},
    [MEMORY_LAZYFREE] = {"given up, still counted",
                         "LazyFree: returned with MADV_FREE, goes when somebody needs it",
                         MEMORY_BY_KERNEL},
    [MEMORY_GO_STACKS] = {"goroutine stacks", "StackSys", MEMORY_BY_RUNTIME},
    [MEMORY_GO_RUNTIME] = {"Go runtime",
                           "MSpanSys, MCacheSys, BuckHashSys, GCSys, OtherSys: as far as the "
                           "anonymous memory has room for it",
                           MEMORY_BY_RUNTIME},
    [MEMORY_ANONYMOUS] = {"anonymous memory",
                          "heaps and stacks of whatever language: nothing in the bundle divides it",
                          MEMORY_BY_KERNEL},
    [MEMORY_C_HEAP] = {"C heap", "[heap], and arenas of malloc, known by their shape in the map",
                       MEMORY_BY_SHAPE},
    [MEMORY_THREAD_STACKS] = {"stacks of threads",
                              "[stack], and regions behind a guard page, known by their shape",
                              MEMORY_BY_SHAPE},
    [MEMORY_NAMED] = {"named anonymous memory", "[anon:NAME], by the name that the program gave it",
                      MEMORY_BY_KERNEL},
    [MEMORY_PROGRAM_DATA] = {"changed pages of files",
                             "variables of the program and its libraries, copied on write",
                             MEMORY_BY_KERNEL},
    [MEMORY_SHARED] =
        {"shared memory",
         "memfd, System V and anonymous shared maps; SQLite in pure Go (modernc) takes "
         "its memory so",
         MEMORY_BY_KERNEL},
    [MEMORY_FILES] = {"files", "program, libraries and mapped files, as far as they are read",
                      MEMORY_BY_KERNEL},
    [MEMORY_MOMENT] = {"between two looks", "VmRSS was read at another moment than the regions",
                       MEMORY_BY_DIFFERENCE},
    [MEMORY_REST] = {"not explained",
                     "anonymous memory less all that Go claims: C libraries, memory mapped by hand",
                     MEMORY_BY_DIFFERENCE},
};

/* A part that is 0 everywhere is left out, but for the rest: that nothing is left is an answer. */
static bool is_shown(enum memory_kind kind, struct input *const in[SIDES_MAX])
{
    for (size_t side = 0; side < SIDES_MAX && in[side]; side++) {
        const struct memory_account *account = in[side]->in.account;
        if (account && account->part[kind].known &&
            (kind == MEMORY_REST || fabs(account->part[kind].value) > 0))
            return true;
    }
    return false;
}

void memory_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    struct memory_part *out = ARENA_ARRAY(a, struct memory_part, MEMORY_KINDS);
    const struct memory_account *last = in[model_last(m)]->in.account;

    if (!last)
        return;
    for (int kind = 0; kind < MEMORY_KINDS; kind++) {
        if (!is_shown((enum memory_kind)kind, in))
            continue;
        struct memory_part p = {
            .name = words[kind].name, .note = words[kind].note, .source = words[kind].source};
        for (size_t side = 0; side < m->nsides; side++)
            if (in[side]->in.account)
                p.bytes[side] = in[side]->in.account->part[kind];
        out[m->nmemory++] = p;
    }
    m->memory = out;
    m->memory_explained = (struct number){last->part[MEMORY_REST].known, last->explained};
}
