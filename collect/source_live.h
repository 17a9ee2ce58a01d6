/* source_live.h - the parts of one look at a live Go process: goroutines, then the heap, then how
 * all of it was found. Each part has its own outputs and its own share of what may be read; one
 * that fails costs no other. */
#ifndef COLLECT_SOURCE_LIVE_H
#define COLLECT_SOURCE_LIVE_H

#include "golive.h"
#include "heap_spans.h"
#include "heap_stats.h"
#include "limits_input.h"
#include "live_summary.h"
#include "source.h"

/* In the order of the rows of sources[]. */
enum live_output {
    OUTPUT_GOROUTINES,
    OUTPUT_CHANNELS,
    OUTPUT_MEMSTATS,
    OUTPUT_HEAP,
    OUTPUT_HEAP_LATEST,
    OUTPUT_BLOCK,
    OUTPUT_MUTEX,
    OUTPUT_SUMMARY,
    LIVE_OUTPUTS
};

struct live {
    const struct source_context *ctx;
    struct source_output *out; /* LIVE_OUTPUTS of them */
    struct golive_process process;
    struct goroutine_text text;
    struct channels channels;
    struct interrupt interrupt;
    struct goroutines_count count;
    struct live_heap heap;
};

static inline bool live_wants(const struct live *v, enum live_output which)
{
    return v->out[which].fd >= 0;
}

/* Adds a remark to the reason, as far as there is room. */
void live_remark(struct source_output *out, const char *text);

/* Ends a part: its outputs [from, to) get what they said so far, unless the process has become
 * another one meanwhile; then nothing of it may be kept. */
void live_end_part(struct live *v, enum live_output from, enum live_output to,
                   const enum bundle_status *status);

void live_read_goroutines(struct live *v); /* and channels */
void live_read_heap(struct live *v);       /* numbers and profiles */

/* The text of live-memstats.json. */
void live_memstats_json(const struct heap_places *places, const struct heap_stats *stats,
                        const struct heap_spans *spans, struct sbuf *json);

#endif
