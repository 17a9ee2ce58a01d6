/* The log of a watch and its events: read, and what they say worked out. The input is the log, then
 * a NUL, then the events. */
#include <stdint.h>

#include "bundle_reader.h"
#include "history.h"
#include "night.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err;
    struct model m;
    struct slice rest = {data, size}, log = {0};
    slice_next(&rest, '\0', &log);
    const struct bundle_member members[] = {
        {.name = SLICE_INIT("60-samples/watch.csv"), .data = log},
        {.name = SLICE_INIT("60-samples/events.tsv"), .data = rest},
    };
    const struct bundle b = {.members = members, .count = 2, .loose = true};
    const struct bundle *const bundles[] = {&b};
    if (model_build_all(&a, bundles, 1, &m, &err) == STATUS_OK && m.night)
        for (size_t i = 0; i < m.night->nseries; i++)
            (void)night_rate(&a, m.night->series[i].unit, &m.night->series[i].growth);
    arena_done(&a);
    return 0;
}
