/* Any bytes as a bundle file: names that come through obey the rules. */
#include <stdlib.h>

#include "bundle_reader.h"
#include "member_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice text = {data, size};
    struct bundle b;
    if (bundle_read_memory(&a, text, &b, &err) == STATUS_OK)
        for (size_t i = 0; i < b.count; i++)
            if (member_name_refusal(b.members[i].name))
                abort();
    arena_done(&a);
    return 0;
}
