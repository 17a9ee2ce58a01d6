/* sample_report.c - writes the report of the hand-made model to standard output:
 *     sample_report html 2
 * for looking at the page without collecting anything. */
#include "render.h"
#include "sample_model.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    static const struct slice evil =
        SLICE_INIT("<script>alert(1)</script> @everyone #1 | `x` \x80");
    struct arena arena = ARENA_INIT;
    struct error err = {0};
    struct sample s = {.arena = &arena, .nsides = 1};
    const struct renderer *r = renderer_by_name(slice_from(argc > 1 ? argv[1] : "html"));
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "2") == 0)
            s.nsides = 2;
        s.many = s.many || strcmp(argv[i], "many") == 0;
        s.cut = s.cut || strcmp(argv[i], "cut") == 0;
        if (strcmp(argv[i], "hostile") == 0)
            s.hostile = &evil;
    }
    sample_fill(&s);
    struct document_options options = {.top = 20, .glossary = &s.glossary};
    struct document *d = document_build(&arena, &s.model, &s.findings, &options);
    struct render_input in = {.arena = &arena,
                              .document = d,
                              .model = &s.model,
                              .findings = &s.findings,
                              .top = 20,
                              .max_chars = MARKDOWN_CHARS_DEFAULT};
    struct sbuf out;
    sbuf_init(&out, 1u << 28);
    enum status st = r ? r->render(&in, &out, &err) : STATUS_USAGE;
    if (st == STATUS_OK)
        fwrite(out.ptr, 1, out.len, stdout);
    else
        fprintf(stderr, "%s\n", err.msg);
    sbuf_done(&out);
    arena_done(&arena);
    return st == STATUS_OK ? 0 : 1;
}
