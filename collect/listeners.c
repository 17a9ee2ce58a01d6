#include "listeners.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"
#include "listener_match.h"

/* Calls fn for every socket inode among the descriptors below procfd. False when they may not be
 * read. */
static bool each_socket(int procfd, bool (*fn)(void *arg, uint64_t inode), void *arg)
{
    int dirfd = openat(procfd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO_DIR DIR *dir = dirfd >= 0 ? fdopendir(dirfd) : NULL;
    struct dirent *entry;
    if (!dir)
        return false;
    while ((entry = readdir(dir))) {
        char link[64];
        ssize_t n = readlinkat(dirfd, entry->d_name, link, sizeof link);
        struct slice s = {(unsigned char *)link, n > 0 ? (size_t)n : 0};
        uint64_t inode;
        if (slice_skip(&s, SLICE("socket:[")) && s.len &&
            slice_to_u64(slice_take(s, s.len - 1), &inode) && fn(arg, inode))
            break;
    }
    return true;
}

/* "0100007F:1F90" -> bytes in network order and port. The kernel prints each 32-bit word in host
 * order. */
static bool parse_address(struct slice text, struct listener *l)
{
    struct slice hex;
    uint64_t value;
    if (!slice_next(&text, ':', &hex) || !slice_to_hex(text, &value) || value > 65535 ||
        (hex.len != 8 && hex.len != 32))
        return false;
    l->port = (unsigned)value;
    l->address_len = hex.len / 2;
    for (size_t word = 0; word < hex.len / 8; word++) {
        if (!slice_to_hex(slice_take(slice_drop(hex, word * 8), 8), &value))
            return false;
        uint32_t host_order = (uint32_t)value;
        memcpy(l->address + word * 4, &host_order, 4);
    }
    return true;
}

/* One row of net/tcp or net/tcp6: only listeners pass. */
static bool parse_tcp_row(struct slice row, struct listener *l)
{
    enum { LOCAL = 1, STATE = 3, INODE = 9 };
    struct slice word[INODE + 1];
    for (size_t i = 0; i <= INODE; i++)
        if (!slice_next_word(&row, &word[i]))
            return false;
    return slice_is(word[STATE], "0A") && parse_address(word[LOCAL], l) &&
           slice_to_u64(word[INODE], &l->inode) && l->inode != 0;
}

/* One row of net/unix: "ffff...: refs proto flags type state inode path", 00010000 in flags =
 * listening. */
static bool parse_unix_row(struct slice row, struct listener *l)
{
    enum { FLAGS = 3, INODE = 6 };
    struct slice word[INODE + 1];
    for (size_t i = 0; i <= INODE; i++)
        if (!slice_next_word(&row, &word[i]))
            return false;
    if (!slice_is(word[FLAGS], "00010000") || !slice_to_u64(word[INODE], &l->inode) || row.len < 2)
        return false;
    struct slice path = slice_drop(row, 1);
    if (path.ptr[0] != '/' ||
        path.len >= sizeof l->path) /* abstract names cannot be told from '@' files */
        return false;
    memcpy(l->path, path.ptr, path.len);
    return true;
}

/* Reads the three tables below procfd and calls fn for each listener. */
static void each_listener(int procfd, bool (*fn)(void *arg, const struct listener *l), void *arg)
{
    static const char *const tables[] = {"net/tcp", "net/tcp6", "net/unix"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        AUTO_SBUF struct sbuf b;
        struct error err = {0};
        sbuf_init(&b, LIMIT_PROC_TABLE);
        if (fileio_read(procfd, tables[i], &b, &err) != STATUS_OK && err.code != STATUS_LIMIT)
            continue;
        struct slice rest = sbuf_view(&b), row;
        slice_next_line(&rest, &row); /* the heading */
        while (slice_next_line(&rest, &row)) {
            struct listener l = {0};
            bool ok = i == 2 ? parse_unix_row(row, &l) : parse_tcp_row(row, &l);
            if (ok && i < 2)
                listener_name_host(&l);
            if (ok && fn(arg, &l))
                return;
        }
    }
}

struct inode_set {
    uint64_t item[65536];
    size_t count;
};

static bool add_inode(void *arg, uint64_t inode)
{
    struct inode_set *set = arg;
    if (set->count < sizeof set->item / sizeof set->item[0])
        set->item[set->count++] = inode;
    return false;
}

static int compare_inodes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

struct own_listeners {
    const struct inode_set *own;
    struct listener *ret;
    size_t count;
};

static bool keep_own(void *arg, const struct listener *l)
{
    struct own_listeners *o = arg;
    if (bsearch(&l->inode, o->own->item, o->own->count, sizeof l->inode, compare_inodes))
        o->ret[o->count++] = *l;
    return o->count == LISTENERS_MAX;
}

static bool same_namespace(int procfd)
{
    char ours[64], theirs[64];
    ssize_t a = readlink("/proc/self/ns/net", ours, sizeof ours);
    ssize_t b = readlinkat(procfd, "ns/net", theirs, sizeof theirs);
    /* unreadable (another user's process): assume the usual case; a wrong server is caught by its
     * owner */
    return a <= 0 || b <= 0 || (a == b && memcmp(ours, theirs, (size_t)a) == 0);
}

size_t listeners_of(const struct target *t, struct listener *ret, bool *foreign, bool *blind)
{
    AUTO_FREE struct inode_set *own = calloc(1, sizeof *own);
    *foreign = !same_namespace(t->procfd);
    *blind = !own || !each_socket(t->procfd, add_inode, own);
    if (*blind)
        return 0;
    qsort(own->item, own->count, sizeof own->item[0], compare_inodes);
    struct own_listeners o = {own, ret, 0};
    each_listener(t->procfd, keep_own, &o);
    return o.count;
}

struct owned {
    struct listener_wanted wanted;
    uint64_t inode; /* 0: not found yet */
};

static bool keep_wanted(void *arg, const struct listener *l)
{
    struct owned *o = arg;
    if (listener_matches(&o->wanted, l))
        o->inode = l->inode;
    return o->inode != 0;
}

static bool is_inode(void *arg, uint64_t inode)
{
    uint64_t *wanted = arg;
    if (*wanted != inode)
        return false;
    *wanted = 0; /* found */
    return true;
}

pid_t listeners_owner(const char *host, unsigned port, const char *path, bool *hidden)
{
    struct owned o = {0};
    AUTO_FD int self = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO_DIR DIR *proc = opendir("/proc");
    struct dirent *entry;
    *hidden = false;
    if (!listener_want(&o.wanted, host, port, path) || self < 0 || !proc)
        return 0;
    each_listener(self, keep_wanted, &o);
    while (o.inode && (entry = readdir(proc))) {
        uint64_t pid, left = o.inode;
        if (!slice_to_u64(slice_from(entry->d_name), &pid) || pid > INT32_MAX)
            continue;
        AUTO_FD int procfd = openat(dirfd(proc), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (procfd >= 0 && each_socket(procfd, is_inode, &left) && left == 0)
            return (pid_t)pid;
    }
    *hidden = o.inode != 0;
    return 0;
}
