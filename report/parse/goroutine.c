#include "goroutine.h"

#include "frame_line.h"
#include "goroutine_header.h"
#include "limits_input.h"
#include "stack_table.h"

enum { STATES_MAX = 256 }; /* the runtime knows about 60 */

struct reader {
    struct arena *arena;
    struct slice rest;
    size_t prefix; /* bytes in front of every line of the current goroutine, put there by a log */
    struct stack_frame *frames; /* of the current stack: room for LIMIT_FRAMES */
    struct stack_table stacks;
    struct slice *states;
    size_t nstates, states_cap;
    struct goroutine *items;
    size_t count, cap;
    uint64_t skipped, damaged;
    bool cut, at_ceiling;
    bool whole; /* the last line that was read is one that cannot have lost its end */
};

static bool next_line(struct reader *r, struct slice *line)
{
    if (!slice_next_line(&r->rest, line))
        return false;
    *line = slice_drop(*line, r->prefix);
    r->whole = false;
    return true;
}

static bool is_indented(struct slice line)
{
    return line.len && (line.ptr[0] == '\t' || line.ptr[0] == ' ');
}

/* If the next line says where the function is, takes it. Pasted text may have lost the tab. */
static bool take_place(struct reader *r, struct stack_frame *f)
{
    struct slice before = r->rest, line;
    bool whole;
    if (!next_line(r, &line))
        return false;
    if (frame_place(line, &f->file, &f->line, &whole)) {
        r->whole = whole;
        return true;
    }
    if (is_indented(line)) /* was meant to be one */
        r->damaged++;
    else
        r->rest = before;
    f->file = (struct slice){0};
    f->line = 0;
    return false;
}

/* "...23 frames elided..." (Go 1.21 and newer), "...additional frames elided..." */
static bool take_elided(struct slice line, struct goroutine_stack *s)
{
    struct slice word;
    uint64_t n;
    if (!slice_skip(&line, SLICE("...")) || !slice_has_suffix(line, SLICE("frames elided...")))
        return false;
    slice_next_word(&line, &word);
    if (slice_to_u64(word, &n))
        s->elided = n;
    else
        s->elided_unknown = true;
    return true;
}

/* "created by main.start in goroutine 18" */
static bool take_creator(struct reader *r, struct slice line, struct goroutine_stack *s,
                         struct goroutine *g)
{
    if (!slice_skip(&line, SLICE("created by ")))
        return false;
    size_t in = slice_find(line, SLICE(" in goroutine "));
    if (in != SIZE_MAX) {
        uint64_t id;
        if (slice_to_u64(slice_drop(line, in + sizeof " in goroutine " - 1), &id))
            g->creator = id;
        line = slice_take(line, in);
    }
    s->created_by.function = line;
    if (!take_place(r, &s->created_by))
        r->damaged++;
    return true;
}

static void take_frame(struct reader *r, struct slice line, struct goroutine_stack *s)
{
    struct stack_frame f = {.function = frame_function(line)};
    bool go = f.function.len < line.len; /* it had arguments: surely a function */
    if (!take_place(r, &f) && !slice_is(f.function, "non-Go function")) {
        r->damaged++;
        if (!go)
            return;
    }
    if (s->nframes < LIMIT_FRAMES)
        r->frames[s->nframes++] = f;
    else
        s->elided++;
}

/* "rax    0xca": a crash prints them behind the last stack of a thread, without a blank line. */
static bool is_register(struct slice text)
{
    struct slice name, value;
    uint64_t unused;
    return slice_next_word(&text, &name) && slice_next_word(&text, &value) &&
           slice_skip(&value, SLICE("0x")) && slice_to_hex(value, &unused);
}

/* One line of a goroutine. False when it ends the goroutine. */
static bool take_line(struct reader *r, struct slice line, struct goroutine_stack *s,
                      struct goroutine *g)
{
    struct slice text = slice_trim(line);
    if (text.len == 0 || slice_has_prefix(text, SLICE("exit status ")) || is_register(text)) {
        r->whole = true;
        return false;
    }
    if (slice_is(text, "goroutine running on other thread; stack unavailable"))
        g->flags |= GOROUTINE_NO_STACK;
    else if (is_indented(line))
        r->damaged++;
    else if (!take_elided(text, s) && !take_creator(r, text, s, g))
        take_frame(r, text, s);
    return true;
}

/* Reads on to the end of the goroutine, which the next header ends too. */
static void read_body(struct reader *r, struct goroutine_stack *s, struct goroutine *g)
{
    struct slice line, before = r->rest;
    bool ancestors = false; /* stacks of those that started it, long gone: not its own */
    while (next_line(r, &line)) {
        struct goroutine_header unused;
        if (slice_has_prefix(line, SLICE("goroutine ")) && goroutine_header_parse(line, &unused)) {
            r->rest = before;
            return;
        }
        if (slice_has_prefix(line, SLICE("[originating from goroutine ")))
            ancestors = true;
        if (ancestors ? slice_trim(line).len == 0 : !take_line(r, line, s, g))
            return;
        before = r->rest;
    }
}

/* Index of the state, or STATES_MAX when there are too many to be true. */
static uint32_t intern_state(struct reader *r, struct slice state)
{
    for (size_t i = 0; i < r->nstates; i++)
        if (slice_equal(r->states[i], state))
            return (uint32_t)i;
    if (r->nstates == STATES_MAX)
        return STATES_MAX;
    *ARENA_PUSH(r->arena, r->states, r->nstates, r->states_cap) = state;
    return (uint32_t)r->nstates - 1;
}

/* The text ends inside of the goroutine that was just read: is the stack whole all the same? A
 * paste without its last newline is; what the runtime cut is only if its last part is there. */
static bool is_whole(const struct reader *r, const struct goroutine_stack *s)
{
    if (!r->cut || r->rest.len)
        return true;
    return r->whole && (!r->at_ceiling || s->created_by.function.len);
}

static void read_goroutine(struct reader *r, const struct goroutine_header *h)
{
    struct goroutine g = {
        .id = h->id,
        .labels = h->labels,
        .minutes = h->minutes,
        .has_minutes = h->has_minutes,
        .flags = h->flags,
    };
    struct goroutine_stack s = {.frames = r->frames};
    r->whole = false;
    g.text = r->rest;
    read_body(r, &s, &g);
    g.text.len -= r->rest.len;
    if (g.id == 0) /* a thread's own stack, where the scheduler runs: not a goroutine */
        return;
    g.state = intern_state(r, h->state);
    g.stack = is_whole(r, &s) && g.state < STATES_MAX ? stack_table_add(&r->stacks, &s)
                                                      : STACK_TABLE_NONE;
    if (g.stack == STACK_TABLE_NONE)
        r->skipped++;
    else
        *ARENA_PUSH(r->arena, r->items, r->count, r->cap) = g;
}

static void read_line(struct reader *r, struct slice line)
{
    struct goroutine_header h;
    size_t at = goroutine_header_at(line);
    if (at == SIZE_MAX)
        return;
    if (goroutine_header_parse(slice_drop(line, at), &h)) {
        r->prefix = at;
        read_goroutine(r, &h);
        r->prefix = 0;
    } else if (at == 0) {
        r->skipped++;
    }
}

enum status goroutine_parse(struct arena *a, struct slice text, struct goroutine_dump *ret,
                            struct error *err)
{
    struct reader r = {.arena = a, .rest = text};
    r.stacks.arena = a;
    r.frames = ARENA_ARRAY(a, struct stack_frame, LIMIT_FRAMES);
    r.at_ceiling = text.len == GOROUTINE_DUMP_CEILING;
    r.cut = r.at_ceiling || (text.len && text.ptr[text.len - 1] != '\n');
    struct slice line;
    while (slice_next_line(&r.rest, &line)) {
        read_line(&r, line);
        if (r.count > LIMIT_GOROUTINES)
            return error_set(err, STATUS_LIMIT, 0, "more than %zu goroutines", LIMIT_GOROUTINES);
    }
    if (r.count == 0 && r.skipped == 0)
        return error_set(err, STATUS_SYNTAX, 0, "no goroutine in the text");
    *ret = (struct goroutine_dump){
        .items = r.items,
        .count = r.count,
        .stacks = r.stacks.items,
        .nstacks = r.stacks.count,
        .states = r.states,
        .nstates = r.nstates,
        .skipped = r.skipped,
        .damaged = r.damaged,
        .cut = r.cut,
    };
    return STATUS_OK;
}
