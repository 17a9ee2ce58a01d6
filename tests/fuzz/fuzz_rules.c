/* Any bytes as a rule file. */
#include "rules_load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct rule_pack pack;
    (void)!rules_load(&a, (struct slice){data, size}, "fuzz.yaml", &pack, &err);
    arena_done(&a);
    return 0;
}
