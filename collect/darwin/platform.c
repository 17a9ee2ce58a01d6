#include "platform.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/sysctl.h>

const char *const platform_note =
    "macOS: compiled, linked and tested against a stand-in for libproc; never run on a Mac by its "
    "makers. Please report what you see.";
const char *const platform_proc = NULL;
const unsigned platform_least_person = 500;

/* There is no such request here. The tools that collect starts have deadlines of their own. */
void platform_die_with_parent(int number)
{
    (void)number;
}

/* The nice value lowers disk access here, too. */
void platform_wait_for_disk(void)
{
}

int platform_pipe(int ends[2])
{
    if (pipe(ends) < 0)
        return -1;
    /* between the two calls nothing execs: collect has one thread */
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

void *platform_shared(size_t len)
{
    void *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

/* LC_ALL would win over the others, and not every version has a locale C.UTF-8. */
char *const *platform_tool_environment(void)
{
    static char numbers[] = "LC_NUMERIC=C", times[] = "LC_TIME=C", words[] = "LC_MESSAGES=C",
                names[] = "LC_CTYPE=UTF-8", path[] = "PATH=/usr/bin:/bin:/usr/sbin:/sbin";
    static char *const env[] = {numbers, times, words, names, path, NULL};
    return env;
}

static void add_text(struct sbuf *out, const char *key)
{
    char value[128];
    size_t size = sizeof value - 1;
    if (sysctlbyname(key, value, &size, NULL, 0) != 0 || size >= sizeof value)
        return;
    value[size] = '\0';
    sbuf_adds(out, value);
}

void platform_boot_id(int rootfd, struct sbuf *out)
{
    (void)rootfd;
    add_text(out, "kern.bootsessionuuid");
}

void platform_distribution(int rootfd, struct sbuf *out)
{
    (void)rootfd;
    sbuf_adds(out, "macOS ");
    add_text(out, "kern.osproductversion");
    sbuf_adds(out, " (");
    add_text(out, "kern.osversion");
    sbuf_adds(out, ")");
}

int platform_socket_inside(int procfd, int family, int type, int protocol)
{
    (void)procfd;
    (void)family;
    (void)type;
    (void)protocol;
    errno = ENOTSUP;
    return -1;
}
