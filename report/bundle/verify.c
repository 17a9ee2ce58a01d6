#include "verify.h"

#include "member_hash.h"

static void add_line(struct sbuf *out, struct slice name, const char *what)
{
    sbuf_adds(out, "  ");
    for (; name.len; name = slice_drop(name, 1)) /* names come from a stranger */
        sbuf_add(out, name.ptr[0] < ' ' || name.ptr[0] >= 127 ? SLICE("?") : slice_take(name, 1));
    sbuf_addf(out, ": %s\n", what);
}

static const struct bundle_member *member_of(const struct bundle *b, struct slice path)
{
    for (size_t i = 0; i < b->count; i++)
        if (slice_equal(b->members[i].name, path))
            return &b->members[i];
    return NULL;
}

static bool is_recorded(const struct manifest *m, struct slice name)
{
    for (size_t i = 0; i < m->nrecords; i++)
        if (m->records[i].sha256.len && slice_equal(m->records[i].path, name))
            return true;
    return slice_is(name, BUNDLE_MANIFEST);
}

static void check_record(const struct bundle *b, const struct manifest_record *record,
                         struct verify_result *ret, struct sbuf *out)
{
    char hex[MEMBER_HASH_HEX + 1];
    const struct bundle_member *member = member_of(b, record->path);
    if (!member) {
        ret->missing++;
        add_line(out, record->path, "is in the manifest and not in the bundle");
        return;
    }
    member_hash(member->data, hex);
    if (slice_is(record->sha256, hex)) {
        ret->agree++;
        return;
    }
    ret->differ++;
    add_line(out, record->path,
             record->bytes.known && record->bytes.value != (int64_t)member->data.len
                 ? "has another size than the manifest says"
                 : "has another content than the manifest says");
}

static void add_verdict(const struct bundle *b, const struct verify_result *r, struct sbuf *out)
{
    static const char *const words[] = {
        [VERIFY_WHOLE] = "whole", [VERIFY_CUT] = "cut", [VERIFY_ALTERED] = "altered"};
    sbuf_addf(out, "%s: %zu of %zu members agree with the manifest", words[r->verdict], r->agree,
              b->count);
    if (r->verdict == VERIFY_CUT)
        sbuf_adds(out, "; its end is missing, the transfer may have been incomplete");
    sbuf_addc(out, '\n');
}

struct verify_result verify_bundle(const struct bundle *b, const struct manifest *m,
                                   struct sbuf *out)
{
    struct verify_result ret = {.verdict = VERIFY_WHOLE};
    for (size_t i = 0; i < m->nrecords; i++)
        if (m->records[i].sha256.len)
            check_record(b, &m->records[i], &ret, out);
    for (size_t i = 0; m->has_records && i < b->count; i++) {
        if (is_recorded(m, b->members[i].name))
            continue;
        ret.extra++;
        add_line(out, b->members[i].name, "is not in the manifest");
    }
    if (ret.differ || ret.missing || ret.extra)
        ret.verdict = VERIFY_ALTERED;
    else if (b->cut || !m->has_records)
        ret.verdict = VERIFY_CUT;
    if (!m->has_records && !b->cut && m->problem.len) { /* it is there and cannot be read */
        ret.verdict = VERIFY_ALTERED;
        add_line(out, slice_from(BUNDLE_MANIFEST), "cannot be read");
    }
    /* the manifest is no record of itself */
    ret.agree += m->has_records;
    add_verdict(b, &ret, out);
    return ret;
}
