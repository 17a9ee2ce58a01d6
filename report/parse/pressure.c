#include "pressure.h"

#include <stddef.h>

#include "lines.h"
#include "sections.h"

static const char *const kind_names[PRESSURE_KINDS] = {
    [PRESSURE_CPU] = "cpu",
    [PRESSURE_MEMORY] = "memory",
    [PRESSURE_IO] = "io",
    [PRESSURE_IRQ] = "irq",
};

static bool read_percent(struct slice text, struct known_real *ret)
{
    double percent;
    if (!slice_to_double(text, &percent) || percent < 0 || percent > 100)
        return false;
    *ret = (struct known_real){true, percent / 100};
    return true;
}

/* "avg10=0.31". New words do no harm. */
static bool read_word(struct slice word, struct pressure_share *s)
{
    if (slice_skip(&word, SLICE("avg10=")))
        return read_percent(word, &s->avg10);
    if (slice_skip(&word, SLICE("avg60=")))
        return read_percent(word, &s->avg60);
    if (slice_skip(&word, SLICE("avg300=")))
        return read_percent(word, &s->avg300);
    if (!slice_skip(&word, SLICE("total=")))
        return true;
    s->total_us = known_u64(word);
    return s->total_us.known;
}

static bool read_line(struct slice line, struct pressure *p)
{
    struct pressure_share share = {.avg10 = {.known = false}}, *to = NULL;
    struct slice word;
    bool good = slice_next_word(&line, &word);
    if (good && slice_is(word, "some"))
        to = &p->some;
    else if (good && slice_is(word, "full"))
        to = &p->full;
    while (slice_next_word(&line, &word))
        good &= read_word(word, &share);
    if (!good || !to || !share.total_us.known)
        return false;
    *to = share;
    return true;
}

uint64_t pressure_parse(struct slice text, struct pressure *ret)
{
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    uint64_t skipped = cut;
    *ret = (struct pressure){.some = {.avg10 = {.known = false}}};
    while (slice_next_line(&rest, &line))
        skipped += slice_trim(line).len && !read_line(line, ret);
    return skipped;
}

enum status pressures_parse(struct slice text, struct pressures *ret, struct error *err)
{
    struct pressures p = {.skipped = 0};
    struct section_text s;
    bool any = false;
    while (sections_next(&text, &s)) {
        for (size_t i = 0; i < PRESSURE_KINDS; i++) {
            if (!slice_is(s.name, kind_names[i]))
                continue;
            p.skipped += pressure_parse(s.text, &p.of[i]);
            any |= p.of[i].some.total_us.known || p.of[i].full.total_us.known;
        }
    }
    if (!any)
        return error_set(err, STATUS_SYNTAX, 0, "no line of pressure in the text");
    *ret = p;
    return STATUS_OK;
}
