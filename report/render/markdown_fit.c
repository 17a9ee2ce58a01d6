/* markdown_fit.c - the document as Markdown that is short enough for an issue.
 *
 * When it is too long, the sections are first written briefly, then left out, the one with the
 * greatest rank first; appendices are left out as a whole before others are shortened. What fits
 * after all comes back, the least rank first. The reader is told which are cut. */
#include "cmark_tree.h"
#include "markdown.h"
#include "render.h"

#include <string.h>

enum { SECTIONS_MAX = 32 };
enum level { LEVEL_FULL, LEVEL_BRIEF, LEVEL_GONE };

static const char note_start[] =
    "*Shortened to fit into %zu characters; the HTML report has everything.";
static const char note_brief[] = " Shortened: ", note_gone[] = " Left out: ";

struct part {
    const struct section *section;
    enum level level;
    struct sbuf text;
    size_t chars;
};

/* As GitHub counts: UTF-16 units. */
static size_t count_chars(struct slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if ((s.ptr[i] & 0xc0) != 0x80)
            n += s.ptr[i] >= 0xf0 ? 2 : 1;
    return n;
}

static void write_part(struct part *part, enum level level)
{
    bool brief = level == LEVEL_BRIEF;
    sbuf_clear(&part->text);
    if (brief && !markdown_has_words(part->section->first, true))
        level = LEVEL_GONE;
    if (level != LEVEL_GONE) {
        sbuf_addf(&part->text, "## %s\n\n", part->section->title);
        markdown_blocks(part->section->first, brief, &part->text);
    }
    part->level = level;
    part->chars = count_chars(sbuf_view(&part->text));
}

static size_t total_chars(const struct part *parts, size_t n)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += parts[i].chars;
    return sum;
}

/* The part of greatest rank, of those of this rank or above, that is more than this level. */
static struct part *next_to_cut(struct part *parts, size_t n, enum level level, int from_rank)
{
    struct part *worst = NULL;
    for (size_t i = 0; i < n; i++)
        if (parts[i].level < level && parts[i].section->rank >= from_rank &&
            (!worst || parts[i].section->rank > worst->section->rank))
            worst = &parts[i];
    return worst;
}

/* What is there to look things up goes whole before anything else loses its details. Rank 0 is
 * never touched. */
static void fit(struct part *parts, size_t n, size_t room)
{
    static const struct {
        enum level level;
        int from_rank;
    } steps[] = {{LEVEL_BRIEF, RANK_APPENDIX},
                 {LEVEL_GONE, RANK_APPENDIX},
                 {LEVEL_BRIEF, 1},
                 {LEVEL_GONE, 1}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct part *part;
        while (total_chars(parts, n) > room &&
               (part = next_to_cut(parts, n, steps[i].level, steps[i].from_rank)))
            write_part(part, steps[i].level);
    }
}

/* ---- a part of a part --------------------------------------------------------------------------
 */

/* The longest start of s that has at most max characters and ends with a line. */
static struct slice whole_lines(struct slice s, size_t max)
{
    size_t end = 0, chars = 0;
    for (size_t i = 0; i < s.len && chars <= max; i++) {
        if ((s.ptr[i] & 0xc0) != 0x80)
            chars += s.ptr[i] >= 0xf0 ? 2 : 1;
        if (s.ptr[i] == '\n' && chars <= max)
            end = i + 1;
    }
    return slice_take(s, end);
}

static size_t count_lines(struct slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '\n';
    return n;
}

/* Its first blocks, as many as fit; of a table, which is the only one that can end anywhere, the
 * first rows. False: not even one of them. */
static bool shorten(struct part *part, size_t room)
{
    enum { HEAD_LINES = 3 }; /* titles, the line under them, one row */
    AUTO_SBUF struct sbuf one;
    const struct block *b = part->section->first;
    sbuf_init(&one, part->text.max);
    sbuf_clear(&part->text);
    sbuf_addf(&part->text, "## %s\n\n", part->section->title);
    size_t heading = count_chars(sbuf_view(&part->text));
    part->level = LEVEL_BRIEF;
    part->chars = heading;
    for (; b; b = b->next) {
        sbuf_clear(&one);
        markdown_block(b, &one);
        size_t chars = count_chars(sbuf_view(&one));
        if (part->chars + chars > room)
            break;
        sbuf_add(&part->text, sbuf_view(&one));
        part->chars += chars;
    }
    if (b && b->kind == BLOCK_TABLE && part->chars < room) {
        struct slice rows = whole_lines(sbuf_view(&one), room - part->chars - 1);
        if (count_lines(rows) >= HEAD_LINES) {
            sbuf_addf(&part->text, "%.*s\n", SLICE_ARG(rows));
            part->chars += count_chars(rows) + 1;
        }
    }
    return part->chars > heading;
}

/* ---- what comes back ---------------------------------------------------------------------------
 */

/* Of the findings, the worst of which stand first, even some are worth their room. */
static void widen(const struct part *parts, size_t n, struct part *part, size_t room)
{
    enum level was = part->level;
    for (enum level level = LEVEL_FULL; level < was; level++) {
        write_part(part, level);
        if (total_chars(parts, n) <= room)
            return;
    }
    write_part(part, was);
    size_t used = total_chars(parts, n);
    if (was == LEVEL_GONE && part->section->rank == RANK_FINDINGS && used < room &&
        !shorten(part, room - used))
        write_part(part, was);
}

/* The last parts that were cut may leave room for one that was cut before them. */
static void put_back(struct part *parts, size_t n, size_t room)
{
    int last = 0;
    for (size_t i = 0; i < n; i++)
        last = parts[i].section->rank > last ? parts[i].section->rank : last;
    for (int rank = 1; rank <= last; rank++)
        for (size_t i = 0; i < n; i++)
            if (parts[i].section->rank == rank)
                widen(parts, n, &parts[i], room);
}

/* ---- what is cut -------------------------------------------------------------------------------
 */

static void name_parts(const struct part *parts, size_t n, enum level level, const char *what,
                       struct sbuf *out)
{
    bool first = true;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].level != level)
            continue;
        sbuf_adds(out, first ? what : ", ");
        sbuf_adds(out, parts[i].section->title);
        first = false;
    }
    if (!first)
        sbuf_adds(out, ".");
}

/* Behind the summary, so that nobody takes the rest for the whole. */
static void say_what_is_cut(const struct part *parts, size_t n, size_t max, struct sbuf *out)
{
    sbuf_addf(out, note_start, max);
    name_parts(parts, n, LEVEL_BRIEF, note_brief, out);
    name_parts(parts, n, LEVEL_GONE, note_gone, out);
    sbuf_adds(out, "*\n\n");
}

/* The longest that this note can be: every section is named in one of two lists. */
static size_t note_room(const struct part *parts, size_t n)
{
    enum { DIGITS = 20, MARKS = 8 };
    size_t room = sizeof note_start + sizeof note_brief + sizeof note_gone + DIGITS + MARKS;
    for (size_t i = 0; i < n; i++)
        room += strlen(parts[i].section->title) + strlen(", ");
    return room;
}

/* ---- all of it ---------------------------------------------------------------------------------
 */

static void add_text(struct sbuf *out, struct slice text)
{
    struct span span = {.kind = SPAN_TEXT, .text = text};
    struct line line = {&span, &span};
    if (text.len > 0)
        tree_inline(&line, TREE_MARKDOWN, out);
}

static void write_head(const struct document *d, struct sbuf *out)
{
    sbuf_adds(out, "# ");
    add_text(out, d->title);
    sbuf_adds(out, "\n\n");
    add_text(out, d->subtitle);
    sbuf_adds(out, "\n\n");
}

static void write_all(const struct render_input *in, struct part *parts, size_t n, struct sbuf *out)
{
    size_t start = out->len;
    write_head(in->document, out);
    size_t used = count_chars(slice_drop(sbuf_view(out), start));
    bool cut = used + total_chars(parts, n) > in->max_chars;
    used += cut ? note_room(parts, n) : 0;
    size_t room = in->max_chars > used ? in->max_chars - used : 0;
    if (cut) {
        fit(parts, n, room);
        put_back(parts, n, room);
    }
    if (n > 0 && parts[0].chars > room && !shorten(&parts[0], room))
        write_part(&parts[0], LEVEL_GONE);
    for (size_t i = 0; i < n; i++) {
        sbuf_add(out, sbuf_view(&parts[i].text));
        if (i == 0 && cut)
            say_what_is_cut(parts, n, in->max_chars, out);
    }
}

enum status render_markdown(const struct render_input *in, struct sbuf *out, struct error *err)
{
    struct part parts[SECTIONS_MAX];
    size_t n = 0;
    for (const struct section *s = in->document->first; s && n < SECTIONS_MAX; s = s->next) {
        parts[n] = (struct part){.section = s};
        sbuf_init(&parts[n].text, out->max);
        write_part(&parts[n], LEVEL_FULL);
        n++;
    }
    write_all(in, parts, n, out);
    bool ok = sbuf_ok(out);
    for (size_t i = 0; i < n; i++) {
        ok = ok && sbuf_ok(&parts[i].text);
        sbuf_done(&parts[i].text);
    }
    return ok ? STATUS_OK : error_set(err, STATUS_LIMIT, 0, "the Markdown report is too long");
}
