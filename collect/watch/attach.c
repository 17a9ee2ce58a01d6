#include "attach.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"

enum { CHUNK = 64 * 1024 };
static const off_t LOG_MOST = 16 * MIB;

/* Which lines of a file are copied. */
struct thinning {
    off_t old_until; /* bytes before it are old */
    uint64_t step;   /* of old lines every step-th is kept */
    uint64_t line;   /* number of the current one, 0 the header */
};

static bool is_kept(const struct thinning *t, off_t at)
{
    return t->line == 0 || at >= t->old_until || t->line % t->step == 0;
}

/* One chunk of the file from at on: its lines, or parts of lines, that are kept. */
static enum status copy_chunk(struct thinning *t, struct slice chunk, off_t at, int to,
                              struct error *err)
{
    AUTO_FREE unsigned char *kept = malloc(chunk.len);
    size_t used = 0;
    bool keep = is_kept(t, at);
    if (!kept)
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    for (size_t i = 0; i < chunk.len; i++) {
        if (keep)
            kept[used++] = chunk.ptr[i];
        if (chunk.ptr[i] != '\n')
            continue;
        t->line++;
        keep = is_kept(t, at + (off_t)i + 1);
    }
    return fileio_write(to, (struct slice){kept, used}, err);
}

enum status attach_copy(int from, off_t size, off_t most, int to, struct error *err)
{
    AUTO_FREE unsigned char *chunk = malloc(CHUNK);
    struct thinning t = {.old_until = 0, .step = 1};
    enum status s = STATUS_OK;
    if (!chunk)
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    if (size > most) {
        off_t recent = most / 10;
        t.old_until = size - recent;
        t.step = (uint64_t)((size - recent) / (most - recent)) + 1;
    }
    for (off_t at = 0; s == STATUS_OK && at < size;) {
        size_t want = size - at < CHUNK ? (size_t)(size - at) : CHUNK;
        ssize_t n = pread(from, chunk, want, at);
        if (n <= 0)
            return n < 0 ? error_sys(err, "cannot read the log") : STATUS_OK;
        s = copy_chunk(&t, (struct slice){chunk, (size_t)n}, at, to, err);
        at += n;
    }
    return s;
}

static void attach(struct run *r, const char *id, const struct watch_files *files,
                   const struct watch_file *file, off_t most)
{
    const struct bundle_entry *entry = bundle_entry_by_id(id);
    struct artifact *a = run_plan(r, id, entry->path, entry->kind);
    struct error err = {0};
    if (!a)
        return;
    a->start_s = a->end_s = run_seconds(r);
    snprintf(a->source, sizeof a->source, "%s", file->name);
    AUTO_FD int from = openat(files->dirfd, file->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    a->fd = fileio_anonymous(r->spool_dir);
    off_t size = from >= 0 ? lseek(from, 0, SEEK_END) : -1;
    enum status s = size < 0 || a->fd < 0 ? error_sys(&err, "cannot copy it")
                                          : attach_copy(from, size, most, a->fd, &err);
    a->status = s == STATUS_OK ? BUNDLE_OK : BUNDLE_FAILED;
    a->bytes_raw = size > 0 ? (uint64_t)size : 0;
    if (s != STATUS_OK)
        snprintf(a->reason, sizeof a->reason, "%s", err.msg);
    else if (size > most)
        snprintf(a->reason, sizeof a->reason, "of older rows only some, so that it fits");
}

void attach_log(struct run *r, const struct watch_files *files)
{
    attach(r, "watch.samples", files, &files->log, LOG_MOST);
    attach(r, "watch.events", files, &files->events, LOG_MOST);
}
