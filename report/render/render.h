/* render.h - one report, several formats: the table of renderers.
 *
 * A renderer reads the document (Markdown, HTML) or model and findings themselves (JSON, terminal)
 * and appends to a capped buffer; it neither reads nor writes files. */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "document.h"
#include "sbuf.h"

enum {
    MARKDOWN_CHARS_DEFAULT = 65536, /* what GitHub accepts in an issue */
    MARKDOWN_CHARS_LEAST = 1000     /* below, not even the verdict is sure to fit */
};

struct render_input {
    struct arena *arena;
    const struct document *document;
    const struct model *model;
    const struct findings *findings;
    size_t top;               /* functions per value of a profile in JSON */
    size_t max_chars;         /* of Markdown, as UTF-16 units, which is how GitHub counts */
    bool colour;              /* terminal */
    const char *const *files; /* terminal: what was written */
    size_t nfiles;
};

struct renderer {
    const char *name, *suffix; /* suffix NULL: no file is named after it */
    bool by_default;           /* written when nothing else is asked for */
    enum status (*render)(const struct render_input *in, struct sbuf *out, struct error *err);
};

extern const struct renderer renderers[];
extern const size_t renderers_count;

const struct renderer *renderer_by_name(struct slice name);
/* By the end of a path: "x.md". NULL when no renderer has that suffix. */
const struct renderer *renderer_by_path(struct slice path);

MUST_CHECK enum status render_markdown(const struct render_input *in, struct sbuf *out,
                                       struct error *err);
MUST_CHECK enum status render_html(const struct render_input *in, struct sbuf *out,
                                   struct error *err);
MUST_CHECK enum status render_json(const struct render_input *in, struct sbuf *out,
                                   struct error *err);
MUST_CHECK enum status render_terminal(const struct render_input *in, struct sbuf *out,
                                       struct error *err);

#endif
