/* samples.csv and the logs of monitor scripts. */
#include <stdint.h>

#include "samples.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct samples s;
    samples_parse(&a, (struct slice){data, size}, &s);
    (void)samples_cell(&s, s.nrows / 2, samples_column(&s, "rss_mb"));
    arena_done(&a);
    return 0;
}
