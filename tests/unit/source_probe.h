/* source_probe.h - runs one probe of the table in this process and keeps what it wrote. */
#ifndef TESTS_SOURCE_PROBE_H
#define TESTS_SOURCE_PROBE_H

#include "cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "fileio.h"
#include "source.h"

enum { TEXT_MAX = 64 << 20 };

struct probe {
    enum bundle_status status;
    struct source_output out;
    struct sbuf text;
};

static inline void probe_done(struct probe *p)
{
    sbuf_done(&p->text);
}

#define AUTO_PROBE __attribute__((cleanup(probe_done)))

static inline const struct source *source_by_id(const char *id)
{
    for (size_t i = 0; i < sources_count; i++)
        if (strcmp(sources[i].id, id) == 0)
            return &sources[i];
    fail_msg("no source %s", id);
    return NULL;
}

static inline void slurp(int fd, struct sbuf *text)
{
    unsigned char chunk[64 * 1024];
    ssize_t n;
    sbuf_init(text, TEXT_MAX);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        sbuf_add(text, (struct slice){chunk, (size_t)n});
    assert_true(sbuf_ok(text));
}

static inline void run_source_at(const struct source *source, const struct source_context *ctx,
                                 struct probe *ret)
{
    AUTO_FD int spool = fileio_anonymous("/tmp");
    struct source_output out[SOURCE_OUTPUTS_MAX];
    *ret = (struct probe){.status = BUNDLE_FAILED};
    for (size_t i = 0; i < SOURCE_OUTPUTS_MAX; i++) /* of several only the first is kept */
        out[i] = (struct source_output){.fd = i ? -1 : spool, .ceiling = source->ceiling};
    assert_true(spool >= 0);
    ret->status = source->read(source, ctx, out);
    ret->out = out[0];
    slurp(spool, &ret->text);
    assert_int_equal(ret->out.sys, 0);
    assert_int_equal(ret->text.len, ret->out.written);
    assert_null(strchr(ret->out.reason, '\n'));
}

static inline void run_source(const struct source *source, int procfd, pid_t pid, struct probe *ret)
{
    AUTO_FD int rootfd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct source_context ctx = {.procfd = procfd, .rootfd = rootfd, .pid = pid};
    run_source_at(source, &ctx, ret);
}

static inline int open_proc(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld", (long)pid);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static inline void run_pid(const char *id, pid_t pid, struct probe *ret)
{
    AUTO_FD int procfd = open_proc(pid);
    run_source(source_by_id(id), procfd, pid, ret);
}

static inline int open_fixture(const char *folder)
{
    char path[512];
    snprintf(path, sizeof path, "%s/proc/%s", FIXTURES, folder);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

/* The target is a fixture folder; the machine is this one. */
static inline void run_fixture(const char *id, const char *folder, struct probe *ret)
{
    AUTO_FD int procfd = open_fixture(folder);
    run_source(source_by_id(id), procfd, 100, ret);
}

/* Both are fixtures: process 100 of the machine in folder root. */
static inline void run_machine(const char *id, const char *root, struct probe *ret)
{
    char folder[256];
    snprintf(folder, sizeof folder, "%s/proc/100", root);
    AUTO_FD int procfd = open_fixture(folder);
    AUTO_FD int rootfd = open_fixture(root);
    struct source_context ctx = {.procfd = procfd, .rootfd = rootfd, .pid = 100};
    run_source_at(source_by_id(id), &ctx, ret);
}

#endif
