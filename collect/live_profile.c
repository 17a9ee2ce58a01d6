#include "live_profile.h"

#include <math.h>
#include <stdlib.h>

#include "cleanup.h"
#include "gzip.h"
#include "intern.h"
#include "limits_input.h"

/* Go 1.22 to 1.26 put this ahead of a blocking stack whose inlined calls are not expanded. */
#define NOT_EXPANDED UINT64_MAX

enum { HIDE_INTERNAL_SINCE = 24, MUTEX_SCALED_UNTIL = 19, VIRTUAL_MAX = 24 };

static const struct pprof_kind heap = {
    {"space", "bytes"},
    {{"alloc_objects", "count"},
     {"alloc_space", "bytes"},
     {"inuse_objects", "count"},
     {"inuse_space", "bytes"}},
    "inuse_space",
};
static const struct pprof_kind wait = {
    {"contentions", "count"},
    {{"contentions", "count"}, {"delay", "nanoseconds"}},
    NULL,
};

/* What one address of a stack stands for; looked up once. */
struct place {
    uint64_t location;           /* 0: nothing to show */
    uint64_t outer[VIRTUAL_MAX]; /* addresses that follow in a stack which was expanded already */
    uint8_t nouter;
    bool runtime; /* hidden where it leads a stack */
    bool unknown;
};

struct conversion {
    const struct live_profile *p;
    struct pprof_writer *writer;
    struct intern addresses;
    struct place *places; /* by number of the address */
    size_t cap;
    struct live_profile_count *count;
};

static bool is_runtime(const struct conversion *c, uint64_t pc)
{
    struct function f;
    struct frame innermost;
    return pclntab_function(&c->p->live->functions, pc, &f) &&
           pclntab_frames(&c->p->live->functions, &f, pc, &innermost, 1) &&
           (slice_has_prefix(innermost.name, SLICE("runtime.")) ||
            (c->p->live->layout.minor >= HIDE_INTERNAL_SINCE &&
             slice_has_prefix(innermost.name, SLICE("internal/runtime/"))));
}

/* Wrappers that the compiler made are in no profile, unless a panic came out of them. */
static bool is_elided(const struct golive *l, const struct frame *frame, const struct frame *callee)
{
    return frame->id == l->special[SPECIAL_WRAPPER] && callee->id != l->special[SPECIAL_GOPANIC] &&
           callee->id != l->special[SPECIAL_SIGPANIC] &&
           callee->id != l->special[SPECIAL_PANICWRAP];
}

/* pc: where a call returns to. Its lines are those of the call, innermost first. */
static void look_up(struct conversion *c, uint64_t pc, struct place *ret)
{
    const struct golive *l = c->p->live;
    struct function f;
    struct frame frames[PCLNTAB_INLINE_MAX];
    struct pprof_line lines[PCLNTAB_INLINE_MAX];
    size_t n = 0;
    *ret = (struct place){.runtime = is_runtime(c, pc)};
    if (pc == NOT_EXPANDED)
        return;
    if (!pc || !pclntab_function(&l->functions, pc - 1, &f)) {
        ret->unknown = true;
        return;
    }
    size_t nframes = pclntab_frames(&l->functions, &f, pc - 1, frames, PCLNTAB_INLINE_MAX);
    if (nframes && slice_is(frames[0].name, "runtime.goexit"))
        return;
    for (size_t i = 0; i < nframes; i++) {
        if (i && is_elided(l, &frames[i], &frames[i - 1]))
            continue;
        if (i && ret->nouter < VIRTUAL_MAX)
            ret->outer[ret->nouter++] = frames[i].pc + 1;
        lines[n++] = (struct pprof_line){frames[i].name, frames[i].file, frames[i].line, 0};
    }
    ret->location = pprof_writer_location(c->writer, pc - 1, lines, n);
}

/* NULL when there are too many, or memory is out. */
static const struct place *place_of(struct conversion *c, uint64_t pc)
{
    bool fresh;
    uint32_t number =
        intern_add(&c->addresses, (struct slice){(const unsigned char *)&pc, sizeof pc}, &fresh);
    if (number == INTERN_NONE)
        return NULL;
    if (fresh) {
        if (number >= c->cap) {
            size_t cap = c->cap ? 2 * c->cap : 1024;
            struct place *places = realloc(c->places, cap * sizeof *places);
            if (!places)
                return NULL;
            c->places = places;
            c->cap = cap;
        }
        look_up(c, pc, &c->places[number]);
    }
    return &c->places[number];
}

/* A stack may have an address for each inlined call, too: those of the place that was just shown
 * are passed over. */
static size_t pass_outer(const struct place *place, const uint64_t *pcs, size_t npcs, size_t at)
{
    for (size_t i = 0; i < place->nouter && at < npcs && pcs[at] == place->outer[i]; i++)
        at++;
    return at;
}

/* Returns how many locations; SIZE_MAX when a ceiling was reached. */
static size_t locate(struct conversion *c, const uint64_t *pcs, size_t npcs, uint64_t *locations)
{
    size_t n = 0;
    for (size_t i = 0; i < npcs;) {
        const struct place *place = place_of(c, pcs[i++]);
        if (!place)
            return SIZE_MAX;
        c->count->unknown_frames += place->unknown;
        if (!place->location)
            continue;
        locations[n++] = place->location;
        i = pass_outer(place, pcs, npcs, i);
    }
    return n;
}

/* A heap profile begins with the first function outside the runtime, where there is one. */
static size_t leading_runtime(struct conversion *c, const uint64_t *pcs, size_t npcs)
{
    size_t n = 0;
    while (n < npcs) {
        const struct place *place = place_of(c, pcs[n]);
        if (!place || !place->runtime)
            return n;
        n++;
    }
    return 0;
}

/* What the target makes too large for a number becomes the largest one. */
static int64_t to_number(double value)
{
    if (value >= (double)INT64_MAX)
        return INT64_MAX;
    return value <= (double)INT64_MIN ? INT64_MIN : (int64_t)value;
}

/* Estimates what was allocated from what was sampled: an object of this size was sampled with this
 * probability. */
static void scale(uint64_t count, uint64_t size, uint64_t rate, int64_t *objects, int64_t *bytes)
{
    double factor = 1;
    *objects = *bytes = 0;
    if (count == 0 || size == 0)
        return;
    if (rate > 1)
        factor = 1 / (1 - exp(-(double)size / (double)rate));
    *objects = to_number((double)(int64_t)count * factor);
    *bytes = to_number((double)(int64_t)(count * size) * factor);
}

static bool heap_values(const struct conversion *c, const struct bucket *b, int64_t *values)
{
    bool latest = c->p->kind == LIVE_HEAP_LATEST || c->count->no_gc;
    struct bucket_cycle n = latest ? b->of.heap.latest : b->of.heap.published;
    scale(n.allocs, b->size, c->p->rate, &values[0], &values[1]);
    scale(n.allocs - n.frees, b->size, c->p->rate, &values[2], &values[3]);
    return n.allocs || n.frees;
}

static void wait_values(const struct conversion *c, const struct bucket *b, int64_t *values)
{
    double count = b->of.wait.count, ns = 0;
    if (c->p->cycles_per_second > 0)
        ns = (double)b->of.wait.cycles / (c->p->cycles_per_second / 1e9);
    if (!(count >= 0)) /* NaN: it is what the target says */
        count = 0;
    count = (double)to_number(count);
    if (c->p->kind == LIVE_BLOCK && count == 0)
        count = 1;
    if (c->p->kind == LIVE_MUTEX && c->p->live->layout.minor <= MUTEX_SCALED_UNTIL &&
        c->p->rate > 1) {
        count *= (double)c->p->rate;
        ns *= (double)c->p->rate;
    }
    values[0] = to_number(count);
    values[1] = to_number(ns);
}

static bool write_bucket(struct conversion *c, const struct bucket *b)
{
    uint64_t locations[BUCKET_FRAMES_MAX];
    int64_t values[PPROF_TYPES_MAX];
    bool is_heap = c->p->kind == LIVE_HEAP || c->p->kind == LIVE_HEAP_LATEST;
    const uint64_t *pcs = c->p->buckets->pcs + b->stack;
    size_t skip = 0;
    if (is_heap) {
        if (!heap_values(c, b, values))
            return true;
        skip = leading_runtime(c, pcs, b->frames);
    } else {
        wait_values(c, b, values);
    }
    size_t n = locate(c, pcs + skip, b->frames - skip, locations);
    if (n == 0)
        n = locate(c, pcs, b->frames, locations);
    if (n == SIZE_MAX)
        return false;
    pprof_writer_sample(c->writer, locations, n, values, is_heap ? (int64_t)b->size : 0);
    c->count->samples++;
    return true;
}

static bool nothing_published(const struct buckets *b)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->item[i].of.heap.published.allocs || b->item[i].of.heap.published.frees)
            return false;
    return true;
}

static enum status to_gzip(void *ctx, struct slice bytes, struct error *err)
{
    return gzip_feed(ctx, bytes, err);
}

enum status live_profile_write(const struct live_profile *p, struct sink sink,
                               struct live_profile_count *ret, struct error *err)
{
    bool is_heap = p->kind == LIVE_HEAP || p->kind == LIVE_HEAP_LATEST, whole = true;
    struct conversion c = {.p = p, .count = ret};
    *ret = (struct live_profile_count){.no_gc = is_heap && nothing_published(p->buckets)};
    AUTO_GZIP struct gzip *gzip = gzip_new(sink);
    AUTO_PPROF_WRITER struct pprof_writer *writer =
        gzip ? pprof_writer_new((struct sink){to_gzip, gzip}, is_heap ? &heap : &wait,
                                is_heap ? (int64_t)p->rate : 1, p->mapping)
             : NULL;
    if (!writer)
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    c.writer = writer;
    intern_init(&c.addresses, LIMIT_PPROF_TABLE, 64 * MIB);
    for (size_t i = 0; whole && i < p->buckets->count; i++)
        whole = write_bucket(&c, &p->buckets->item[i]);
    intern_done(&c.addresses);
    free(c.places);
    enum status s = pprof_writer_end(writer, p->time_utc_ns, err);
    if (s == STATUS_OK && !whole)
        s = error_set(err, STATUS_LIMIT, 0, "more addresses than a profile can have");
    return s == STATUS_OK ? gzip_end(gzip, err) : s;
}
