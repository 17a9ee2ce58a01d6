/* gzip_stream.h - the bytes behind a file or a piece of memory, unpacked when they are gzip. The
 * only user of zlib in report.
 *
 *     file or image --gzip_stream_next()--> chunks of at most 64 KiB
 *
 * Unlike the filter of libarchive, which drops what it has in hand when the input ends early, this
 * one gives out every byte that can still be unpacked: a cut bundle keeps its last members. */
#ifndef BUNDLE_GZIP_STREAM_H
#define BUNDLE_GZIP_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"
#include "status.h"

struct gzip_stream {
    int fd;             /* -1: from image */
    struct slice image; /* what is still to be read of it */
    struct slice input; /* packed bytes in hand */
    struct slice ahead; /* unpacked ones that were looked at and not taken */
    unsigned char *packed, *chunk;
    struct z_stream_s *z; /* NULL while, or because, the input is not gzip */
    bool started, ended;
    uint64_t bytes_in, bytes_out;
    uint64_t zeros;       /* zero bytes at the end of what was given out so far */
    const char *damage;   /* why it ended before its end; NULL when it did not */
    struct error refusal; /* code is not OK: it passed a ceiling and is a bomb */
};

/* Plain initialisation; nothing can fail but memory (exit 70). */
void gzip_stream_init(struct gzip_stream *s, int fd, struct slice image);

/* The next bytes, valid until the next call; empty at the end: then see damage and refusal. */
struct slice gzip_stream_next(struct gzip_stream *s);

/* What gzip_stream_next() will return: at least 512 bytes where there are that many. */
struct slice gzip_stream_peek(struct gzip_stream *s);

/* When the end was reached: how many bytes are behind the packed ones. Zeros at their end, with
 * which blocks are filled up, do not count. */
uint64_t gzip_stream_behind(struct gzip_stream *s);

void gzip_stream_done(struct gzip_stream *s);

#define AUTO_GZIP_STREAM __attribute__((cleanup(gzip_stream_done)))

#endif
