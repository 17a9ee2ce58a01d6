#include "situation.h"

#include <string.h>

#include "assemble.h"
#include "cmocka_all.h"
#include "night.h"
#include "pprof.h"
#include "profile_build.h"
#include "rule.h"

/* The library function that the model makes out of a stack of the two, or NULL. */
static const struct profile_function *via_of(struct arena *a, const struct sampled *s)
{
    static const struct pprof_value_type type = {SLICE_INIT("inuse_space"), SLICE_INIT("bytes")};
    static const struct pprof_line lines[] = {{0, 1, 0}, {1, 1, 0}};
    static const struct pprof_location locations[] = {
        {.mapping = PPROF_NONE, .first_line = 0, .nlines = 1},
        {.mapping = PPROF_NONE, .first_line = 1, .nlines = 1}};
    static const uint32_t frame_of[] = {0, 2}, frames[] = {0, 1};
    static const int64_t values[] = {1000};
    static const char *const member[2] = {"40-go/heap.pb.gz", NULL};
    struct pprof_function *functions = ARENA_ARRAY(a, struct pprof_function, 2);
    const struct pprof p = {.types = &type,
                            .ntypes = 1,
                            .functions = functions,
                            .nfunctions = 2,
                            .lines = lines,
                            .nlines = 2,
                            .locations = locations,
                            .nlocations = 2,
                            .nsamples = 1,
                            .frame_of = frame_of,
                            .frames = frames,
                            .values = values};
    const struct pprof *const side[2] = {&p, NULL};
    struct profile built;
    struct error err;
    functions[0].name = slice_from(s->via);
    functions[1].name = slice_from(s->function);
    assert_int_equal(profile_build(a, "heap", member, side, &built, &err), STATUS_OK);
    for (size_t i = 0; i < built.nfunctions; i++)
        if (slice_is(built.functions[i].name, s->function))
            return built.functions[i].via;
    return NULL;
}

/* Of one function that owns s->a and s->b. */
static struct profile profile_of(struct arena *a, const struct sampled *s)
{
    int64_t *values = ARENA_ARRAY(a, int64_t, 2);
    struct profile_function *f = ARENA_NEW(a, struct profile_function);
    struct profile_type *t = ARENA_NEW(a, struct profile_type);
    values[0] = s->a;
    values[1] = s->b;
    *f = (struct profile_function){.name = slice_from(s->function),
                                   .file = SLICE("/src/main.go"),
                                   .application = true,
                                   .flat = values,
                                   .cum = values,
                                   .owned = values};
    if (s->via)
        f->via = via_of(a, s);
    *t = (struct profile_type){slice_from(s->type ? s->type : "inuse_space"),
                               slice_from(s->unit ? s->unit : "bytes")};
    return (struct profile){.name = slice_from(s->profile ? s->profile : "heap"),
                            .member = {"40-go/x.pb.gz", "40-go/x.pb.gz"},
                            .ntypes = 1,
                            .types = t,
                            .present = {true, true},
                            .period = {524288, 524288},
                            .sum = values,
                            .total = values,
                            .nfunctions = 1,
                            .functions = f};
}

static void add_sampled(struct arena *a, struct model *m, const struct sampled *s)
{
    struct profile *p = ARENA_ARRAY(a, struct profile, 2);
    m->profiles = p;
    if (s->function)
        p[m->nprofiles++] = profile_of(a, s);
    const struct sampled lost = {.function = "main.lost",
                                 .a = s->leaked,
                                 .b = s->leaked,
                                 .profile = "goroutineleak",
                                 .type = "goroutineleak",
                                 .unit = "count"};
    if (s->leaked)
        p[m->nprofiles++] = profile_of(a, &lost);
    if (s->cpus > 0) {
        struct number *values = ARENA_ARRAY(a, struct number, metrics_count);
        int last = model_last(m);
        memcpy(values, m->values[last], metrics_count * sizeof *values);
        values[metric_index(SLICE("go.cpu.busy"))] = (struct number){true, s->cpus};
        values[metric_index(SLICE("go.cpu.gc"))] = (struct number){true, s->gc};
        m->values[last] = values;
    }
}

struct findings judge(struct arena *a, const struct rules *rules, const struct situation *s)
{
    struct bundle x = tiny_world(a, &s->a), y = tiny_world(a, &s->b);
    const struct bundle *const side[SIDES_MAX] = {&x, s->two ? &y : NULL};
    struct model *m = ARENA_NEW(a, struct model);
    struct findings f;
    struct error err;
    assert_int_equal(model_build(a, side, m, &err), STATUS_OK);
    night_build(a, s->two ? &y : &x, m);
    add_sampled(a, m, &s->sampled);
    findings_evaluate(a, m, rules->packs, rules->count, &f);
    return f;
}

const struct finding *find(const struct findings *f, const char *rule)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->items[i].rule, rule) == 0)
            return &f->items[i];
    return NULL;
}

void check_cases(struct arena *a, const struct rules *rules, const struct rule_case *cases,
                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct findings f = judge(a, rules, &cases[i].s);
        const struct finding *found = find(&f, cases[i].rule);
        enum severity got = found ? found->severity : NO;
        if (got != cases[i].want)
            fail_msg("%s, %s: %s, not %s", cases[i].rule, cases[i].name, severity_names[got],
                     severity_names[cases[i].want]);
    }
}

void check_both_ways(const struct rule_pack *pack, const struct rule_case *cases, size_t count)
{
    for (size_t i = 0; i < pack->count; i++) {
        bool fires = false, rests = false;
        for (size_t k = 0; k < count; k++)
            if (strcmp(cases[k].rule, pack->rules[i].id) == 0) {
                fires = fires || cases[k].want != NO;
                rests = rests || cases[k].want == NO;
            }
        if (!fires || !rests)
            fail_msg("%s lacks a test", pack->rules[i].id);
    }
}

static void check_finding(const struct finding *x)
{
    assert_true(x->title.len > 0 && x->text.len > 0 && x->source.len > 0);
    if (x->nevidence == 0 || x->nnext == 0)
        fail_msg("%s has no evidence or no next step", x->rule);
    assert_true(slice_find(x->title, SLICE("{{")) == SIZE_MAX);
    assert_true(slice_find(x->text, SLICE("{{")) == SIZE_MAX);
    if (slice_find(x->title, SLICE("unknown")) != SIZE_MAX)
        fail_msg("%s: %.*s", x->rule, SLICE_ARG(x->title));
    /* What is about the bundle itself rests on no member. */
    for (size_t e = 0; e < x->nevidence; e++)
        if (!strstr(x->rule, "evidence.") && !strstr(x->rule, "no_pprof"))
            assert_true(x->evidence[e].member.len > 0);
}

void check_whole(struct arena *a, const struct rules *rules, const struct rule_case *cases,
                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct findings f = judge(a, rules, &cases[i].s);
        for (size_t k = 0; k < f.count; k++)
            check_finding(&f.items[k]);
        assert_true(f.verdict.len > 0);
        assert_int_equal(f.ntriage, 6);
    }
}
