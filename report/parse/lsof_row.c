/* One row of the table. The columns are as wide as their widest value, and any of DEVICE, SIZE/OFF
 * and NODE may be empty: where a word ends tells which one it is. Without a heading, or when the
 * text was reformatted, their shapes do. */
#include "lsof.h"

#include "sbuf.h"

enum { WORDS_MAX = 64, FD_TAIL = 2 /* mode and lock stand behind the number */ };

/* End of the word in the heading, or 0. */
static size_t end_of(struct slice heading, const char *word)
{
    struct slice rest = heading, next;
    while (slice_next_word(&rest, &next))
        if (slice_is(next, word))
            return (size_t)(next.ptr - heading.ptr) + next.len;
    return 0;
}

void lsof_columns_read(struct slice heading, struct lsof_columns *ret)
{
    size_t name = end_of(heading, "NAME");
    *ret = (struct lsof_columns){.pid = end_of(heading, "PID"),
                                 .fd = end_of(heading, "FD"),
                                 .type = end_of(heading, "TYPE"),
                                 .device = end_of(heading, "DEVICE"),
                                 .size = end_of(heading, "SIZE/OFF"),
                                 .node = end_of(heading, "NODE"),
                                 .name = name - (name ? 4 : 0)};
    if (!ret->size)
        ret->size = end_of(heading, "SIZE");
    if (!ret->size)
        ret->size = end_of(heading, "OFFSET");
    ret->known = ret->pid && ret->fd > ret->pid && ret->type > ret->fd && ret->name > ret->type &&
                 ret->node < ret->name && ret->node > ret->type;
}

static bool is_digits(struct slice s)
{
    uint64_t unused;
    return slice_to_u64(s, &unused);
}

/* Length of the name at the front that stands for a descriptor: mode and lock may follow. 0: none.
 */
static size_t name_length(struct slice word)
{
    static const char *const names[] = {"cwd", "rtd", "txt", "mem", "mmap", "DEL", "NOFD",
                                        "err", "ltx", "pd",  "twd", "jld",  "fp"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct slice name = slice_from(names[i]);
        if (slice_has_prefix(word, name) && word.len <= name.len + FD_TAIL)
            return name.len;
    }
    return 0;
}

/* "12u", "3uW", "4", "cwd", "mem-w", "DEL" */
void lsof_set_fd(struct lsof_file *f, struct slice word)
{
    size_t end = 0, name = name_length(word);
    while (end < word.len && word.ptr[end] >= '0' && word.ptr[end] <= '9')
        end++;
    if (end > 0)
        f->number = known_u64(slice_take(word, end));
    else
        end = name ? name : word.len;
    f->fd = slice_take(word, end);
    f->deleted = f->deleted || slice_is(f->fd, "DEL");
    if (word.len > end && word.ptr[end] != '-')
        f->mode = (char)word.ptr[end];
    if (word.len > end + 1)
        f->lock = (char)word.ptr[end + 1];
}

static bool looks_like_fd(struct slice word)
{
    struct lsof_file f = {0};
    lsof_set_fd(&f, word);
    return name_length(word) > 0 || (f.number.known && word.len <= f.fd.len + FD_TAIL);
}

/* "0t67404" is an offset, in decimal; "0x10" one in hex; a plain number is a size. */
void lsof_set_size(struct lsof_file *f, struct slice word)
{
    struct slice rest = word;
    if (slice_skip(&rest, SLICE("0t")))
        f->offset = known_u64(rest);
    else if (slice_has_prefix(word, SLICE("0x")))
        f->offset.known = slice_to_hex(word, &f->offset.value);
    else
        f->size = known_u64(word);
}

static int hex_digit(unsigned char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \n \t \\ \b \f \r, ^X for other controls is left as it is, \xNN for bytes that are no ASCII. */
static struct slice unescape(struct arena *a, struct slice s)
{
    static const char letters[] = "nrtbf\\", bytes[] = "\n\r\t\b\f\\";
    if (slice_find(s, SLICE("\\")) == SIZE_MAX)
        return s;
    unsigned char *to = ARENA_ARRAY(a, unsigned char, s.len);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        to[n++] = s.ptr[i];
        if (s.ptr[i] != '\\' || i + 1 == s.len)
            continue;
        for (size_t k = 0; letters[k]; k++)
            if ((unsigned char)letters[k] == s.ptr[i + 1]) {
                to[n - 1] = (unsigned char)bytes[k];
                i++;
                break;
            }
        if (i + 3 < s.len && s.ptr[i] == '\\' && s.ptr[i + 1] == 'x' &&
            hex_digit(s.ptr[i + 2]) >= 0 && hex_digit(s.ptr[i + 3]) >= 0) {
            to[n - 1] = (unsigned char)(hex_digit(s.ptr[i + 2]) * 16 + hex_digit(s.ptr[i + 3]));
            i += 3;
        }
    }
    return (struct slice){to, n};
}

/* A path may end in brackets, too: of a unix socket, they are a state behind "type=" only. */
static bool has_state(const struct lsof_file *f, struct slice name)
{
    return slice_has_prefix(f->type, SLICE("IPv")) ||
           (slice_is(f->type, "unix") && slice_find(name, SLICE("type=")) != SIZE_MAX);
}

void lsof_set_name(struct arena *a, struct lsof_file *f, struct slice name)
{
    static const struct slice gone = SLICE_INIT(" (deleted)");
    size_t open = slice_rfind_byte(name, '(');
    if (has_state(f, name) && open != SIZE_MAX && open > 0 && name.ptr[name.len - 1] == ')') {
        f->state = slice_take(slice_drop(name, open + 1), name.len - open - 2);
        name = slice_trim(slice_take(name, open));
    } else if (slice_has_suffix(name, gone)) {
        f->deleted = true;
        name = slice_take(name, name.len - gone.len);
    }
    f->name = unescape(a, name);
}

static bool is_proto(struct slice word)
{
    static const char *const names[] = {"TCP", "UDP", "ICMP", "ICMPV6", "IGMP", "RAW", "SCTP"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_is(word, names[i]))
            return true;
    return false;
}

static void set_node(struct lsof_file *f, struct slice word)
{
    if (is_proto(word))
        f->proto = word;
    else
        f->inode = known_u64(word);
}

/* The words between TYPE and NAME, each by the column that it ends with. */
static void by_columns(struct lsof_file *f, struct slice line, const struct lsof_columns *c)
{
    struct slice rest = slice_drop(slice_take(line, c->name), c->type), word;
    while (slice_next_word(&rest, &word)) {
        size_t end = (size_t)(word.ptr - line.ptr) + word.len;
        if (end <= c->device)
            f->device = word;
        else if (end <= c->size)
            lsof_set_size(f, word);
        else
            set_node(f, word);
    }
}

/* "1,4", "0x8a06..."; the inode of a socket, which Linux puts there. */
static bool is_device(const struct lsof_file *f, struct slice word)
{
    size_t comma = slice_find(word, SLICE(","));
    return slice_has_prefix(word, SLICE("0x")) ||
           (comma != SIZE_MAX && is_digits(slice_take(word, comma)) &&
            is_digits(slice_drop(word, comma + 1))) ||
           (slice_has_prefix(f->type, SLICE("IPv")) && is_digits(word));
}

static bool is_size(struct slice word)
{
    return is_digits(word) || slice_has_prefix(word, SLICE("0t")) ||
           slice_has_prefix(word, SLICE("0x"));
}

/* The same by their shapes, in their order. The rest is the name. */
static struct slice by_shapes(struct lsof_file *f, struct slice rest)
{
    struct slice after = rest, word;
    if (slice_next_word(&after, &word) && is_device(f, word)) {
        f->device = word;
        rest = after;
    }
    after = rest;
    if (slice_next_word(&after, &word) && is_size(word)) {
        lsof_set_size(f, word);
        rest = after;
    }
    after = rest;
    if (slice_next_word(&after, &word) && (is_digits(word) || is_proto(word))) {
        set_node(f, word);
        rest = after;
    }
    return slice_trim(rest);
}

/* Are the columns of this row where the heading says? */
static bool is_aligned(struct slice line, const struct lsof_columns *c, struct slice pid,
                       struct slice type)
{
    return c->known && (size_t)(pid.ptr - line.ptr) + pid.len == c->pid &&
           (size_t)(type.ptr - line.ptr) + type.len == c->type &&
           (line.len <= c->name || line.ptr[c->name - 1] == ' ');
}

/* A name of a command may hold blanks: the PID is the first number in front of a user and something
 * that looks like a descriptor. (With -K there are a thread's number and name between them.) */
static size_t find_pid(const struct slice *words, size_t count, size_t *fd)
{
    for (size_t i = 1; i + 3 < count + 1; i++) {
        if (!is_digits(words[i]))
            continue;
        for (size_t k = i + 2; k < i + 5 && k + 1 < count; k++)
            if (looks_like_fd(words[k]) && !is_digits(words[k + 1])) {
                *fd = k;
                return i;
            }
    }
    return 0;
}

bool lsof_row_read(struct arena *a, struct slice line, const struct lsof_columns *c,
                   struct slice *command, struct lsof_file *f)
{
    struct slice words[WORDS_MAX], rest = line, word;
    size_t n = 0, fd = 0;
    while (n < WORDS_MAX && slice_next_word(&rest, &word))
        words[n++] = word;
    size_t pid = find_pid(words, n, &fd);
    if (pid == 0)
        return false;
    *command = slice_trim(slice_take(line, (size_t)(words[pid].ptr - line.ptr)));
    f->pid = known_u64(words[pid]);
    lsof_set_fd(f, words[fd]);
    size_t type = fd + 1;
    if (words[type].len == 1 && type + 1 < n) /* a lock set apart from the mode that is blank */
        f->lock = (char)words[type++].ptr[0];
    f->type = words[type];
    struct slice behind = slice_drop(line, (size_t)(words[type].ptr - line.ptr) + words[type].len);
    if (is_aligned(line, c, words[pid], words[type])) {
        by_columns(f, line, c);
        lsof_set_name(a, f, slice_trim(slice_drop(line, c->name)));
    } else
        lsof_set_name(a, f, by_shapes(f, behind));
    return f->type.len > 0;
}
