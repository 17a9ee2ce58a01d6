#include "bundle_reader.h"

#include <stdlib.h>

#include <archive.h>
#include <archive_entry.h>

#include "bundle_format.h"
#include "gzip_stream.h"
#include "limits_input.h"
#include "member_name.h"
#include "sbuf.h"

struct reader {
    struct arena *arena;
    struct gzip_stream *stream;
    struct archive *archive;
    struct bundle_member *members;
    size_t count, cap;
    size_t entries; /* folders too */
    bool dot;       /* it is a tar of ".": files need not be in one folder */
    bool header;    /* a member is the header of a bundle */
    bool plain;     /* a tar as it is, so that its end mark can be looked for */
    size_t stray;   /* number of the first file that is not in the folder of the first; 0: none */
    struct slice stray_name;
    uint64_t unpacked;
    uint64_t behind; /* bytes behind the end of the archive */
    const char *damage;
};

static void close_archive(struct archive **a)
{
    archive_read_free(*a);
}

#define AUTO_ARCHIVE __attribute__((cleanup(close_archive)))

/* STATUS_UNSAFE with the member's number and what may be shown of its name. */
static enum status refuse(const struct reader *r, struct slice name, const char *why,
                          struct error *err)
{
    return error_set(err, STATUS_UNSAFE, 0, "member %zu (%s) is refused: %s", r->entries,
                     member_label(name).s, why);
}

static la_ssize_t give_bytes(struct archive *archive, void *client, const void **buffer)
{
    (void)archive;
    struct gzip_stream *stream = client;
    struct slice chunk = gzip_stream_next(stream);
    *buffer = chunk.ptr;
    return stream->refusal.code == STATUS_OK ? (la_ssize_t)chunk.len : ARCHIVE_FATAL;
}

/* Why an entry is refused for what it is, whatever its name. */
static const char *refuse_kind(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry) || archive_entry_symlink(entry) ||
        archive_entry_filetype(entry) == AE_IFLNK)
        return "it is a link";
    if (archive_entry_filetype(entry) != AE_IFREG && archive_entry_filetype(entry) != AE_IFDIR)
        return "it is neither a file nor a folder";
    if (archive_entry_sparse_count(entry) > 0)
        return "it is sparse";
    if (archive_entry_is_encrypted(entry) > 0)
        return "it is encrypted";
    if (archive_entry_size(entry) < 0 || (uint64_t)archive_entry_size(entry) > LIMIT_MEMBER_SIZE)
        return "it is larger than 1 GiB";
    return NULL;
}

static struct slice name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (!name) /* not in the character set of this locale */
        name = archive_entry_pathname_utf8(entry);
    struct slice s = slice_from(name);
    while (slice_skip(&s, SLICE("./")))
        ;
    bool folder = archive_entry_filetype(entry) == AE_IFDIR;
    if (folder && slice_has_suffix(s, SLICE("/")))
        s.len--;
    return s;
}

static struct slice top_of(struct slice name)
{
    size_t before = name.len;
    struct slice top = {0};
    slice_next(&name, '/', &top);
    return top.len == before ? (struct slice){0} : top; /* a bare name has none */
}

static bool is_header(struct slice name)
{
    return slice_is(name, BUNDLE_HEADER) || slice_has_suffix(name, SLICE("/" BUNDLE_HEADER));
}

/* All files of a bundle are in one and the same folder, which is cut off their names. A tar of the
 * bare files, as some people pack them again, has none; nor has what collect did not make. */
static enum status cut_top(struct reader *r, struct slice *top, struct error *err)
{
    if (!r->members)
        return error_set(err, STATUS_SYNTAX, 0, "not a bundle: %s",
                         r->stream->damage ? r->stream->damage : "no tar archive with files in it");
    *top = top_of(r->members[0].name);
    if (r->stray && (r->dot || top->len == 0 || !r->header)) {
        *top = (struct slice){0};
    } else if (r->stray) {
        r->entries = r->stray;
        return refuse(r, r->stray_name, "it is not in the same top folder as the first", err);
    }
    for (size_t i = 0; top->len && i < r->count; i++)
        r->members[i].name = slice_drop(r->members[i].name, top->len + 1);
    return STATUS_OK;
}

static enum status keep(struct reader *r, struct slice name, struct sbuf *data, bool cut,
                        struct error *err)
{
    for (size_t i = 0; i < r->count; i++)
        if (slice_equal(r->members[i].name, name))
            return refuse(r, name, "there is another one of that name", err);
    struct bundle_member member = {.name = arena_copy(r->arena, name), .cut = cut};
    if (r->count && !r->stray && !slice_equal(top_of(name), top_of(r->members[0].name))) {
        r->stray = r->entries;
        r->stray_name = member.name;
    }
    r->unpacked += data->len;
    r->header |= is_header(name);
    if (data->len) {
        unsigned char *fitted = realloc(data->ptr, data->len + 1);
        member.data = arena_adopt(r->arena, fitted ? fitted : data->ptr, data->len);
        data->ptr = NULL; /* the arena's now */
    }
    *ARENA_PUSH(r->arena, r->members, r->count, r->cap) = member;
    return STATUS_OK;
}

/* Against what the filters inside of libarchive unpack; the stream looks after gzip itself. */
static const char *refuse_bomb(const struct reader *r, size_t in_hand)
{
    uint64_t out = r->unpacked + in_hand;
    if (out > LIMIT_BUNDLE_SIZE)
        return "the archive unpacks to more than 2048 MiB";
    if (out > LIMIT_RATIO_FREE && out / LIMIT_BUNDLE_RATIO > r->stream->bytes_in)
        return "the archive unpacks to more than 1000 times its size";
    return NULL;
}

/* Reads the data of the current entry. The size that its header claims only serves to find out that
 * it lied: memory grows with what really comes. */
static enum status read_data(struct reader *r, struct archive_entry *entry, struct slice name,
                             struct error *err)
{
    AUTO_SBUF struct sbuf data;
    sbuf_init(&data, LIMIT_MEMBER_SIZE);
    const void *block;
    size_t len;
    la_int64_t offset;
    int result;
    while ((result = archive_read_data_block(r->archive, &block, &len, &offset)) == ARCHIVE_OK) {
        if (offset < 0 || (uint64_t)offset != data.len)
            return refuse(r, name, "it is sparse", err);
        sbuf_add(&data, (struct slice){block, len});
        if (!sbuf_ok(&data))
            return refuse(r, name, "it is larger than 1 GiB", err);
        const char *why = refuse_bomb(r, data.len);
        if (why)
            return refuse(r, name, why, err);
    }
    if (r->stream->refusal.code != STATUS_OK)
        return refuse(r, name, r->stream->refusal.msg, err);
    bool cut = result != ARCHIVE_EOF;
    if (cut)
        r->damage = "the archive ends inside of a member";
    else if (archive_entry_size_is_set(entry) && (uint64_t)archive_entry_size(entry) != data.len)
        return refuse(r, name, "it is sparse", err);
    return keep(r, name, &data, cut, err);
}

static enum status read_entry(struct reader *r, struct archive_entry *entry, struct error *err)
{
    struct slice name = name_of(entry);
    if (++r->entries > LIMIT_BUNDLE_MEMBERS)
        return refuse(r, name, "there are more than 2000", err);
    bool folder = archive_entry_filetype(entry) == AE_IFDIR;
    if (folder && (name.len == 0 || slice_is(name, "."))) {
        r->dot = true;
        return STATUS_OK;
    }
    const char *why = refuse_kind(entry);
    if (!why)
        why = member_name_refusal(name);
    if (why)
        return refuse(r, name, why, err);
    return folder ? STATUS_OK : read_data(r, entry, name, err);
}

static enum status read_entries(struct reader *r, struct error *err)
{
    struct archive_entry *entry;
    while (!r->damage) {
        int result = archive_read_next_header(r->archive, &entry);
        if (result == ARCHIVE_EOF)
            return STATUS_OK;
        if (r->stream->refusal.code != STATUS_OK)
            return refuse(r, SLICE("header"), r->stream->refusal.msg, err);
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
            r->damage = "a header of the archive is damaged or cut";
            return STATUS_OK;
        }
        enum status status = read_entry(r, entry, err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* What follows the archive's end mark is nothing but zeros, as long as nobody has put something
 * there; and only behind it stands the checksum. */
static enum status read_to_end(struct reader *r, struct error *err)
{
    enum { END_MARK = 512 };
    struct gzip_stream *s = r->stream;
    uint64_t end = (uint64_t)archive_filter_bytes(r->archive, 0);
    while (gzip_stream_next(s).len)
        ;
    if (s->refusal.code != STATUS_OK)
        return refuse(r, SLICE("end"), s->refusal.msg, err);
    if (!r->damage && r->plain && s->bytes_out - s->zeros > end)
        r->behind = s->bytes_out - s->zeros - end;
    if (s->damage)
        r->damage = s->damage;
    else if (!r->damage && r->plain && !r->behind && s->zeros < END_MARK)
        r->damage = "the archive has no end mark";
    r->behind += gzip_stream_behind(s);
    return STATUS_OK;
}

/* The checksum of a tar's header: the sum of its bytes, with blanks in the place of the sum. */
static bool is_tar(struct slice head)
{
    enum { HEADER = 512, SUM_AT = 148, SUM_LEN = 8 };
    uint64_t sum = 0, told;
    if (head.len < HEADER)
        return false;
    for (size_t i = 0; i < HEADER; i++)
        sum += i >= SUM_AT && i < SUM_AT + SUM_LEN ? ' ' : head.ptr[i];
    struct slice text = {head.ptr + SUM_AT, SUM_LEN}, digits;
    slice_next(&text, '\0', &digits);
    return slice_to_octal(slice_trim(digits), &told) && told == sum;
}

bool bundle_is_archive(struct slice head)
{
    static const struct slice marks[] = {
        SLICE_INIT("PK\003\004"), /* zip */
        SLICE_INIT("\375"
                   "7zXZ\0"),           /* xz */
        SLICE_INIT("\050\265\057\375"), /* zstd */
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (slice_has_prefix(head, marks[i]))
            return true;
    return is_tar(head);
}

static bool open_archive(struct archive *archive, struct gzip_stream *stream)
{
    return archive && archive_read_support_format_tar(archive) == ARCHIVE_OK &&
           archive_read_set_format_option(archive, "tar", "mac-ext", NULL) >= ARCHIVE_WARN &&
           archive_read_support_format_zip_streamable(archive) == ARCHIVE_OK &&
           archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
           archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
           archive_read_open(archive, stream, NULL, give_bytes, NULL) == ARCHIVE_OK;
}

enum status bundle_read_stream(struct arena *a, struct gzip_stream *stream, struct bundle *ret,
                               struct error *err)
{
    AUTO_ARCHIVE struct archive *archive = archive_read_new();
    struct reader r = {.arena = a, .stream = stream, .archive = archive};
    struct slice head = gzip_stream_peek(stream);
    r.plain = !bundle_is_archive(head) || is_tar(head);
    enum status status = STATUS_OK;
    if (open_archive(archive, stream))
        status = read_entries(&r, err);
    struct slice top = {0};
    if (status == STATUS_OK)
        status = read_to_end(&r, err);
    if (status == STATUS_OK)
        status = cut_top(&r, &top, err);
    if (status != STATUS_OK)
        return status;
    *ret = (struct bundle){
        .top = top,
        .members = r.members,
        .count = r.count,
        .packed = stream->bytes_in,
        .unpacked = r.unpacked,
        .behind = r.behind,
        .cut = r.damage != NULL,
        .damage = slice_from(r.damage),
    };
    return STATUS_OK;
}

enum status bundle_read_memory(struct arena *a, struct slice image, struct bundle *ret,
                               struct error *err)
{
    AUTO_GZIP_STREAM struct gzip_stream stream;
    gzip_stream_init(&stream, -1, image);
    return bundle_read_stream(a, &stream, ret, err);
}

const struct bundle_member *bundle_find(const struct bundle *b, const char *name)
{
    for (size_t i = 0; i < b->count; i++)
        if (slice_is(b->members[i].name, name))
            return &b->members[i];
    return NULL;
}
