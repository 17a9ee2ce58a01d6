#include "verify.h"

#include "member_hash.h"
#include "member_index.h"

static void add_line(struct sbuf *out, struct slice name, const char *what)
{
    sbuf_adds(out, "  ");
    for (; name.len; name = slice_drop(name, 1)) /* names come from a stranger */
        sbuf_add(out, name.ptr[0] < ' ' || name.ptr[0] >= 127 ? SLICE("?") : slice_take(name, 1));
    sbuf_addf(out, ": %s\n", what);
}

struct verifier {
    const struct bundle *bundle;
    struct member_index index;
    size_t *records; /* of each member: how often the manifest has a hash of it */
    struct verify_result *ret;
    struct sbuf *out;
};

static void count_records(struct verifier *v, const struct manifest *m)
{
    for (size_t i = 0; i < m->nrecords; i++) {
        size_t member = member_index_find(&v->index, m->records[i].path);
        if (m->records[i].sha256.len && member != MEMBER_NONE)
            v->records[member]++;
    }
}

static void check_record(struct verifier *v, const struct manifest_record *record)
{
    size_t member = member_index_find(&v->index, record->path);
    if (member == MEMBER_NONE) {
        v->ret->missing++;
        add_line(v->out, record->path, "is in the manifest and not in the bundle");
        return;
    }
    if (v->records[member] > 1) /* said once, below */
        return;
    char hex[MEMBER_HASH_HEX + 1];
    struct slice data = v->bundle->members[member].data;
    member_hash(data, hex);
    if (slice_is(record->sha256, hex)) {
        v->ret->agree++;
        return;
    }
    v->ret->differ++;
    add_line(v->out, record->path,
             record->bytes.known && record->bytes.value != (int64_t)data.len
                 ? "has another size than the manifest says"
                 : "has another content than the manifest says");
}

static void check_member(struct verifier *v, size_t member)
{
    struct slice name = v->bundle->members[member].name;
    if (v->records[member] > 1) {
        v->ret->differ++;
        add_line(v->out, name, "is more than once in the manifest");
    } else if (v->records[member] == 0 && !slice_is(name, BUNDLE_MANIFEST)) {
        v->ret->extra++;
        add_line(v->out, name, "is not in the manifest");
    }
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
    struct arena scratch = ARENA_INIT;
    struct verify_result ret = {.verdict = VERIFY_WHOLE};
    struct verifier v = {b, member_index_build(&scratch, b),
                         ARENA_ARRAY(&scratch, size_t, b->count + 1), &ret, out};
    count_records(&v, m);
    for (size_t i = 0; i < m->nrecords; i++)
        if (m->records[i].sha256.len)
            check_record(&v, &m->records[i]);
    for (size_t i = 0; m->has_records && i < b->count; i++)
        check_member(&v, i);
    arena_done(&scratch);
    if (b->behind)
        sbuf_addf(out, "  %llu bytes behind the end of the archive are no part of it\n",
                  (unsigned long long)b->behind);
    if (ret.differ || ret.missing || ret.extra || b->behind)
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
