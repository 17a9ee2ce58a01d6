/* The target's sockets: the inodes behind its descriptors, joined with the tables of its network
 * namespace. Those tables list every socket of the namespace; nobody else's row is kept. */
#include "source_readers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"
#include "sbuf.h"
#include "tsv.h"

enum { NAME_LEN = 64, LINK_MAX = 128, ROW_MAX = 64 * 1024, WINDOW = 32 * 1024 };
enum { WORDS_MAX = 16, STATES = 13, IPV6_WORDS = 4 };

struct inode {
    uint64_t number;
    bool seen; /* a table is not read at one moment: rows can repeat */
};

struct socket_list {
    struct inode *item;
    size_t count, left; /* left: not found in any table yet */
};

/* One row in the making; a name in net/unix can hold newlines, so it may span lines. */
struct socket_join {
    struct socket_list *list;
    struct source_output *out;
    const char *tail; /* of each row */
    struct sbuf row;
    bool open; /* row is begun */
};

/* As ss(8) names the numbers of the kernel. */
static const char *const tcp_states[STATES] = {
    "",       "ESTAB",      "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT",
    "UNCONN", "CLOSE-WAIT", "LAST-ACK", "LISTEN",   "CLOSING",    "SYN-RECV",
};
static const char *const unix_states[] = {"", "UNCONN", "SYN-SENT", "ESTAB", "CLOSING"};

static int compare_inodes(const void *a, const void *b)
{
    uint64_t x = ((const struct inode *)a)->number, y = ((const struct inode *)b)->number;
    return (x > y) - (x < y);
}

/* The inode if this descriptor is a socket ("socket:[1234]"). */
static bool socket_inode(int procfd, unsigned fd, uint64_t *inode)
{
    char path[NAME_LEN], link[LINK_MAX];
    snprintf(path, sizeof path, "fd/%u", fd);
    ssize_t n = readlinkat(procfd, path, link, sizeof link);
    struct slice s = {(unsigned char *)link, n < 0 ? 0 : (size_t)n};
    if (!slice_skip(&s, SLICE("socket:[")) || s.len == 0)
        return false;
    return slice_to_u64(slice_take(s, s.len - 1), inode);
}

static int list_sockets(int procfd, struct socket_list *list)
{
    AUTO_NUMBERS struct procfs_numbers fds;
    int sys = procfs_numbers(procfd, "fd", &fds);
    if (sys)
        return sys;
    list->item = calloc(fds.count + 1, sizeof *list->item);
    if (!list->item)
        return ENOMEM;
    for (size_t i = 0; i < fds.count; i++)
        if (socket_inode(procfd, fds.item[i], &list->item[list->count].number))
            list->count++;
    qsort(list->item, list->count, sizeof *list->item, compare_inodes);
    size_t distinct = 0; /* dup() makes two descriptors of one socket */
    for (size_t i = 0; i < list->count; i++)
        if (distinct == 0 || list->item[distinct - 1].number != list->item[i].number)
            list->item[distinct++] = list->item[i];
    list->left = list->count = distinct;
    return 0;
}

static struct inode *find_inode(struct socket_list *list, struct slice word)
{
    struct inode key = {0};
    if (!slice_to_u64(word, &key.number))
        return NULL;
    return bsearch(&key, list->item, list->count, sizeof key, compare_inodes);
}

static void flush_row(struct socket_join *join)
{
    if (!join->open)
        return;
    sbuf_adds(&join->row, join->tail);
    if (sbuf_ok(&join->row))
        source_write(join->out, sbuf_view(&join->row));
    join->open = false;
}

/* Starts the row of this inode, unless it is not the target's or was written before. */
static bool begin_row(struct socket_join *join, struct slice inode, const char *proto)
{
    struct inode *mine = find_inode(join->list, inode);
    if (!mine || mine->seen)
        return false;
    mine->seen = true;
    join->list->left--;
    join->open = true;
    sbuf_clear(&join->row);
    sbuf_addf(&join->row, "%llu\t%s\t", (unsigned long long)mine->number, proto);
    return true;
}

/* "0100007F:1F90" -> "127.0.0.1:8080": words of the address are in host order, the port is not. */
static void add_address(struct sbuf *row, struct slice text)
{
    struct slice address, port = text;
    uint64_t word, number;
    uint32_t words[IPV6_WORDS];
    char name[INET6_ADDRSTRLEN];
    if (!slice_next(&port, ':', &address) || !slice_to_hex(port, &number))
        return;
    size_t n = address.len / 8;
    if (address.len % 8 || (n != 1 && n != IPV6_WORDS))
        return;
    for (size_t i = 0; i < n; i++) {
        if (!slice_to_hex(slice_take(slice_drop(address, i * 8), 8), &word))
            return;
        words[i] = (uint32_t)word;
    }
    if (!inet_ntop(n == 1 ? AF_INET : AF_INET6, words, name, sizeof name))
        return;
    sbuf_addf(row, n == 1 ? "%s:%llu" : "[%s]:%llu", name, (unsigned long long)number);
}

static void add_queue(struct sbuf *row, struct slice hex)
{
    uint64_t bytes;
    if (slice_to_hex(hex, &bytes))
        sbuf_addf(row, "%llu", (unsigned long long)bytes);
}

/* "0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:0 0 1000 0 26734 1 ..." */
static void inet_line(struct socket_join *join, struct slice line, const char *proto)
{
    struct slice word[WORDS_MAX];
    size_t n = 0;
    while (n < WORDS_MAX && slice_next_word(&line, &word[n]))
        n++;
    uint64_t state;
    if (n < 10 || !slice_to_hex(word[3], &state) || !begin_row(join, word[9], proto))
        return;
    struct slice tx, rx = word[4];
    slice_next(&rx, ':', &tx);
    sbuf_addf(&join->row, "%s\t", state < STATES ? tcp_states[state] : "");
    add_queue(&join->row, rx);
    sbuf_addc(&join->row, '\t');
    add_queue(&join->row, tx);
    sbuf_addc(&join->row, '\t');
    add_address(&join->row, word[1]);
    sbuf_addc(&join->row, '\t');
    add_address(&join->row, word[2]);
    flush_row(join);
}

/* "0000000000000000: 00000002 00000000 00010000 0001 01 26742 /run/x.sock": the path is all that
 * follows, raw. A line that is not such a row goes on with the path of the one before. */
static void unix_line(struct socket_join *join, struct slice line, const char *proto)
{
    struct slice word[7], rest = line;
    uint64_t number, flags, state;
    size_t n = 0;
    while (n < 7 && slice_next_word(&rest, &word[n]))
        n++;
    bool is_row = n == 7 && slice_has_suffix(word[0], SLICE(":")) &&
                  slice_to_hex(slice_take(word[0], word[0].len - 1), &number) &&
                  slice_to_hex(word[3], &flags) && slice_to_hex(word[5], &state);
    if (!is_row) {
        if (join->open)
            sbuf_adds(&join->row, "\\n");
        if (join->open)
            tsv_add(&join->row, line);
        return;
    }
    flush_row(join);
    if (!begin_row(join, word[6], proto))
        return;
    bool listens = flags & 0x10000;
    const char *name = state < sizeof unix_states / sizeof unix_states[0] ? unix_states[state] : "";
    sbuf_addf(&join->row, "%s\t\t\t", listens ? "LISTEN" : name);
    tsv_add(&join->row, slice_drop(rest, 1)); /* one blank before the path */
}

static const struct net_table {
    const char *proto, *file, *tail;
    void (*line)(struct socket_join *join, struct slice line, const char *proto);
} net_tables[] = {
    {"tcp", "net/tcp", "\n", inet_line},     {"tcp6", "net/tcp6", "\n", inet_line},
    {"udp", "net/udp", "\n", inet_line},     {"udp6", "net/udp6", "\n", inet_line},
    {"unix", "net/unix", "\t\n", unix_line}, /* the remote end is not in this table */
};

/* Hands every line of the table to its function; a line longer than the window is cut. 0 or errno.
 */
static int read_table(int procfd, const struct net_table *table, struct socket_join *join)
{
    AUTO_FD int fd = procfs_open(procfd, table->file);
    unsigned char window[WINDOW];
    size_t held = 0;
    if (fd < 0)
        return errno;
    join->tail = table->tail;
    for (;;) {
        ssize_t n = read(fd, window + held, sizeof window - held);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        held += (size_t)n;
        struct slice rest = {window, held}, line;
        bool last = n == 0 || join->out->full || join->out->sys;
        while (slice_find(rest, SLICE("\n")) != SIZE_MAX && slice_next(&rest, '\n', &line))
            table->line(join, line, table->proto);
        if (rest.len == WINDOW || (last && rest.len)) {
            table->line(join, rest, table->proto);
            rest.len = 0;
        }
        if (last)
            break;
        memmove(window, rest.ptr, rest.len);
        held = rest.len;
    }
    flush_row(join);
    return 0;
}

enum bundle_status source_sockets(const struct source *self, const struct source_context *ctx,
                                  struct source_output *out)
{
    (void)self;
    struct socket_list list = {0};
    int sys = list_sockets(ctx->procfd, &list);
    if (sys || procfs_kind(ctx->procfd) != PROCFS_PROCESS) {
        free(list.item);
        return source_nothing(ctx, out, "descriptor table", sys);
    }
    struct socket_join join = {.list = &list, .out = out};
    sbuf_init(&join.row, ROW_MAX);
    source_write(out, SLICE(BUNDLE_COLUMNS_SOCKETS "\n"));
    size_t unread = 0;
    for (size_t i = 0; i < sizeof net_tables / sizeof net_tables[0] && list.left; i++) {
        sys = read_table(ctx->procfd, &net_tables[i], &join);
        unread += sys != 0 && sys != ENOENT; /* a kernel without IPv6 has no tcp6 */
    }
    if (unread)
        snprintf(out->reason, sizeof out->reason, "%zu socket tables could not be read", unread);
    else if (list.left)
        snprintf(out->reason, sizeof out->reason,
                 "sockets of other kinds (netlink, packet, another namespace): %zu", list.left);
    sbuf_done(&join.row);
    free(list.item);
    return unread ? BUNDLE_PARTIAL : BUNDLE_OK;
}
