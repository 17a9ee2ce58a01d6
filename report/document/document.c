#include "document.h"

#include <string.h>

#include "section.h"

#include <stdlib.h>

/* In reading order. The rank says what goes first when a format has a size limit: greatest first.
 * The anchor is the slug of the title, so that links work in viewers that make their own anchors.
 */
static const struct {
    section_function *write;
    struct section section;
} sections[] = {
    {section_summary, {.anchor = "summary", .title = "Summary", .rank = 0}},
    {section_findings, {.anchor = "findings", .title = "Findings", .rank = RANK_FINDINGS}},
    {section_night, {.anchor = "night", .title = "The night", .rank = 2}},
    {section_comparison, {.anchor = "numbers", .title = "Numbers", .rank = 4}},
    {section_memory, {.anchor = "memory", .title = "Memory", .rank = 5}},
    {section_descriptors, {.anchor = "descriptors", .title = "Descriptors", .rank = 6}},
    {section_goroutines, {.anchor = "goroutines", .title = "Goroutines", .rank = 3}},
    {section_heap, {.anchor = "heap", .title = "Heap", .rank = 7}},
    {section_cpu, {.anchor = "cpu", .title = "CPU", .rank = 8}},
    {section_profiles, {.anchor = "other-profiles", .title = "Other profiles", .rank = 11}},
    {section_threads, {.anchor = "threads", .title = "Threads", .rank = 9}},
    {section_samples, {.anchor = "second-by-second", .title = "Second by second", .rank = 11}},
    {section_process, {.anchor = "process", .title = "Process", .rank = 10}},
    {section_timeline, {.anchor = "timeline", .title = "Timeline", .rank = RANK_APPENDIX + 1}},
    {section_sources, {.anchor = "two-sources", .title = "Two sources", .rank = 10}},
    {section_gaps, {.anchor = "what-is-missing", .title = "What is missing", .rank = 2}},
    {section_files, {.anchor = "files", .title = "Files", .rank = 2}},
    {section_glossary, {.anchor = "glossary", .title = "Glossary", .rank = RANK_APPENDIX}},
};

/* ---- links -------------------------------------------------------------------------------------
 * A section may link to what another one did not write: such links become plain text. */

/* Calls visit for every block; the depth is that of our own nesting. */
static void each_block(struct block *first, struct document *d,
                       void (*visit)(struct document *, struct block *))
{
    for (struct block *b = first; b; b = b->next) {
        visit(d, b);
        if (b->kind == BLOCK_CALLOUT || b->kind == BLOCK_DETAILS)
            each_block(b->as.container.first, d, visit);
    }
}

static bool has_anchor(const struct block *first, struct slice anchor)
{
    for (const struct block *b = first; b; b = b->next) {
        if (slice_equal(b->anchor, anchor))
            return true;
        if ((b->kind == BLOCK_CALLOUT || b->kind == BLOCK_DETAILS) &&
            has_anchor(b->as.container.first, anchor))
            return true;
    }
    return false;
}

static bool is_alive(const struct document *d, struct slice anchor)
{
    for (const struct section *s = d->first; s; s = s->next)
        if (slice_is(anchor, s->anchor) || has_anchor(s->first, anchor))
            return true;
    return false;
}

static void check_line(const struct document *d, struct line *l)
{
    for (struct span *s = l->first; s; s = s->next)
        if (s->kind == SPAN_LINK && !is_alive(d, s->anchor))
            s->kind = SPAN_TEXT;
}

static void check_table(const struct document *d, struct table *t)
{
    for (struct row *r = t->first; r; r = r->next)
        for (size_t i = 0; i < t->ncolumns; i++)
            if (r->cells[i].anchor.len > 0 && !is_alive(d, r->cells[i].anchor))
                r->cells[i].anchor = SLICE("");
}

static void check_links(struct document *d, struct block *b)
{
    if (b->kind == BLOCK_PARAGRAPH)
        check_line(d, &b->as.paragraph);
    if (b->kind == BLOCK_CALLOUT || b->kind == BLOCK_DETAILS)
        check_line(d, &b->as.container.line);
    if (b->kind == BLOCK_TABLE)
        check_table(d, &b->as.table);
    if (b->kind == BLOCK_LIST)
        for (struct item *i = b->as.list.first; i; i = i->next)
            check_line(d, &i->line);
}

/* ---- anchors -----------------------------------------------------------------------------------
 * Names that differ only in what an anchor cannot have get the same one; the second becomes "x-2".
 */

struct anchored {
    struct block *block;
};

struct taken {
    struct arena *a;
    struct anchored *items;
    size_t count, cap;
};

static void collect_anchors(struct taken *t, struct block *b)
{
    for (; b; b = b->next) {
        if (b->anchor.len > 0)
            ARENA_PUSH(t->a, t->items, t->count, t->cap)->block = b;
        if (b->kind == BLOCK_CALLOUT || b->kind == BLOCK_DETAILS)
            collect_anchors(t, b->as.container.first);
    }
}

static int by_anchor(const void *x, const void *y)
{
    const struct anchored *a = x, *b = y;
    return slice_compare(a->block->anchor, b->block->anchor);
}

static void make_anchors_unique(struct arena *a, struct document *d)
{
    struct taken t = {.a = a};
    for (struct section *s = d->first; s; s = s->next)
        collect_anchors(&t, s->first);
    if (t.count > 1)
        qsort(t.items, t.count, sizeof *t.items, by_anchor);
    struct slice last = {0};
    for (size_t i = 0, n = 1; i < t.count; i++) {
        struct slice *anchor = &t.items[i].block->anchor;
        n = i > 0 && slice_equal(*anchor, last) ? n + 1 : 1;
        last = *anchor;
        if (n > 1)
            *anchor = arena_printf(a, "%.*s-%zu", SLICE_ARG(last), n);
    }
}

/* ---- title -------------------------------------------------------------------------------------
 */

static struct slice name_of(const struct identity *id)
{
    return id->name.len > 0 ? id->name : id->label.len > 0 ? id->label : SLICE("unknown program");
}

static void set_title(struct arena *a, struct document *d, const struct model *m)
{
    const struct identity *id = &m->identity[model_last(m)];
    struct slice name = text_line(a, name_of(id), 80);
    if (id->pid.known)
        d->title = arena_printf(a, "%.*s, PID %.0f", SLICE_ARG(name), id->pid.value);
    else
        d->title = name;
    struct slice when = time_text(a, id->collected_utc_ns);
    if (when.len == 0)
        when = SLICE("collected at an unknown time");
    if (m->nsides == 2 && m->hours > 0) {
        struct units_text span = units_duration(m->hours * 3600);
        d->subtitle = arena_printf(a, "%.*s, compared with %s before", SLICE_ARG(when), span.s);
    } else if (m->nsides == 2) {
        d->subtitle = arena_printf(a, "%.*s, compared with an earlier bundle", SLICE_ARG(when));
    } else {
        d->subtitle = when;
    }
}

struct document *document_build(struct arena *a, const struct model *m, const struct findings *f,
                                const struct document_options *options)
{
    struct document *d = ARENA_NEW(a, struct document);
    struct context c = {d, m, f, options};
    d->severity = f->judged ? (int)f->severity : SEVERITY_UNKNOWN;
    set_title(a, d, m);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        struct document scratch = {.first = NULL};
        struct builder b = builder_section(a, &scratch, &sections[i].section);
        if (!sections[i].write(&b, &c))
            continue;
        *(d->last ? &d->last->next : &d->first) = scratch.first;
        d->last = scratch.first;
    }
    for (struct section *s = d->first; s; s = s->next)
        each_block(s->first, d, check_links);
    make_anchors_unique(a, d);
    return d;
}
