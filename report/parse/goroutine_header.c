#include "goroutine_header.h"

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

size_t goroutine_header_at(struct slice line)
{
    struct slice word = SLICE("goroutine ");
    size_t at = slice_find(line, word);
    if (at == SIZE_MAX || at + word.len >= line.len || !is_digit(line.ptr[at + word.len]))
        return SIZE_MAX;
    return at;
}

/* Cuts the digits off the front of *s. */
static bool skip_number(struct slice *s, uint64_t *value)
{
    size_t n = 0;
    while (n < s->len && is_digit(s->ptr[n]))
        n++;
    struct slice digits = slice_take(*s, n);
    *s = slice_drop(*s, n);
    return slice_to_u64(digits, value);
}

/* " gp=0xc000002380 m=0 mp=0x5a1b20": printed by crashes since Go 1.22. */
static void skip_registers(struct slice *s)
{
    static const struct slice names[] = {SLICE_INIT(" gp="), SLICE_INIT(" m="), SLICE_INIT(" mp=")};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!slice_skip(s, names[i]))
            continue;
        while (s->len && s->ptr[0] != ' ')
            *s = slice_drop(*s, 1);
    }
}

/* k: v, "k 2": "}" up to the brace that ends it; the brace goes too. */
static bool skip_labels(struct slice *s, struct slice *labels)
{
    bool quoted = false;
    for (size_t i = 0; i < s->len; i++) {
        unsigned char c = s->ptr[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (c == '}' && !quoted) {
            *labels = slice_take(*s, i);
            *s = slice_drop(*s, i + 1);
            return true;
        }
    }
    return false;
}

/* What stands before the next ", ", " labels:{" or "]": one part of the brackets. */
static struct slice next_part(struct slice *s)
{
    size_t n = 0;
    while (n < s->len && s->ptr[n] != ']') {
        struct slice here = slice_drop(*s, n);
        if (slice_has_prefix(here, SLICE(", ")) || slice_has_prefix(here, SLICE(" labels:{")))
            break;
        n++;
    }
    struct slice part = slice_take(*s, n);
    *s = slice_drop(*s, n);
    return part;
}

/* "chan send (leaked) (scan)" -> "chan send". "(nil chan)", "(idle)" belong to the state. */
static struct slice strip_flags(struct slice state, uint8_t *flags)
{
    static const struct {
        struct slice text;
        uint8_t flag;
    } rows[] = {
        {SLICE_INIT(" (leaked)"), GOROUTINE_LEAKED},
        {SLICE_INIT(" (scan)"), GOROUTINE_SCAN},
        {SLICE_INIT(" (durable)"), GOROUTINE_DURABLE},
        {SLICE_INIT(" (synctest)"), GOROUTINE_BUBBLE},
    };
    bool found;
    do {
        found = false;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            if (slice_has_suffix(state, rows[i].text)) {
                state.len -= rows[i].text.len;
                *flags |= rows[i].flag;
                found = true;
            }
        }
    } while (found);
    return state;
}

/* "3 minutes", "locked to thread", "synctest bubble 4"; others do no harm. */
static void read_attribute(struct slice part, struct goroutine_header *h)
{
    uint64_t n;
    if (slice_is(part, "locked to thread"))
        h->flags |= GOROUTINE_LOCKED;
    else if (slice_has_prefix(part, SLICE("synctest ")))
        h->flags |= GOROUTINE_BUBBLE;
    else if (slice_has_suffix(part, SLICE(" minutes")) && skip_number(&part, &n) &&
             n <= UINT32_MAX) {
        h->minutes = (uint32_t)n;
        h->has_minutes = true;
    }
}

/* goroutine 7 [chan receive (nil chan), 3 minutes, locked to thread]:
 * goroutine 7 gp=0xc000002380 m=0 mp=0x5a1b20 [running]:
 * goroutine 7 [select labels:{"k": "v"}]:            Go 1.26, when switched on
 * goroutine 7 [select, 2 minutes] {k: "v]:"}:        Go 1.27 */
bool goroutine_header_parse(struct slice line, struct goroutine_header *h)
{
    struct slice s = slice_trim(line);
    *h = (struct goroutine_header){0};
    if (!slice_skip(&s, SLICE("goroutine ")) || !skip_number(&s, &h->id))
        return false;
    skip_registers(&s);
    if (!slice_skip(&s, SLICE(" [")))
        return false;
    h->state = strip_flags(next_part(&s), &h->flags);
    while (slice_skip(&s, SLICE(", ")))
        read_attribute(next_part(&s), h);
    if (slice_skip(&s, SLICE(" labels:{")) && !skip_labels(&s, &h->labels))
        return false;
    if (!slice_skip(&s, SLICE("]")))
        return false;
    if (slice_skip(&s, SLICE(" {")) && !skip_labels(&s, &h->labels))
        return false;
    return slice_is(s, ":");
}
