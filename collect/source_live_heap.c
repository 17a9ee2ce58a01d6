/* What a live Go process keeps about its heap and its waiting, read from its memory without its
 * help: profiles as its own endpoints would write them, and the numbers of runtime.MemStats. */
#include "source_readers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clocks.h"
#include "golive.h"
#include "heap_spans.h"
#include "heap_stats.h"
#include "limits_input.h"
#include "live_profile.h"
#include "rates.h"
#include "sbuf.h"
#include "units.h"

enum { JSON_MAX = 64 * 1024, READ_TRIES = 5 };

/* Adds a remark to the reason, as far as there is room. */
static void remark(struct source_output *out, const char *text)
{
    size_t len = strlen(out->reason);
    snprintf(out->reason + len, sizeof out->reason - len, "%s%s", len ? "; " : "", text);
}

/* The process of the context; false with *status and out->reason set. */
static bool open_live(const struct source_context *ctx, struct source_output *out,
                      struct golive_process *p, enum bundle_status *status)
{
    struct error err = {0};
    if (golive_process_open(p, ctx->procfd, ctx->pid, LIMIT_LIVE_READ, &err) == STATUS_OK)
        return true;
    *status = source_live_unreadable(ctx, &err, out);
    return false;
}

static enum bundle_status close_live(struct golive_process *p, struct source_output *out,
                                     enum bundle_status status)
{
    if (!golive_process_same(p)) {
        status = BUNDLE_FAILED;
        snprintf(out->reason, sizeof out->reason, "the process ended or runs another program now");
    }
    golive_process_close(p);
    return status;
}

/* ---- profiles ---- */

struct profile_row {
    const char *from; /* as in the table of sources */
    enum live_profile_kind kind;
    enum bucket_type type;
    const char *none; /* why there may be no record */
};

static const struct profile_row profile_rows[] = {
    {"runtime.mbuckets", LIVE_HEAP, BUCKET_HEAP, NULL},
    {"runtime.mbuckets, latest", LIVE_HEAP_LATEST, BUCKET_HEAP, NULL},
    {"runtime.bbuckets", LIVE_BLOCK, BUCKET_BLOCK,
     "the program records no blocking (runtime.SetBlockProfileRate)"},
    {"runtime.xbuckets", LIVE_MUTEX, BUCKET_MUTEX,
     "the program records no contention (runtime.SetMutexProfileFraction)"},
};

static const struct profile_row *row_of(const struct source *self)
{
    size_t i = 0;
    while (strcmp(profile_rows[i].from, self->from) != 0)
        i++;
    return &profile_rows[i];
}

static uint64_t collections(const struct golive *l, const struct heap_places *places)
{
    struct heap_stats stats;
    heap_stats_read(places, l->memory, l->layout.minor, &stats);
    return stats.value[STAT_NUM_GC].known ? stats.value[STAT_NUM_GC].value : 0;
}

/* All records, again when a collection published others meanwhile. False: each time one did. */
static bool read_records(const struct golive *l, const struct heap_places *places,
                         enum bucket_type type, struct buckets *ret)
{
    struct bucket_heads heads;
    buckets_find(&l->module, l->memory, l->mappings, &heads);
    for (int i = 0;; i++) {
        uint64_t before = collections(l, places);
        buckets_read(&heads, type, places->layout->record_cycle, l->memory, ret);
        if (collections(l, places) == before)
            return true;
        if (i == READ_TRIES)
            return false;
        buckets_done(ret);
    }
}

static enum status to_output(void *ctx, struct slice bytes, struct error *err)
{
    (void)err;
    source_write(ctx, bytes);
    return STATUS_OK;
}

/* The part of the executable that holds its code, as pprof wants it. */
static struct pprof_mapping mapping_of(const struct golive *l, const struct source_context *ctx,
                                       char *path, size_t size)
{
    struct pprof_mapping m = {.start = l->module.text, .limit = l->module.etext};
    for (unsigned i = 0; i < l->image.segments; i++) {
        const struct image_segment *s = &l->image.segment[i];
        uint64_t at = s->address + l->image.bias;
        if (l->module.text < at || l->module.text - at >= s->file_size)
            continue;
        m.start = at & ~(uint64_t)(REMOTE_PAGE - 1);
        m.limit = at + s->memory_size;
        m.offset = s->offset & ~(uint64_t)(REMOTE_PAGE - 1);
    }
    ssize_t n = readlinkat(ctx->procfd, "exe", path, size);
    m.file = (struct slice){(const unsigned char *)path, n > 0 ? (size_t)n : 0};
    return m;
}

static enum bundle_status judge(const struct buckets *b, bool settled,
                                const struct live_profile_count *n, struct source_output *out)
{
    if (b->broken)
        remark(out, "a record was not what its hash says: the list is cut there");
    if (b->cut)
        remark(out, "more records than there is room for");
    if (!settled)
        remark(out, "collections came in between: not of one moment");
    if (n->unknown_frames)
        remark(out, "some frames belong to no Go function and were left out");
    return b->broken || b->cut ? BUNDLE_PARTIAL : BUNDLE_OK;
}

static void choose_rates(const struct golive *l, struct live_profile *p, struct rates *r)
{
    bool is_heap = p->kind == LIVE_HEAP || p->kind == LIVE_HEAP_LATEST;
    double measured = is_heap ? 0 : rates_measure_cycles();
    rates_read(l, measured, r);
    p->rate = is_heap ? RATE_HEAP_DEFAULT : 1;
    p->cycles_per_second = r->cycles.known ? (double)r->cycles.value : measured;
    if (is_heap && r->heap.known)
        p->rate = r->heap.value;
    if (p->kind == LIVE_MUTEX && r->mutex.known)
        p->rate = r->mutex.value;
}

/* Whether the program records nothing of this kind; then out->reason says why. Where no memory
 * profiling is linked in, one or two allocations may have been recorded before it was off. */
static bool has_nothing(const struct profile_row *row, const struct buckets *b,
                        const struct rates *r, struct source_output *out)
{
    enum { BEFORE_OFF = 2 };
    bool is_heap = row->type == BUCKET_HEAP;
    if (is_heap && !r->heap_linked && b->count <= BEFORE_OFF)
        remark(out, "no memory profiling is linked into the program: live-memstats.json counts "
                    "its objects by size");
    else if (b->count == 0)
        remark(out, is_heap ? "the program records no allocations" : row->none);
    else {
        if (is_heap && !r->heap.known)
            remark(out, "sampling rate assumed: 524288 bytes");
        if (is_heap && r->heap.known && r->heap.value == 0)
            remark(out, "sampling was switched off: nothing newer is in it");
        return false;
    }
    return true;
}

static enum bundle_status write_profile(const struct profile_row *row, const struct golive *l,
                                        const struct source_context *ctx, struct source_output *out)
{
    struct heap_places places;
    struct buckets records;
    struct live_profile_count count = {0};
    struct rates rates;
    struct error err = {0};
    char path[4096];
    enum bundle_status status;
    heap_find(&l->module, l->memory, l->mappings, l->layout.minor, &places);
    struct pprof_mapping mapping = mapping_of(l, ctx, path, sizeof path);
    struct live_profile p = {.kind = row->kind, .live = l, .mapping = &mapping};
    bool settled = read_records(l, &places, row->type, &records);
    p.buckets = &records;
    p.time_utc_ns = clock_utc_ns();
    choose_rates(l, &p, &rates);
    if (has_nothing(row, &records, &rates, out)) {
        status = BUNDLE_UNSUPPORTED;
    } else if (live_profile_write(&p, (struct sink){to_output, out}, &count, &err) != STATUS_OK) {
        status = BUNDLE_FAILED;
        remark(out, err.msg);
    } else {
        status = judge(&records, settled, &count, out);
    }
    buckets_done(&records);
    return status;
}

enum bundle_status source_live_profile(const struct source *self, const struct source_context *ctx,
                                       struct source_output *out)
{
    struct golive_process p;
    enum bundle_status status;
    if (!open_live(ctx, out, &p, &status))
        return status;
    status = write_profile(row_of(self), &p.live, ctx, out);
    return close_live(&p, out, status);
}

/* ---- numbers ---- */

/* A limit that is not set, and what follows from it, is "off". */
static void add_stat(struct sbuf *json, const char *name, uint64_t value, bool millionths)
{
    if (millionths)
        sbuf_addf(json, "  \"%s\": %.6f,\n", name, (double)value / 1e6);
    else if (value > INT64_MAX)
        sbuf_addf(json, "  \"%s\": \"off\",\n", name);
    else
        sbuf_addf(json, "  \"%s\": %llu,\n", name, (unsigned long long)value);
}

static void add_stats(struct sbuf *json, const struct heap_stats *s)
{
    for (unsigned i = 0; i < STAT_COUNT; i++)
        if (s->value[i].known)
            add_stat(json, heap_stat_names[i], s->value[i].value, i == STAT_GC_CPU_MILLIONTHS);
    sbuf_adds(json, "  \"absent\": [");
    const char *comma = "";
    for (unsigned i = 0; i < STAT_COUNT; i++) {
        if (s->value[i].known)
            continue;
        sbuf_addf(json, "%s\"%s\"", comma, heap_stat_names[i]);
        comma = ", ";
    }
    sbuf_addf(json, "],\n  \"retries\": %u,\n  \"stable\": %s,\n", s->retries,
              s->unstable ? "false" : "true");
}

static void add_places(struct sbuf *json, const struct heap_places *p)
{
    sbuf_addf(json,
              "  \"found\": {\"spans\": %u, \"controller\": %u, \"statistics\": %u, "
              "\"layout_by_shape\": %s, \"no_collection_yet\": %s},\n",
              p->span_candidates, p->controller_candidates, p->stats_candidates,
              p->layout_by_shape ? "true" : "false", p->no_gc ? "true" : "false");
}

/* Size classes that hold anything; size 0: larger objects, each with a span of its own. */
static void add_classes(struct sbuf *json, const struct heap_spans *s)
{
    const char *comma = "";
    sbuf_addf(json,
              "  \"spans\": {\"in_use\": %llu, \"objects\": %llu, \"bytes\": %llu, "
              "\"unreadable\": %llu, \"complete\": %s},\n  \"size_classes\": [",
              (unsigned long long)s->in_use, (unsigned long long)s->objects,
              (unsigned long long)s->bytes, (unsigned long long)s->unreadable,
              s->cut ? "false" : "true");
    for (size_t i = 0; i < sizeof s->class / sizeof s->class[0]; i++) {
        const struct heap_class *c = &s->class[i];
        if (!c->spans)
            continue;
        sbuf_addf(json,
                  "%s\n    {\"size\": %llu, \"pointers\": %s, \"spans\": %llu, \"objects\": %llu, "
                  "\"bytes\": %llu}",
                  comma, (unsigned long long)c->size, c->pointers ? "true" : "false",
                  (unsigned long long)c->spans, (unsigned long long)c->objects,
                  (unsigned long long)c->bytes);
        comma = ",";
    }
    sbuf_adds(json, "\n  ]\n");
}

static enum bundle_status write_memstats(const struct golive *l, struct source_output *out)
{
    struct heap_places places;
    struct heap_stats stats;
    struct heap_spans spans = {.spans = 0};
    AUTO_SBUF struct sbuf json;
    size_t missing = 0;
    heap_find(&l->module, l->memory, l->mappings, l->layout.minor, &places);
    heap_stats_read(&places, l->memory, l->layout.minor, &stats);
    if (!heap_spans_read(&places, l->memory, &spans))
        spans.cut = true;
    for (unsigned i = 0; i < STAT_COUNT; i++)
        missing += !stats.value[i].known;
    if (missing == STAT_COUNT && !places.spans) {
        remark(out, "the heap's bookkeeping was not found");
        return BUNDLE_UNSUPPORTED;
    }
    sbuf_init(&json, JSON_MAX);
    sbuf_addf(&json, "{\n  \"format\": \"exhibit-live-memstats/1\",\n  \"time\": \"%s\",\n",
              units_utc(clock_utc_ns()).s);
    add_stats(&json, &stats);
    add_places(&json, &places);
    add_classes(&json, &spans);
    sbuf_adds(&json, "}\n");
    source_write(out, sbuf_view(&json));
    if (stats.unstable)
        remark(out, "a collection was under way each time it was read");
    if (!places.controller || !places.stats || !places.spans)
        remark(out, "not everything was found: see \"absent\"");
    return places.controller && places.stats && places.spans ? BUNDLE_OK : BUNDLE_PARTIAL;
}

enum bundle_status source_live_memstats(const struct source *self, const struct source_context *ctx,
                                        struct source_output *out)
{
    struct golive_process p;
    enum bundle_status status;
    (void)self;
    if (!open_live(ctx, out, &p, &status))
        return status;
    status = write_memstats(&p.live, out);
    return close_live(&p, out, status);
}
