/* Any bytes as the MemStats behind a heap profile. */
#include <stdlib.h>

#include "arena.h"
#include "memstats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice text = {data, size};
    struct memstats m;
    if (memstats_parse(text, &m, &err) == STATUS_OK)
        for (size_t i = 0; i < MEMSTATS_RING; i++)
            if (memstats_pause_index(&m, i) > MEMSTATS_RING)
                abort();
    arena_done(&a);
    return 0;
}
