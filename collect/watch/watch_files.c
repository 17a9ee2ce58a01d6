#include "watch_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "clocks.h"
#include "tsv.h"
#include "units.h"

enum { ROW_MAX = 4096, DATE_LEN = 8 };
static const double SYNC_SHARE = 0.02, SYNC_EVERY_S = 60; /* of the time that passes */

/* All of row or nothing of it. */
static enum status append(struct watch_file *f, struct slice row, struct error *err)
{
    ssize_t n;
    do
        n = write(f->fd, row.ptr, row.len);
    while (n < 0 && errno == EINTR);
    if (n == (ssize_t)row.len) {
        f->size += n;
        return STATUS_OK;
    }
    errno = n < 0 ? errno : ENOSPC;
    (void)error_sys(err, "cannot write %s", f->name);
    if (n > 0)
        (void)!ftruncate(f->fd, f->size);
    return STATUS_IO;
}

/* A slow disk must not hold up the samples: it is waited for at most for its share of the time. */
static void sync_file(struct watch_file *f, double wait_s)
{
    double now = clock_seconds();
    if (!budget_allows(&f->sync, now))
        return;
    (void)fsync(f->fd);
    budget_spend(&f->sync, now, clock_seconds() - now);
    if (f->sync.due_at < now + wait_s)
        f->sync.due_at = now + wait_s;
}

static enum status create(struct watch_file *f, int dirfd, struct slice header, struct error *err)
{
    f->fd = openat(dirfd, f->name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                   0600);
    f->sync = (struct budget){.share = SYNC_SHARE};
    return f->fd < 0 ? error_sys(err, "cannot create %s", f->name) : append(f, header, err);
}

/* 2026-11-23T02:27:00Z -> mem-20261123-022700 */
static void name_files(struct watch_files *f, int64_t utc_ns)
{
    char when[16];
    size_t n = 0;
    struct units_text utc = units_utc(utc_ns);
    for (const char *c = utc.s; *c && *c != 'Z' && n + 1 < sizeof when; c++)
        if (*c != '-' && *c != ':')
            when[n++] = *c;
    if (n > DATE_LEN)
        when[DATE_LEN] = '-'; /* was T */
    when[n] = '\0';
    snprintf(f->log.name, sizeof f->log.name, "mem-%s.log", when);
    snprintf(f->events.name, sizeof f->events.name, "mem-%s.events.tsv", when);
}

enum status watch_files_open(struct watch_files *f, const char *folder, int64_t utc_ns,
                             struct error *err)
{
    f->folder = strdup(folder);
    if (!f->folder)
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return error_sys(err, "cannot create this folder");
    f->dirfd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->dirfd < 0)
        return error_sys(err, "cannot use this folder");
    name_files(f, utc_ns);
    enum status s = create(&f->log, f->dirfd, SLICE(BUNDLE_COLUMNS_WATCH "\n"), err);
    return s != STATUS_OK ? s
                          : create(&f->events, f->dirfd, SLICE(BUNDLE_COLUMNS_EVENTS "\n"), err);
}

static void close_file(struct watch_file *f)
{
    if (f->fd < 0)
        return;
    (void)fsync(f->fd);
    close(f->fd);
    f->fd = -1;
}

void watch_files_close(struct watch_files *f)
{
    close_file(&f->log);
    close_file(&f->events);
    if (f->dirfd >= 0)
        close(f->dirfd);
    f->dirfd = -1;
    free(f->folder);
    f->folder = NULL;
}

enum status watch_files_row(struct watch_files *f, const struct sample *s, int64_t utc_ns,
                            struct error *err)
{
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    sample_row(s, utc_ns, WATCH_COLUMNS, &row);
    enum status status = append(&f->log, sbuf_view(&row), err);
    sync_file(&f->log, SYNC_EVERY_S);
    return status;
}

enum status watch_files_event(struct watch_files *f, const struct watch_event *e, struct error *err)
{
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    sbuf_addf(&row, "%s\t%.3f\t%s\t", units_utc(e->utc_ns).s, e->elapsed_s,
              bundle_event_names[e->kind]);
    if (e->pid)
        sbuf_addf(&row, "%ld", (long)e->pid);
    sbuf_addc(&row, '\t');
    if (e->value.known)
        sbuf_addf(&row, "%.10g", e->value.value);
    sbuf_addc(&row, '\t');
    tsv_add(&row, slice_from(e->subject));
    sbuf_addc(&row, '\t');
    tsv_add(&row, slice_from(e->detail));
    sbuf_addc(&row, '\n');
    if (!sbuf_ok(&row))
        return error_set(err, STATUS_LIMIT, 0, "an event is too long");
    enum status s = append(&f->events, sbuf_view(&row), err);
    sync_file(&f->events, 0);
    return s;
}
