/* Any bytes as a profile, alone and beside itself: no crash, no index that leads nowhere, and
 * numbers that belong together. */
#include <stdint.h>
#include <stdlib.h>

#include "pprof.h"
#include "profile_build.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void build(struct arena *a, const struct pprof *first, const struct pprof *second)
{
    static const char *const member[2] = {"a", "b"};
    const struct pprof *const side[2] = {first, second};
    struct profile p;
    struct error err = {0};
    must(profile_build(a, "fuzz", member, side, &p, &err) == STATUS_OK);
    must(p.default_type < p.ntypes);
    for (size_t i = 0; i < p.nfunctions && second; i++)
        must(profile_cum(&p, &p.functions[i], PROFILE_DIFF, 0) == 0);
    bool *keep = ARENA_ARRAY(a, bool, p.nfunctions);
    must(profile_top(&p, 0, 3, keep) <= p.nfunctions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct pprof p;
    if (pprof_parse(&a, (struct slice){data, size}, &p, &err) == STATUS_OK) {
        must(p.frame_of[p.nsamples] <= size);
        build(&a, &p, NULL);
        build(&a, &p, &p);
    } else {
        must(err.msg[0]);
    }
    arena_done(&a);
    return 0;
}
