#include "heap_find.h"

#include "bytes.h"
#include "globals.h"
#include "layout.h"

enum {
    PAGE = 8192, /* of the runtime's heap */
    SPANS_LEAST = 8,
    SPANS_TRIED = 32,
    SPANS_MOST = 1 << 28,
    PERCENT_MOST = 100000,
    MINIMUM = 4 << 20,     /* heap at which the first collection starts, at 100 percent */
    APART_LEAST = 2 << 20, /* that much may change between two readings of a small heap */
    VARIABLES = GLOBALS_BSS | GLOBALS_NOPTRBSS,
};
static const uint64_t SPAN_PAGES_MOST = 1 << 24;
static const uint64_t HEAP_MOST = (uint64_t)1 << 46;
static const uint64_t EPOCH_LEAST = 1400000000, EPOCH_MOST = 4000000000; /* 2014 to 2096 */
static const uint64_t NS = 1000000000;

struct search {
    struct remote *memory;
    const struct mappings *mappings;
    struct heap_places *found;
    uint64_t span_count, pages_in_use; /* of the spans that were found */
    uint64_t in_use, released;         /* of the controller that was found */
    uint64_t tail;                     /* of the statistics: what is behind the deltas */
};

static bool is_span(const struct search *s, uint64_t address)
{
    const struct heap_layout *l = s->found->layout;
    unsigned char span[SPAN_SIZE_MAX];
    if (address % 8 || !mappings_writable(s->mappings, address) ||
        !remote_read(s->memory, address, span, l->span.size))
        return false;
    uint64_t start = bytes_u64(span + SPAN_ADDRESS), pages = bytes_u64(span + SPAN_PAGES);
    unsigned state = span[l->span.state];
    return start % PAGE == 0 && state <= 2 &&
           (state == 0 || (start && pages && pages <= SPAN_PAGES_MOST));
}

static bool are_spans(const struct search *s, uint64_t list, uint64_t count)
{
    unsigned char address[SPANS_TRIED * 8];
    size_t tried = count < SPANS_TRIED ? (size_t)count : SPANS_TRIED;
    if (!remote_read(s->memory, list, address, 8 * tried))
        return false;
    for (size_t i = 0; i < tried; i++)
        if (!is_span(s, bytes_u64(address + 8 * i)))
            return false;
    return true;
}

/* {sweepgen}, {pointer, length, capacity}, {pages in use} */
static bool find_spans(void *arg, const struct globals_window *w)
{
    struct search *s = arg;
    for (size_t i = 0; i < w->starts && i + 5 <= w->count; i++) {
        const uint64_t *v = w->words + i;
        if (v[2] < SPANS_LEAST || v[2] > v[3] || v[3] > SPANS_MOST || v[0] >> 32 || v[0] % 2 ||
            v[1] % 8 || !mappings_writable(s->mappings, v[1]) || !v[4] || v[4] > HEAP_MOST / PAGE ||
            !are_spans(s, v[1], v[2]))
            continue;
        s->found->span_candidates++;
        if (v[2] <= s->span_count)
            continue;
        s->found->spans = w->address + 8 * (i + 1);
        s->span_count = v[2];
        s->pages_in_use = v[4];
    }
    return true;
}

static uint64_t apart(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

static bool is_controller(const struct search *s, const uint64_t *v)
{
    const uint64_t *behind = v + s->found->layout->controller_goal / 8;
    int64_t percent = (int32_t)v[0];
    if (v[0] >> 32 || percent == 0 || percent < -1 || percent > PERCENT_MOST)
        return false;
    uint64_t limit = v[CONTROLLER_LIMIT / 8], minimum = v[CONTROLLER_MINIMUM / 8];
    if (limit == 0 || limit > INT64_MAX ||
        minimum != (percent < 0 ? MINIMUM : MINIMUM * (uint64_t)percent / 100))
        return false;
    uint64_t in_use = behind[CONTROLLER_IN_USE / 8];
    if (in_use == 0 || in_use % PAGE || in_use > HEAP_MOST ||
        behind[CONTROLLER_RELEASED / 8] % REMOTE_PAGE || behind[CONTROLLER_FREE / 8] % REMOTE_PAGE)
        return false;
    if (behind[CONTROLLER_TOTAL_ALLOC / 8] < behind[CONTROLLER_TOTAL_FREE / 8])
        return false;
    /* both move while they are read */
    return !s->found->spans ||
           apart(in_use / PAGE, s->pages_in_use) <= s->pages_in_use / 4 + APART_LEAST / PAGE;
}

static bool find_controller(void *arg, const struct globals_window *w)
{
    struct search *s = arg;
    size_t size = s->found->layout->controller_goal / 8 + CONTROLLER_TOTAL_FREE / 8 + 1;
    for (size_t i = 0; i < w->starts && i + size <= w->count; i++) {
        if (!is_controller(s, w->words + i) || s->found->controller_candidates++)
            continue;
        const uint64_t *behind = w->words + i + s->found->layout->controller_goal / 8;
        s->found->controller = w->address + 8 * i;
        s->in_use = behind[CONTROLLER_IN_USE / 8];
        s->released = behind[CONTROLLER_RELEASED / 8];
    }
    return true;
}

/* {..., time of the last collection, ..., ring of the ends of pauses, number of collections}, where
 * the ring's newest entry is that time: what stands behind the three deltas. */
static bool is_tail(const uint64_t *v)
{
    uint64_t last = v[MSTATS_LAST_GC / 8], count = (uint32_t)v[MSTATS_NUM_GC / 8];
    uint64_t forced = v[MSTATS_NUM_GC / 8] >> 32;
    return last > EPOCH_LEAST * NS && last < EPOCH_MOST * NS && count && forced <= count &&
           v[MSTATS_PAUSE_ENDS / 8 + (count + MSTATS_PAUSE_RING - 1) % MSTATS_PAUSE_RING] == last;
}

static bool find_tail(void *arg, const struct globals_window *w)
{
    struct search *s = arg;
    for (size_t i = 0; i < w->starts && i + MSTATS_TAIL / 8 <= w->count; i++)
        if (is_tail(w->words + i) && s->found->stats_candidates++ == 0)
            s->tail = w->address + 8 * i;
    return true;
}

/* The sum of a field of the three deltas. */
static uint64_t sum(const uint64_t *stats, size_t delta_size, size_t field)
{
    uint64_t total = 0;
    for (size_t k = 0; k < 3; k++)
        total += stats[(k * delta_size + field) / 8];
    return total;
}

/* Before the first collection there is no time to look for: then the sums must be those of the
 * controller. */
static bool find_sums(void *arg, const struct globals_window *w)
{
    struct search *s = arg;
    size_t size = s->found->layout->delta.size, behind = 3 * size / 8;
    for (size_t i = 0; i < w->starts && i + behind + MSTATS_TAIL / 8 <= w->count; i++) {
        const uint64_t *v = w->words + i;
        if (sum(v, size, DELTA_IN_HEAP) != s->in_use ||
            sum(v, size, DELTA_RELEASED) != s->released || v[behind + MSTATS_LAST_GC / 8] ||
            v[behind + MSTATS_NUM_GC / 8])
            continue;
        if (s->found->stats_candidates++ == 0)
            s->tail = w->address + 8 * (i + behind);
    }
    return true;
}

/* How far the sums of the deltas that end at the tail are from what the controller says: in a
 * quiet process not at all. UINT64_MAX when they cannot be deltas. */
static uint64_t misfit(const struct search *s, const struct heap_layout *l)
{
    unsigned char raw[3 * DELTA_SIZE_MAX];
    uint64_t words[3 * DELTA_SIZE_MAX / 8] = {0};
    size_t size = l->delta.size, all = 3 * size;
    if (!remote_read(s->memory, s->tail - all, raw, all))
        return UINT64_MAX;
    for (size_t i = 0; i < all / 8; i++)
        words[i] = bytes_u64(raw + 8 * i);
    uint64_t in_heap = sum(words, size, DELTA_IN_HEAP), released = sum(words, size, DELTA_RELEASED);
    if (!in_heap || in_heap % PAGE || in_heap > HEAP_MOST || released % REMOTE_PAGE ||
        released > HEAP_MOST || sum(words, size, DELTA_COMMITTED) < in_heap)
        return UINT64_MAX;
    return s->in_use ? apart(in_heap, s->in_use) + apart(released, s->released) : 0;
}

/* The layout of the version, or another one when that fits better. */
static void place_deltas(struct search *s)
{
    static const unsigned others[] = {LAYOUT_MINOR_MIN, LAYOUT_MINOR_MAX};
    struct heap_places *f = s->found;
    const struct heap_layout *best = f->layout;
    uint64_t least = misfit(s, best);
    for (size_t i = 0; least && s->in_use && i < sizeof others / sizeof others[0]; i++) {
        const struct heap_layout *other = heap_layout_for(others[i]);
        uint64_t is = misfit(s, other);
        if (is < least) {
            least = is;
            best = other;
        }
    }
    if (least > s->in_use / 4 + APART_LEAST)
        return;
    f->stats = s->tail - 3 * (uint64_t)best->delta.size;
    f->layout_by_shape = best->delta.size != f->layout->delta.size;
    f->delta = &best->delta;
}

static void look_once(const struct module *m, struct search *s)
{
    globals_walk(m, s->memory, VARIABLES, 8, find_spans, s);
    globals_walk(m, s->memory, VARIABLES, CONTROLLER_SIZE_MAX / 8, find_controller, s);
    globals_walk(m, s->memory, VARIABLES, MSTATS_TAIL / 8, find_tail, s);
    if (!s->tail && s->found->controller) {
        s->found->no_gc = true;
        globals_walk(m, s->memory, VARIABLES, (3 * DELTA_SIZE_MAX + MSTATS_TAIL) / 8, find_sums, s);
    }
    if (s->tail)
        place_deltas(s);
}

static unsigned found(const struct heap_places *p)
{
    return (p->spans ? 1u : 0) + (p->controller ? 1u : 0) + (p->stats ? 1u : 0);
}

void heap_find(const struct module *m, struct remote *memory, const struct mappings *mappings,
               unsigned minor, struct heap_places *ret)
{
    enum { LOOKS = 3, ALL = 3 };
    for (unsigned look = 0; look < LOOKS; look++) {
        struct heap_places p = {.layout = heap_layout_for(minor)};
        p.delta = &p.layout->delta;
        struct search s = {.memory = memory, .mappings = mappings, .found = &p};
        look_once(m, &s);
        if (look == 0 || found(&p) > found(ret))
            *ret = p;
        if (found(ret) == ALL)
            return;
    }
}
