/* redact_maker.h - a redactor with known secrets, and what is put through it, for tests. */
#ifndef TESTS_REDACT_MAKER_H
#define TESTS_REDACT_MAKER_H

#include <unistd.h>

#include "cleanup.h"
#include "fileio.h"
#include "gzip.h"
#include "proto_maker.h"
#include "redact.h"

#define TEXT_MAX ((size_t)8 << 20)
#define WINDOW   ((size_t)64 << 10) /* of a redact_stream, about */

static inline void redactor_done(struct redactor **r)
{
    redactor_free(*r);
}

#define AUTO_REDACTOR __attribute__((cleanup(redactor_done)))

static inline struct redactor *example(void)
{
    struct redactor *r = redactor_new();
    assert_non_null(r);
    redactor_add(r, REDACT_USER, SLICE("alice"));
    redactor_add(r, REDACT_HOME, SLICE("/home/alice"));
    redactor_add(r, REDACT_HOST, SLICE("box7"));
    redactor_add(r, REDACT_HOST, SLICE("box7.corp.example"));
    redactor_add(r, REDACT_SECRET, SLICE("hunter2-\"xyz\""));
    return r;
}

/* A file with these bytes, at its start. */
static inline int file_of(struct slice bytes)
{
    int fd = fileio_anonymous("/tmp");
    struct error err = {0};
    assert_true(fd >= 0);
    assert_int_equal(fileio_write(fd, bytes, &err), STATUS_OK);
    return fd;
}

static inline void read_all(int fd, struct sbuf *out)
{
    unsigned char chunk[64 * 1024];
    ssize_t n;
    sbuf_init(out, TEXT_MAX);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        sbuf_add(out, (struct slice){chunk, (size_t)n});
    assert_true(sbuf_ok(out));
}

/* What redactor_file makes of bytes. */
static inline enum status through_file(const struct redactor *r, enum bundle_kind kind,
                                       struct slice bytes, struct sbuf *out, struct error *err)
{
    AUTO_FD int in = file_of(bytes);
    AUTO_FD int to = fileio_anonymous("/tmp");
    struct redact_count count = {0};
    enum status s = redactor_file(r, kind, in, to, &count, err);
    read_all(to, out);
    return s;
}

static inline void pad(struct sbuf *b, char c, size_t n)
{
    while (n--)
        sbuf_addc(b, c);
}

static inline enum status collect_bytes(void *ctx, struct slice bytes, struct error *err)
{
    (void)err;
    sbuf_add(ctx, bytes);
    return STATUS_OK;
}

/* A profile with two samples and the string given. */
static inline void make_profile(struct sbuf *b, const char *text)
{
    sbuf_init(b, TEXT_MAX);
    PUT_MESSAGE(b, 1, 1, 2);
    AUTO_SBUF struct sbuf sample, location;
    sbuf_init(&sample, KIB);
    sbuf_init(&location, KIB);
    PUT_PACKED(&sample, 1, 1, 300);
    PUT_PACKED(&sample, 2, 7);
    PUT_MESSAGE(&sample, 3, 3, 4);
    put_bytes(b, 2, sbuf_view(&sample));
    put_number(&location, 1, 1);
    PUT_MESSAGE(&location, 4, 1, 42);
    put_bytes(b, 4, sbuf_view(&location));
    PUT_MESSAGE(b, 5, 1, 5, 5, 3);
    put_number(b, 9, 1234567890123);
    put_text(b, 6, "");
    put_text(b, 6, "samples");
    put_text(b, 6, "count");
    put_text(b, 6, text);
    put_text(b, 6, "label");
}

static inline void pack(struct slice bytes, struct sbuf *out)
{
    struct error err = {0};
    sbuf_init(out, TEXT_MAX);
    AUTO_GZIP struct gzip *g = gzip_new((struct sink){collect_bytes, out});
    assert_int_equal(gzip_feed(g, bytes, &err), STATUS_OK);
    assert_int_equal(gzip_end(g, &err), STATUS_OK);
}

static inline void unpack(struct slice bytes, struct sbuf *out)
{
    struct error err = {0};
    sbuf_init(out, TEXT_MAX);
    AUTO_GUNZIP struct gunzip *g = gunzip_new((struct sink){collect_bytes, out}, TEXT_MAX);
    assert_int_equal(gunzip_feed(g, bytes, &err), STATUS_OK);
    assert_int_equal(gunzip_end(g, &err), STATUS_OK);
}

#endif
