/* Any bytes as a profile of counts. */
#include "goroutine_counts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice text = {data, size};
    struct count_profile p;
    (void)!goroutine_counts_parse(&a, text, &p, &err);
    arena_done(&a);
    return 0;
}
