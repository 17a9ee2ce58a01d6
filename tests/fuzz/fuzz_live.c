/* A whole process out of any bytes: the executable, then its memory (the layout of
 * tests/unit/go_process_maker.h; corpus/live has one that can be read). Goroutines, their stacks as
 * text and their channels are read as collect reads them. */
#include "buckets.h"
#include "channels.h"
#include "go_process_maker.h"
#include "goroutine_text.h"
#include "heap_stats.h"
#include "live_summary.h"
#include "rates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct target {
    struct goroutine_text text;
    struct channels channels;
    struct sbuf out;
};

static bool take(void *arg, const struct reading *r)
{
    struct target *t = arg;
    if (goroutine_text_add(&t->text, r, &t->out))
        channels_add(&t->channels, r, &t->out);
    sbuf_clear(&t->out);
    return true;
}

/* What depends on the executable as well: its code says how profiles are sampled. */
static void read_heap(const struct golive *l)
{
    struct heap_places places;
    struct heap_stats stats;
    struct bucket_heads heads;
    struct rates rates;
    heap_find(&l->module, l->memory, l->mappings, l->layout.minor, &places);
    heap_stats_read(&places, l->memory, l->layout.minor, &stats);
    buckets_find(&l->module, l->memory, l->mappings, &heads);
    rates_read(l, 2e9, &rates);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct golive live;
    static struct target t;
    struct fake_memory memory;
    struct error err = {0};
    const struct goroutines_options o = {0};
    struct goroutines_count count;
    size_t file = size < MAKER_FILE_SIZE ? size : (size_t)MAKER_FILE_SIZE;
    fake_memory_init(&memory, MAKER_MEMORY, (struct slice){data + file, size - file});
    memory.remote.ceiling = 4 << 20;
    if (golive_open(&memory.remote, (struct slice){data, file}, &memory.mappings, &live, &err) !=
        STATUS_OK)
        return 0;
    read_heap(&live);
    if (goroutine_text_init(&t.text, &live, 1)) {
        channels_init(&t.channels, &live);
        sbuf_init(&t.out, 1 << 24);
        (void)goroutines_read(&live, &o, take, &t, &count);
        channels_flush(&t.channels, &t.out);
        const struct live_summary summary = {.l = &live,
                                             .count = &count,
                                             .text = &t.text,
                                             .channels = &t.channels,
                                             .began = "",
                                             .ended = ""};
        live_summary_add(&summary, &t.out);
        sbuf_done(&t.out);
        goroutine_text_done(&t.text);
    }
    return 0;
}
