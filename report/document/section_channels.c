/* section_channels.c - part of the section on goroutines: the channels that they wait on. */
#include "section.h"

static struct slice filled_text(struct arena *a, const struct channel *c)
{
    const char *closed = c->closed ? ", closed" : "";
    if (!c->length.known || !c->capacity.known)
        return c->closed ? SLICE("closed") : SLICE("");
    if (c->capacity.value < 1)
        return arena_printf(a, "not buffered%s", closed);
    return arena_printf(a, "%.0f of %.0f%s", c->length.value, c->capacity.value, closed);
}

/* "600 receive, 2 among others": what those that wait want of it. */
static struct slice wanted_text(struct arena *a, const struct channel *c)
{
    const struct {
        uint64_t count;
        const char *word;
    } parts[] = {{c->receiving, "receive"}, {c->sending, "send"}, {c->selecting, "in a select"}};
    struct slice all = SLICE("");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i].count > 0)
            all = arena_printf(a, "%.*s%s%s %s", SLICE_ARG(all), all.len > 0 ? ", " : "",
                               units_count((double)parts[i].count).s, parts[i].word);
    return all;
}

static void other_cell(struct builder *b, struct table *t, const struct channel *c)
{
    struct arena *a = b->arena;
    if (c->others == 0) {
        table_text(b, t, SLICE("nobody else was seen with it"));
        return;
    }
    struct slice where = text_line(a, c->other_where, TEXT_NAME_MAX);
    struct slice state = text_line(a, c->other_state, TEXT_NAME_MAX);
    table_text(b, t,
               arena_printf(a, "goroutine %llu in %.*s (%.*s)%s", (unsigned long long)c->other,
                            SLICE_ARG(where), SLICE_ARG(state),
                            c->others > 1 ? ", one of several" : ""));
}

static void introduce(struct builder *b, const struct model *m)
{
    const char *what = m->nchannels == 1 ? "channel" : "different channels";

    build_textf(b, "Goroutines wait on %s %s, as read from the memory of the process%s",
                units_count((double)m->nchannels).s, what,
                m->nchannels_known < m->nchannels ? "." : ":");
    if (m->nchannels_known < m->nchannels)
        build_textf(b, "The %s with the most waiting:", units_count((double)m->nchannels_known).s);
}

void build_channels(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (m->nchannels == 0)
        return;
    introduce(b, m);
    struct table *t = build_table(b, "Channels", "channels");
    table_column(t, "Channels alike", COLUMN_NUMBER);
    table_column(t, "Waiting on each", COLUMN_NUMBER);
    table_column(t, "Where", COLUMN_CODE);
    table_column(t, "Channel", COLUMN_CODE);
    table_column(t, "Filled", COLUMN_TEXT);
    table_column(t, "They want to", COLUMN_TEXT);
    table_column(t, "Who else has it", COLUMN_TEXT);
    size_t n = m->nchannels_alike < c->options->top ? m->nchannels_alike : c->options->top;
    for (size_t i = 0; i < n; i++) {
        const struct channel *ch = &m->channels[i];
        table_row(b, t);
        table_number(b, t, number_text(b->arena, UNIT_COUNT, (double)ch->alike), (double)ch->alike);
        table_number(b, t, number_text(b->arena, UNIT_COUNT, (double)ch->waiters),
                     (double)ch->waiters);
        table_text(b, t, ch->where);
        table_text(b, t, ch->type.len > 0 ? ch->type : SLICE("type not known"))->note =
            ch->alike == 1
                ? text_line(b->arena, ch->address, TEXT_NAME_MAX)
                : arena_printf(b->arena, "the first: %.*s",
                               SLICE_ARG(text_line(b->arena, ch->address, TEXT_NAME_MAX)));
        table_text(b, t, filled_text(b->arena, ch));
        table_text(b, t, wanted_text(b->arena, ch));
        other_cell(b, t, ch);
    }
    build_left_out(b, t, m->nchannels_alike, "kinds");
    build_textf(
        b, "Who else has a channel is read from the arguments that the dump prints, so it is a "
           "hint. Nobody seen is no proof either: a channel that is kept in a variable or a field "
           "is not printed.");
}
