/* redact_stream.h - replaces or finds secrets in a stream of any length: a window moves over it, so
 * that neither a secret nor what decides about it is ever cut by the border of two pieces. */
#ifndef COLLECT_REDACT_STREAM_H
#define COLLECT_REDACT_STREAM_H

#include "secrets.h"
#include "sink.h"

enum redact_stream_do {
    STREAM_REPLACE, /* text */
    STREAM_PAD,     /* a trace: by something of the same length */
    STREAM_FIND,    /* nothing is written; count tells what was met */
};

struct redact_stream;

/* NULL when out of memory. What is in r must not change meanwhile. mode is how the surroundings of
 * a match are judged; sink is not used by STREAM_FIND. */
struct redact_stream *redact_stream_new(const struct redactor *r, enum redact_stream_do what,
                                        enum secrets_mode mode, struct sink sink,
                                        struct redact_count *count);
MUST_CHECK enum status redact_stream_feed(struct redact_stream *s, struct slice bytes,
                                          struct error *err);
MUST_CHECK enum status redact_stream_end(struct redact_stream *s, struct error *err);
/* Ends the text without output and starts another one. */
void redact_stream_restart(struct redact_stream *s, enum secrets_mode mode);
void redact_stream_free(struct redact_stream *s); /* NULL is fine */

static inline void redact_stream_done(struct redact_stream **s)
{
    redact_stream_free(*s);
}

#define AUTO_REDACT_STREAM __attribute__((cleanup(redact_stream_done)))

#endif
