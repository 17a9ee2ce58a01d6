/* remote.h - reads the memory of another process, or a record of it.
 *
 *     back end (process, recording) --remote_read(), remote_read_vector()--> bytes
 *
 * Everything above knows these two functions only, so that tests and fuzzers hand it a recording.
 * What is read belongs to the target: it is hostile, and it changes while it is being read. */
#ifndef GOLIVE_REMOTE_H
#define GOLIVE_REMOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct remote_range {
    uint64_t address;
    size_t len;
};

/* Copies the ranges into `into`, one behind the other and in this order, until one cannot be read.
 * Returns the bytes that were copied. */
typedef size_t remote_vector_reader(void *ctx, const struct remote_range *range, size_t count,
                                    unsigned char *into);

/* Which of the pages from address on (page_size bytes each) hold anything: fills touched[0..count).
 * False when that is not known. */
typedef bool remote_page_reader(void *ctx, uint64_t address, bool *touched, size_t count);

enum { REMOTE_PAGE = 4096 };

struct remote {
    remote_vector_reader *read;
    remote_page_reader *pages; /* NULL: every page may hold something */
    void *ctx;
    uint64_t ceiling; /* most bytes that are read in all, whatever the target's memory asks for */
    uint64_t bytes, calls; /* so far */
    bool exhausted;        /* the ceiling was reached: from then on every read fails */
};

/* All len bytes at address, or false. */
bool remote_read(struct remote *r, uint64_t address, void *into, size_t len);

/* As remote_vector_reader does. The order is kept, which is what a consistent copy rests on: a
 * counter that is read before and after a structure tells whether that moved in between. */
size_t remote_read_vector(struct remote *r, const struct remote_range *range, size_t count,
                          unsigned char *into);

/* From now on as many bytes more may be read, whatever was read before: a part that read all it
 * could leaves something to the next. */
void remote_allow(struct remote *r, uint64_t bytes);

/* One little-endian number of the target; 0 when it cannot be read. */
uint64_t remote_u64(struct remote *r, uint64_t address);

#endif
