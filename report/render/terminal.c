/* terminal.c - at most a screen: verdict, triage, what is missing, where the files are. */
#include "render.h"
#include "severity.h"
#include "text.h"

#include <stdio.h>

enum {
    LINE_WIDTH = 78,
    VALUE_COLUMN = 28,
    VALUE_WIDTH = 120,
    GAP_WIDTH = 50,
    CAVEATS_SHOWN = 3,
    GAPS_SHOWN = 3,
    NEXT_COLUMN = 9
};

static const char *colour_of(const struct render_input *in, int severity)
{
    static const char *const colours[] = {"\x1b[32m", "\x1b[36m", "\x1b[33m", "\x1b[1;31m"};
    return !in->colour ? "" : severity == SEVERITY_UNKNOWN ? "\x1b[2m" : colours[severity];
}

static const char *colour_end(const struct render_input *in)
{
    return in->colour ? "\x1b[0m" : "";
}

/* Words wrapped at LINE_WIDTH; lines after the first start at column indent, where the first one
 * starts, too. */
static void add_wrapped(struct sbuf *out, struct slice text, size_t indent)
{
    size_t column = indent;
    struct slice word;
    while (slice_next_word(&text, &word)) {
        if (column > indent && column + 1 + word.len > LINE_WIDTH) {
            sbuf_addf(out, "\n%*s", (int)indent, "");
            column = indent;
        }
        if (column > indent)
            sbuf_addc(out, ' ');
        sbuf_add(out, word);
        column += word.len + 1;
    }
    sbuf_addc(out, '\n');
}

static void add_triage(const struct render_input *in, struct sbuf *out)
{
    for (size_t i = 0; i < in->findings->ntriage; i++) {
        const struct triage_row *r = &in->findings->triage[i];
        int severity = r->known ? (int)r->status : SEVERITY_UNKNOWN;
        struct slice value = r->known ? r->value : SLICE("not collected");
        value = text_line(in->arena, value, VALUE_WIDTH);
        sbuf_addf(out, "  %-15s %s%-8s%s  ", r->area, colour_of(in, severity),
                  severity_word(severity), colour_end(in));
        add_wrapped(out, value, VALUE_COLUMN);
    }
}

/* What to do first, about the worst finding that is not the effect of another one. */
static void add_next(const struct render_input *in, struct sbuf *out)
{
    const struct findings *f = in->findings;
    for (size_t i = 0; i < f->count; i++) {
        if (f->items[i].explained_by || f->items[i].nnext == 0)
            continue;
        sbuf_adds(out, "Next:    ");
        add_wrapped(out, text_line(in->arena, f->items[i].next[0], TEXT_SENTENCE_MAX / 4),
                    NEXT_COLUMN);
        return;
    }
}

/* Why the two may not be comparable: whoever reads only this must not take a restart for a
 * recovery. */
static void add_caveats(const struct render_input *in, struct sbuf *out)
{
    const struct model *m = in->model;
    for (size_t i = 0; i < m->ncaveats && i < CAVEATS_SHOWN; i++) {
        sbuf_adds(out, "But:     ");
        add_wrapped(out, text_line(in->arena, m->caveats[i], TEXT_SENTENCE_MAX / 4), NEXT_COLUMN);
    }
}

static void add_missing(const struct render_input *in, struct sbuf *out)
{
    const struct model *m = in->model;
    for (size_t i = 0; i < m->nsides; i++) {
        if (m->identity[i].damage.len == 0)
            continue;
        struct slice why = text_line(in->arena, m->identity[i].damage, TEXT_NAME_MAX);
        sbuf_addf(out, "Not whole: %.*s; what could be read is in the report\n", SLICE_ARG(why));
    }
    size_t shown = 0;
    for (size_t i = 0; i < m->ngaps; i++) {
        const struct gap *g = &m->gaps[i];
        if (g->status == BUNDLE_SKIPPED || g->status == BUNDLE_UNSUPPORTED)
            continue;
        if (shown++ >= GAPS_SHOWN)
            continue;
        struct slice id = text_line(in->arena, g->artifact, GAP_WIDTH);
        struct slice why = text_line(in->arena, g->reason, GAP_WIDTH);
        sbuf_addf(out, "%s%.*s (%s%s%.*s)\n", shown == 1 ? "Missing: " : "         ", SLICE_ARG(id),
                  bundle_status_names[g->status], why.len > 0 ? ": " : "", SLICE_ARG(why));
    }
    if (shown > GAPS_SHOWN)
        sbuf_addf(out, "         and %zu more\n", shown - GAPS_SHOWN);
}

enum status render_terminal(const struct render_input *in, struct sbuf *out, struct error *err)
{
    int severity = in->document->severity;
    sbuf_addf(out, "%.*s (%.*s)\n\n", SLICE_ARG(in->document->title),
              SLICE_ARG(in->document->subtitle));
    sbuf_addf(out, "%s%s%s", colour_of(in, severity), severity_word(severity), colour_end(in));
    if (in->findings->confidence)
        sbuf_addf(out, ", confidence: %s", in->findings->confidence);
    if (in->findings->severity_confidence)
        sbuf_addf(out, "; of what is %s: %s", severity_names[in->findings->severity],
                  in->findings->severity_confidence);
    sbuf_addc(out, '\n');
    add_wrapped(out, text_line(in->arena, in->findings->verdict, TEXT_SENTENCE_MAX / 2), 0);
    sbuf_addc(out, '\n');
    add_triage(in, out);
    sbuf_addc(out, '\n');
    add_caveats(in, out);
    add_next(in, out);
    add_missing(in, out);
    for (size_t i = 0; i < in->nfiles; i++) {
        struct slice path = text_line(in->arena, slice_from(in->files[i]), TEXT_NAME_MAX);
        sbuf_addf(out, "%s%.*s\n", i == 0 ? "Report:  " : "         ", SLICE_ARG(path));
    }
    return sbuf_ok(out) ? STATUS_OK
                        : error_set(err, STATUS_LIMIT, 0, "the short report is too long");
}
