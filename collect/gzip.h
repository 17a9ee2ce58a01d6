/* gzip.h - gzip as stages of a byte stream, in bounded memory. The only user of zlib. */
#ifndef COLLECT_GZIP_H
#define COLLECT_GZIP_H

#include <stdint.h>

#include "sink.h"

/* Unpacks one gzip member or several in a row. CRC and length of each are checked. */
struct gunzip;

/* NULL when out of memory. STATUS_LIMIT once more than most bytes come out. */
struct gunzip *gunzip_new(struct sink sink, uint64_t most);
MUST_CHECK enum status gunzip_feed(struct gunzip *g, struct slice bytes, struct error *err);
/* STATUS_SYNTAX when the stream is cut or was empty. */
MUST_CHECK enum status gunzip_end(const struct gunzip *g, struct error *err);
void gunzip_free(struct gunzip *g); /* NULL is fine */

/* Packs. The header has neither a name nor a time: the same input gives the same bytes. */
struct gzip;

struct gzip *gzip_new(struct sink sink);
MUST_CHECK enum status gzip_feed(struct gzip *g, struct slice bytes, struct error *err);
MUST_CHECK enum status gzip_end(struct gzip *g, struct error *err);
void gzip_free(struct gzip *g);

/* Whether bytes begin like gzip. */
bool gzip_is(struct slice bytes);

static inline void gunzip_done(struct gunzip **g)
{
    gunzip_free(*g);
}

static inline void gzip_done(struct gzip **g)
{
    gzip_free(*g);
}

#define AUTO_GUNZIP __attribute__((cleanup(gunzip_done)))
#define AUTO_GZIP   __attribute__((cleanup(gzip_done)))

#endif
