#include "calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <mach/mach_time.h>
#include <sys/sysctl.h>

#include "cleanup.h"

enum { GROW_TRIES = 8, SPARE = 32, MICRO = 1000000, NANO = 1000000000, FIND_ZOMBIES = 1 };
enum { ARGUMENTS_DEFAULT = 1024 * 1024, ARGUMENTS_MOST = 8 * 1024 * 1024 };

void calls_list_done(struct calls_list *l)
{
    free(l->item);
    *l = (struct calls_list){0};
}

/* libproc says 0 for "nothing" and for "no": errno tells which, when it was cleared before. */
static int call(pid_t pid, int flavor, uint64_t arg, void *buf, int size, size_t *got)
{
    errno = 0;
    int n = proc_pidinfo(pid, flavor, arg, buf, size);
    *got = n > 0 ? (size_t)n : 0;
    return n > 0 ? 0 : errno;
}

int calls_info(pid_t pid, int flavor, uint64_t arg, void *ret, size_t size)
{
    size_t got;
    int sys = call(pid, flavor, arg, ret, (int)size, &got);
    if (sys == 0 && got != size)
        return EINVAL;
    return sys;
}

int calls_identity(pid_t pid, struct proc_bsdinfo *ret)
{
    int sys = calls_info(pid, PROC_PIDTBSDINFO, FIND_ZOMBIES, ret, sizeof *ret);
    return sys == EINVAL ? ESRCH : sys;
}

int calls_short(pid_t pid, struct proc_bsdshortinfo *ret)
{
    int sys = calls_info(pid, PROC_PIDT_SHORTBSDINFO, 0, ret, sizeof *ret);
    return sys == EINVAL ? ESRCH : sys;
}

int calls_task(pid_t pid, struct proc_taskinfo *ret)
{
    return calls_info(pid, PROC_PIDTASKINFO, 0, ret, sizeof *ret);
}

int calls_rusage(pid_t pid, struct rusage_info_v4 *ret)
{
    void *to = ret;
    errno = 0;
    if (proc_pid_rusage(pid, RUSAGE_INFO_V4, (rusage_info_t *)to) == 0)
        return 0;
    return errno ? errno : EINVAL;
}

int calls_fd(pid_t pid, int fd, int flavor, void *ret, size_t size)
{
    errno = 0;
    int n = proc_pidfdinfo(pid, fd, flavor, ret, (int)size);
    if (n == (int)size)
        return 0;
    return n <= 0 && errno ? errno : EINVAL;
}

/* A list is whole when the kernel left room at its end. The table grows meanwhile: the room is
 * doubled until there is some. want: bytes to begin with. */
static int fill(pid_t pid, int flavor, size_t each, size_t want, struct calls_list *ret)
{
    *ret = (struct calls_list){0};
    for (int i = 0; i < GROW_TRIES; i++) {
        bool last = i == GROW_TRIES - 1 || want >= CALLS_LIST_MAX * each;
        if (want > CALLS_LIST_MAX * each)
            want = CALLS_LIST_MAX * each;
        void *more = realloc(ret->item, want);
        if (!more)
            return ENOMEM;
        ret->item = more;
        size_t got;
        int sys = call(pid, flavor, 0, more, (int)want, &got);
        if (sys)
            return sys;
        ret->count = got / each;
        if (got + each <= want)
            return 0;
        if (last)
            break;
        want *= 2;
    }
    ret->cut = true;
    return 0;
}

int calls_fds(pid_t pid, struct calls_list *ret)
{
    size_t each = sizeof(struct proc_fdinfo), want;
    *ret = (struct calls_list){0};
    int sys = call(pid, PROC_PIDLISTFDS, 0, NULL, 0, &want);
    return sys ? sys : fill(pid, PROC_PIDLISTFDS, each, want + SPARE * each, ret);
}

/* This list cannot be asked for its length. */
int calls_threads(pid_t pid, struct calls_list *ret)
{
    struct proc_taskinfo task;
    *ret = (struct calls_list){0};
    int sys = calls_task(pid, &task);
    size_t count = !sys && task.pti_threadnum > 0 ? (size_t)task.pti_threadnum : 0;
    return sys ? sys
               : fill(pid, PROC_PIDLISTTHREADS, sizeof(uint64_t),
                      (count + SPARE) * sizeof(uint64_t), ret);
}

/* proc_listallpids() counts processes where proc_listpids() counts bytes. */
int calls_pids(struct calls_list *ret)
{
    *ret = (struct calls_list){0};
    int count = proc_listallpids(NULL, 0);
    size_t room = (count > 0 ? (size_t)count : 0) + SPARE;
    for (int i = 0; i < GROW_TRIES && room <= CALLS_LIST_MAX; i++, room *= 2) {
        void *more = realloc(ret->item, room * sizeof(pid_t));
        if (!more)
            return ENOMEM;
        ret->item = more;
        errno = 0;
        count = proc_listallpids(more, (int)(room * sizeof(pid_t)));
        if (count < 0)
            return errno ? errno : EINVAL;
        ret->count = (size_t)count < room ? (size_t)count : room;
        if ((size_t)count < room)
            return 0;
    }
    ret->cut = true;
    return 0;
}

void calls_path(pid_t pid, char *path, size_t size)
{
    char whole[PROC_PIDPATHINFO_MAXSIZE];
    int n = proc_pidpath(pid, whole, sizeof whole);
    size_t len = n > 0 ? (size_t)n : 0;
    if (len >= size)
        len = size - 1;
    memcpy(path, whole, len);
    path[len] = '\0';
}

uint64_t calls_start_us(const struct proc_bsdinfo *info)
{
    return info->pbi_start_tvsec * MICRO + info->pbi_start_tvusec;
}

/* Under translation mach_timebase_info() speaks of another processor than the kernel does: the
 * frequency is asked for first. Whole seconds apart, because the product would overflow. */
uint64_t calls_ticks_ns(uint64_t ticks)
{
    uint64_t hz = 0;
    size_t size = sizeof hz;
    mach_timebase_info_data_t base = {1, 1};
    if (sysctlbyname("hw.tbfrequency", &hz, &size, NULL, 0) == 0 && size == sizeof hz && hz &&
        hz <= NANO)
        return ticks / hz * NANO + ticks % hz * NANO / hz;
    if (mach_timebase_info(&base) != 0 || base.denom == 0)
        return ticks;
    return ticks / base.denom * base.numer + ticks % base.denom * base.numer / base.denom;
}

static void no_argument(void *arg, struct slice argument)
{
    (void)arg;
    (void)argument;
}

/* Takes the path and the arguments from the front of *raw. */
static bool take_arguments(struct slice *raw, void (*fn)(void *arg, struct slice argument),
                           void *arg)
{
    int32_t count;
    struct slice word;
    if (raw->len < sizeof count)
        return false;
    memcpy(&count, raw->ptr, sizeof count);
    *raw = slice_drop(*raw, sizeof count);
    if (count < 0 || !slice_next(raw, '\0', &word)) /* the path of the program */
        return false;
    while (raw->len && raw->ptr[0] == '\0')
        *raw = slice_drop(*raw, 1);
    for (int32_t i = 0; i < count; i++) {
        if (memchr(raw->ptr, '\0', raw->len) == NULL || !slice_next(raw, '\0', &word))
            return false;
        fn(arg, word);
    }
    return true;
}

bool calls_arguments_parse(struct slice raw, void (*fn)(void *arg, struct slice argument),
                           void *arg)
{
    return take_arguments(&raw, fn, arg);
}

/* Behind the environment, after an empty string, stands what the kernel tells the loader. */
bool calls_environment_parse(struct slice raw, struct slice *block)
{
    if (!take_arguments(&raw, no_argument, NULL))
        return false;
    *block = raw;
    for (struct slice rest = raw, entry; slice_next(&rest, '\0', &entry);)
        if (entry.len == 0) {
            *block = slice_take(raw, (size_t)(entry.ptr - raw.ptr));
            break;
        }
    return true;
}

/* *raw is the caller's to free. */
static int read_strings(pid_t pid, unsigned char **raw, size_t *size)
{
    int most[] = {CTL_KERN, KERN_ARGMAX}, name[] = {CTL_KERN, KERN_PROCARGS2, (int)pid}, max = 0;
    *size = sizeof max;
    if (sysctl(most, 2, &max, size, NULL, 0) != 0 || max <= 0 || max > ARGUMENTS_MOST)
        max = ARGUMENTS_DEFAULT;
    *size = (size_t)max;
    *raw = malloc(*size);
    if (!*raw)
        return ENOMEM;
    if (sysctl(name, 3, *raw, size, NULL, 0) != 0)
        return errno == EINVAL ? EPERM : errno; /* EINVAL: another user's, or it has ended */
    return 0;
}

int calls_arguments(pid_t pid, void (*fn)(void *arg, struct slice argument), void *arg)
{
    AUTO_FREE unsigned char *raw = NULL;
    size_t size;
    int sys = read_strings(pid, &raw, &size);
    return sys ? sys : calls_arguments_parse((struct slice){raw, size}, fn, arg) ? 0 : EINVAL;
}

int calls_environment(pid_t pid, void (*fn)(void *arg, struct slice block), void *arg)
{
    AUTO_FREE unsigned char *raw = NULL;
    struct slice block;
    size_t size;
    int sys = read_strings(pid, &raw, &size);
    if (sys)
        return sys;
    if (!calls_environment_parse((struct slice){raw, size}, &block))
        return EINVAL;
    fn(arg, block);
    return 0;
}
