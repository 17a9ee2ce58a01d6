/* What: every probe of the table, on this very process and on fixture folders. */
#include "cmocka_all.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "bundle_format.h"
#include "cleanup.h"
#include "fileio.h"
#include "procfs.h"
#include "source.h"
#include "source_readers.h"

enum { TEXT_MAX = 64 << 20 };

struct probe {
    enum bundle_status status;
    struct source_output out;
    struct sbuf text;
};

static void probe_done(struct probe *p)
{
    sbuf_done(&p->text);
}

#define AUTO_PROBE __attribute__((cleanup(probe_done)))

static const struct source *source_by_id(const char *id)
{
    for (size_t i = 0; i < sources_count; i++)
        if (strcmp(sources[i].id, id) == 0)
            return &sources[i];
    fail_msg("no source %s", id);
    return NULL;
}

static void slurp(int fd, struct sbuf *text)
{
    unsigned char chunk[64 * 1024];
    ssize_t n;
    sbuf_init(text, TEXT_MAX);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        sbuf_add(text, (struct slice){chunk, (size_t)n});
    assert_true(sbuf_ok(text));
}

static void run_source(const struct source *source, int procfd, pid_t pid, struct probe *ret)
{
    AUTO_FD int rootfd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO_FD int spool = fileio_anonymous("/tmp");
    struct source_context ctx = {procfd, rootfd, pid};
    *ret = (struct probe){.out = {.fd = spool, .ceiling = source->ceiling}};
    assert_true(spool >= 0);
    ret->status = source->read(source, &ctx, &ret->out);
    slurp(spool, &ret->text);
    assert_int_equal(ret->out.sys, 0);
    assert_int_equal(ret->text.len, ret->out.written);
    assert_null(strchr(ret->out.reason, '\n'));
}

static int open_proc(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld", (long)pid);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static void run_pid(const char *id, pid_t pid, struct probe *ret)
{
    AUTO_FD int procfd = open_proc(pid);
    run_source(source_by_id(id), procfd, pid, ret);
}

static void every_planned_artifact_has_one_source(void **state)
{
    (void)state;
    static const char *const groups[] = {"process.", "memory.", "files.", "go.buildinfo", "host."};
    size_t wanted = 0;
    for (size_t i = 0; i < bundle_entries_count; i++)
        for (size_t g = 0; g < COUNT(groups); g++)
            if (strncmp(bundle_entries[i].id, groups[g], strlen(groups[g])) == 0) {
                assert_non_null(source_by_id(bundle_entries[i].id));
                wanted++;
            }
    assert_int_equal(wanted, sources_count);
    for (size_t i = 0; i < sources_count; i++) {
        assert_ptr_equal(source_by_id(sources[i].id), &sources[i]); /* distinct */
        assert_true(sources[i].ceiling > 0 && sources[i].deadline > 0 && sources[i].from);
    }
}

static void every_source_reads_this_process(void **state)
{
    (void)state;
    for (size_t i = 0; i < sources_count; i++) {
        AUTO_PROBE struct probe p;
        run_pid(sources[i].id, getpid(), &p);
        print_message("  %-20s %s %zu %s\n", sources[i].id, bundle_status_names[p.status],
                      p.text.len, p.out.reason);
        assert_int_equal(p.status, BUNDLE_OK);
        assert_true(p.text.len > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_planned_artifact_has_one_source),
        cmocka_unit_test(every_source_reads_this_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
