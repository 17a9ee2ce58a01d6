#include "sample_live.h"

/* What a bundle says, or what a hostile one would say in its place. */
static struct slice said(const struct sample *s, const char *text)
{
    return s->hostile ? *s->hostile : slice_from(text);
}

void sample_fill_crosschecks(struct sample *s)
{
    struct crosscheck *c = ARENA_ARRAY(s->arena, struct crosscheck, 2);
    c[0] = (struct crosscheck){
        .what = "goroutines",
        .unit = UNIT_COUNT,
        .member = {"40-go/live-goroutines.txt", "40-go/goroutine-debug2.txt"},
        .value = {{true, 1224}, {true, 1221}},
        .apart_s = {true, 1.25},
        .result = CROSSCHECK_EXPLAINED,
        .why = said(s, "by their numbers, 5 ended and 2 were started in between")};
    c[1] = (struct crosscheck){.what = "heap profile: in use",
                               .unit = UNIT_BYTES,
                               .side = (int)s->nsides - 1,
                               .member = {"40-go/live-heap.pb.gz", "40-go/heap.pb.gz"},
                               .value = {{true, 431e6}, {true, 452e6}},
                               .result = CROSSCHECK_DIFFERS,
                               .why = said(s, "there was no collection in between")};
    s->model.crosschecks = c;
    s->model.ncrosschecks = 2;
}
