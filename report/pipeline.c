#include "pipeline.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "assemble.h"
#include "bundle_reader.h"
#include "evaluate.h"
#include "exit_codes.h"
#include "fileio.h"
#include "limits_input.h"
#include "manifest.h"
#include "rules_load.h"
#include "text.h"
#include "verify.h"

#define LIMIT_REPORT (256 * MIB) /* of one output */

/* ---- reading -----------------------------------------------------------------------------------
 */

/* Errors below name the member; which of two files it was, only this stage knows. */
static enum status name_file(struct arena *a, const char *path, struct error *err)
{
    struct slice shown = text_line(a, slice_from(path), 80);
    struct slice message = arena_copy(a, slice_from(err->msg));
    snprintf(err->msg, sizeof err->msg, "%.*s: %.*s", SLICE_ARG(shown), SLICE_ARG(message));
    return err->code;
}

static enum status read_all(struct arena *a, const char *const *paths, size_t count,
                            const struct bundle **ret, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct bundle *b = ARENA_NEW(a, struct bundle);
        if (bundle_read(a, paths[i], b, err))
            return name_file(a, paths[i], err);
        ret[i] = b;
    }
    return STATUS_OK;
}

/* People know the files by their names, not by the folder inside. */
static void set_labels(struct model *m, const char *const *paths)
{
    for (size_t i = 0; i < m->nsides; i++) {
        struct slice path = slice_from(paths[m->swapped ? m->nsides - 1 - i : i]);
        size_t slash = slice_rfind_byte(path, '/');
        m->identity[i].label = slash == SIZE_MAX ? path : slice_drop(path, slash + 1);
    }
}

static enum status evaluate(struct pipeline *p, struct error *err)
{
    const struct rule_pack *packs[RULES_BUILTIN_MAX];
    size_t npacks = 0;
    enum status st = rules_builtin(p->arena, packs, &npacks, err);
    if (st)
        return st;
    findings_evaluate(p->arena, &p->model, packs, npacks, &p->findings);
    return STATUS_OK;
}

enum status pipeline_read(struct pipeline *p, const char *const *paths, size_t count,
                          struct error *err)
{
    static const struct slice exchanged =
        SLICE_INIT("the later bundle was given first; they are compared in order of time");
    const struct bundle *bundles[SIDES_MAX] = {NULL, NULL};
    enum status st = read_all(p->arena, paths, count, bundles, err);
    if (st)
        return st;
    st = model_build(p->arena, bundles, &p->model, err);
    if (st)
        return st;
    set_labels(&p->model, paths);
    st = evaluate(p, err);
    if (st)
        return st;
    struct document_options options = {
        .top = p->options->top, .notes = &exchanged, .nnotes = p->model.swapped ? 1 : 0};
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

static enum status write_file(const char *path, struct slice bytes, struct error *err)
{
    struct fileio_pending file = FILEIO_PENDING_INIT;
    enum status st = fileio_begin(&file, path, err);
    if (st == STATUS_OK)
        st = fileio_write(file.fd, bytes, err);
    if (st == STATUS_OK)
        st = fileio_commit(&file, err);
    fileio_abort(&file);
    return st;
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
            st = strcmp(o->path, "-") == 0 ? fileio_write(STDOUT_FILENO, sbuf_view(&text), err)
                                           : write_file(o->path, sbuf_view(&text), err);
        if (st)
            return name_file(p->arena, o->path, err);
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

enum status pipeline_list_rules(struct arena *a, struct sbuf *out, struct error *err)
{
    const struct rule_pack *packs[RULES_BUILTIN_MAX];
    size_t npacks = 0;
    enum status st = rules_builtin(a, packs, &npacks, err);
    for (size_t i = 0; st == STATUS_OK && i < npacks; i++) {
        for (size_t k = 0; k < packs[i]->count; k++) {
            const struct rule *r = &packs[i]->rules[k];
            sbuf_addf(out, "%-32s %-9s %-12s %.*s\n", r->id, severity_names[r->severity],
                      packs[i]->name, SLICE_ARG(r->words.title));
        }
    }
    return st;
}

/* ---- verifying ---------------------------------------------------------------------------------
 */

static struct slice data_of(const struct bundle *b, const char *name)
{
    const struct bundle_member *m = bundle_find(b, name);
    return m ? m->data : SLICE("");
}

int pipeline_verify(struct arena *a, const char *path, struct sbuf *out, struct error *err)
{
    static const int codes[] = {
        [VERIFY_WHOLE] = EXIT_READ, [VERIFY_CUT] = EXIT_CUT, [VERIFY_ALTERED] = EXIT_ALTERED};
    const struct bundle *b = NULL;
    struct manifest m;
    if (read_all(a, &path, 1, &b, err) || !b)
        return EXIT_NO_BUNDLE;
    if (manifest_parse(a, data_of(b, BUNDLE_HEADER), data_of(b, BUNDLE_MANIFEST), &m, err)) {
        name_file(a, path, err);
        return EXIT_NO_BUNDLE;
    }
    if (!bundle_find(b, BUNDLE_HEADER) && !bundle_find(b, BUNDLE_MANIFEST)) {
        error_set(err, STATUS_SYNTAX, 0, "no bundle: it has no " BUNDLE_HEADER);
        name_file(a, path, err);
        return EXIT_NO_BUNDLE;
    }
    struct slice shown = text_line(a, slice_from(path), 200);
    sbuf_addf(out, "%.*s\n", SLICE_ARG(shown));
    return codes[verify_bundle(b, &m, out).verdict];
}
