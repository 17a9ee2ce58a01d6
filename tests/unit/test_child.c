/* What: a probe in a child returns its verdict, and one that hangs, dies or writes too much costs
 * only itself. */
#include "cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
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
    const struct source_context ctx = {.procfd = -1, .rootfd = -1};
    struct error err = {0};
    struct child c;
    *spool = fileio_anonymous("/tmp");
    assert_true(*spool >= 0);
    assert_int_equal(child_start(&c, s, &ctx, spool, 1, &err), STATUS_OK);
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
        {die, BUNDLE_FAILED, 8, "the probe ended early (signal 9)"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct source s = {"test", cases[i].read, "", 20, 1, COST_NOTHING, false};
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

/* The second is said, the third is not: it gets what the first has. Nobody wants the fourth. */
static enum bundle_status write_several(const struct source *self, const struct source_context *ctx,
                                        struct source_output *out)
{
    for (size_t i = 0; i < 4; i++)
        write_word(self, ctx, &out[i]);
    out[1].status = BUNDLE_OK;
    snprintf(out[0].reason, sizeof out[0].reason, "half of it");
    return BUNDLE_PARTIAL;
}

static void child_returns_a_verdict_for_every_output(void **state)
{
    (void)state;
    static const struct source rows[] = {
        {"test.0", write_several, "", 20, 1, COST_NOTHING, false},
        {"test.1", NULL, "", 4, 1, COST_NOTHING, false},
        {"test.2", NULL, "", 20, 1, COST_NOTHING, false},
        {"test.3", NULL, "", 20, 1, COST_NOTHING, false},
    };
    const struct source_context ctx = {.procfd = -1, .rootfd = -1};
    struct error err = {0};
    struct child c;
    struct child_verdict v[SOURCE_OUTPUTS_MAX] = {{0}};
    int spool[] = {fileio_anonymous("/tmp"), fileio_anonymous("/tmp"), fileio_anonymous("/tmp"),
                   -1};
    assert_int_equal(child_start(&c, rows, &ctx, spool, COUNT(rows), &err), STATUS_OK);
    struct pollfd p = {.fd = c.pipe, .events = POLLIN};
    assert_int_equal(poll(&p, 1, 10000), 1);
    assert_true(child_finish(&c, v));
    assert_int_equal(v[0].status, BUNDLE_PARTIAL);
    assert_int_equal(v[1].status, BUNDLE_TRUNCATED); /* its own ceiling */
    assert_int_equal(v[1].written, 4);
    assert_int_equal(v[2].status, BUNDLE_PARTIAL);
    assert_string_equal(v[2].reason, "half of it");
    assert_int_equal(v[2].written, 8);
    assert_int_equal(v[3].written, 0);
    for (size_t i = 0; i < 3; i++)
        close(spool[i]);
}

static void child_kill_ends_a_hanging_probe_and_keeps_what_it_wrote(void **state)
{
    (void)state;
    const struct source s = {"test", hang, "", 20, 1, COST_NOTHING, false};
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

/* The second output is finished, the first is not, when it hangs. */
static enum bundle_status finish_one_and_hang(const struct source *self,
                                              const struct source_context *ctx,
                                              struct source_output *out)
{
    write_word(self, ctx, &out[1]);
    snprintf(out[1].reason, sizeof out[1].reason, "all of it");
    out[1].status = BUNDLE_OK;
    return hang(self, ctx, out);
}

static void what_was_finished_before_a_kill_counts(void **state)
{
    (void)state;
    static const struct source rows[] = {
        {"test.0", finish_one_and_hang, "", 20, 1, COST_NOTHING, false},
        {"test.1", NULL, "", 20, 1, COST_NOTHING, false},
    };
    const struct source_context ctx = {.procfd = -1, .rootfd = -1};
    struct error err = {0};
    struct child c;
    struct child_verdict v[SOURCE_OUTPUTS_MAX] = {{0}};
    int spool[] = {fileio_anonymous("/tmp"), fileio_anonymous("/tmp")};
    assert_int_equal(child_start(&c, rows, &ctx, spool, COUNT(rows), &err), STATUS_OK);
    for (int i = 0; i < 1000 && lseek(spool[0], 0, SEEK_END) < 8; i++)
        poll(NULL, 0, 10);
    assert_true(child_give_up(&c, v));
    assert_int_equal(v[0].status, BUNDLE_STATUS_COUNT);
    assert_int_equal(v[1].status, BUNDLE_OK);
    assert_string_equal(v[1].reason, "all of it");
    assert_int_equal(v[1].written, 8);
    for (size_t i = 0; i < COUNT(spool); i++)
        close(spool[i]);
}

static const struct source *samples(void)
{
    for (size_t i = 0; i < sources_count; i++)
        if (sources[i].goes_on)
            return &sources[i];
    return NULL;
}

/* wait: for the first row, before it is told to stop. */
static void say_last_words(bool wait)
{
    char text[4096] = "";
    const struct source_context ctx = {.procfd =
                                           open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                                       .rootfd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    struct error err = {0};
    struct child c;
    struct child_verdict v = {0};
    int spool = fileio_anonymous("/tmp");
    assert_non_null(samples());
    assert_int_equal(child_start(&c, samples(), &ctx, &spool, 1, &err), STATUS_OK);
    size_t head = strlen(BUNDLE_COLUMNS_SAMPLES) + 1;
    for (int i = 0; wait && i < 1000 && lseek(spool, 0, SEEK_END) <= (off_t)head; i++)
        poll(NULL, 0, 10);
    child_stop(&c);
    struct pollfd p = {.fd = c.pipe, .events = POLLIN};
    assert_int_equal(poll(&p, 1, 10000), 1);
    assert_true(child_finish(&c, &v));
    assert_int_equal(v.status, BUNDLE_OK);
    assert_true(pread(spool, text, sizeof text - 1, 0) > 0);
    assert_memory_equal(text, BUNDLE_COLUMNS_SAMPLES "\n", head);
    struct slice rest = slice_from(text), line;
    size_t lines = 0, cells = 0;
    while (slice_next_line(&rest, &line))
        for (lines++; slice_next(&line, ',', &(struct slice){0});)
            cells++;
    assert_in_range(lines, 3, 4); /* names, first row, last words; one more if a second went by */
    assert_int_equal(cells, 16 * lines);
    close(spool);
    close(ctx.procfd);
    close(ctx.rootfd);
}

static void a_probe_that_goes_on_says_its_last_words(void **state)
{
    (void)state;
    say_last_words(true);
}

/* As with --quick: the word comes before the child has its own handler. Many times, because it is
 * a race. */
static void a_word_to_stop_is_never_lost(void **state)
{
    void (*before)(int) = signal(SIGTERM, SIG_IGN); /* collect has a handler; this inherits too */
    (void)state;
    for (int i = 0; i < 50; i++)
        say_last_words(false);
    signal(SIGTERM, before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(child_returns_what_the_probe_said),
        cmocka_unit_test(a_probe_that_goes_on_says_its_last_words),
        cmocka_unit_test(a_word_to_stop_is_never_lost),
        cmocka_unit_test(child_returns_a_verdict_for_every_output),
        cmocka_unit_test(what_was_finished_before_a_kill_counts),
        cmocka_unit_test(child_kill_ends_a_hanging_probe_and_keeps_what_it_wrote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
