/* Any bytes as 00-bundle.json and as manifest.json. */
#include "manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice text = {data, size};
    struct manifest m;
    (void)!manifest_parse(&a, text, (struct slice){0}, &m, &err);
    (void)!manifest_parse(&a, (struct slice){0}, text, &m, &err);
    arena_done(&a);
    return 0;
}
