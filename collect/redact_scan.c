/* The last look at the finished archive: everything in it, unpacked, is searched once more. */
#include "redact.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "gzip.h"
#include "limits_input.h"
#include "redact_pprof.h"
#include "redact_stream.h"

enum { CHUNK = 64 * 1024, BLOCK = 512, HEAD = 16 };
enum { SIZE_AT = 124, SIZE_LEN = 12, MAGIC_AT = 257 };

/* What is known of the member at hand. Packed ones are searched twice: as a profile, string by
 * string, and as bytes; which of the two counts is known at the end. */
struct scan {
    const struct redactor *r;
    unsigned char block[BLOCK];
    size_t filled;    /* of block: a header in the making */
    uint64_t data;    /* bytes of the member that are still to come */
    uint64_t padding; /* and of what fills its last block */
    size_t member;    /* from 1 */
    bool started, packed, no_gzip, no_profile;
    bool ended; /* a block of zeros was met */
    unsigned char head[HEAD];
    size_t head_len;
    struct redact_stream *bytes, *inner; /* what stands in the archive, and what is packed in it */
    struct gunzip *unpack;
    struct pprof_walk *walk;
    struct redact_count in_bytes, in_inner, in_strings;
};

static enum status report(const struct scan *s, const struct redact_count *count, struct error *err)
{
    for (size_t k = 0; k < REDACT_KINDS; k++)
        if (count->hits[k])
            return error_set(err, STATUS_UNSAFE, 0, "member %zu still holds a %s", s->member,
                             redact_kind_names[k]);
    return STATUS_OK;
}

static void find_string(void *ctx, struct slice text, struct sbuf *out)
{
    struct scan *s = ctx;
    struct secrets_match m;
    (void)out;
    if (secrets_find_known(s->r, text, 0, text.len, SECRETS_TEXT, &m))
        s->in_strings.hits[m.kind]++;
}

static enum status nowhere(void *ctx, struct slice bytes, struct error *err)
{
    (void)ctx;
    (void)bytes;
    (void)err;
    return STATUS_OK;
}

/* What comes out of a packed member. */
static enum status take_inner(void *ctx, struct slice bytes, struct error *err)
{
    struct scan *s = ctx;
    if (!s->no_profile && pprof_walk_feed(s->walk, bytes, err) != STATUS_OK)
        s->no_profile = true;
    return redact_stream_feed(s->inner, bytes, err);
}

static void close_packed(struct scan *s)
{
    gunzip_free(s->unpack);
    pprof_walk_free(s->walk);
    redact_stream_free(s->inner);
    s->unpack = NULL;
    s->walk = NULL;
    s->inner = NULL;
}

static enum status open_packed(struct scan *s, struct error *err)
{
    s->in_inner = s->in_strings = (struct redact_count){0};
    s->no_gzip = s->no_profile = false;
    s->walk = pprof_walk_new(find_string, s, (struct sink){nowhere, NULL});
    s->inner = redact_stream_new(s->r, STREAM_FIND, SECRETS_TEXT, (struct sink){nowhere, NULL},
                                 &s->in_inner);
    s->unpack = gunzip_new((struct sink){take_inner, s}, LIMIT_GUNZIP);
    if (s->walk && s->inner && s->unpack)
        return STATUS_OK;
    return error_set(err, STATUS_LIMIT, 0, "out of memory while searching");
}

/* The first bytes of a member tell how it is to be searched. */
static enum status begin_member(struct scan *s, struct error *err)
{
    struct slice head = {s->head, s->head_len};
    bool trace =
        slice_has_prefix(head, SLICE("go 1.")) && slice_find(head, SLICE(" trace")) != SIZE_MAX;
    s->started = true;
    s->packed = gzip_is(head);
    s->in_bytes = (struct redact_count){0};
    redact_stream_restart(s->bytes, trace ? SECRETS_BINARY : SECRETS_TEXT);
    return s->packed ? open_packed(s, err) : STATUS_OK;
}

static enum status search(struct scan *s, struct slice bytes, struct error *err)
{
    struct error ignored = {0};
    if (s->packed && !s->no_gzip && gunzip_feed(s->unpack, bytes, &ignored) != STATUS_OK)
        s->no_gzip = true;
    if (s->packed && ignored.code == STATUS_LIMIT) {
        *err = ignored;
        return STATUS_LIMIT;
    }
    return redact_stream_feed(s->bytes, bytes, err);
}

static enum status take_data(struct scan *s, struct slice bytes, struct error *err)
{
    if (s->started)
        return search(s, bytes, err);
    struct slice part = slice_take(bytes, sizeof s->head - s->head_len);
    memcpy(s->head + s->head_len, part.ptr, part.len);
    s->head_len += part.len;
    if (s->head_len < sizeof s->head && s->data)
        return STATUS_OK;
    enum status status = begin_member(s, err);
    if (status == STATUS_OK)
        status = search(s, (struct slice){s->head, s->head_len}, err);
    bytes = slice_drop(bytes, part.len);
    return status == STATUS_OK && bytes.len ? search(s, bytes, err) : status;
}

/* The end of a member. Bytes that unpack are judged by what is in them: packed data is random, and
 * a short name turns up in it by chance. */
static enum status end_member(struct scan *s, struct error *err)
{
    struct error ignored = {0};
    enum status status = STATUS_OK;
    if (!s->started)
        return STATUS_OK;
    if (s->packed) {
        s->no_gzip = s->no_gzip || gunzip_end(s->unpack, &ignored) != STATUS_OK;
        s->no_profile = s->no_profile || pprof_walk_end(s->walk, &ignored) != STATUS_OK;
        status = redact_stream_end(s->inner, err);
        if (status == STATUS_OK)
            status = report(s, s->no_profile || s->no_gzip ? &s->in_inner : &s->in_strings, err);
        close_packed(s);
    }
    if (status == STATUS_OK)
        status = redact_stream_end(s->bytes, err);
    if (status == STATUS_OK && (!s->packed || s->no_gzip))
        status = report(s, &s->in_bytes, err);
    s->started = false;
    s->head_len = 0;
    return status;
}

/* "00000001750\0" in octal, or 0x80 and the number itself. */
static bool header_size(const unsigned char *block, uint64_t *size)
{
    const unsigned char *p = block + SIZE_AT;
    *size = 0;
    if (p[0] & 0x80) {
        for (size_t i = SIZE_LEN - 8; i < SIZE_LEN; i++)
            *size = *size << 8 | p[i];
        return *size <= LIMIT_BUNDLE_SIZE;
    }
    struct slice text = {p, strnlen((const char *)p, SIZE_LEN)};
    return slice_to_octal(slice_trim(text), size);
}

static enum status take_header(struct scan *s, struct error *err)
{
    static const unsigned char zeros[BLOCK];
    struct secrets_match m;
    s->filled = 0;
    if (memcmp(s->block, zeros, BLOCK) == 0) {
        s->ended = true;
        return STATUS_OK;
    }
    s->member++;
    if (memcmp(s->block + MAGIC_AT, "ustar", 5) != 0 || !header_size(s->block, &s->data))
        return error_set(err, STATUS_SYNTAX, 0, "member %zu has no tar header", s->member);
    s->padding = (BLOCK - s->data % BLOCK) % BLOCK;
    struct slice header = {s->block, BLOCK};
    if (secrets_find_known(s->r, header, 0, header.len, SECRETS_TEXT, &m))
        return error_set(err, STATUS_UNSAFE, 0, "the name of member %zu still holds a %s",
                         s->member, redact_kind_names[m.kind]);
    return STATUS_OK;
}

/* What comes out of the archive's own gzip. */
static enum status take_tar(void *ctx, struct slice bytes, struct error *err)
{
    struct scan *s = ctx;
    enum status status = STATUS_OK;
    while (bytes.len && status == STATUS_OK) {
        struct slice part;
        if (s->data) {
            part = slice_take(bytes, s->data < bytes.len ? (size_t)s->data : bytes.len);
            s->data -= part.len;
            status = take_data(s, part, err);
            if (status == STATUS_OK && s->data == 0)
                status = end_member(s, err);
        } else if (s->padding) {
            part = slice_take(bytes, (size_t)s->padding);
            s->padding -= part.len;
        } else {
            part = slice_take(bytes, BLOCK - s->filled);
            memcpy(s->block + s->filled, part.ptr, part.len);
            s->filled += part.len;
            if (s->filled == BLOCK)
                status = take_header(s, err);
        }
        bytes = slice_drop(bytes, part.len);
    }
    return status;
}

static enum status unpack_file(int archive, struct gunzip *outer, struct error *err)
{
    unsigned char chunk[CHUNK];
    if (lseek(archive, 0, SEEK_SET) < 0)
        return error_sys(err, "seek");
    for (;;) {
        ssize_t n = read(archive, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_sys(err, "read");
        if (n == 0)
            return gunzip_end(outer, err);
        enum status s = gunzip_feed(outer, (struct slice){chunk, (size_t)n}, err);
        if (s != STATUS_OK)
            return s;
    }
}

enum status redactor_scan(const struct redactor *r, int archive, struct error *err)
{
    struct scan s = {.r = r};
    if (r->incomplete)
        return error_set(err, STATUS_UNSAFE, 0, "more secrets than can be searched for");
    s.bytes =
        redact_stream_new(r, STREAM_FIND, SECRETS_TEXT, (struct sink){nowhere, NULL}, &s.in_bytes);
    AUTO_GUNZIP struct gunzip *outer = gunzip_new((struct sink){take_tar, &s}, UINT64_MAX);
    enum status status = s.bytes && outer
                             ? unpack_file(archive, outer, err)
                             : error_set(err, STATUS_LIMIT, 0, "out of memory while searching");
    if (status == STATUS_OK && (!s.ended || s.data || s.padding || s.filled))
        status = error_set(err, STATUS_SYNTAX, 0, "the archive is cut");
    close_packed(&s);
    redact_stream_free(s.bytes);
    return status;
}
