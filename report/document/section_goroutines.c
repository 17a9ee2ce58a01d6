/* section_goroutines.c - goroutines grouped by stack, state and creator, and the stacks. */
#include "section.h"
#include "source_url.h"

struct slice goroutine_place(const struct goroutine_group *g)
{
    size_t i = g->application < g->nframes ? g->application : 0;
    return g->nframes > 0 ? g->frames[i].function : SLICE("(no frames)");
}

static struct slice anchor_of(struct builder *b, const struct goroutine_group *g)
{
    return text_anchor(b->arena, "goroutines-", g->id);
}

/* "1 h 58 min to 3 h" */
static struct slice wait_text(struct arena *a, struct number least, struct number most)
{
    if (!least.known || !most.known)
        return SLICE("");
    if (least.value < 1)
        return arena_printf(a, "up to %s", units_duration(most.value).s);
    return arena_printf(a, "%s to %s", units_duration(least.value).s, units_duration(most.value).s);
}

static void group_row(struct builder *b, struct table *t, const struct model *m,
                      const struct goroutine_group *g)
{
    int last = model_last(m);
    struct number most = g->wait_most_s[last];
    table_row(b, t);
    cells_counts(b, t, m, m->has_goroutines, g->count);
    table_text(b, t, g->state.len > 0 ? g->state : SLICE("not recorded"));
    struct slice waiting = wait_text(b->arena, g->wait_least_s[last], most);
    if (waiting.len > 0)
        table_number(b, t, waiting, most.value);
    else
        table_unknown(b, t);
    struct cell *where = table_text(b, t, goroutine_place(g));
    where->anchor = anchor_of(b, g);
    if (g->benign)
        where->note = arena_printf(b->arena, "waits by design: %s", g->benign);
    table_text(b, t, g->created_by.function);
}

static void group_table(struct builder *b, const struct context *c, size_t n)
{
    const struct model *m = c->m;
    struct table *t = build_table(b, "Groups", NULL);
    columns_sides(t, m, "Count");
    table_column(t, "State", COLUMN_TEXT);
    table_column(t, "Longest wait", COLUMN_NUMBER);
    table_column(t, "Where", COLUMN_CODE);
    table_column(t, "Created by", COLUMN_CODE);
    for (size_t i = 0; i < n; i++)
        group_row(b, t, m, &m->goroutines[i]);
    build_left_out(b, t, m->ngoroutines, "groups");
}

enum { FRAMES_SHOWN = 40, LINES_SHOWN = 2 * FRAMES_SHOWN + 3 };

/* A stack as text, and for the lines that name a file where its source can be read. */
struct stack_text {
    struct arena *arena;
    const struct identity *build;
    struct slice text, *urls;
    size_t nlines;
};

/* Names are cut before they are joined: a stack of forty names of a megabyte each must not cost
 * forty megabytes forty times over. */
static void add_frame(struct stack_text *s, const char *lead, const struct frame *f)
{
    struct slice function = text_line(s->arena, f->function, TEXT_NAME_MAX);
    struct slice file = text_line(s->arena, f->file, TEXT_NAME_MAX);
    s->text = arena_printf(s->arena, "%.*s%s%.*s\n", SLICE_ARG(s->text), lead, SLICE_ARG(function));
    s->nlines++;
    if (file.len == 0)
        return;
    s->urls[s->nlines++] = source_url(s->arena, s->build, f->function, f->file, f->line);
    s->text = f->line == 0
                  ? arena_printf(s->arena, "%.*s    %.*s\n", SLICE_ARG(s->text), SLICE_ARG(file))
                  : arena_printf(s->arena, "%.*s    %.*s:%llu\n", SLICE_ARG(s->text),
                                 SLICE_ARG(file), (unsigned long long)f->line);
}

static void stack_code(struct builder *b, const struct model *m, const struct goroutine_group *g)
{
    int side = g->count[model_last(m)] > 0 ? model_last(m) : 0;
    struct stack_text s = {.arena = b->arena, .build = &m->identity[side]};
    size_t n = g->nframes < FRAMES_SHOWN ? g->nframes : FRAMES_SHOWN;
    s.urls = ARENA_ARRAY(b->arena, struct slice, LINES_SHOWN);
    for (size_t i = 0; i < n; i++)
        add_frame(&s, "", &g->frames[i]);
    uint64_t more = g->elided + (uint64_t)(g->nframes - n);
    if (more > 0) {
        s.text = arena_printf(b->arena, "%.*s... %llu more frames\n", SLICE_ARG(s.text),
                              (unsigned long long)more);
        s.nlines++;
    }
    if (g->created_by.function.len > 0)
        add_frame(&s, "created by ", &g->created_by);
    build_linked_code(b, s.text, s.urls, s.nlines);
}

static void lifetimes(struct builder *b, const struct model *m, const struct goroutine_group *g)
{
    struct line *l = build_paragraph(b, "note");
    if (m->nsides == 2 && g->persisted + g->born > 0)
        line_textf(b, l, "%s were already there in the first bundle, %s are new. ",
                   units_count((double)g->persisted).s, units_count((double)g->born).s);
    uint64_t orphans = g->orphans[model_last(m)];
    if (orphans > 0)
        line_textf(b, l, "Of %s the goroutine that started them has ended. ",
                   units_count((double)orphans).s);
    struct slice channels = channel_sentence(b->arena, g);
    if (channels.len > 0) {
        line_text(b, l, channels);
        line_text(b, l, SLICE(" "));
    }
    uint64_t locked = g->locked[model_last(m)];
    if (locked > 0)
        line_textf(b, l, "%s locked to their thread. ", units_count((double)locked).s);
    line_text(b, l, SLICE("Signature "));
    line_code(b, l, g->id);
}

static void stack(struct builder *b, const struct model *m, const struct goroutine_group *g)
{
    struct line *summary;
    struct builder in = build_details(b, "stack", anchor_of(b, g), &summary);
    struct number counts[SIDES_MAX] = {number_known((double)g->count[0]),
                                       number_known((double)g->count[1])};
    line_strong(&in, summary, number_sides(b->arena, m, UNIT_COUNT, counts));
    line_text(&in, summary, SLICE(" "));
    if (g->state.len > 0) {
        line_text(&in, summary, g->state);
        line_text(&in, summary, SLICE(" in "));
    }
    line_code(&in, summary, goroutine_place(g));
    lifetimes(&in, m, g);
    stack_code(&in, m, g);
}

static void sources(struct builder *b, const struct model *m)
{
    struct line *l = build_paragraph(b, "note");
    for (int side = 0; side < (int)m->nsides; side++) {
        if (m->nsides == 2)
            line_text(b, l, side == 0 ? SLICE("Before: ") : SLICE(" After: "));
        if (!m->has_goroutines[side]) {
            line_text(b, l, SLICE("no goroutine dump or profile."));
            continue;
        }
        line_text(b, l, m->nsides == 2 ? SLICE("read from ") : SLICE("Read from "));
        line_code(b, l, slice_from(m->goroutine_source[side]));
        if (m->goroutines_cut[side])
            line_text(b, l,
                      SLICE(", which was cut: it holds fewer goroutines than the counted "
                            "profile knows"));
        line_text(b, l, SLICE("."));
    }
}

bool section_goroutines(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (!m->has_goroutines[0] && !m->has_goroutines[model_last(m)]) {
        if (m->identity[model_last(m)].not_go)
            return false;
        build_absence(b, c, "go.goroutine.debug2", "goroutine dump");
        return true;
    }
    size_t n = m->ngoroutines < c->options->top ? m->ngoroutines : c->options->top;
    build_suspects(b, m);
    group_table(b, c, n);
    build_textf(b,
                "A wait is a range. The runtime does not note when a goroutine begins to wait: the "
                "garbage collector writes down the end of the collection before the one that first "
                "saw it parked. So the printed minutes are the most that it can be, and a new "
                "goroutine can show the age of the last collection; none are printed before two "
                "collections have passed.");
    sources(b, m);
    build_wait_buckets(b, m);
    build_waits(b, m);
    build_channels(b, c);
    for (size_t i = 0; i < n; i++)
        stack(b, m, &m->goroutines[i]);
    return true;
}
