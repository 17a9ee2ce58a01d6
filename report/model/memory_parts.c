#include "memory_parts.h"

enum { TERMS_MAX = 5 };

/* Sum of the terms, the last one with a minus where negative is set. */
struct part {
    const char *name, *note;
    bool go; /* one that exists only where the runtime's own numbers are known */
    const char *plus[TERMS_MAX];
    const char *minus;
};

static const struct part parts[] = {
    {"Go heap in use",
     "HeapInuse: spans that hold at least one object",
     true,
     {"go.memstats.heap_inuse"},
     NULL},
    {"Go heap idle, not returned",
     "HeapIdle less HeapReleased: kept for later",
     true,
     {"go.memstats.heap_idle"},
     "go.memstats.heap_released"},
    {"Go stacks", "StackSys: stacks of goroutines", true, {"go.memstats.stack_sys"}, NULL},
    {"Go runtime",
     "MSpanSys, MCacheSys, BuckHashSys, GCSys and OtherSys: not all of it need be resident",
     true,
     {"go.memstats.mspan_sys", "go.memstats.mcache_sys", "go.memstats.buck_hash_sys",
      "go.memstats.gc_sys", "go.memstats.other_sys"},
     NULL},
    {"anonymous memory",
     "RssAnon: heap and stacks of whatever language",
     false,
     {"process.rss_anon"},
     NULL},
    {"files", "RssFile: program, libraries and mapped files", false, {"process.rss_file"}, NULL},
    {"shared memory", "RssShmem", false, {"process.rss_shmem"}, NULL},
};
enum { NPARTS = sizeof parts / sizeof parts[0], ANONYMOUS = 4 };

static struct number part_bytes(const struct model *m, const struct part *p, int side)
{
    struct number sum = {true, 0};

    for (size_t i = 0; i < TERMS_MAX && p->plus[i]; i++) {
        struct number term = model_metric(m, p->plus[i], side);
        sum.known = sum.known && term.known;
        sum.value += term.value;
    }
    if (p->minus) {
        struct number term = model_metric(m, p->minus, side);
        sum.known = sum.known && term.known;
        sum.value -= term.value;
    }
    return sum.known ? sum : (struct number){false, 0};
}

/* Resident memory less all parts; it needs to know them all. */
static struct memory_part rest(const struct model *m, const struct memory_part *known, size_t count)
{
    struct memory_part p = {.name = "not explained",
                            .note = "resident memory less the parts above: C libraries, thread "
                                    "stacks, memory that was mapped by hand"};

    for (size_t side = 0; side < m->nsides; side++) {
        struct number left = model_metric(m, "process.rss", (int)side);
        for (size_t i = 0; i < count; i++) {
            left.known = left.known && known[i].bytes[side].known;
            left.value -= known[i].bytes[side].value;
        }
        p.bytes[side] = left.known ? left : (struct number){false, 0};
        if (left.known && left.value < 0)
            p.note = "negative: some of the parts above are address space that was taken but is "
                     "not resident (swapped out, or never touched)";
    }
    return p;
}

void memory_build(struct arena *a, struct model *m)
{
    struct memory_part *out = ARENA_ARRAY(a, struct memory_part, NPARTS + 1);
    int last = model_last(m);
    bool go = model_metric(m, "go.memstats.heap_inuse", last).known;
    size_t count = 0;

    if (!model_metric(m, "process.rss", last).known)
        return;
    for (size_t i = 0; i < NPARTS; i++) {
        /* Go's own numbers divide what the kernel knows only as anonymous. */
        if (parts[i].go != go && (parts[i].go || i == ANONYMOUS))
            continue;
        struct memory_part p = {.name = parts[i].name, .note = parts[i].note};
        for (size_t side = 0; side < m->nsides; side++)
            p.bytes[side] = part_bytes(m, &parts[i], (int)side);
        out[count++] = p;
    }
    out[count] = rest(m, out, count);
    m->memory = out;
    m->nmemory = count + 1;
}
