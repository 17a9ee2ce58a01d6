/* memory_footprint.c - the account of macOS. What the system charges a process with is its physical
 * footprint: pages that it has changed, compressed ones included, and not what is resident. So the
 * parts are of the footprint, by what the regions are for; the Go runtime divides the one that is
 * its own. */
#include "memory_footprint.h"

#include <math.h>
#include <string.h>

#include "memory_parts.h"
#include "tool_records.h"

enum part {
    PART_GO_HEAP,
    PART_GO_IDLE,
    PART_GO_STACKS,
    PART_GO_RUNTIME,
    PART_BY_HAND,
    PART_ABSENT,
    PART_MALLOC,
    PART_STACKS,
    PART_FILES,
    PART_SHARED,
    PART_OTHER,
    PART_REST,
    PART_COUNT
};

static const struct {
    const char *name, *note;
    enum memory_source source;
} words[PART_COUNT] = {
    [PART_GO_HEAP] = {"Go heap in use", "HeapInuse: spans that hold at least one object",
                      MEMORY_BY_RUNTIME},
    [PART_GO_IDLE] = {"Go heap idle, not returned", "HeapIdle less HeapReleased: kept for later",
                      MEMORY_BY_RUNTIME},
    [PART_GO_STACKS] = {"Go stacks", "StackSys: stacks of goroutines", MEMORY_BY_RUNTIME},
    [PART_GO_RUNTIME] = {"Go runtime", "MSpanSys, MCacheSys, BuckHashSys, GCSys and OtherSys",
                         MEMORY_BY_RUNTIME},
    [PART_BY_HAND] = {"mapped by hand",
                      "VM_ALLOCATE: where Go's own numbers are there, what they leave of it; "
                      "SQLite in pure Go (modernc) takes its memory so",
                      MEMORY_BY_KERNEL},
    [PART_ABSENT] = {"claimed by Go, not charged",
                     "so much of the Go parts was never touched, or came between the two looks",
                     MEMORY_BY_DIFFERENCE},
    [PART_MALLOC] = {"C heap", "MALLOC regions: a program without cgo has hardly any",
                     MEMORY_BY_KERNEL},
    [PART_STACKS] = {"stacks of threads", "regions that the system calls so", MEMORY_BY_KERNEL},
    [PART_FILES] = {"changed pages of files",
                    "variables of the program and its libraries, copied on write",
                    MEMORY_BY_KERNEL},
    [PART_SHARED] = {"shared memory", "as far as this process has changed it", MEMORY_BY_KERNEL},
    [PART_OTHER] = {"other", "graphics, page tables, frameworks of the system", MEMORY_BY_KERNEL},
    [PART_REST] = {"not explained",
                   "the footprint less all regions: memory without a region of its own, and what "
                   "changed between the two looks",
                   MEMORY_BY_DIFFERENCE},
};

struct account {
    double footprint, explained;
    struct number part[PART_COUNT];
};

static double value_of(struct known_u64 n)
{
    return n.known ? (double)n.value : 0;
}

static void put(struct account *a, enum part part, double bytes)
{
    a->part[part] = (struct number){true, bytes};
}

/* All memory of a Go runtime is VM_ALLOCATE. */
static void divide_go(struct account *a, const struct memstats *s, double by_hand)
{
    put(a, PART_BY_HAND, by_hand);
    if (!s || !s->heap_inuse.known || !s->heap_idle.known || !s->heap_released.known)
        return;
    put(a, PART_GO_HEAP, value_of(s->heap_inuse));
    put(a, PART_GO_IDLE, fmax(0, value_of(s->heap_idle) - value_of(s->heap_released)));
    put(a, PART_GO_STACKS, value_of(s->stack_sys));
    put(a, PART_GO_RUNTIME,
        value_of(s->mspan_sys) + value_of(s->mcache_sys) + value_of(s->buck_hash_sys) +
            value_of(s->gc_sys) + value_of(s->other_sys));
    double go = 0;
    for (int i = PART_GO_HEAP; i <= PART_GO_RUNTIME; i++)
        go += a->part[i].value;
    put(a, PART_BY_HAND, fmax(0, by_hand - go));
    put(a, PART_ABSENT, fmin(0, by_hand - go));
}

/* False when the footprint or its regions are not known. */
static bool make(const struct metric_input *in, struct account *a)
{
    static const struct {
        enum vmmap_kind kind;
        enum part part;
    } kinds[] = {{VMMAP_MALLOC, PART_MALLOC},
                 {VMMAP_STACK, PART_STACKS},
                 {VMMAP_FILE, PART_FILES},
                 {VMMAP_SHARED, PART_SHARED},
                 {VMMAP_OTHER, PART_OTHER}};
    const char *member = NULL;
    struct number footprint = metric_otherwise(in, "process.footprint", &member);
    struct number by_hand = {false, 0};
    double sum = 0;

    *a = (struct account){0};
    if (in->tools)
        by_hand = tool_records_charged(in->tools, VMMAP_ALLOCATE, &member);
    if (!footprint.known || !by_hand.known || footprint.value <= 0)
        return false;
    a->footprint = footprint.value;
    divide_go(a, in->memstats, by_hand.value);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        put(a, kinds[i].part, tool_records_charged(in->tools, kinds[i].kind, &member).value);
    for (int i = 0; i < PART_REST; i++)
        sum += a->part[i].value;
    put(a, PART_REST, a->footprint - sum);
    a->explained = fmax(0, 1 - fabs(a->part[PART_REST].value) / a->footprint);
    return true;
}

struct number memory_footprint_metric(const struct metric_input *in, const char *key)
{
    static const enum part outside[] = {PART_BY_HAND, PART_MALLOC, PART_STACKS, PART_SHARED,
                                        PART_OTHER};
    struct account a;
    double sum = 0;

    if (!make(in, &a) || !a.part[PART_GO_HEAP].known)
        return (struct number){false, 0};
    if (strcmp(key, "explained") == 0)
        return (struct number){true, a.explained};
    if (strcmp(key, "unexplained") == 0)
        return (struct number){true, fmax(0, a.part[PART_REST].value)};
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
        sum += a.part[outside[i]].value;
    return (struct number){true, sum};
}

void memory_footprint_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    struct memory_part *out = ARENA_ARRAY(a, struct memory_part, PART_COUNT);
    struct account accounts[SIDES_MAX];
    bool known[SIDES_MAX] = {false, false};
    int last = model_last(m);

    for (int side = 0; side < (int)m->nsides; side++)
        known[side] = make(&in[side]->in, &accounts[side]);
    if (!known[last])
        return;
    m->nmemory = 0;
    for (int i = 0; i < PART_COUNT; i++) {
        struct memory_part p = {
            .name = words[i].name, .note = words[i].note, .source = words[i].source};
        bool shown = i == PART_REST;
        for (size_t side = 0; side < m->nsides; side++)
            if (known[side]) {
                p.bytes[side] = accounts[side].part[i];
                shown = shown || fabs(p.bytes[side].value) > 0;
            }
        if (shown)
            out[m->nmemory++] = p;
    }
    m->memory = out;
    m->memory_whole = "process.footprint";
    m->memory_explained = (struct number){true, accounts[last].explained};
}
