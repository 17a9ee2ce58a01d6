/* slice.h - a view of bytes that we do not own and do not trust: never NUL-terminated, never freed.
 *
 * Everything that comes from a bundle, from /proc or from the network is a slice until it has
 * become a number, an enum or safe text. */
#ifndef SHARED_SLICE_H
#define SHARED_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
    const unsigned char *ptr;
    size_t len;
};

#define SLICE_INIT(lit)                                                                            \
    {                                                                                              \
        (const unsigned char *)("" lit), sizeof(lit) - 1                                           \
    }                                              /* in a static table */
#define SLICE(lit) ((struct slice)SLICE_INIT(lit)) /* in an expression */

/* For "%.*s": safe up to 2 GiB, more is cut. */
#define SLICE_ARG(s) (int)((s).len > 0x7fffffff ? 0x7fffffff : (s).len), (const char *)(s).ptr

struct slice slice_from(const char *text);         /* NULL becomes the empty slice */
struct slice slice_take(struct slice s, size_t n); /* first n bytes, or all of s */
struct slice slice_drop(struct slice s, size_t n); /* all but the first n bytes */
struct slice slice_trim(struct slice s);           /* without blanks, tabs, CR, LF at both ends */

bool slice_equal(struct slice a, struct slice b);
bool slice_is(struct slice s, const char *text);
int slice_compare(struct slice a, struct slice b); /* bytewise, shorter first: for qsort */
bool slice_has_prefix(struct slice s, struct slice prefix);
bool slice_has_suffix(struct slice s, struct slice suffix);

/* Position of the first (last) needle in s, or SIZE_MAX. The empty needle is found at 0. */
size_t slice_find(struct slice s, struct slice needle);
size_t slice_rfind_byte(struct slice s, unsigned char byte);

/* Splits *rest at the first delim: *head is what came before, *rest what follows.
 * Without a delim *head is everything and *rest is empty. False when *rest was empty. */
bool slice_next(struct slice *rest, unsigned char delim, struct slice *head);

/* The next line without its "\n" or "\r\n". */
bool slice_next_line(struct slice *rest, struct slice *line);

/* The next word between runs of blanks and tabs. False when only blanks are left. */
bool slice_next_word(struct slice *rest, struct slice *word);

/* If s starts with prefix, cuts it off and returns true. */
bool slice_skip(struct slice *s, struct slice prefix);

/* The whole of s as a number. False on empty input, on any other byte, and on overflow. */
bool slice_to_u64(struct slice s, uint64_t *value);
bool slice_to_i64(struct slice s, int64_t *value);
bool slice_to_hex(struct slice s, uint64_t *value); /* with or without 0x */
bool slice_to_octal(struct slice s, uint64_t *value);
bool slice_to_double(struct slice s, double *value); /* plain decimals: 12, 0.31, -4.5 */

/* FNV-1a with a final mix: for tables of our own, not against collisions made on purpose. */
uint64_t slice_hash(struct slice s);

#endif
