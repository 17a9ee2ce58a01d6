#include "gzip_stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ZLIB_CONST
#include <zlib.h>

#include "limits_input.h"

enum { CHUNK = 64 * 1024, HEAD = 512, EXIT_OUT_OF_MEMORY = 70 };

static void *allocate(size_t size)
{
    void *p = calloc(1, size);
    if (!p) {
        fputs("out of memory\n", stderr);
        exit(EXIT_OUT_OF_MEMORY);
    }
    return p;
}

void gzip_stream_init(struct gzip_stream *s, int fd, struct slice image)
{
    *s = (struct gzip_stream){.fd = fd, .image = image};
    s->packed = allocate(CHUNK);
    s->chunk = allocate(CHUNK);
}

void gzip_stream_done(struct gzip_stream *s)
{
    if (s->z)
        inflateEnd(s->z);
    free(s->z);
    free(s->packed);
    free(s->chunk);
    *s = (struct gzip_stream){.fd = -1};
}

static ssize_t read_some(int fd, unsigned char *to, size_t room)
{
    ssize_t n;
    do
        n = read(fd, to, room);
    while (n < 0 && errno == EINTR);
    return n;
}

/* Refills s->input; it stays empty at the end of the file. */
static void fill(struct gzip_stream *s)
{
    if (s->fd < 0) {
        s->input = slice_take(s->image, CHUNK);
        s->image = slice_drop(s->image, CHUNK);
    } else {
        ssize_t n = read_some(s->fd, s->packed, CHUNK);
        if (n < 0)
            s->damage = "the file could not be read to its end";
        s->input = (struct slice){s->packed, n > 0 ? (size_t)n : 0};
    }
    s->bytes_in += s->input.len;
}

/* Fills with enough bytes to see what they are, where there are that many, then looks whether they
 * are gzip's. */
static void start(struct gzip_stream *s)
{
    s->started = true;
    fill(s);
    while (s->fd >= 0 && s->input.len && s->input.len < HEAD) { /* a pipe may give single bytes */
        ssize_t n = read_some(s->fd, s->packed + s->input.len, CHUNK - s->input.len);
        if (n <= 0)
            break;
        s->input.len += (size_t)n;
        s->bytes_in += (uint64_t)n;
    }
    if (!slice_has_prefix(s->input, SLICE("\x1f\x8b")))
        return;
    s->z = allocate(sizeof *s->z);
    if (inflateInit2(s->z, 15 + 16) != Z_OK) { /* window of 32 KiB; 16: gzip and nothing else */
        fputs("out of memory\n", stderr);
        exit(EXIT_OUT_OF_MEMORY);
    }
}

static void refuse_bombs(struct gzip_stream *s)
{
    if (s->bytes_out > LIMIT_BUNDLE_SIZE)
        error_set(&s->refusal, STATUS_UNSAFE, 0, "unpacks to more than %zu MiB",
                  LIMIT_BUNDLE_SIZE / MIB);
    else if (s->bytes_out > LIMIT_RATIO_FREE && s->bytes_out / LIMIT_BUNDLE_RATIO > s->bytes_in)
        error_set(&s->refusal, STATUS_UNSAFE, 0, "unpacks to more than %zu times its size",
                  LIMIT_BUNDLE_RATIO);
    if (s->refusal.code != STATUS_OK)
        s->ended = true;
}

/* Behind the end of a gzip member: another one follows, or the stream is over (what else is behind
 * it is for gzip_stream_behind). */
static void next_member(struct gzip_stream *s)
{
    if (s->input.len == 0)
        fill(s);
    if (s->input.len == 0 || s->input.ptr[0] != 0x1f || inflateReset(s->z) != Z_OK)
        s->ended = true;
}

/* One step of unpacking into what is left of the chunk. */
static void inflate_some(struct gzip_stream *s, size_t *have)
{
    if (s->input.len == 0)
        fill(s);
    if (s->input.len == 0) {
        if (!s->damage)
            s->damage = "the gzip stream is cut";
        s->ended = true;
        return;
    }
    s->z->next_in = s->input.ptr;
    s->z->avail_in = (uInt)s->input.len;
    s->z->next_out = s->chunk + *have;
    s->z->avail_out = (uInt)(CHUNK - *have);
    int result = inflate(s->z, Z_NO_FLUSH);
    s->input = slice_drop(s->input, s->input.len - s->z->avail_in);
    *have = CHUNK - s->z->avail_out;
    if (result == Z_STREAM_END) {
        next_member(s);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
        s->damage = "the gzip stream is damaged";
        s->ended = true;
    }
}

static void count_zeros(struct gzip_stream *s, struct slice chunk)
{
    size_t n = 0;
    while (n < chunk.len && chunk.ptr[chunk.len - 1 - n] == 0)
        n++;
    s->zeros = n == chunk.len ? s->zeros + n : n;
}

uint64_t gzip_stream_behind(struct gzip_stream *s)
{
    uint64_t seen = 0, used = 0; /* up to the last byte that is not 0 */
    while (s->ended && !s->damage && s->input.len && seen < LIMIT_BUNDLE_SIZE) {
        for (size_t i = 0; i < s->input.len; i++)
            if (s->input.ptr[i])
                used = seen + i + 1;
        seen += s->input.len;
        fill(s);
    }
    return used;
}

struct slice gzip_stream_peek(struct gzip_stream *s)
{
    if (!s->ahead.len)
        s->ahead = gzip_stream_next(s);
    return s->ahead;
}

struct slice gzip_stream_next(struct gzip_stream *s)
{
    struct slice out = s->ahead;
    s->ahead.len = 0;
    if (out.len)
        return out;
    out = (struct slice){s->chunk, 0};
    if (!s->started)
        start(s);
    if (s->ended)
        return out;
    if (s->z) {
        while (!s->ended && out.len < CHUNK)
            inflate_some(s, &out.len);
    } else {
        if (s->input.len == 0)
            fill(s);
        out = s->input;
        s->input = (struct slice){0};
        s->ended = out.len == 0;
    }
    s->bytes_out += out.len;
    count_zeros(s, out);
    refuse_bombs(s);
    return out;
}
