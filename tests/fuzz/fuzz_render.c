/* fuzz_render.c - any bytes in every field of a model: every format must come out whole. The first
 * byte chooses the shape of the model. */
#include <stdint.h>
#include <stdlib.h>

#include "render.h"
#include "sample_model.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct slice evil = {data, size};
    unsigned shape = size > 0 ? data[0] : 0;
    struct sample s = {
        .arena = &a, .nsides = 1 + shape % 2, .hostile = &evil, .cut = shape % 8 == 7};
    struct document_options options = {.top = 5, .glossary = &s.glossary};
    sample_fill(&s);
    struct document *d = document_build(&a, &s.model, &s.findings, &options);
    struct render_input in = {.arena = &a,
                              .document = d,
                              .model = &s.model,
                              .findings = &s.findings,
                              .top = 5,
                              .max_chars = MARKDOWN_CHARS_LEAST + shape * 100};
    for (size_t i = 0; i < renderers_count; i++) {
        struct error err;
        struct sbuf out;
        sbuf_init(&out, (size_t)1 << 28);
        if (renderers[i].render(&in, &out, &err) || !text_is_clean(sbuf_view(&out)))
            abort();
        sbuf_done(&out);
    }
    arena_done(&a);
    return 0;
}
