#include "inspect.h"

#include <stdio.h>

#include "exit_codes.h"
#include "fileio.h"
#include "manifest.h"
#include "member_index.h"
#include "text.h"
#include "verify.h"

static struct slice data_of(const struct bundle *b, const char *name)
{
    const struct bundle_member *m = bundle_find(b, name);
    return m ? m->data : SLICE("");
}

/* Reads the one operand, and what collect says about it. */
static enum status read_one(struct arena *a, const struct intake *in, struct intake_side *side,
                            struct manifest *m, struct error *err)
{
    struct intake_sides sides;
    enum status st = intake_read(a, in, &sides, err);
    if (st)
        return st;
    *side = sides.items[0];
    return manifest_parse(a, data_of(&side->bundle, BUNDLE_HEADER),
                          data_of(&side->bundle, BUNDLE_MANIFEST), m, err);
}

static void add_title(struct arena *a, const struct intake *in, struct sbuf *out)
{
    struct slice shown = text_line(a, slice_from(in->items[0].path), 200);
    sbuf_addf(out, "%.*s\n", SLICE_ARG(shown));
}

int inspect_verify(struct arena *a, const struct intake *in, struct sbuf *out, struct error *err)
{
    static const int codes[] = {
        [VERIFY_WHOLE] = EXIT_READ, [VERIFY_CUT] = EXIT_CUT, [VERIFY_ALTERED] = EXIT_ALTERED};
    struct intake_side side;
    struct manifest m;
    if (read_one(a, in, &side, &m, err))
        return EXIT_NO_BUNDLE;
    if (side.bundle.loose || (!bundle_find(&side.bundle, BUNDLE_HEADER) &&
                              !bundle_find(&side.bundle, BUNDLE_MANIFEST))) {
        struct slice shown = text_line(a, side.label, 80);
        error_set(err, STATUS_SYNTAX, 0, "%.*s: no bundle: it has no " BUNDLE_HEADER,
                  SLICE_ARG(shown));
        return EXIT_NO_BUNDLE;
    }
    add_title(a, in, out);
    return codes[verify_bundle(&side.bundle, &m, out).verdict];
}

/* ---- list --------------------------------------------------------------------------------------
 */

static const struct manifest_record *record_of(const struct manifest *m, struct slice path)
{
    for (size_t i = 0; i < m->nrecords; i++)
        if (path.len && slice_equal(m->records[i].path, path))
            return &m->records[i];
    return NULL;
}

static void add_row(struct arena *a, struct sbuf *out, const char *size, struct slice status,
                    struct slice name, struct slice note)
{
    struct slice shown = text_line(a, name, 200), more = text_line(a, note, 200);
    struct slice word = text_line(a, status, 20);
    sbuf_addf(out, "%12s  %-11.*s  %.*s", size, SLICE_ARG(word), SLICE_ARG(shown));
    if (more.len)
        sbuf_addf(out, "  (%.*s)", SLICE_ARG(more));
    sbuf_addc(out, '\n');
}

static void list_member(struct arena *a, const struct bundle_member *member,
                        const struct manifest *m, struct sbuf *out)
{
    const struct manifest_record *r = record_of(m, member->name);
    char size[32];
    snprintf(size, sizeof size, "%zu", member->data.len);
    struct slice status = member->cut ? SLICE("cut")
                          : r         ? r->status_text
                          : m->has_records && !slice_is(member->name, BUNDLE_MANIFEST)
                              ? SLICE("unlisted")
                              : SLICE("");
    struct slice note = r ? r->reason : (struct slice){0};
    if (member->file.len)
        note = arena_printf(a, "from %.*s", SLICE_ARG(member->file));
    add_row(a, out, size, status, member->name, note);
}

/* Planned, and not in the bundle. */
static void list_absent(struct arena *a, const struct bundle *b, const struct manifest *m,
                        struct sbuf *out)
{
    struct member_index index = member_index_build(a, b);
    for (size_t i = 0; i < m->nrecords; i++) {
        const struct manifest_record *r = &m->records[i];
        if (r->path.len && member_index_find(&index, r->path) != MEMBER_NONE)
            continue;
        add_row(a, out, "-", r->status_text, r->path.len ? r->path : r->id, r->reason);
    }
}

int inspect_list(struct arena *a, const struct intake *in, struct sbuf *out, struct error *err)
{
    struct intake_side side;
    struct manifest m;
    if (read_one(a, in, &side, &m, err))
        return EXIT_NO_BUNDLE;
    const struct bundle *b = &side.bundle;
    add_title(a, in, out);
    for (size_t i = 0; i < b->count; i++)
        list_member(a, &b->members[i], &m, out);
    list_absent(a, b, &m, out);
    for (size_t i = 0; i < b->nleftovers; i++)
        add_row(a, out, "-", SLICE("not read"), b->leftovers[i].file, b->leftovers[i].why);
    if (b->behind)
        sbuf_addf(out, "%llu bytes behind the end of the archive were not read\n",
                  (unsigned long long)b->behind);
    if (b->damage.len)
        sbuf_addf(out, "%.*s\n", SLICE_ARG(b->damage));
    else if (!m.has_records)
        sbuf_adds(out, b->loose ? "loose files: no manifest says what is missing\n"
                                : "no manifest: what is missing is not known\n");
    return EXIT_READ;
}

/* ---- cat ---------------------------------------------------------------------------------------
 */

static bool ends_in(struct slice name, struct slice part)
{
    return name.len > part.len && slice_has_suffix(name, part) &&
           name.ptr[name.len - part.len - 1] == '/';
}

static const struct bundle_member *find(const struct bundle *b, struct slice name, size_t *found)
{
    const struct bundle_member *member = NULL;
    *found = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct bundle_member *m = &b->members[i];
        if (slice_equal(m->name, name) || slice_equal(m->file, name)) {
            *found = 1;
            return m;
        }
        if (!ends_in(m->name, name))
            continue;
        member = m;
        ++*found;
    }
    return member;
}

int inspect_cat(struct arena *a, const struct intake *in, const char *name, int fd,
                struct error *err)
{
    struct intake_sides sides;
    size_t found;
    if (intake_read(a, in, &sides, err))
        return EXIT_NO_BUNDLE;
    const struct bundle_member *m = find(&sides.items[0].bundle, slice_from(name), &found);
    if (found != 1) {
        error_set(err, STATUS_USAGE, 0,
                  found ? "several members end in this name: give all of it (--list shows them)"
                        : "there is no member of this name (--list shows them)");
        return EXIT_NO_BUNDLE;
    }
    return fileio_write(fd, m->data, err) ? EXIT_CANNOT_WRITE : EXIT_READ;
}
