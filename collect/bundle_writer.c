#include "bundle_writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "cleanup.h"

struct bundle_writer {
    struct archive *archive;
    char root[200];
};

static enum status failed(struct bundle_writer *w, const char *what, struct error *err)
{
    int sys = archive_errno(w->archive);
    error_set(err, STATUS_IO, 0, "%s: %s", what, sys > 0 ? strerror(sys) : "libarchive refuses");
    err->sys = sys > 0 ? sys : 0;
    err->sys = sys;
    return STATUS_IO;
}

enum status bundle_writer_open(struct bundle_writer **ret, int fd, const char *root,
                               struct error *err)
{
    struct bundle_writer *w = calloc(1, sizeof *w);
    if (!w || !(w->archive = archive_write_new())) {
        free(w);
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    }
    snprintf(w->root, sizeof w->root, "%s", root);
    struct archive *a = w->archive;
    if (archive_write_set_format_pax_restricted(a) != ARCHIVE_OK ||
        archive_write_add_filter_gzip(a) != ARCHIVE_OK ||
        archive_write_set_options(a, "gzip:!timestamp") != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(a, 1) != ARCHIVE_OK ||
        archive_write_open_fd(a, fd) != ARCHIVE_OK) {
        enum status s = failed(w, "cannot begin the archive", err);
        bundle_writer_drop(w);
        return s;
    }
    *ret = w;
    return STATUS_OK;
}

static enum status header(struct bundle_writer *w, const char *path, uint64_t size, int64_t utc_ns,
                          struct error *err)
{
    char name[400];
    int n = snprintf(name, sizeof name, "%s/%s", w->root, path);
    if (n < 0 || (size_t)n >= sizeof name)
        return error_set(err, STATUS_LIMIT, 0, "a member name is too long");
    struct archive_entry *e = archive_entry_new();
    if (!e)
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    archive_entry_set_pathname(e, name);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0600);
    archive_entry_set_size(e, (la_int64_t)size);
    archive_entry_set_mtime(e, (time_t)(utc_ns / 1000000000), 0);
    int r = archive_write_header(w->archive, e);
    archive_entry_free(e);
    return r == ARCHIVE_OK ? STATUS_OK : failed(w, "cannot write the archive", err);
}

static enum status data(struct bundle_writer *w, const void *bytes, size_t len, struct error *err)
{
    la_ssize_t n = len ? archive_write_data(w->archive, bytes, len) : 0;
    return n == (la_ssize_t)len ? STATUS_OK : failed(w, "cannot write the archive", err);
}

static enum status end_member(struct bundle_writer *w, struct error *err)
{
    int r = archive_write_finish_entry(w->archive);
    return r == ARCHIVE_OK ? STATUS_OK : failed(w, "cannot write the archive", err);
}

enum status bundle_writer_add(struct bundle_writer *w, const char *path, struct slice bytes,
                              int64_t utc_ns, struct error *err)
{
    enum status s = header(w, path, bytes.len, utc_ns, err);
    if (s == STATUS_OK)
        s = data(w, bytes.ptr, bytes.len, err);
    return s == STATUS_OK ? end_member(w, err) : s;
}

enum status bundle_writer_add_file(struct bundle_writer *w, const char *path, int fd, uint64_t size,
                                   int64_t utc_ns, struct error *err)
{
    enum { CHUNK = 64 * 1024 };
    AUTO_FREE unsigned char *chunk = malloc(CHUNK);
    if (!chunk)
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    enum status s = header(w, path, size, utc_ns, err);
    for (uint64_t at = 0; s == STATUS_OK && at < size;) {
        size_t want = size - at < CHUNK ? (size_t)(size - at) : CHUNK;
        ssize_t n = pread(fd, chunk, want, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return error_sys(err, "cannot read the spooled artifact back");
        s = data(w, chunk, (size_t)n, err);
        at += (uint64_t)n;
    }
    return s == STATUS_OK ? end_member(w, err) : s;
}

enum status bundle_writer_close(struct bundle_writer *w, struct error *err)
{
    enum status s = STATUS_OK;
    if (archive_write_close(w->archive) != ARCHIVE_OK)
        s = failed(w, "cannot finish the archive", err);
    bundle_writer_drop(w);
    return s;
}

void bundle_writer_drop(struct bundle_writer *w)
{
    if (!w)
        return;
    archive_write_fail(w->archive); /* free() alone would try to finish it */
    archive_write_free(w->archive);
    free(w);
}
