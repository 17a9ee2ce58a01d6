/* sbuf.h - growing bytes with a ceiling. A failed append sticks, so callers check once, at the end.
 */
#ifndef SHARED_SBUF_H
#define SHARED_SBUF_H

#include <stdbool.h>
#include <stddef.h>

#include "slice.h"
#include "status.h"

struct sbuf {
    unsigned char *ptr; /* NUL-terminated when not NULL */
    size_t len, cap, max;
    bool failed;
};

void sbuf_init(struct sbuf *b, size_t max); /* never fails, allocates nothing */
void sbuf_add(struct sbuf *b, struct slice s);
void sbuf_adds(struct sbuf *b, const char *text);
void sbuf_addf(struct sbuf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void sbuf_addc(struct sbuf *b, char c);
void sbuf_clear(struct sbuf *b); /* empty again, memory kept, failure forgotten */
bool sbuf_ok(const struct sbuf *b);
struct slice sbuf_view(const struct sbuf *b); /* valid until the next call that takes b */
const char *sbuf_text(const struct sbuf *b);  /* the same, NUL-terminated; "" when empty */
void sbuf_done(struct sbuf *b);               /* frees; safe twice */

#define AUTO_SBUF __attribute__((cleanup(sbuf_done)))

#endif
