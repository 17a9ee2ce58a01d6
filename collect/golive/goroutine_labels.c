#include "goroutine_labels.h"

#include "bytes.h"

enum {
    PRINTED_SINCE = 27,
    LABELS_MAX = 64,
    LABEL_SIZE = 32, /* two strings: pointer and length each */
    TEXT_MAX = 4096
};

struct labels {
    struct slice string[2 * LABELS_MAX]; /* key, value, by turns */
    size_t count;
    unsigned char text[TEXT_MAX];
};

/* A slice of labels stands where g->labels leads to. */
static bool read_all(struct remote *memory, uint64_t address, struct labels *ret)
{
    unsigned char head[24], list[LABELS_MAX * LABEL_SIZE];
    size_t used = 0;
    if (address % 8 || !remote_read(memory, address, head, sizeof head))
        return false;
    uint64_t count = bytes_u64(head + 8);
    if (count == 0 || count > LABELS_MAX || count > bytes_u64(head + 16) ||
        !remote_read(memory, bytes_u64(head), list, (size_t)count * LABEL_SIZE))
        return false;
    for (ret->count = 0; ret->count < 2 * count; ret->count++) {
        const unsigned char *string = list + 16 * ret->count;
        uint64_t len = bytes_u64(string + 8);
        if (len > TEXT_MAX - used ||
            !remote_read(memory, bytes_u64(string), ret->text + used, (size_t)len))
            return false;
        ret->string[ret->count] = (struct slice){ret->text + used, (size_t)len};
        used += (size_t)len;
    }
    return true;
}

static bool is_plain(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = s.ptr[i], letter = c | 0x20;
        if (!((letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/' ||
              c == '_'))
            return false;
    }
    return true;
}

/* One character of UTF-8; its length, or 0 when it is none. */
static size_t decode(struct slice s, uint32_t *ret)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char c = s.ptr[0];
    size_t len = c < 0x80 ? 1 : c >= 0xf0 && c < 0xf8 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
    if (len == 0 || len > s.len || c >= 0xf8)
        return 0;
    *ret = len == 1 ? c : c & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((s.ptr[i] & 0xc0) != 0x80)
            return 0;
        *ret = *ret << 6 | (s.ptr[i] & 0x3f);
    }
    return *ret < least[len] || *ret > 0x10ffff || (*ret >= 0xd800 && *ret < 0xe000) ? 0 : len;
}

static void add_character(struct sbuf *out, uint32_t c)
{
    static const char named[] = "\nn\rr\tt\\\\\"\"";
    for (size_t i = 0; i + 1 < sizeof named; i += 2)
        if (c == (unsigned char)named[i]) {
            sbuf_addf(out, "\\%c", named[i + 1]);
            return;
        }
    if (c >= ' ' && c <= '~')
        sbuf_addc(out, (char)c);
    else if (c < 127)
        sbuf_addf(out, "\\x%02x", c);
    else if (c < 0x10000)
        sbuf_addf(out, "\\u%04x", c);
    else
        sbuf_addf(out, "\\U%08x", c);
}

/* As the runtime prints it: with quotes only where they are needed. */
static void add_string(struct sbuf *out, struct slice s)
{
    if (is_plain(s)) {
        sbuf_add(out, s);
        return;
    }
    sbuf_addc(out, '"');
    while (s.len) {
        uint32_t c;
        size_t len = decode(s, &c);
        if (len)
            add_character(out, c);
        else
            sbuf_addf(out, "\\x%02x", s.ptr[0]);
        s = slice_drop(s, len ? len : 1);
    }
    sbuf_addc(out, '"');
}

bool goroutine_labels_are_shown(const struct golive *l)
{
    struct slice build = image_section(&l->image, ".go.buildinfo");
    return l->layout.minor >= PRINTED_SINCE &&
           slice_find(build, SLICE("tracebacklabels=0")) == SIZE_MAX;
}

void goroutine_labels(const struct golive *l, const struct goroutine *g, struct sbuf *out)
{
    struct labels found;
    unsigned char now[G_SIZE_MAX];
    struct goroutine then;
    if (g->labels == 0 || !read_all(l->memory, g->labels, &found) ||
        !remote_read(l->memory, g->address, now, l->layout.g.size))
        return;
    goroutine_parse(g->address, now, &l->layout.g, &then);
    if (then.goid != g->goid || then.labels != g->labels || goroutine_is_dead(&then))
        return;
    sbuf_adds(out, " {");
    for (size_t i = 0; i < found.count; i++) {
        if (i)
            sbuf_adds(out, i % 2 ? ": " : ", ");
        add_string(out, found.string[i]);
    }
    sbuf_addc(out, '}');
}
