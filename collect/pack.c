#include "pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buildinfo_mask.h"
#include "bundle_writer.h"
#include "choice.h"
#include "cleanup.h"
#include "clocks.h"
#include "digest.h"
#include "expvar.h"
#include "fault.h"
#include "fileio.h"
#include "limits_input.h"
#include "manifest_writer.h"
#include "readme.h"

enum { SHRINK_TRIES = 40 };

static bool is_binary(enum bundle_kind kind)
{
    return kind == BUNDLE_KIND_PPROF || kind == BUNDLE_KIND_TRACE;
}

static void drop(struct artifact *a)
{
    if (a->fd >= 0)
        close(a->fd);
    a->fd = -1;
    a->bytes = 0;
    a->sha256[0] = '\0';
}

static void withhold(struct artifact *a, enum bundle_status status, const char *reason)
{
    drop(a);
    a->status = status;
    snprintf(a->reason, sizeof a->reason, "%s", reason);
}

/* An empty anonymous file: the one that the artifact before was in, because making files is what
 * takes longest here. */
static int take_spare(struct run *r)
{
    int fd = r->spare;
    r->spare = -1;
    if (fd >= 0 && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return fileio_anonymous(r->spool_dir);
}

static void keep_spare(struct run *r, int fd)
{
    if (r->spare >= 0)
        close(r->spare);
    r->spare = fd;
}

/* The raw file of a, when what is left of it is in another one. A probe that was given up and does
 * not die may still write into its file, so nothing else is put there. */
static void release_raw(struct run *r, const struct artifact *a)
{
    if (a->status == BUNDLE_TIMEOUT)
        close(a->fd);
    else
        keep_spare(r, a->fd);
}

/* Replaces the raw bytes of a by redacted ones. 0, or why the system did not let it. */
static int redact(struct run *r, struct artifact *a)
{
    struct error err = {0};
    int safe = take_spare(r);
    /* a redactor that knows no secrets: what it lets through must be found by the last scan */
    struct redactor *blind = fault("redact") ? redactor_new() : NULL;
    enum status s = safe < 0 ? error_sys(&err, "no room to spool")
                             : redactor_file(blind ? blind : r->redactor, a->kind, a->fd, safe,
                                             &a->redactions, &err);
    redactor_free(blind);
    if (s == STATUS_OK) {
        release_raw(r, a);
        a->fd = safe;
        if (!digest_file(a->fd, a->sha256, &a->bytes))
            withhold(a, BUNDLE_WITHHELD, "could not be read back");
        return 0;
    }
    keep_spare(r, safe);
    withhold(a, s == STATUS_SYNTAX ? BUNDLE_FAILED : BUNDLE_WITHHELD, err.msg);
    return err.sys;
}

static void prepare(struct run *r, struct artifact *a)
{
    if (a->fd < 0)
        return;
    bool whole = a->status == BUNDLE_OK || a->status == BUNDLE_PARTIAL;
    if ((is_binary(a->kind) && a->status != BUNDLE_OK) || (!whole && a->bytes_raw == 0)) {
        drop(a);
        return;
    }
    enum bundle_status before = a->status;
    (void)redact(r, a);
    if (a->status != before)
        run_log(r, "%s: %s: %s", a->id, bundle_status_names[a->status], a->reason);
}

static bool is_about_target(const struct artifact *a)
{
    return strncmp(a->id, "process.", 8) == 0 || strncmp(a->id, "memory.", 7) == 0 ||
           strncmp(a->id, "files.", 6) == 0 || strncmp(a->id, "go.", 3) == 0;
}

static void tally(const struct run *r, struct pack_result *ret)
{
    *ret = (struct pack_result){0};
    bool machine_counts = !choice_about_target(r->options);
    for (size_t i = 0; i < r->count; i++) {
        const struct artifact *a = r->artifacts[i];
        ret->stored += a->sha256[0] != '\0';
        ret->gaps += artifact_is_gap(a);
        ret->evidence += a->bytes > 0 && (machine_counts || is_about_target(a) || r->watch != NULL);
    }
}

struct learner {
    struct redactor *redactor;
    struct argument_context before;
};

static void learn_argument(void *arg, struct slice argument)
{
    struct learner *l = arg;
    AUTO_SBUF struct sbuf shown;
    sbuf_init(&shown, MIB);
    redactor_argument(l->redactor, &l->before, argument, &shown);
}

/* Puts bytes into a file that no probe has. */
static bool replace_bytes(struct run *r, struct artifact *a, struct slice bytes)
{
    struct error err = {0};
    int fd = take_spare(r);
    if (fd < 0 || fileio_write(fd, bytes, &err) != STATUS_OK) {
        keep_spare(r, fd);
        return false;
    }
    release_raw(r, a);
    a->fd = fd;
    return true;
}

/* Masks what only its own format shows to be secret, before anything is redacted. */
static void mask_own_format(struct run *r)
{
    static const struct {
        const char *id;
        bool (*mask)(struct redactor *r, struct slice in, struct sbuf *out);
        size_t most;
        const char *unsound;
    } formats[] = {
        {"go.expvar", expvar_mask, LIMIT_EXPVAR,
         "it is not sound JSON, so secrets in it cannot be told"},
        {"go.buildinfo", buildinfo_mask, LIMIT_TOOL_OUTPUT, "too long to look for secrets in it"},
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct artifact *a = run_find(r, formats[i].id);
        AUTO_SBUF struct sbuf raw, masked;
        char chunk[4096];
        ssize_t n;
        sbuf_init(&raw, formats[i].most + sizeof chunk);
        sbuf_init(&masked, 4 * formats[i].most);
        if (!a || a->fd < 0 || a->bytes_raw == 0)
            continue;
        for (off_t at = 0; (n = pread(a->fd, chunk, sizeof chunk, at)) > 0; at += n)
            sbuf_add(&raw, (struct slice){(unsigned char *)chunk, (size_t)n});
        if (!sbuf_ok(&raw) || !formats[i].mask(r->redactor, sbuf_view(&raw), &masked))
            withhold(a, BUNDLE_WITHHELD, formats[i].unsound);
        else if (!replace_bytes(r, a, sbuf_view(&masked)))
            withhold(a, BUNDLE_WITHHELD, "could not be written back");
    }
}

void pack_learn_arguments(const struct run *r)
{
    struct learner learner = {.redactor = r->redactor};
    target_arguments(r->target, learn_argument, &learner);
}

void pack_prepare(struct run *r, struct pack_result *ret)
{
    pack_learn_arguments(r);
    mask_own_format(r);
    for (size_t i = 0; i < r->count; i++)
        prepare(r, r->artifacts[i]);
    tally(r, ret);
}

/* A member that collect itself writes, as an artifact like any other: it passes the redactor too.
 */
static enum status add_own(struct run *r, const char *id, struct slice bytes, struct error *err)
{
    const struct bundle_entry *entry = bundle_entry_by_id(id);
    struct artifact *a = run_find(r, id);
    if (!a)
        a = run_plan(r, id, entry->path, entry->kind);
    if (!a)
        return error_set(err, STATUS_LIMIT, 0, "too many artifacts");
    drop(a);
    a->status = BUNDLE_OK;
    a->bytes_raw = bytes.len;
    snprintf(a->source, sizeof a->source, "collect");
    a->fd = fileio_anonymous(r->spool_dir);
    if (a->fd < 0)
        return error_sys(err, "no room to spool");
    enum status s = fileio_write(a->fd, bytes, err);
    if (s != STATUS_OK)
        return s;
    int sys = redact(r, a);
    if (a->status == BUNDLE_OK)
        return STATUS_OK;
    s = error_set(err, STATUS_IO, 0, "cannot write %s: %s", entry->path, a->reason);
    err->sys = sys;
    return s;
}

typedef enum status own_writer(const struct run *r, struct sbuf *out, struct error *err);

static enum status write_log(const struct run *r, struct sbuf *out, struct error *err)
{
    (void)err;
    sbuf_add(out, sbuf_view(&r->log));
    return STATUS_OK;
}

/* Redactions count themselves in only up to the moment they are written, so they come last. */
static enum status add_own_members(struct run *r, struct error *err)
{
    static const struct {
        const char *id;
        own_writer *write;
    } own[] = {
        {"readme", readme_write},
        {"collect.log", write_log},
        {"bundle", manifest_header},
        {"collect.redactions", manifest_redactions},
    };
    enum status s = STATUS_OK;
    for (size_t i = 0; s == STATUS_OK && i < sizeof own / sizeof own[0]; i++) {
        AUTO_SBUF struct sbuf b;
        sbuf_init(&b, 4 * MIB);
        s = own[i].write(r, &b, err);
        if (s == STATUS_OK)
            s = add_own(r, own[i].id, sbuf_view(&b), err);
    }
    return s;
}

/* Place in the archive: that of the table; profiles which are not in the table follow those that
 * are. */
static size_t rank(const struct artifact *a)
{
    const struct bundle_entry *entry = bundle_entry_by_id(a->id);
    if (!entry)
        entry = bundle_entry_by_id("go.goroutineleak");
    return (size_t)(entry - bundle_entries);
}

static int compare_rank(const void *a, const void *b)
{
    const struct artifact *x = *(struct artifact *const *)a, *y = *(struct artifact *const *)b;
    size_t i = rank(x), j = rank(y);
    return i != j ? (i > j) - (i < j) : strcmp(x->path, y->path);
}

static enum status write_archive(struct run *r, int fd, const char *root, int exit_code,
                                 struct error *err)
{
    struct bundle_writer *w;
    AUTO_SBUF struct sbuf manifest;
    sbuf_init(&manifest, LIMIT_JSON);
    enum status s = manifest_footer(r, exit_code, &manifest, err);
    if (s == STATUS_OK)
        s = bundle_writer_open(&w, fd, root, err);
    if (s != STATUS_OK)
        return s;
    qsort(r->artifacts, r->count, sizeof(struct artifact *), compare_rank);
    for (size_t i = 0; s == STATUS_OK && i < r->count; i++) {
        const struct artifact *a = r->artifacts[i];
        int64_t when = a->start_utc_ns ? a->start_utc_ns : r->started_utc_ns;
        if (a->sha256[0])
            s = bundle_writer_add_file(w, a->path, a->fd, a->bytes, when, err);
    }
    if (s == STATUS_OK)
        s = bundle_writer_add(w, BUNDLE_MANIFEST, sbuf_view(&manifest), clock_utc_ns(), err);
    if (s != STATUS_OK) {
        bundle_writer_drop(w);
        return s;
    }
    return bundle_writer_close(w, err);
}

/* What is given up first when the bundle is too large: what can be had elsewhere or helps least. */
static struct artifact *least_important(const struct run *r)
{
    static const char *const first[] = {"go.trace", "go.allocs", "go.goroutine.debug1"};
    struct artifact *largest = NULL;
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        struct artifact *a = run_find(r, first[i]);
        if (a && a->bytes > 64 * KIB)
            return a;
    }
    for (size_t i = 0; i < r->count; i++) {
        struct artifact *a = r->artifacts[i];
        if (is_about_target(a) && a->bytes && (!largest || a->bytes > largest->bytes))
            largest = a;
    }
    return largest;
}

enum status pack_write(struct run *r, int fd, const char *root, struct pack_result *ret,
                       struct error *err)
{
    for (int i = 0; i < SHRINK_TRIES; i++) {
        struct stat st;
        tally(r, ret);
        enum status s = add_own_members(r, err);
        if (s == STATUS_OK)
            s = ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0
                    ? error_sys(err, "cannot write the output")
                    : write_archive(r, fd, root, ret->gaps > 0, err);
        if (s != STATUS_OK)
            return s;
        if (fstat(fd, &st) != 0)
            return error_sys(err, "cannot write the output");
        ret->bytes = (uint64_t)st.st_size;
        uint64_t bytes = ret->bytes;
        tally(r, ret);
        ret->bytes = bytes;
        if (bytes <= r->options->max_size)
            return redactor_scan(r->redactor, fd, err);
        struct artifact *a = least_important(r);
        if (!a)
            break;
        run_log(r, "%s: left out, the bundle was %llu bytes", a->id,
                (unsigned long long)ret->bytes);
        withhold(a, BUNDLE_WITHHELD, "left out to keep the bundle below --max-size");
    }
    return error_set(err, STATUS_LIMIT, 0, "the bundle does not fit into --max-size");
}
