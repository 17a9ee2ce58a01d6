/* tar_image.h - builds archives byte by byte, honest and hostile ones, and packs them with gzip. */
#ifndef TESTS_TAR_IMAGE_H
#define TESTS_TAR_IMAGE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "limits_input.h"
#include "sbuf.h"

enum { TAR_BLOCK = 512 };

/* The kinds of ustar: '0' file, '1' hard link, '2' symbolic link, '3' device, '5' folder, '6' FIFO.
 */
static inline void tar_header(struct sbuf *out, const char *name, char kind, size_t size)
{
    char block[TAR_BLOCK] = {0};
    unsigned sum = 0;
    snprintf(block, 100, "%s", name);
    snprintf(block + 100, 8, "0000600");
    snprintf(block + 108, 8, "0000000");
    snprintf(block + 116, 8, "0000000");
    snprintf(block + 124, 12, "%011zo", size);
    snprintf(block + 136, 12, "%011o", 0u);
    memset(block + 148, ' ', 8);
    block[156] = kind;
    if (kind == '1' || kind == '2')
        snprintf(block + 157, 100, "/etc/passwd");
    snprintf(block + 257, 6, "ustar");
    block[263] = block[264] = '0';
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += (unsigned char)block[i];
    snprintf(block + 148, 8, "%06o", sum);
    sbuf_add(out, (struct slice){(const unsigned char *)block, TAR_BLOCK});
}

static inline void tar_file(struct sbuf *out, const char *name, struct slice data)
{
    static const unsigned char zeros[TAR_BLOCK];
    tar_header(out, name, '0', data.len);
    sbuf_add(out, data);
    sbuf_add(out, (struct slice){zeros, (TAR_BLOCK - data.len % TAR_BLOCK) % TAR_BLOCK});
}

static inline void tar_end(struct sbuf *out)
{
    static const unsigned char zeros[2 * TAR_BLOCK];
    sbuf_add(out, (struct slice){zeros, sizeof zeros});
}

static inline void tar_gzip(struct slice tar, struct sbuf *out)
{
    static unsigned char chunk[64 * 1024];
    z_stream z = {0};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    z.next_in = tar.ptr;
    z.avail_in = (uInt)tar.len;
    do {
        z.next_out = chunk;
        z.avail_out = sizeof chunk;
        deflate(&z, Z_FINISH);
        sbuf_add(out, (struct slice){chunk, sizeof chunk - z.avail_out});
    } while (z.avail_out == 0);
    deflateEnd(&z);
}

#endif
