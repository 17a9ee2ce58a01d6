#include "lsof.h"

#include <string.h>

#include "limits_input.h"
#include "lines.h"

struct reading {
    struct arena *arena;
    struct lsof *l;
    struct lsof_file *files;
    size_t cap;
    struct known_u64 pid;
    struct lsof_file file; /* that is being read */
    bool open;             /* it has begun */
};

static void keep(struct reading *r, const struct lsof_file *f)
{
    if (r->l->count >= LIMIT_TABLE_ROWS) {
        r->l->skipped++;
        return;
    }
    r->l->denied = r->l->denied || slice_is(f->fd, "NOFD") ||
                   slice_find(f->name, SLICE("Permission denied")) != SIZE_MAX;
    *ARENA_PUSH(r->arena, r->files, r->l->count, r->cap) = *f;
}

/* ---- fields ---- */

static void end_file(struct reading *r)
{
    if (r->open)
        keep(r, &r->file);
    r->open = false;
}

static void see_process(struct reading *r, struct slice value)
{
    end_file(r);
    r->pid = known_u64(value);
    r->l->processes++;
    r->l->skipped += !r->pid.known;
}

/* "ST=LISTEN", "QR=0", "QS=12" */
static void see_tcp(struct lsof_file *f, struct slice value)
{
    if (slice_skip(&value, SLICE("ST=")))
        f->state = value;
    else if (slice_skip(&value, SLICE("QR=")))
        f->rx = known_u64(value);
    else if (slice_skip(&value, SLICE("QS=")))
        f->tx = known_u64(value);
}

/* A blank stands for none. */
static char letter_of(struct slice value)
{
    if (value.len == 0 || value.ptr[0] == ' ')
        return 0;
    return (char)value.ptr[0];
}

static void see_file_field(struct reading *r, char letter, struct slice value)
{
    struct lsof_file *f = &r->file;
    switch (letter) {
    case 'a':
        f->mode = letter_of(value);
        break;
    case 'l':
        f->lock = letter_of(value);
        break;
    case 't':
        f->type = value;
        break;
    case 'D':
    case 'd':
        f->device = f->device.len ? f->device : value;
        break;
    case 's':
        f->size = known_u64(value);
        break;
    case 'o':
        lsof_set_size(f, value);
        break;
    case 'i':
        f->inode = known_u64(value);
        break;
    case 'k':
        f->deleted = f->deleted || slice_is(value, "0");
        break;
    case 'P':
        f->proto = value;
        break;
    case 'T':
        see_tcp(f, value);
        break;
    case 'n':
        lsof_set_name(r->arena, f, value);
        break;
    default:
        break; /* fields that nobody here needs */
    }
}

static void see_field(struct reading *r, struct slice field)
{
    char letter = (char)field.ptr[0];
    struct slice value = slice_drop(field, 1);
    if (letter == 'p')
        see_process(r, value);
    else if (letter == 'c' && !r->open)
        r->l->command = r->l->command.len ? r->l->command : value;
    else if (letter == 'f') {
        end_file(r);
        r->file = (struct lsof_file){.pid = r->pid};
        lsof_set_fd(&r->file, value);
        r->open = true;
    } else if (r->open)
        see_file_field(r, letter, value);
    else if (!strchr("gRuLK", letter))
        r->l->skipped++;
}

/* -F0 ends each field with a NUL and each set of them with a newline. */
static void read_fields(struct reading *r, struct slice rest)
{
    bool zeros = memchr(rest.ptr, '\0', rest.len) != NULL;
    struct slice field;
    while (slice_next(&rest, zeros ? '\0' : '\n', &field)) {
        while (field.len && (field.ptr[0] == '\n' || field.ptr[0] == '\r'))
            field = slice_drop(field, 1);
        if (field.len && field.ptr[field.len - 1] == '\r')
            field = slice_take(field, field.len - 1);
        if (field.len)
            see_field(r, field);
    }
    end_file(r);
}

/* ---- table ---- */

static void read_table(struct reading *r, struct slice rest)
{
    struct lsof_columns columns = {.known = false};
    struct slice line, command;
    while (slice_next_line(&rest, &line)) {
        struct lsof_file f = {0};
        if (slice_trim(line).len == 0 || slice_has_prefix(line, SLICE("lsof: ")))
            continue; /* its warnings */
        if (slice_has_prefix(line, SLICE("COMMAND "))) {
            lsof_columns_read(line, &columns);
            continue;
        }
        if (!lsof_row_read(r->arena, line, &columns, &command, &f)) {
            r->l->skipped++;
            continue;
        }
        if (!r->pid.known || r->pid.value != f.pid.value)
            r->l->processes++;
        r->pid = f.pid;
        r->l->command = r->l->command.len ? r->l->command : command;
        keep(r, &f);
    }
}

static bool are_fields(struct slice text)
{
    struct slice rest = text, line, pid;
    uint64_t unused;
    if (!slice_next_line(&rest, &line))
        return false;
    size_t end = slice_find(line, (struct slice){(const unsigned char *)"", 1});
    pid = slice_take(line, end);
    return slice_skip(&pid, SLICE("p")) && slice_to_u64(pid, &unused);
}

enum status lsof_parse(struct arena *a, struct slice text, struct lsof *ret, struct error *err)
{
    struct lsof l = {0};
    struct reading r = {.arena = a, .l = &l};
    bool cut;
    struct slice whole = lines_whole(text, &cut);
    l.skipped = cut;
    if (are_fields(whole))
        read_fields(&r, whole);
    else
        read_table(&r, whole);
    if (l.count == 0)
        return error_set(err, STATUS_SYNTAX, 0, "no row or field of lsof");
    l.files = r.files;
    *ret = l;
    return STATUS_OK;
}

/* What an anonymous inode of Linux is: "[eventpoll]", "[eventfd:9]", "inotify". */
static const char *anon_type(struct slice name)
{
    static const char *const kinds[] = {"eventpoll", "eventfd",  "inotify",
                                        "timerfd",   "signalfd", "pidfd"};
    slice_skip(&name, SLICE("["));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (slice_has_prefix(name, slice_from(kinds[i])))
            return kinds[i];
    return "anon";
}

const char *lsof_type(const struct lsof_file *f)
{
    static const struct {
        const char *theirs, *ours;
    } rows[] = {
        {"REG", "file"},         {"VREG", "file"},         {"DIR", "dir"},
        {"VDIR", "dir"},         {"CHR", "chr"},           {"VCHR", "chr"},
        {"BLK", "blk"},          {"PIPE", "pipe"},         {"KQUEUE", "kqueue"},
        {"PSXSHM", "shm"},       {"PSXSEM", "sem"},        {"FSEVENTS", "fsevents"},
        {"FSEVENT", "fsevents"}, {"NPOLICY", "netpolicy"}, {"CHAN", "channel"},
        {"NEXUS", "nexus"},      {"IPv4", "socket"},       {"IPv6", "socket"},
        {"unix", "socket"},      {"sock", "socket"},       {"systm", "socket"},
        {"rte", "socket"},       {"ndrv", "socket"},       {"key", "socket"},
        {"ppp", "socket"},       {"vsock", "socket"},      {"vsockp", "socket"},
        {"netlink", "socket"},   {"pack", "socket"},       {"raw", "socket"},
        {"raw6", "socket"},      {"inet", "socket"},       {"ATALK", "socket"},
    };
    if (!f->number.known)
        return NULL;
    if (slice_is(f->type, "FIFO")) /* Linux calls both so */
        return slice_is(f->name, "pipe") || slice_has_prefix(f->name, SLICE("pipe ")) ? "pipe"
                                                                                      : "fifo";
    if (slice_is(f->type, "a_inode"))
        return anon_type(f->name);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (slice_is(f->type, rows[i].theirs))
            return rows[i].ours;
    return "unknown";
}
