/* What: the reason that the report gives for an artifact that is not there. */
#include "cmocka_all.h"

#include <string.h>

#include "render.h"
#include "sample_model.h"

/* A profile comes from pprof or out of memory: why neither gave it stands under their own names. */
static void what_is_absent_is_explained_by_what_would_have_served_as_well(void **state)
{
    (void)state;
    struct gap gaps[] = {
        {SLICE("go.live.heap"), SLICE(""), BUNDLE_UNSUPPORTED, SLICE("no profiling"), 0},
        {SLICE("go.index"), SLICE(""), BUNDLE_TIMEOUT, SLICE("4 s"), 0},
    };
    static const struct {
        size_t ngaps;
        const char *heap, *cpu;
    } cases[] = {
        {2, "no heap profile: `go.live.heap` unsupported, no profiling; `go.index` timeout, 4 s.",
         "no CPU profile: `go.index` timeout, 4 s."},
        {1, "no heap profile: `go.live.heap` unsupported, no profiling.",
         "no CPU profile, and its manifest does not say why."},
        {0, "no heap profile, and its manifest does not say why.",
         "no CPU profile, and its manifest does not say why."},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct sample s = {.arena = &a, .nsides = 1};
        struct document_options options = {.top = 20, .glossary = &s.glossary};
        struct error err = {STATUS_OK, 0, 0, ""};
        struct sbuf out;
        sample_fill(&s);
        s.model.nprofiles = 0;
        s.model.gaps = gaps;
        s.model.ngaps = cases[i].ngaps;
        struct render_input in = {.arena = &a,
                                  .document = document_build(&a, &s.model, &s.findings, &options),
                                  .model = &s.model,
                                  .findings = &s.findings,
                                  .top = 20,
                                  .max_chars = MARKDOWN_CHARS_DEFAULT};
        sbuf_init(&out, 64 << 20);
        assert_int_equal(renderer_by_name(SLICE("md"))->render(&in, &out, &err), STATUS_OK);
        print_message("  case %zu gaps\n", cases[i].ngaps);
        assert_non_null(strstr(sbuf_text(&out), cases[i].heap));
        assert_non_null(strstr(sbuf_text(&out), cases[i].cpu));
        sbuf_done(&out);
        arena_done(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_absent_is_explained_by_what_would_have_served_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
