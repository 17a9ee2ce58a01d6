/* The process that looks at bundles: what it cannot do any more, and what becomes of its words. */
#include "cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/ptrace.h>
#endif

#include "confine.h"
#include "exit_codes.h"
#include "limits_input.h"
#include "sandbox.h"

/* ---- attempts: each returns -1, or what it got ---- */

static int try_open(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static int try_create(void)
{
    return open("/tmp/exhibit-sandbox-test", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static int try_folder(void)
{
    return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int try_rename(void)
{
    return rename("/tmp/exhibit-no-such", "/tmp/exhibit-no-such-either");
}

static int try_unlink(void)
{
    return unlink("/tmp/exhibit-no-such");
}

static int try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int inherited = -1; /* a socket that was there before */

static int try_connect(void)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = "/tmp/exhibit-no-such"};
    return connect(inherited, (const struct sockaddr *)&to, sizeof to);
}

static int try_exec(void)
{
    char *const arguments[] = {(char[]){"true"}, NULL};
    return execv("/bin/true", arguments);
}

static int try_fork(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid;
}

static int try_kill(void)
{
    return kill(getppid(), 0);
}

static int try_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANON, -1, 0);
    return p == MAP_FAILED ? -1 : 1;
}

#ifdef __linux__
static int try_ptrace(void)
{
    return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}
#endif

static const struct {
    const char *name;
    int (*attempt)(void);
} attempts[] = {
    {"open", try_open},       {"create", try_create}, {"folder", try_folder},
    {"rename", try_rename},   {"unlink", try_unlink}, {"socket", try_socket},
    {"connect", try_connect}, {"exec", try_exec},     {"fork", try_fork},
    {"kill", try_kill},       {"code", try_code},
#ifdef __linux__
    {"ptrace", try_ptrace},
#endif
};

/* Every attempt has to fail because it is forbidden; memory and open descriptors go on working. */
static int attempt_all(void *context, struct sbuf *said)
{
    (void)context;
    for (size_t i = 0; i < COUNT(attempts); i++) {
        errno = 0;
        int got = attempts[i].attempt();
        if (got != -1 || (errno != EPERM && errno != EACCES))
            sbuf_addf(said, "%s gives %d, %s\n", attempts[i].name, got, strerror(errno));
    }
    size_t size = 64 * MIB;
    unsigned char *p = malloc(size);
    for (size_t i = 0; p && i < size; i += 4096)
        p[i] = 1;
    if (!p)
        sbuf_adds(said, "no memory\n");
    free(p);
    return EXIT_ALTERED;
}

static void nothing_is_left_but_memory_and_what_is_open(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf said;
    int signal;
    sbuf_init(&said, MIB);
    if (strcmp(confine_kinds(), "none") == 0) {
        print_message("NOT TESTED: this system has no sandbox\n");
        skip();
    }
    inherited = socket(AF_UNIX, SOCK_STREAM, 0);
    int code = sandbox_run(attempt_all, NULL, true, &said, &signal);
    close(inherited);
    assert_int_equal(signal, 0);
    assert_int_equal(code, EXIT_ALTERED);
    if (strstr(confine_kinds(), "seccomp"))
        assert_string_equal(sbuf_text(&said), "");
    else
        print_message("NOT TESTED: no seccomp here; what goes through:\n%s", sbuf_text(&said));
}

static int open_one(void *context, struct sbuf *said)
{
    (void)context;
    sbuf_adds(said, try_open() >= 0 ? "open" : "closed");
    return EXIT_READ;
}

static void without_it_the_same_work_goes_through(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf said;
    int signal;
    sbuf_init(&said, MIB);
    assert_int_equal(sandbox_run(open_one, NULL, false, &said, &signal), EXIT_READ);
    assert_string_equal(sbuf_text(&said), "open");
}

static int talk(void *context, struct sbuf *said)
{
    const size_t *lines = context;
    for (size_t i = 0; i < *lines; i++)
        sbuf_adds(said, "the same line again\n");
    return EXIT_FAIL_ON;
}

static void its_words_come_back_however_many(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf said;
    int signal;
    size_t lines = 40000; /* more than a pipe holds */
    sbuf_init(&said, MIB);
    assert_int_equal(sandbox_run(talk, &lines, true, &said, &signal), EXIT_FAIL_ON);
    assert_int_equal(said.len, lines * 20);
    sbuf_clear(&said);
    lines *= 2; /* more than the parent takes */
    assert_int_equal(sandbox_run(talk, &lines, true, &said, &signal), EXIT_INTERNAL);
}

static int die(void *context, struct sbuf *said)
{
    (void)said;
    const int *how = context;
    signal(*how, SIG_DFL);
    raise(*how);
    return EXIT_READ;
}

static void a_death_is_told_by_its_signal(void **state)
{
    (void)state;
    static const int signals[] = {SIGTERM, SIGABRT, SIGINT};
    for (size_t i = 0; i < COUNT(signals); i++) {
        AUTO_SBUF struct sbuf said;
        int signal, how = signals[i];
        sbuf_init(&said, MIB);
        assert_int_equal(sandbox_run(die, &how, true, &said, &signal), EXIT_INTERNAL);
        assert_int_equal(signal, how);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_but_memory_and_what_is_open),
        cmocka_unit_test(without_it_the_same_work_goes_through),
        cmocka_unit_test(its_words_come_back_however_many),
        cmocka_unit_test(a_death_is_told_by_its_signal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
