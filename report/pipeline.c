#include "pipeline.h"

#include <fcntl.h>

#include "evaluate.h"
#include "fileio.h"
#include "history.h"
#include "limits_input.h"
#include "templates.h"
#include "templates_dir.h"

#define LIMIT_REPORT (256 * MIB) /* of one output */

/* ---- reading -----------------------------------------------------------------------------------
 */

/* People know the files by their names, not by the folder inside. */
static void set_labels(struct model *m, const struct intake_sides *sides)
{
    for (size_t i = 0; i < m->nsides; i++)
        m->identity[i].label = sides->items[m->given[i]].label;
}

static enum status load_file(struct pipeline *p, const char *path, struct error *err)
{
    struct rule_pack *pack = ARENA_NEW(p->arena, struct rule_pack);
    AUTO_SBUF struct sbuf text;
    sbuf_init(&text, LIMIT_RULE_FILE);
    enum status st = fileio_read(AT_FDCWD, path, &text, err);
    if (st) {
        struct slice why = arena_copy(p->arena, slice_from(err->msg));
        return error_set(err, st, 0, "%.100s: %.*s", path, SLICE_ARG(why));
    }
    st = rules_load(p->arena, sbuf_view(&text), path, pack, err);
    if (st == STATUS_OK)
        p->packs[p->npacks++] = pack;
    return st;
}

/* The words of --templates take the place of those that are built in. */
static enum status load_words(struct pipeline *p, struct error *err)
{
    struct own_file glossary = {"glossary.md", "glossary", template_glossary};
    struct own_words own = {0};
    enum status st = STATUS_OK;
    if (p->options->templates)
        st = templates_dir_read(p->arena, p->options->templates, &own, err);
    for (size_t i = 0; st == STATUS_OK && i < own.count; i++)
        st = own_words_put(p->arena, &own.findings[i], p->packs, p->npacks, err);
    return st ? st
              : glossary_parse(p->arena, own.glossary ? own.glossary : &glossary, &p->glossary,
                               err);
}

enum status pipeline_load_rules(struct pipeline *p, struct error *err)
{
    const struct option_list *files = &p->options->rules;
    enum status st = rules_builtin(p->arena, p->packs, &p->npacks, err);
    for (size_t i = 0; st == STATUS_OK && i < files->count; i++)
        st = load_file(p, files->item[i], err);
    return st ? st : load_words(p, err);
}

enum status pipeline_open(struct pipeline *p, const char *const *paths, size_t count,
                          struct error *err)
{
    return intake_open(p->arena, paths, count, &p->intake, err);
}

void pipeline_close(struct pipeline *p)
{
    intake_done(&p->intake);
}

/* What the reader must know about the input before anything else. */
static size_t notes_of(const struct pipeline *p, struct slice notes[2])
{
    size_t n = 0;
    const struct model *m = &p->model;
    if (m->swapped)
        notes[n++] = SLICE("the later bundle was given first; they are compared in order of time");
    else if (m->nsides == 2 &&
             !(m->identity[0].collected_utc_ns.known && m->identity[1].collected_utc_ns.known))
        notes[n++] = SLICE("the files do not say when they were made: what was given first counts "
                           "as the state before");
    return n;
}

enum status pipeline_read(struct pipeline *p, struct error *err)
{
    struct intake_sides sides;
    struct slice *notes = ARENA_ARRAY(p->arena, struct slice, 2);
    enum status st = intake_read(p->arena, &p->intake, &sides, err);
    if (st)
        return st;
    const struct bundle **bundles = ARENA_ARRAY(p->arena, const struct bundle *, sides.count);
    for (size_t i = 0; i < sides.count; i++)
        bundles[i] = &sides.items[i].bundle;
    st = model_build_all(p->arena, bundles, sides.count, &p->model, err);
    if (st)
        return st;
    set_labels(&p->model, &sides);
    findings_evaluate(p->arena, &p->model, p->packs, p->npacks, &p->findings);
    struct document_options options = {.glossary = &p->glossary,
                                       .top = p->options->top,
                                       .notes = notes,
                                       .nnotes = notes_of(p, notes)};
    p->document = document_build(p->arena, &p->model, &p->findings, &options);
    return STATUS_OK;
}

/* ---- writing -----------------------------------------------------------------------------------
 */

static struct render_input input_of(const struct pipeline *p)
{
    return (struct render_input){.arena = p->arena,
                                 .document = p->document,
                                 .model = &p->model,
                                 .findings = &p->findings,
                                 .top = p->options->top,
                                 .max_chars = p->options->max_chars};
}

enum status pipeline_write(const struct pipeline *p, const struct outputs *outputs,
                           struct error *err)
{
    struct render_input in = input_of(p);
    for (size_t i = 0; i < outputs->count; i++) {
        const struct output *o = &outputs->item[i];
        AUTO_SBUF struct sbuf text;
        sbuf_init(&text, LIMIT_REPORT);
        enum status st = o->renderer->render(&in, &text, err);
        if (st == STATUS_OK)
            st = fileio_write(output_fd(o), sbuf_view(&text), err);
        if (st)
            return output_name(o, err);
    }
    return STATUS_OK;
}

enum status pipeline_verdict(const struct pipeline *p, const struct outputs *outputs, bool colour,
                             struct sbuf *out, struct error *err)
{
    const char *files[OPTION_LIST_MAX];
    struct render_input in = input_of(p);
    for (size_t i = 0; i < outputs->count; i++)
        files[i] = outputs->item[i].path;
    in.files = files;
    in.nfiles = outputs->count;
    in.colour = colour;
    return render_terminal(&in, out, err);
}

/* ---- lists -------------------------------------------------------------------------------------
 */

void pipeline_list_metrics(struct sbuf *out)
{
    for (size_t i = 0; i < metrics_count; i++)
        sbuf_addf(out, "%-36s %-9s %s\n", metrics[i].name, unit_names[metrics[i].unit],
                  metrics[i].what);
}

void pipeline_list_rules(const struct pipeline *p, struct sbuf *out)
{
    for (size_t i = 0; i < p->npacks; i++) {
        for (size_t k = 0; k < p->packs[i]->count; k++) {
            const struct rule *r = &p->packs[i]->rules[k];
            sbuf_addf(out, "%-32s %-9s %-12s %.*s\n", r->id, severity_names[r->severity],
                      p->packs[i]->name, SLICE_ARG(r->words.title));
        }
    }
}
