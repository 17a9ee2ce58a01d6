/* Files and short texts through the redactor. */
#include "redact.h"

#include <errno.h>
#include <unistd.h>

#include "fileio.h"
#include "gzip.h"
#include "limits_input.h"
#include "redact_pprof.h"
#include "redact_stream.h"

enum { CHUNK = 64 * 1024 };

void redactor_text(const struct redactor *r, struct slice text, struct sbuf *out,
                   struct redact_count *count)
{
    struct secrets_match m;
    struct secrets_walk walk = {.mode = SECRETS_TEXT};
    size_t from = 0;
    while (secrets_find(r, text, from, text.len, &walk, &m)) {
        count->hits[m.kind]++;
        sbuf_add(out, slice_take(slice_drop(text, from), m.at - from));
        sbuf_add(out, m.shown);
        from = m.at + m.len;
    }
    sbuf_add(out, slice_drop(text, from));
}

static enum status write_file(void *ctx, struct slice bytes, struct error *err)
{
    return fileio_write(*(const int *)ctx, bytes, err);
}

/* Hands all of file fd to feed. */
static enum status pump(int fd, struct sink to, struct error *err)
{
    unsigned char chunk[CHUNK];
    if (lseek(fd, 0, SEEK_SET) < 0)
        return error_sys(err, "seek");
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_sys(err, "read");
        if (n == 0)
            return STATUS_OK;
        enum status s = sink_write(to, (struct slice){chunk, (size_t)n}, err);
        if (s != STATUS_OK)
            return s;
    }
}

static enum status out_of_memory(struct error *err)
{
    return error_set(err, STATUS_LIMIT, 0, "out of memory while redacting");
}

static enum status into_stream(void *ctx, struct slice bytes, struct error *err)
{
    return redact_stream_feed(ctx, bytes, err);
}

static enum status into_walk(void *ctx, struct slice bytes, struct error *err)
{
    return pprof_walk_feed(ctx, bytes, err);
}

static enum status into_gunzip(void *ctx, struct slice bytes, struct error *err)
{
    return gunzip_feed(ctx, bytes, err);
}

static enum status into_gzip(void *ctx, struct slice bytes, struct error *err)
{
    return gzip_feed(ctx, bytes, err);
}

static enum status redact_bytes(const struct redactor *r, bool trace, int in, int out,
                                struct redact_count *count, struct error *err)
{
    AUTO_REDACT_STREAM struct redact_stream *stream = redact_stream_new(
        r, trace ? STREAM_PAD : STREAM_REPLACE, trace ? SECRETS_BINARY : SECRETS_TEXT,
        (struct sink){write_file, &out}, count);
    if (!stream)
        return out_of_memory(err);
    enum status s = pump(in, (struct sink){into_stream, stream}, err);
    return s == STATUS_OK ? redact_stream_end(stream, err) : s;
}

struct strings {
    const struct redactor *r;
    struct redact_count *count;
};

static void redact_string(void *ctx, struct slice text, struct sbuf *out)
{
    const struct strings *strings = ctx;
    redactor_text(strings->r, text, out, strings->count);
}

static bool begins_like_gzip(int fd)
{
    unsigned char magic[2];
    return pread(fd, magic, sizeof magic, 0) == sizeof magic &&
           gzip_is((struct slice){magic, sizeof magic});
}

static enum status redact_pprof(const struct redactor *r, int in, int out,
                                struct redact_count *count, struct error *err)
{
    struct strings strings = {r, count};
    AUTO_GZIP struct gzip *pack = gzip_new((struct sink){write_file, &out});
    AUTO_PPROF_WALK struct pprof_walk *walk =
        pprof_walk_new(redact_string, &strings, (struct sink){into_gzip, pack});
    AUTO_GUNZIP struct gunzip *unpack = gunzip_new((struct sink){into_walk, walk}, LIMIT_GUNZIP);
    if (!pack || !walk || !unpack)
        return out_of_memory(err);
    bool packed = begins_like_gzip(in);
    enum status s =
        pump(in, packed ? (struct sink){into_gunzip, unpack} : (struct sink){into_walk, walk}, err);
    if (s == STATUS_OK && packed)
        s = gunzip_end(unpack, err);
    if (s == STATUS_OK)
        s = pprof_walk_end(walk, err);
    return s == STATUS_OK ? gzip_end(pack, err) : s;
}

enum status redactor_file(const struct redactor *r, enum bundle_kind kind, int in, int out,
                          struct redact_count *count, struct error *err)
{
    if (lseek(out, 0, SEEK_SET) < 0)
        return error_sys(err, "seek");
    if (kind == BUNDLE_KIND_PPROF)
        return redact_pprof(r, in, out, count, err);
    return redact_bytes(r, kind == BUNDLE_KIND_TRACE, in, out, count, err);
}
