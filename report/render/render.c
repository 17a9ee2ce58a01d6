#include "render.h"

const struct renderer renderers[] = {
    {"html", ".html", true, render_html},
    {"md", ".md", true, render_markdown},
    {"json", ".json", false, render_json},
    {"text", NULL, false, render_terminal},
};
const size_t renderers_count = sizeof renderers / sizeof renderers[0];

const struct renderer *renderer_by_name(struct slice name)
{
    for (size_t i = 0; i < renderers_count; i++)
        if (slice_is(name, renderers[i].name))
            return &renderers[i];
    return NULL;
}

const struct renderer *renderer_by_path(struct slice path)
{
    for (size_t i = 0; i < renderers_count; i++)
        if (renderers[i].suffix && slice_has_suffix(path, slice_from(renderers[i].suffix)))
            return &renderers[i];
    return NULL;
}
