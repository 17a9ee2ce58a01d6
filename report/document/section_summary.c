/* section_summary.c - the first screen: what was examined, the verdict, what is missing, triage. */
#include "section.h"

enum { GAPS_ON_FIRST_SCREEN = 3 };

/* Of a build without a version: where its source was, as far as git prints it. */
static void build_of(struct builder *b, struct facts *f, const struct identity *id)
{
    enum { REVISION_SHOWN = 12 };
    bool dirty = slice_has_suffix(id->revision, SLICE("+"));
    struct slice short_form = slice_take(id->revision, REVISION_SHOWN);
    if (id->module_version.len > 0 && !slice_is(id->module_version, "(devel)"))
        fact_add(b, f, "Version", id->module_version, SLICE(""));
    else if (id->revision.len > REVISION_SHOWN)
        fact_add(b, f, "Revision",
                 arena_printf(b->arena, "%.*s%s", SLICE_ARG(short_form), dirty ? "+" : ""),
                 SLICE(""));
    if (id->go_version.len > 0)
        fact_add(b, f, "Go", id->go_version, SLICE(""));
}

/* "2026-11-23 02:27:00 UTC, in 4.3 s" */
static struct slice collected(struct arena *a, const struct identity *id)
{
    struct slice when = time_text(a, id->collected_utc_ns);
    if (!id->collected_end_utc_ns.known ||
        id->collected_end_utc_ns.value <= id->collected_utc_ns.value)
        return when;
    double took = (id->collected_end_utc_ns.value - id->collected_utc_ns.value) * 1e-9;
    return arena_printf(a, "%.*s, in %s", SLICE_ARG(when), units_duration(took).s);
}

static void examined(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    const struct identity *id = &m->identity[model_last(m)];
    struct facts *f = build_facts(b, "examined");
    if (id->user_label.len > 0)
        fact_add(b, f, "Label", id->user_label, SLICE(""));
    if (id->host.len > 0)
        fact_add(b, f, "Host", id->host, SLICE(""));
    build_of(b, f, id);
    if (id->uptime_s.known)
        fact_add(b, f, "Up", number_text(b->arena, UNIT_SECONDS, id->uptime_s.value), SLICE(""));
    if (id->collected_utc_ns.known)
        fact_add(b, f, "Collected", collected(b->arena, id), SLICE(""));
    if (m->nsides == 2 && m->hours > 0)
        fact_add(b, f, "Time between", number_text(b->arena, UNIT_SECONDS, m->hours * 3600),
                 SLICE(""));
}

/* collect --no-redact: whoever reads this must not pass it on by mistake. */
static void not_redacted(struct builder *b, const struct model *m)
{
    for (int side = 0; side < (int)m->nsides; side++) {
        struct line *title;
        if (!m->identity[side].not_redacted)
            continue;
        struct builder in = build_callout(b, "not-redacted", SEVERITY_WARNING, &title);
        line_text(&in, title, SLICE("NOT REDACTED: do not publish this report"));
        struct line *l = build_paragraph(&in, NULL);
        line_text(&in, l, SLICE("The bundle "));
        line_code(&in, l, m->identity[side].label);
        line_text(&in, l,
                  SLICE(" was made with --no-redact: user, home folder and host stand in it and in "
                        "this report as they are."));
    }
}

static void verdict(struct builder *b, const struct context *c)
{
    struct line *title;
    struct builder in = build_callout(b, "verdict", c->d->severity, &title);
    if (c->f->confidence) {
        struct line *sure = build_paragraph(&in, "confidence");
        line_textf(&in, sure, "Confidence: %s", c->f->confidence);
        if (c->f->severity_confidence)
            line_textf(&in, sure, "; of what is %s: %s", severity_names[c->f->severity],
                       c->f->severity_confidence);
    }
    line_text(&in, build_paragraph(&in, NULL), c->f->verdict);
}

static bool on_purpose(const struct gap *g)
{
    return g->status == BUNDLE_SKIPPED || g->status == BUNDLE_UNSUPPORTED;
}

/* "cpu (timeout), goroutine debug2 (truncated)" */
static size_t name_gaps(struct builder *b, struct line *l, const struct model *m)
{
    size_t real = 0;
    for (size_t i = 0; i < m->ngaps; i++) {
        const struct gap *g = &m->gaps[i];
        if (on_purpose(g))
            continue;
        if (real++ >= GAPS_ON_FIRST_SCREEN)
            continue;
        line_text(b, l, real == 1 ? SLICE(" ") : SLICE(", "));
        line_code(b, l, g->artifact);
        const char *side = side_name(m, g->side);
        line_textf(b, l, " (%s%s%s)", bundle_status_names[g->status], *side ? ", " : "", side);
    }
    return real;
}

static bool any_damage(const struct model *m)
{
    for (size_t i = 0; i < m->nsides; i++)
        if (m->identity[i].damage.len > 0 || !m->identity[i].has_manifest)
            return true;
    return false;
}

static void damage(struct builder *b, const struct model *m)
{
    for (int i = 0; i < (int)m->nsides; i++) {
        const struct identity *id = &m->identity[i];
        if (id->damage.len == 0 && id->has_manifest)
            continue;
        struct line *l = build_paragraph(b, NULL);
        const char *side = side_name(m, i);
        if (id->loose && id->damage.len == 0) {
            line_textf(b, l, "Loose files%s%s, no bundle of collect (", *side ? " " : "", side);
            line_link(b, l, SLICE("what they were taken for"), SLICE("files"));
            line_text(b, l, SLICE("). What is not among them is not known."));
            continue;
        }
        line_textf(b, l, "The bundle%s%s is not whole: ", *side ? " " : "", side);
        line_text(b, l, id->damage.len > 0 ? id->damage : SLICE("it has no manifest"));
        line_text(b, l, SLICE(". What could be read is below."));
    }
}

static void missing(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    struct line *title;
    bool whole = m->ngaps == 0 && !any_damage(m);
    struct builder in = build_callout(b, "missing", SEVERITY_UNKNOWN, &title);
    damage(&in, m);
    struct line *l = build_paragraph(&in, NULL);
    if (whole) {
        line_text(&in, l,
                  m->nsides == 2 ? SLICE("Nothing is missing from the two bundles.")
                                 : SLICE("Nothing is missing from the bundle."));
        return;
    }
    if (m->ngaps == 0) {
        line_text(&in, l, SLICE("No artifact is recorded as missing."));
        return;
    }
    line_strong(&in, l, SLICE("Missing:"));
    size_t real = name_gaps(&in, l, m), planned = m->ngaps - real;
    if (real > GAPS_ON_FIRST_SCREEN)
        line_textf(&in, l, " and %zu more", real - GAPS_ON_FIRST_SCREEN);
    if (real == 0)
        line_text(&in, l, SLICE(" nothing that was expected"));
    if (planned > 0)
        line_textf(&in, l, "; %zu left out on purpose or not available here", planned);
    line_text(&in, l, SLICE(". Reasons: ")); /* Markdown has the words of the link alone */
    line_link(&in, l, SLICE("What is missing"), SLICE("what-is-missing"));
    line_text(&in, l, SLICE("."));
}

/* What the reader must know before any comparison, and what was done with the input. */
static void caveats(struct builder *b, const struct context *c)
{
    size_t n = c->m->ncaveats + c->options->nnotes;
    if (n == 0)
        return;
    struct line *title;
    struct builder in = build_callout(b, "caveats", SEVERITY_UNKNOWN, &title);
    struct line *l = build_paragraph(&in, NULL);
    line_strong(&in, l, c->m->nsides == 2 ? SLICE("Before you compare:") : SLICE("Note:"));
    for (size_t i = 0; i < n; i++) {
        line_text(&in, l, i > 0 ? SLICE("; ") : SLICE(" "));
        line_text(&in, l,
                  i < c->options->nnotes ? c->options->notes[i]
                                         : c->m->caveats[i - c->options->nnotes]);
    }
    line_text(&in, l, SLICE("."));
}

/* "memory" -> "Memory", "cpu" -> "CPU" */
static struct slice area_title(struct arena *a, const char *area)
{
    if (slice_is(slice_from(area), "cpu"))
        return SLICE("CPU");
    struct slice s = arena_copy(a, slice_from(area));
    bool small = s.len > 0 && s.ptr[0] >= 'a' && s.ptr[0] <= 'z';
    return small ? arena_printf(a, "%c%s", s.ptr[0] - 'a' + 'A', area + 1) : s;
}

static void triage(struct builder *b, const struct context *c)
{
    if (c->f->ntriage == 0)
        return;
    struct table *t = build_table(b, "Triage", "triage");
    table_column(t, "Area", COLUMN_TEXT);
    table_column(t, "Status", COLUMN_STATUS);
    table_column(t, "Now", COLUMN_TEXT);
    table_column(t, "Healthy", COLUMN_TEXT);
    table_column(t, "Next step", COLUMN_TEXT);
    for (size_t i = 0; i < c->f->ntriage; i++) {
        const struct triage_row *r = &c->f->triage[i];
        table_row(b, t);
        struct cell *area = table_text(b, t, area_title(b->arena, r->area));
        if (r->anchor)
            area->anchor = slice_from(r->anchor);
        table_status(t, r->known ? (int)r->status : SEVERITY_UNKNOWN);
        table_text(b, t, r->value.len > 0 || r->known ? r->value : SLICE("not collected"));
        table_text(b, t, r->healthy);
        table_text(b, t, r->next);
    }
}

static const char *const answers[] = {
    [ANSWER_UNKNOWN] = "unknown", [ANSWER_NO] = "no", [ANSWER_YES] = "yes"};

/* Folded: the questions in the order in which somebody would ask them who has only the symptom. */
static void trail(struct builder *b, const struct context *c)
{
    if (c->f->ntrail == 0)
        return;
    struct line *summary;
    struct builder in = build_details(b, "trail", SLICE("trail"), &summary);
    line_text(&in, summary, SLICE("Too much memory? The questions in their order: "));
    for (size_t i = 0; i < c->f->ntrail; i++)
        line_textf(&in, summary, "%s%s", i > 0 ? ", " : "", answers[c->f->trail[i].answer]);
    struct table *t = build_table(&in, "Decision trail", "trail");
    table_column(t, "Question", COLUMN_TEXT);
    table_column(t, "Answer", COLUMN_TEXT);
    table_column(t, "Number", COLUMN_TEXT);
    table_column(t, "Next", COLUMN_TEXT);
    for (size_t i = 0; i < c->f->ntrail; i++) {
        const struct trail_step *s = &c->f->trail[i];
        table_row(&in, t);
        table_text(&in, t, slice_from(s->question))->anchor = slice_from(s->anchor);
        table_text(&in, t, slice_from(answers[s->answer]));
        table_text(&in, t, s->number);
        table_text(&in, t, s->next);
    }
}

bool section_summary(struct builder *b, const struct context *c)
{
    not_redacted(b, c->m);
    examined(b, c);
    verdict(b, c);
    missing(b, c);
    caveats(b, c);
    triage(b, c);
    trail(b, c);
    return true;
}
