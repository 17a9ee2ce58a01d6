#include "ps.h"

#include <string.h>

#include "limits_input.h"
#include "lines.h"
#include "tool_words.h"

enum { COLUMNS_MAX = 48, KIB_BYTES = 1024 };

/* How the words of a column are read. */
enum shape { SHAPE_NUMBER, SHAPE_OWNER, SHAPE_KIB, SHAPE_DECIMAL, SHAPE_TIME, SHAPE_TEXT };

struct column {
    const char *heading;
    enum shape shape;
    size_t offset; /* in struct ps_process */
};

#define AT(field) offsetof(struct ps_process, field)

static const struct column known_columns[] = {
    {"PID", SHAPE_NUMBER, AT(pid)},      {"PPID", SHAPE_NUMBER, AT(ppid)},
    {"UID", SHAPE_OWNER, AT(uid)},       {"RSS", SHAPE_KIB, AT(rss)},
    {"RSZ", SHAPE_KIB, AT(rss)},         {"VSZ", SHAPE_KIB, AT(virtual_bytes)},
    {"NLWP", SHAPE_NUMBER, AT(threads)}, {"THCNT", SHAPE_NUMBER, AT(threads)},
    {"%CPU", SHAPE_DECIMAL, AT(cpu)},    {"%MEM", SHAPE_DECIMAL, AT(memory)},
    {"TIME", SHAPE_TIME, AT(cpu_s)},     {"ELAPSED", SHAPE_TIME, AT(elapsed_s)},
    {"USER", SHAPE_TEXT, AT(user)},      {"STAT", SHAPE_TEXT, AT(state)},
    {"STATE", SHAPE_TEXT, AT(state)},    {"S", SHAPE_TEXT, AT(state)},
};

/* The last column when it is one of these: everything to the end of the line. */
static bool is_command(struct slice word)
{
    static const char *const names[] = {"COMMAND", "CMD", "ARGS", "COMM", "UCOMM"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_is(word, names[i]))
            return true;
    return false;
}

struct reading {
    struct arena *arena;
    struct ps *p;
    struct ps_process *items;
    size_t cap;
    const struct column *columns[COLUMNS_MAX]; /* NULL: one that is not read */
    bool dates[COLUMNS_MAX];                   /* STARTED: one word, or a whole date */
    size_t ncolumns;
    bool has_command, has_pid, by_thread;
    bool by_lwp; /* a whole line for each thread (ps -L) */
};

static const struct column *find_column(struct slice heading)
{
    for (size_t i = 0; i < sizeof known_columns / sizeof known_columns[0]; i++)
        if (slice_is(heading, known_columns[i].heading))
            return &known_columns[i];
    return NULL;
}

static bool has_word(struct slice line, const char *what)
{
    struct slice word;
    while (slice_next_word(&line, &word))
        if (slice_is(word, what))
            return true;
    return false;
}

static bool read_heading(struct reading *r, struct slice line)
{
    struct slice rest = line, word;
    if (!has_word(line, "PID"))
        return false;
    r->ncolumns = 0;
    r->has_command = false;
    /* ps -M: times of threads stand under STIME and UTIME */
    r->by_thread = has_word(line, "STIME") && has_word(line, "UTIME") && has_word(line, "TT");
    r->by_lwp = has_word(line, "LWP");
    while (r->ncolumns < COLUMNS_MAX && slice_next_word(&rest, &word)) {
        if (is_command(word) && slice_trim(rest).len == 0) {
            r->has_command = true;
            break;
        }
        r->dates[r->ncolumns] = slice_is(word, "STARTED") || slice_is(word, "LSTART");
        r->columns[r->ncolumns++] = find_column(word);
    }
    return true;
}

static bool store(struct reading *r, const struct column *c, struct slice word,
                  struct ps_process *p)
{
    void *field = (unsigned char *)p + c->offset;
    struct known_u64 *number = field;
    struct known_real *real = field;
    switch (c->shape) {
    case SHAPE_NUMBER:
        *number = known_u64(word);
        return number->known || slice_is(word, "-");
    case SHAPE_OWNER: /* ps -f has the user's name there */
        *number = known_u64(word);
        if (!number->known)
            p->user = word;
        return true;
    case SHAPE_KIB:
        *number = known_u64(word);
        number->known = number->known &&
                        !__builtin_mul_overflow(number->value, (uint64_t)KIB_BYTES, &number->value);
        return number->known || slice_is(word, "-");
    case SHAPE_DECIMAL:
        real->known = tool_decimal(word, &real->value, &r->p->commas);
        return real->known || slice_is(word, "-");
    case SHAPE_TIME:
        real->known = tool_time(word, &real->value);
        return real->known || slice_is(word, "-");
    case SHAPE_TEXT:
        memcpy(field, &word, sizeof word);
        return true;
    }
    return true;
}

/* "Wed Jul 29 15:37:10 2026" are five words, "5:35PM" is one. */
static void pass_date(struct slice *rest, struct slice first)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    struct slice word;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        if (slice_is(first, days[i]))
            for (int n = 0; n < 4; n++)
                slice_next_word(rest, &word);
}

static bool read_process(struct reading *r, struct slice line, struct ps_process *p)
{
    struct slice rest = line, word;
    for (size_t i = 0; i < r->ncolumns; i++) {
        if (!slice_next_word(&rest, &word))
            return false;
        if (r->dates[i])
            pass_date(&rest, word);
        else if (r->columns[i] && !store(r, r->columns[i], word, p))
            return false;
    }
    p->command = slice_trim(rest);
    if (p->state.len)
        p->letter = (char)p->state.ptr[0];
    if (p->letter == 'U') /* macOS: cannot be interrupted */
        p->letter = 'D';
    return p->pid.known && (r->has_command || p->command.len == 0);
}

/* A further thread: user, terminal and command are left out, and the first word is the PID. */
static bool is_thread(const struct reading *r, struct slice line)
{
    struct slice rest = line, word;
    uint64_t pid;
    return r->by_thread && r->p->count > 0 && line.len && line.ptr[0] == ' ' &&
           slice_next_word(&rest, &word) && slice_to_u64(word, &pid) &&
           pid == r->items[r->p->count - 1].pid.value;
}

static void see_line(struct reading *r, struct slice line)
{
    struct ps_process p = {0};
    if (slice_trim(line).len == 0)
        return;
    if (is_thread(r, line)) {
        r->items[r->p->count - 1].threads.value++;
        return;
    }
    if (!read_process(r, line, &p)) {
        r->p->skipped++;
        return;
    }
    struct ps_process *last = r->p->count ? &r->items[r->p->count - 1] : NULL;
    if (r->by_lwp && last && last->pid.value == p.pid.value) {
        last->threads.value++;
        return;
    }
    if (r->by_thread || r->by_lwp) /* the line of the process is its first thread */
        p.threads = (struct known_u64){true, 1};
    *ARENA_PUSH(r->arena, r->items, r->p->count, r->cap) = p;
}

enum status ps_parse(struct arena *a, struct slice text, struct ps *ret, struct error *err)
{
    struct ps p = {0};
    struct reading r = {.arena = a, .p = &p};
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    p.skipped = cut;
    while (slice_next_line(&rest, &line)) {
        if (read_heading(&r, line))
            r.has_pid = true;
        else if (r.has_pid && p.count < LIMIT_TABLE_ROWS)
            see_line(&r, line);
    }
    if (p.count == 0)
        return error_set(err, STATUS_SYNTAX, 0, "no process below a heading of ps");
    p.items = r.items;
    *ret = p;
    return STATUS_OK;
}

const struct ps_process *ps_find(const struct ps *p, uint64_t pid)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->items[i].pid.value == pid)
            return &p->items[i];
    return NULL;
}
