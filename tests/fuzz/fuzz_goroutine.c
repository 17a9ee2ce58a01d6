/* Any bytes as a goroutine dump: every record must point into its tables. */
#include <stdlib.h>

#include "goroutine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice text = {data, size};
    struct goroutine_dump d = {0};
    if (goroutine_parse(&a, text, &d, &err) == STATUS_OK)
        for (size_t i = 0; i < d.count; i++)
            if (d.items[i].stack >= d.nstacks || d.items[i].state >= d.nstates)
                abort();
    arena_done(&a);
    return 0;
}
