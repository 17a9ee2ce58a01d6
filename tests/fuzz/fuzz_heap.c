/* The heap's bookkeeping and the profiles out of memory that holds anything. The first byte is the
 * version; the rest is the memory, whose first 0x2400 bytes are the program's variables
 * (tests/unit/heap_maker.h makes such an image; corpus/heap has some). */
#include "buckets.h"
#include "fake_memory.h"
#include "heap_spans.h"
#include "heap_stats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NOPTRBSS = 0x2300, VARIABLES = 0x2400 };
#define ADDRESS ((uint64_t)0xc000000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct fake_memory memory;
    struct heap_places places;
    struct heap_stats stats;
    struct heap_spans spans;
    struct bucket_heads heads;
    const struct module m = {.bss = {ADDRESS, ADDRESS + NOPTRBSS},
                             .noptrbss = {ADDRESS + NOPTRBSS, ADDRESS + VARIABLES}};
    fake_memory_init(&memory, ADDRESS, (struct slice){data + 1, size - 1});
    memory.remote.ceiling = 1 << 26;
    heap_find(&m, &memory.remote, &memory.mappings, data[0], &places);
    heap_stats_read(&places, &memory.remote, data[0], &stats);
    (void)heap_spans_read(&places, &memory.remote, &spans);
    buckets_find(&m, &memory.remote, &memory.mappings, &heads);
    for (enum bucket_type t = BUCKET_HEAP; t < BUCKET_TYPES; t++) {
        struct buckets list;
        buckets_read(&heads, t, places.layout->record_cycle, &memory.remote, &list);
        buckets_done(&list);
    }
    return 0;
}
