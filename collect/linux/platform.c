#include "platform.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"

const char *const platform_note = NULL;
const char *const platform_proc = "/proc";
const unsigned platform_least_person = 1000;

void platform_die_with_parent(int number)
{
    prctl(PR_SET_PDEATHSIG, number);
}

/* ionice -c 2 -n 7: the last of those that are served at all; glibc has no function for it. */
void platform_wait_for_disk(void)
{
    enum { WHO_PROCESS = 1, CLASS_BEST_EFFORT = 2, CLASS_SHIFT = 13, LAST = 7 };
    (void)syscall(SYS_ioprio_set, WHO_PROCESS, 0, CLASS_BEST_EFFORT << CLASS_SHIFT | LAST);
}

int platform_pipe(int ends[2])
{
    return pipe2(ends, O_CLOEXEC);
}

void *platform_shared(size_t len)
{
    void *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

char *const *platform_tool_environment(void)
{
    static char lang[] = "LC_ALL=C.UTF-8", path[] = "PATH=/usr/bin:/bin", cols[] = "COLUMNS=512";
    static char *const env[] = {lang, path, cols, NULL};
    return env;
}

/* Room for one descriptor beside one byte. */
union descriptor_message {
    char room[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
};

static void send_descriptor(int to, int fd)
{
    union descriptor_message m = {.room = {0}};
    char byte = 0;
    struct iovec one = {&byte, 1};
    struct msghdr msg = {
        .msg_iov = &one, .msg_iovlen = 1, .msg_control = m.room, .msg_controllen = sizeof m.room};
    struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
    *c = (struct cmsghdr){
        .cmsg_len = CMSG_LEN(sizeof fd), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    (void)!sendmsg(to, &msg, MSG_NOSIGNAL);
}

static int receive_descriptor(int from)
{
    union descriptor_message m = {.room = {0}};
    char byte;
    struct iovec one = {&byte, 1};
    struct msghdr msg = {
        .msg_iov = &one, .msg_iovlen = 1, .msg_control = m.room, .msg_controllen = sizeof m.room};
    int fd = -1;
    if (recvmsg(from, &msg, MSG_CMSG_CLOEXEC) <= 0)
        return -1;
    struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
    if (c && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof fd))
        memcpy(&fd, CMSG_DATA(c), sizeof fd);
    return fd;
}

/* In a child, so that collect itself never leaves its own namespace. A user's own container is
 * entered through its user namespace first. */
static _Noreturn void make_socket_inside(int procfd, int to, const int kind[3])
{
    int user = openat(procfd, "ns/user", O_RDONLY | O_CLOEXEC);
    int net = openat(procfd, "ns/net", O_RDONLY | O_CLOEXEC);
    if (geteuid() != 0 && user >= 0)
        (void)setns(user, CLONE_NEWUSER);
    int fd = net >= 0 && setns(net, CLONE_NEWNET) == 0
                 ? socket(kind[0], kind[1] | SOCK_CLOEXEC, kind[2])
                 : -1;
    if (fd >= 0)
        send_descriptor(to, fd);
    _exit(0);
}

int platform_socket_inside(int procfd, int family, int type, int protocol)
{
    int ends[2];
    const int kind[] = {family, type, protocol};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0)
        make_socket_inside(procfd, ends[1], kind);
    close(ends[1]);
    int fd = child > 0 ? receive_descriptor(ends[0]) : -1;
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    if (fd < 0)
        errno = EPERM;
    return fd;
}

void platform_boot_id(int rootfd, struct sbuf *out)
{
    AUTO_SBUF struct sbuf b;
    struct error err = {0};
    sbuf_init(&b, 100);
    AUTO_FD int folder =
        openat(rootfd, "proc/sys/kernel/random", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fileio_read(folder, "boot_id", &b, &err) == STATUS_OK)
        sbuf_add(out, slice_trim(sbuf_view(&b)));
}

/* PRETTY_NAME="Debian GNU/Linux 12 (bookworm)" */
void platform_distribution(int rootfd, struct sbuf *out)
{
    AUTO_SBUF struct sbuf b;
    struct error err = {0};
    sbuf_init(&b, LIMIT_PROC_FILE);
    AUTO_FD int etc = openat(rootfd, "etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO_FD int lib = openat(rootfd, "usr/lib", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* etc/os-release is a link on most systems, and fileio_read follows none */
    if (fileio_read(lib, "os-release", &b, &err) != STATUS_OK &&
        fileio_read(etc, "os-release", &b, &err) != STATUS_OK)
        return;
    struct slice rest = sbuf_view(&b), line;
    while (slice_next_line(&rest, &line)) {
        if (!slice_skip(&line, SLICE("PRETTY_NAME=")))
            continue;
        if (line.len >= 2 && line.ptr[0] == '"')
            line = slice_take(slice_drop(line, 1), line.len - 2);
        sbuf_add(out, line);
        return;
    }
}
