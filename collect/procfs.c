#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"

enum { LINE_WINDOW = 4096 };

#define PF_KTHREAD 0x00200000u /* in the flags field of stat since 2.6.27 */

int procfs_open(int dirfd, const char *name)
{
    return openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
}

struct slice procfs_small(int dirfd, const char *name, void *buf, size_t size, int *sys)
{
    struct slice none = {buf, 0};
    *sys = 0;
    AUTO_FD int fd = procfs_open(dirfd, name);
    size_t len = 0;
    while (fd >= 0 && len < size) {
        ssize_t n = read(fd, (unsigned char *)buf + len, size - len);
        if (n == 0)
            return (struct slice){buf, len};
        if (n < 0 && errno != EINTR)
            break;
        len += n > 0 ? (size_t)n : 0;
    }
    if (fd >= 0 && len == size)
        return (struct slice){buf, len};
    *sys = errno;
    return none;
}

struct slice procfs_head(int dirfd, const char *name, void *buf, size_t size, int *sys)
{
    ssize_t n;
    AUTO_FD int fd = procfs_open(dirfd, name);
    do
        n = fd < 0 ? -1 : read(fd, buf, size);
    while (n < 0 && fd >= 0 && errno == EINTR);
    *sys = n < 0 ? errno : 0;
    return (struct slice){buf, n < 0 ? 0 : (size_t)n};
}

bool procfs_number(int dirfd, const char *name, struct slice key, uint64_t *value)
{
    unsigned char buf[8192];
    int sys;
    struct slice text = procfs_small(dirfd, name, buf, sizeof buf, &sys), line, word;
    while (slice_next_line(&text, &line))
        if (slice_skip(&line, key))
            return slice_next_word(&line, &word) && slice_to_u64(word, value);
    return false;
}

bool procfs_kib(int dirfd, const char *name, struct slice key, uint64_t *bytes)
{
    return procfs_number(dirfd, name, key, bytes) && !__builtin_mul_overflow(*bytes, 1024, bytes);
}

int procfs_lines(int dirfd, const char *name, void (*fn)(void *arg, struct slice line), void *arg)
{
    unsigned char window[LINE_WINDOW];
    size_t held = 0;
    AUTO_FD int fd = procfs_open(dirfd, name);
    if (fd < 0)
        return errno;
    for (;;) {
        ssize_t n = read(fd, window + held, sizeof window - held);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        held += (size_t)n;
        struct slice rest = {window, held}, line;
        while (slice_find(rest, SLICE("\n")) != SIZE_MAX && slice_next(&rest, '\n', &line))
            fn(arg, line);
        if (rest.len == sizeof window || (n == 0 && rest.len)) {
            fn(arg, rest);
            rest.len = 0;
        }
        if (n == 0)
            return 0;
        memmove(window, rest.ptr, rest.len);
        held = rest.len;
    }
}

static int compare_numbers(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return (x > y) - (x < y);
}

static bool push(struct procfs_numbers *n, size_t *cap, unsigned number)
{
    if (n->count == *cap) {
        size_t more = *cap ? *cap * 2 : 256;
        unsigned *item = realloc(n->item, more * sizeof *item);
        if (!item)
            return false;
        n->item = item;
        *cap = more;
    }
    n->item[n->count++] = number;
    return true;
}

int procfs_numbers(int dirfd, const char *name, struct procfs_numbers *ret)
{
    *ret = (struct procfs_numbers){0};
    int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno;
    AUTO_DIR DIR *dir = fdopendir(fd);
    if (!dir) {
        int sys = errno;
        close(fd);
        return sys;
    }
    size_t cap = 0;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        uint64_t number;
        if (!entry || ret->count == PROCFS_NUMBERS_MAX) {
            ret->cut = entry != NULL;
            break;
        }
        if (slice_to_u64(slice_from(entry->d_name), &number) && number <= UINT32_MAX &&
            !push(ret, &cap, (unsigned)number))
            return ENOMEM;
    }
    int sys = ret->cut ? 0 : errno;
    if (ret->count)
        qsort(ret->item, ret->count, sizeof *ret->item, compare_numbers);
    return sys;
}

void procfs_numbers_done(struct procfs_numbers *n)
{
    free(n->item);
    *n = (struct procfs_numbers){0};
}

/* "7 (a) b) S 1 7 ..." -> comm "a) b", field[3] "S", ...: the name ends at the last bracket. */
bool procfs_stat_parse(struct slice text, struct procfs_stat *ret)
{
    *ret = (struct procfs_stat){0};
    size_t open = slice_find(text, SLICE("(")), shut = slice_rfind_byte(text, ')');
    if (open == SIZE_MAX || shut == SIZE_MAX || shut < open)
        return false;
    ret->comm = slice_take(slice_drop(text, open + 1), shut - open - 1);
    ret->field[1] = slice_trim(slice_take(text, open));
    struct slice rest = slice_trim(slice_drop(text, shut + 1));
    for (size_t i = STAT_STATE; i < STAT_FIELDS; i++)
        if (!slice_next_word(&rest, &ret->field[i]))
            break;
    return ret->field[STAT_STATE].len == 1;
}

enum procfs_kind procfs_kind(int procfd)
{
    unsigned char buf[4096];
    struct procfs_stat st;
    uint64_t flags = 0;
    int sys;
    struct slice text = procfs_small(procfd, "stat", buf, sizeof buf, &sys);
    if (sys == ENOENT || sys == ESRCH)
        return PROCFS_GONE;
    if (!procfs_stat_parse(text, &st))
        return PROCFS_PROCESS;
    if (st.field[STAT_STATE].ptr[0] == 'Z' || st.field[STAT_STATE].ptr[0] == 'X')
        return PROCFS_ZOMBIE;
    slice_to_u64(st.field[STAT_FLAGS], &flags);
    return flags & PF_KTHREAD ? PROCFS_KERNEL_THREAD : PROCFS_PROCESS;
}
