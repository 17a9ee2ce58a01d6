/* What a live Go process keeps about its heap and its waiting, read from its memory without its
 * help: profiles as its own endpoints would write them, and the numbers of runtime.MemStats. */
#include "source_live.h"

#include <stdio.h>
#include <unistd.h>

#include "clocks.h"
#include "live_profile.h"
#include "rates.h"

enum { JSON_MAX = 64 * 1024, READ_TRIES = 5 };

/* All that is known of the heap before its records are read. */
struct reader {
    struct live *v;
    const struct golive *l;
    struct heap_places places;
    struct bucket_heads heads;
    struct rates rates;
    double measured; /* cycles a second, as we measured them; 0: not needed */
};

struct profile_row {
    enum live_output output;
    enum live_profile_kind kind;
    enum bucket_type type;
    const char *none; /* why there may be no record */
};

/* Rows of one type stand together: its records are read once. */
static const struct profile_row profile_rows[] = {
    {OUTPUT_HEAP, LIVE_HEAP, BUCKET_HEAP, "the program records no allocations"},
    {OUTPUT_HEAP_LATEST, LIVE_HEAP_LATEST, BUCKET_HEAP, "the program records no allocations"},
    {OUTPUT_BLOCK, LIVE_BLOCK, BUCKET_BLOCK,
     "the program records no blocking (runtime.SetBlockProfileRate)"},
    {OUTPUT_MUTEX, LIVE_MUTEX, BUCKET_MUTEX,
     "the program records no contention (runtime.SetMutexProfileFraction)"},
};
enum { PROFILE_ROWS = sizeof profile_rows / sizeof profile_rows[0] };

static uint64_t collections(const struct reader *r)
{
    struct heap_stats stats;
    heap_stats_read(&r->places, r->l->memory, r->l->layout.minor, &stats);
    return stats.value[STAT_NUM_GC].known ? stats.value[STAT_NUM_GC].value : 0;
}

/* All records, again when a collection published others meanwhile. */
static void read_records(const struct reader *r, enum bucket_type type, struct buckets *ret,
                         struct live_records *found)
{
    *found = (struct live_records){.candidates = r->heads.count[type]};
    for (;; found->retries++) {
        uint64_t before = collections(r);
        buckets_read(&r->heads, type, r->places.layout->record_cycle, r->l->memory, ret);
        if (collections(r) == before)
            break;
        if (found->retries == READ_TRIES) {
            found->unstable = true;
            break;
        }
        buckets_done(ret);
    }
    found->list = ret->head;
    found->records = ret->count;
    found->only_counts = ret->only_counts;
    found->broken = ret->broken;
    found->cut = ret->cut;
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

static enum bundle_status judge(const struct live_records *found,
                                const struct live_profile_count *n, struct source_output *out)
{
    if (found->broken)
        live_remark(out, "a record was not what its hash says: the list is cut there");
    if (found->cut)
        live_remark(out, "more records than there is room for");
    if (found->unstable)
        live_remark(out, "collections came in between: not of one moment");
    if (n->unknown_frames)
        live_remark(out, "some frames belong to no Go function and were left out");
    return found->broken || found->cut ? BUNDLE_PARTIAL : BUNDLE_OK;
}

static struct live_profile profile_of(const struct reader *r, const struct profile_row *row,
                                      const struct buckets *records)
{
    struct live_profile p = {.kind = row->kind,
                             .live = r->l,
                             .buckets = records,
                             .rate = row->type == BUCKET_HEAP ? RATE_HEAP_DEFAULT : 1,
                             .time_utc_ns = clock_utc_ns()};
    const struct rates *found = &r->rates;
    p.cycles_per_second = found->cycles.known ? (double)found->cycles.value : r->measured;
    if (row->type == BUCKET_HEAP && found->heap.known)
        p.rate = found->heap.value;
    if (row->type == BUCKET_MUTEX && found->mutex.known)
        p.rate = found->mutex.value;
    return p;
}

/* Whether the program records nothing of this kind; then out->reason says why. Where no memory
 * profiling is linked in, one or two allocations may have been recorded before it was off. */
static bool has_nothing(const struct profile_row *row, const struct buckets *b,
                        const struct rates *r, struct source_output *out)
{
    enum { BEFORE_OFF = 2 };
    bool is_heap = row->type == BUCKET_HEAP;
    if (is_heap && !r->heap_linked && b->count <= BEFORE_OFF) {
        live_remark(out, "no memory profiling is linked into the program: live-memstats.json "
                         "counts its objects by size");
        return true;
    }
    if (b->count == 0) {
        live_remark(out, row->none);
        return true;
    }
    if (is_heap && !r->heap.known)
        live_remark(out, "sampling rate assumed: 524288 bytes");
    if (is_heap && r->heap.known && r->heap.value == 0)
        live_remark(out, "sampling was switched off: nothing newer is in it");
    return false;
}

static enum bundle_status write_profile(const struct reader *r, const struct profile_row *row,
                                        const struct buckets *records, struct live_records *found)
{
    struct source_output *out = &r->v->out[row->output];
    struct live_profile_count count = {0};
    struct error err = {0};
    char path[4096];
    const struct pprof_mapping mapping = mapping_of(r->l, r->v->ctx, path, sizeof path);
    struct live_profile p = profile_of(r, row, records);
    p.mapping = &mapping;
    if (has_nothing(row, records, &r->rates, out))
        return BUNDLE_UNSUPPORTED;
    if (live_profile_write(&p, (struct sink){to_output, out}, &count, &err) != STATUS_OK) {
        live_remark(out, err.msg);
        return BUNDLE_FAILED;
    }
    found->unknown_frames = count.unknown_frames;
    return judge(found, &count, out);
}

/* The rows [first, last) of one type. */
static void read_type(struct reader *r, unsigned first, unsigned last)
{
    enum bucket_type type = profile_rows[first].type;
    struct live_records *found = &r->v->heap.records[type];
    struct buckets records;
    read_records(r, type, &records, found);
    for (unsigned i = first; i < last; i++) {
        enum live_output output = profile_rows[i].output;
        enum bundle_status status = BUNDLE_SKIPPED;
        if (live_wants(r->v, output))
            status = write_profile(r, &profile_rows[i], &records, found);
        live_end_part(r->v, output, output + 1, &status);
    }
    buckets_done(&records);
}

static enum bundle_status write_memstats(struct reader *r, struct source_output *out)
{
    const struct heap_places *places = &r->places;
    struct heap_stats stats;
    struct heap_spans spans = {.spans = 0};
    AUTO_SBUF struct sbuf json;
    size_t missing = 0;
    heap_stats_read(places, r->l->memory, r->l->layout.minor, &stats);
    if (!heap_spans_read(places, r->l->memory, &spans))
        spans.cut = true;
    for (unsigned i = 0; i < STAT_COUNT; i++)
        missing += !stats.value[i].known;
    r->v->heap.numbers_missing = missing;
    r->v->heap.retries = stats.retries;
    r->v->heap.unstable = stats.unstable;
    if (missing == STAT_COUNT && !places->spans) {
        live_remark(out, "the heap's bookkeeping was not found");
        return BUNDLE_UNSUPPORTED;
    }
    sbuf_init(&json, JSON_MAX);
    live_memstats_json(places, &stats, &spans, &json);
    source_write_sbuf(out, &json);
    if (stats.unstable)
        live_remark(out, "a collection was under way each time it was read");
    if (!places->controller || !places->stats || !places->spans)
        live_remark(out, "not everything was found: see \"absent\"");
    return places->controller && places->stats && places->spans ? BUNDLE_OK : BUNDLE_PARTIAL;
}

static bool wants_any(const struct live *v, enum live_output from, enum live_output to)
{
    for (unsigned i = from; i < to; i++)
        if (live_wants(v, i))
            return true;
    return false;
}

void live_read_heap(struct live *v)
{
    struct reader r = {.v = v, .l = &v->process.live};
    const struct golive *l = r.l;
    enum bundle_status status = BUNDLE_SKIPPED;
    if (!wants_any(v, OUTPUT_MEMSTATS, LIVE_OUTPUTS))
        return;
    heap_find(&l->module, l->memory, l->mappings, l->layout.minor, &r.places);
    v->heap.places = r.places;
    if (live_wants(v, OUTPUT_MEMSTATS))
        status = write_memstats(&r, &v->out[OUTPUT_MEMSTATS]);
    live_end_part(v, OUTPUT_MEMSTATS, OUTPUT_MEMSTATS + 1, &status);
    if (!wants_any(v, OUTPUT_HEAP, OUTPUT_SUMMARY))
        return;
    buckets_find(&l->module, l->memory, l->mappings, &r.heads);
    if (wants_any(v, OUTPUT_BLOCK, OUTPUT_SUMMARY))
        r.measured = rates_measure_cycles();
    rates_read(l, r.measured, &r.rates);
    v->heap.rates = r.rates;
    for (unsigned first = 0, next; first < PROFILE_ROWS; first = next) {
        next = first + 1;
        while (next < PROFILE_ROWS && profile_rows[next].type == profile_rows[first].type)
            next++;
        read_type(&r, first, next);
    }
}
