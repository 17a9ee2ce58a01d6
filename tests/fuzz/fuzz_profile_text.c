/* Any bytes as a profile in text. */
#include <stdlib.h>

#include "profile_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct pprof p;
    if (profile_text_parse(&a, (struct slice){data, size}, &p, &err) == STATUS_OK)
        for (size_t i = 0; i < p.frame_of[p.nsamples]; i++)
            if (p.frames[i] >= p.nlocations)
                abort();
    arena_done(&a);
    return 0;
}
