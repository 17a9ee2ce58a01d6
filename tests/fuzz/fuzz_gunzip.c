/* Any bytes as gzip data, and what they unpack to as a profile. */
#include <stdint.h>
#include <stdlib.h>

#include "gunzip.h"
#include "pprof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice bytes;
    struct pprof p;
    enum status s = gunzip(&a, (struct slice){data, size}, &bytes, &err);
    if (s == STATUS_OK)
        s = pprof_parse(&a, bytes, &p, &err);
    if (s != STATUS_OK && !err.msg[0])
        abort();
    arena_done(&a);
    return 0;
}
