/* What: a probe in a child returns its verdict, and one that hangs, dies or writes too much costs
 * only itself. */
#include "cmocka_all.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "fileio.h"

static enum bundle_status write_word(const struct source *self, const struct source_context *ctx,
                                     struct source_output *out)
{
    (void)self;
    (void)ctx;
    source_write(out, SLICE("evidence"));
    return BUNDLE_OK;
}

static enum bundle_status write_for_ever(const struct source *self,
                                         const struct source_context *ctx,
                                         struct source_output *out)
{
    while (!out->full)
        write_word(self, ctx, out);
    return BUNDLE_OK;
}

static enum bundle_status be_denied(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    (void)self;
    (void)ctx;
    return source_failed(out, "open", EACCES);
}

static enum bundle_status die(const struct source *self, const struct source_context *ctx,
                              struct source_output *out)
{
    write_word(self, ctx, out);
    raise(SIGKILL);
    return BUNDLE_OK;
}

/* Leaves a grandchild behind that holds everything it inherited, and ignores the polite signal. */
static enum bundle_status hang(const struct source *self, const struct source_context *ctx,
                               struct source_output *out)
{
    write_word(self, ctx, out);
    signal(SIGTERM, SIG_IGN);
    if (fork() == 0)
        signal(SIGTERM, SIG_IGN);
    for (;;)
        pause();
    return BUNDLE_OK;
}

static struct child start(const struct source *s, int *spool)
{
    const struct source_context ctx = {-1, -1, 0};
    struct error err = {0};
    struct child c;
    *spool = fileio_anonymous("/tmp");
    assert_true(*spool >= 0);
    assert_int_equal(child_start(&c, s, &ctx, *spool, &err), STATUS_OK);
    return c;
}

static void child_returns_what_the_probe_said(void **state)
{
    (void)state;
    static const struct {
        source_reader *read;
        enum bundle_status status;
        uint64_t written;
        const char *reason;
    } cases[] = {
        {write_word, BUNDLE_OK, 8, ""},
        {write_for_ever, BUNDLE_TRUNCATED, 20, "longer than 20 bytes"},
        {be_denied, BUNDLE_DENIED, 0, "open: Permission denied"},
        {die, BUNDLE_FAILED, 0, "the probe ended early (signal 9)"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct source s = {"test", cases[i].read, "", 20, 1, COST_NOTHING};
        struct child_verdict v = {0};
        int spool;
        struct child c = start(&s, &spool);
        struct pollfd p = {.fd = c.pipe, .events = POLLIN};
        assert_int_equal(poll(&p, 1, 10000), 1);
        assert_true(child_finish(&c, &v));
        print_message("  case %zu\n", i);
        assert_int_equal(v.status, cases[i].status);
        assert_int_equal(v.written, cases[i].written);
        assert_string_equal(v.reason, cases[i].reason);
        assert_int_equal(c.pid, 0);
        close(spool);
    }
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nothing is left to wait for */
}

static void child_kill_ends_a_hanging_probe_and_keeps_what_it_wrote(void **state)
{
    (void)state;
    const struct source s = {"test", hang, "", 20, 1, COST_NOTHING};
    int spool;
    struct child c = start(&s, &spool);
    pid_t pid = c.pid;
    for (int i = 0; i < 1000 && lseek(spool, 0, SEEK_END) < 8; i++)
        poll(NULL, 0, 10);
    assert_true(child_kill(&c));
    assert_int_equal(c.pid, 0);
    assert_int_equal(lseek(spool, 0, SEEK_END), 8);
    /* the whole group goes, the grandchild too */
    for (int i = 0; i < 1000 && kill(-pid, 0) == 0; i++)
        poll(NULL, 0, 10);
    assert_int_equal(kill(-pid, 0), -1);
    assert_true(child_kill(&c)); /* twice is fine */
    close(spool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(child_returns_what_the_probe_said),
        cmocka_unit_test(child_kill_ends_a_hanging_probe_and_keeps_what_it_wrote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
