/* status.h - the one result type: a function returns a status, the words go into *err. */
#ifndef SHARED_STATUS_H
#define SHARED_STATUS_H

#include <stddef.h>

enum status {
    STATUS_OK = 0,
    STATUS_SYNTAX,  /* the input breaks its own format */
    STATUS_LIMIT,   /* the input is larger than limits_input.h allows */
    STATUS_UNSAFE,  /* the input tries something that no honest input does */
    STATUS_IO,      /* the system refused; err->sys holds errno */
    STATUS_USAGE,   /* the user asked for something that does not exist */
    STATUS_TIMEOUT, /* a deadline passed */
};

struct error {
    enum status code;
    int sys;       /* errno, or 0 */
    size_t offset; /* byte in the input, or 0 */
    char msg[200]; /* one line, lower case, no newline, no untrusted bytes */
};

#define MUST_CHECK        __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* Fills *err (never NULL) and returns code, so that a caller can write `return error_set(...)`. */
enum status error_set(struct error *err, enum status code, size_t offset, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* Like error_set with STATUS_IO: keeps errno in err->sys and appends its text. */
enum status error_sys(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
