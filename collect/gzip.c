#include "gzip.h"

#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

enum { CHUNK = 64 * 1024, INPUT_MAX = 1 << 30, GZIP_WINDOW = 15 + 16, MEMORY_LEVEL = 8 };

struct gunzip {
    z_stream z;
    struct sink sink;
    uint64_t written, most;
    bool inside; /* a member has begun */
    bool whole;  /* one has ended */
    unsigned char chunk[CHUNK];
};

struct gzip {
    z_stream z;
    struct sink sink;
    unsigned char chunk[CHUNK];
};

bool gzip_is(struct slice bytes)
{
    return slice_has_prefix(bytes, SLICE("\x1f\x8b"));
}

struct gunzip *gunzip_new(struct sink sink, uint64_t most)
{
    struct gunzip *g = calloc(1, sizeof *g);
    if (!g)
        return NULL;
    if (inflateInit2(&g->z, GZIP_WINDOW) != Z_OK) {
        free(g);
        return NULL;
    }
    g->sink = sink;
    g->most = most;
    return g;
}

/* One call of inflate: output goes on, *ended tells that a member is complete. */
static enum status inflate_step(struct gunzip *g, bool *ended, struct error *err)
{
    g->z.next_out = g->chunk;
    g->z.avail_out = sizeof g->chunk;
    int result = inflate(&g->z, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return error_set(err, STATUS_SYNTAX, (size_t)g->written, "damaged gzip data");
    struct slice bytes = {g->chunk, sizeof g->chunk - g->z.avail_out};
    g->written += bytes.len;
    if (g->written > g->most)
        return error_set(err, STATUS_LIMIT, (size_t)g->most, "unpacked larger than %llu bytes",
                         (unsigned long long)g->most);
    *ended = result == Z_STREAM_END;
    return sink_write(g->sink, bytes, err);
}

static enum status inflate_all(struct gunzip *g, struct slice bytes, struct error *err)
{
    g->z.next_in = bytes.ptr;
    g->z.avail_in = (uInt)bytes.len;
    bool ended = false;
    do {
        if (!g->inside && g->z.avail_in) {
            if (g->whole && *g->z.next_in != 0x1f)
                return error_set(err, STATUS_SYNTAX, (size_t)g->written, "bytes after gzip data");
            inflateReset(&g->z);
            g->inside = true;
        }
        enum status s = g->inside ? inflate_step(g, &ended, err) : STATUS_OK;
        if (s != STATUS_OK)
            return s;
        if (ended) {
            g->inside = ended = false;
            g->whole = true;
        }
    } while (g->z.avail_in || (g->inside && g->z.avail_out == 0));
    return STATUS_OK;
}

enum status gunzip_feed(struct gunzip *g, struct slice bytes, struct error *err)
{
    while (bytes.len) {
        struct slice part = slice_take(bytes, INPUT_MAX);
        enum status s = inflate_all(g, part, err);
        if (s != STATUS_OK)
            return s;
        bytes = slice_drop(bytes, part.len);
    }
    return STATUS_OK;
}

enum status gunzip_end(const struct gunzip *g, struct error *err)
{
    if (g->inside || !g->whole)
        return error_set(err, STATUS_SYNTAX, (size_t)g->written, "gzip data is cut");
    return STATUS_OK;
}

void gunzip_free(struct gunzip *g)
{
    if (g)
        inflateEnd(&g->z);
    free(g);
}

struct gzip *gzip_new(struct sink sink)
{
    struct gzip *g = calloc(1, sizeof *g);
    if (!g)
        return NULL;
    if (deflateInit2(&g->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        free(g);
        return NULL;
    }
    g->sink = sink;
    return g;
}

static enum status deflate_all(struct gzip *g, int flush, struct error *err)
{
    do {
        g->z.next_out = g->chunk;
        g->z.avail_out = sizeof g->chunk;
        deflate(&g->z, flush);
        enum status s =
            sink_write(g->sink, (struct slice){g->chunk, sizeof g->chunk - g->z.avail_out}, err);
        if (s != STATUS_OK)
            return s;
    } while (g->z.avail_out == 0);
    return STATUS_OK;
}

enum status gzip_feed(struct gzip *g, struct slice bytes, struct error *err)
{
    while (bytes.len) {
        struct slice part = slice_take(bytes, INPUT_MAX);
        g->z.next_in = part.ptr;
        g->z.avail_in = (uInt)part.len;
        enum status s = deflate_all(g, Z_NO_FLUSH, err);
        if (s != STATUS_OK)
            return s;
        bytes = slice_drop(bytes, part.len);
    }
    return STATUS_OK;
}

enum status gzip_end(struct gzip *g, struct error *err)
{
    g->z.avail_in = 0;
    return deflate_all(g, Z_FINISH, err);
}

void gzip_free(struct gzip *g)
{
    if (g)
        deflateEnd(&g->z);
    free(g);
}
