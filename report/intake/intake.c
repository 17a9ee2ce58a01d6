#include "intake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle_format.h"
#include "encoding.h"
#include "gzip_stream.h"
#include "limits_input.h"
#include "member_name.h"
#include "sbuf.h"

/* ---- opening -----------------------------------------------------------------------------------
 */

/* Errors below know the member; which of the operands it was, only this file knows. */
static enum status name_operand(const char *path, struct error *err)
{
    char words[sizeof err->msg];
    memcpy(words, err->msg, sizeof words);
    snprintf(err->msg, sizeof err->msg, "%s: %.*s", member_label(slice_from(path)).s,
             (int)sizeof words - (int)sizeof(struct member_label) - 4, words);
    return err->code;
}

static enum status open_one(struct arena *a, struct intake_operand *o, struct error *err)
{
    struct stat st;
    if (strcmp(o->path, "-") == 0)
        o->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    else
        o->fd = open(o->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (o->fd < 0 || fstat(o->fd, &st) < 0)
        return error_sys(err, "cannot open it");
    if (!S_ISDIR(st.st_mode))
        return STATUS_OK;
    int fd = o->fd;
    o->fd = -1;
    o->is_folder = true;
    return folder_read(a, fd, &o->folder, err);
}

enum status intake_open(struct arena *a, const char *const *paths, size_t count, struct intake *ret,
                        struct error *err)
{
    struct intake in = {ARENA_ARRAY(a, struct intake_operand, count + 1), 0};
    if (count > LIMIT_BUNDLE_MEMBERS)
        return error_set(err, STATUS_LIMIT, 0, "more than %zu files", LIMIT_BUNDLE_MEMBERS);
    for (size_t i = 0; i < count; i++) {
        in.items[in.count++] = (struct intake_operand){.path = paths[i], .fd = -1};
        if (open_one(a, &in.items[i], err) != STATUS_OK) {
            intake_done(&in);
            return name_operand(paths[i], err);
        }
    }
    *ret = in;
    return STATUS_OK;
}

void intake_done(struct intake *in)
{
    for (size_t i = 0; i < in->count; i++)
        if (in->items[i].fd >= 0)
            close(in->items[i].fd);
    in->count = 0;
}

/* ---- reading -----------------------------------------------------------------------------------
 */

struct reader {
    struct arena *arena;
    struct intake_side *sides; /* bundles and folders */
    struct loose_file *loose;  /* operands that are neither */
    size_t nsides, sides_cap, nloose, loose_cap;
};

static struct slice base_name(struct slice path)
{
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    size_t slash = slice_rfind_byte(path, '/');
    if (slice_is(path, "-"))
        return SLICE("standard input");
    return slash == SIZE_MAX || path.len == 1 ? path : slice_drop(path, slash + 1);
}

/* All bytes of a stream that is no archive. */
static enum status read_loose(struct arena *a, struct gzip_stream *stream, size_t most,
                              struct loose_file *f, struct error *err)
{
    AUTO_SBUF struct sbuf bytes;
    struct slice chunk;
    sbuf_init(&bytes, most);
    while ((chunk = gzip_stream_next(stream)).len) {
        sbuf_add(&bytes, chunk);
        if (!sbuf_ok(&bytes))
            return error_set(err, STATUS_LIMIT, 0, "it is larger than 1 GiB");
    }
    if (stream->refusal.code != STATUS_OK)
        return error_set(err, STATUS_UNSAFE, 0, "it %s", stream->refusal.msg);
    f->cut = stream->damage != NULL;
    if (!bytes.len)
        return STATUS_OK;
    f->bytes = encoding_utf8(a, arena_adopt(a, bytes.ptr, bytes.len), &f->cut);
    bytes.ptr = NULL; /* the arena's now */
    return STATUS_OK;
}

static bool is_of_a_bundle(struct arena *a, struct slice name)
{
    return bundle_entry_by_path((const char *)arena_copy(a, name).ptr) != NULL ||
           (slice_has_prefix(name, SLICE(BUNDLE_GO_DIR)) &&
            slice_has_suffix(name, SLICE(".pb.gz")));
}

static bool has_names_of_a_bundle(struct arena *a, const struct bundle *b)
{
    for (size_t i = 0; i < b->count; i++)
        if (is_of_a_bundle(a, b->members[i].name))
            return true;
    return false;
}

/* A file inside of a folder or an archive that collect did not make. What is not packed stays where
 * it is: it may be as large as the archive. */
struct loose_file loose_unpack(struct arena *a, struct slice name, struct slice bytes, bool cut,
                               size_t *room)
{
    struct loose_file f = {.name = name, .cut = cut};
    struct error err;
    AUTO_GZIP_STREAM struct gzip_stream stream;
    gzip_stream_init(&stream, -1, bytes);
    if (bundle_is_archive(gzip_stream_peek(&stream))) {
        f.why = "an archive inside of another or of a folder: give it by itself";
    } else if (!stream.z) {
        f.bytes = encoding_utf8(a, bytes, &f.cut);
    } else {
        enum status status = read_loose(a, &stream, *room, &f, &err);
        if (status == STATUS_LIMIT)
            f.why = "with it, the packed files here unpack to more than 1 GiB: give it by itself";
        else if (status != STATUS_OK)
            f.why = "it unpacks to more than an honest file does";
        else
            *room -= f.bytes.len < *room ? f.bytes.len : *room;
    }
    f.cut |= cut;
    return f;
}

static struct bundle recognise_members(struct arena *a, const struct bundle *b)
{
    struct loose_file *files = ARENA_ARRAY(a, struct loose_file, b->count + b->nleftovers + 1);
    size_t n = 0, room = LIMIT_MEMBER_SIZE;
    for (size_t i = 0; i < b->count; i++)
        files[n++] =
            loose_unpack(a, b->members[i].name, b->members[i].data, b->members[i].cut, &room);
    for (size_t i = 0; i < b->nleftovers; i++)
        files[n++] = (struct loose_file){.name = b->leftovers[i].file,
                                         .why = (const char *)b->leftovers[i].why.ptr};
    struct bundle made = loose_side(a, files, n);
    made.top = b->top;
    made.packed = b->packed;
    made.behind = b->behind;
    made.cut = b->cut;
    made.damage = b->damage;
    return made;
}

static void add_side(struct reader *r, struct slice label, const struct bundle *b)
{
    struct intake_side *side = ARENA_PUSH(r->arena, r->sides, r->nsides, r->sides_cap);
    *side = (struct intake_side){.label = label, .bundle = *b};
    if (!has_names_of_a_bundle(r->arena, b))
        side->bundle = recognise_members(r->arena, b);
}

static enum status read_file(struct reader *r, const struct intake_operand *o, struct error *err)
{
    struct slice name = base_name(slice_from(o->path));
    AUTO_GZIP_STREAM struct gzip_stream stream;
    gzip_stream_init(&stream, o->fd, (struct slice){0});
    if (!bundle_is_archive(gzip_stream_peek(&stream))) {
        struct loose_file f = {.name = name};
        enum status status = read_loose(r->arena, &stream, LIMIT_MEMBER_SIZE, &f, err);
        if (status == STATUS_OK)
            *ARENA_PUSH(r->arena, r->loose, r->nloose, r->loose_cap) = f;
        return status;
    }
    struct bundle b;
    enum status status = bundle_read_stream(r->arena, &stream, &b, err);
    if (status == STATUS_OK)
        add_side(r, name, &b);
    return status;
}

/* The folder that everything is in, as tar -x leaves it: "demo-1-x/" of "demo-1-x/manifest.json".
 */
static size_t top_len(const struct folder *f)
{
    struct slice top = {0};
    for (size_t i = 0; i < f->count; i++) {
        struct slice name = f->files[i].name, first = {0};
        if (slice_has_suffix(name, SLICE("/" BUNDLE_HEADER)) && slice_next(&name, '/', &first) &&
            slice_is(name, BUNDLE_HEADER))
            top = first;
    }
    for (size_t i = 0; i < f->count; i++)
        if (!slice_has_prefix(f->files[i].name, top))
            return 0;
    return top.len ? top.len + 1 : 0;
}

static bool read_watch(struct reader *r, const struct folder *f)
{
    struct intake_sides found;
    if (!watch_folder_read(r->arena, f, &found))
        return false;
    for (size_t i = 0; i < found.count; i++)
        *ARENA_PUSH(r->arena, r->sides, r->nsides, r->sides_cap) = found.items[i];
    return true;
}

static void read_folder(struct reader *r, const struct intake_operand *o)
{
    const struct folder *f = &o->folder;
    if (read_watch(r, f))
        return;
    struct bundle_member *members = ARENA_ARRAY(r->arena, struct bundle_member, f->count + 1);
    struct bundle_leftover *left = ARENA_ARRAY(r->arena, struct bundle_leftover, f->count + 1);
    struct bundle b = {.members = members, .leftovers = left};
    size_t top = top_len(f);
    for (size_t i = 0; i < f->count; i++) {
        struct slice name = slice_drop(f->files[i].name, top);
        if (f->files[i].why) {
            left[b.nleftovers++] = (struct bundle_leftover){name, slice_from(f->files[i].why)};
            continue;
        }
        members[b.count++] = (struct bundle_member){.name = name, .data = f->files[i].bytes};
        b.unpacked += f->files[i].bytes.len;
    }
    b.packed = b.unpacked;
    add_side(r, base_name(slice_from(o->path)), &b);
}

static bool any_member(const struct intake_sides *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].bundle.count)
            return true;
    return false;
}

static enum status refuse_all(const struct intake *in, const struct intake_sides *s,
                              struct error *err)
{
    struct slice why = SLICE("there is no file in it");
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].bundle.nleftovers)
            why = s->items[i].bundle.leftovers[0].why;
    error_set(err, STATUS_SYNTAX, 0, "no bundle: %.*s", SLICE_ARG(slice_take(why, 100)));
    return name_operand(in->items[0].path, err);
}

enum status intake_read(struct arena *a, const struct intake *in, struct intake_sides *ret,
                        struct error *err)
{
    struct reader r = {.arena = a};
    for (size_t i = 0; i < in->count; i++) {
        const struct intake_operand *o = &in->items[i];
        if (o->is_folder)
            read_folder(&r, o);
        else if (read_file(&r, o, err) != STATUS_OK)
            return name_operand(o->path, err);
    }
    struct intake_sides sides = {r.sides, r.nsides};
    bool beside =
        r.nloose && r.nsides && watch_files_beside(a, r.loose, r.nloose, r.sides, r.nsides);
    if (r.nloose && r.nsides && !beside)
        return error_set(err, STATUS_USAGE, 0,
                         "bundles and loose files do not go together: put the loose files of one "
                         "moment into a folder and give that");
    if (r.nloose && !beside)
        loose_sides(a, r.loose, r.nloose, &sides);
    if (!any_member(&sides))
        return refuse_all(in, &sides, err);
    *ret = sides;
    return STATUS_OK;
}
