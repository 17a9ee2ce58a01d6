#include "channels.h"

#include <string.h>

#include "bytes.h"
#include "tsv.h"

enum {
    TICKET_MAX = 128, /* bytes of a sudog, of an hchan: more than any version has */
    TYPE_HEAD = 48,   /* what every type begins with */
    TYPE_FLAGS_AT = 20,
    TYPE_NAME_AT = 40,
    FLAG_EXTRA_STAR = 2 /* the name was stored with a '*' in front */
};

/* One ticket with its channel. */
struct ticket {
    uint64_t goroutine, channel, next;
    bool is_select;
};

void channels_init(struct channels *c, const struct golive *l)
{
    *c = (struct channels){.l = l};
}

static void parse_ticket(const struct golive *l, const unsigned char *bytes, struct ticket *ret)
{
    const struct layout_sudog *s = &l->layout.sudog;
    *ret = (struct ticket){.goroutine = bytes_u64(bytes + s->g),
                           .channel = bytes_u64(bytes + s->c),
                           .next = bytes_u64(bytes + s->waitlink),
                           .is_select = bytes[s->is_select] != 0};
}

/* A byte of flags, the length as a varint, the text. */
static void read_type_name(const struct golive *l, uint64_t address, char *name)
{
    unsigned char head[TYPE_HEAD];
    name[0] = '\0';
    if (!remote_read(l->memory, address, head, sizeof head))
        return;
    uint64_t at = l->module.types + bytes_u32(head + TYPE_NAME_AT);
    struct slice text = image_from(&l->image, at);
    if (at >= l->module.etypes || text.len < 3)
        return; /* made at run time by reflection */
    size_t len = text.ptr[1] & 0x7f, skip = 2;
    if (text.ptr[1] & 0x80) {
        len |= (size_t)(text.ptr[2] & 0x7f) << 7;
        skip = 3;
    }
    text = slice_take(slice_drop(text, skip), len);
    if (head[TYPE_FLAGS_AT] & FLAG_EXTRA_STAR)
        (void)slice_skip(&text, SLICE("*"));
    text = slice_take(text, CHANNELS_TYPE_LEN - 1);
    memcpy(name, text.ptr, text.len);
    name[text.len] = '\0';
}

static const char *type_name(struct channels *c, uint64_t address)
{
    struct channel_type *t = &c->type[(address >> 5) % CHANNELS_TYPES];
    if (t->address != address) {
        t->address = address;
        read_type_name(c->l, address, t->name);
    }
    return t->name;
}

static void add_row(struct channels *c, const struct goroutine *g, const struct ticket *t,
                    const unsigned char *channel, struct sbuf *out)
{
    const struct layout_hchan *h = &c->l->layout.hchan;
    uint64_t len = bytes_u64(channel + h->qcount), cap = bytes_u64(channel + h->dataqsiz);
    uint32_t closed = bytes_u32(channel + h->closed);
    if (len > cap || closed > 1) /* no channel: the layout does not fit */
        return;
    const char *type = type_name(c, bytes_u64(channel + h->elemtype));
    sbuf_addf(out, "%llu\t0x%llx\t", (unsigned long long)g->goid, (unsigned long long)t->channel);
    if (type[0]) {
        sbuf_adds(out, "chan ");
        tsv_add(out, slice_from(type));
    }
    sbuf_addf(out, "\t%llu\t%llu\t%u\t%d\n", (unsigned long long)len, (unsigned long long)cap,
              closed, t->is_select);
    c->rows++;
}

/* What follows the first ticket of a select statement. The chain is the target's: it may be a ring.
 */
static void add_more(struct channels *c, const struct goroutine *g, struct ticket t,
                     struct sbuf *out)
{
    unsigned char bytes[TICKET_MAX];
    for (unsigned i = 1; i < CHANNELS_SELECT_MAX && t.is_select && t.next; i++) {
        if (!remote_read(c->l->memory, t.next, bytes, c->l->layout.sudog.size))
            return;
        parse_ticket(c->l, bytes, &t);
        if (t.goroutine != g->address || !t.channel ||
            !remote_read(c->l->memory, t.channel, bytes, c->l->layout.hchan.size))
            return;
        add_row(c, g, &t, bytes, out);
    }
}

/* The goroutine once more: whether it still waits where it did. */
static bool still_waits(const struct channels *c, const struct goroutine *g,
                        const unsigned char *bytes)
{
    struct goroutine now;
    goroutine_parse(g->address, bytes, &c->l->layout.g, &now);
    return goroutine_same(g, &now) && now.waiting == g->waiting;
}

/* {channel, goroutine} of the one ticket; rows only when the goroutine has not moved. */
static void look_at(struct channels *c, const struct goroutine *g, const unsigned char *bytes,
                    struct sbuf *out)
{
    unsigned char both[TICKET_MAX + G_SIZE_MAX];
    size_t channel = c->l->layout.hchan.size, size = c->l->layout.g.size;
    size_t before = out->len;
    uint64_t rows = c->rows;
    struct ticket t;
    parse_ticket(c->l, bytes, &t);
    if (t.goroutine != g->address || !t.channel)
        return;
    struct remote_range ranges[] = {{t.channel, channel}, {g->address, size}};
    if (remote_read_vector(c->l->memory, ranges, 2, both) != channel + size)
        return;
    add_row(c, g, &t, both, out);
    add_more(c, g, t, out);
    bool moved = !still_waits(c, g, both + channel);
    if (t.is_select && !moved)
        moved = !remote_read(c->l->memory, g->address, both, size) || !still_waits(c, g, both);
    if (moved) { /* what was written may be of two moments */
        out->len = before;
        c->rows = rows;
        c->moved++;
        return;
    }
    c->goroutines += c->rows > rows;
}

void channels_flush(struct channels *c, struct sbuf *out)
{
    unsigned char bytes[CHANNELS_BATCH * TICKET_MAX];
    struct remote_range ranges[CHANNELS_BATCH];
    size_t size = c->l->layout.sudog.size, first = 0;
    while (first < c->count) {
        for (size_t i = first; i < c->count; i++)
            ranges[i] = (struct remote_range){c->waiting[i].waiting, size};
        size_t got = remote_read_vector(c->l->memory, ranges + first, c->count - first, bytes);
        size_t whole = got / size;
        for (size_t i = 0; i < whole; i++)
            look_at(c, &c->waiting[first + i], bytes + i * size, out);
        first += whole + 1; /* over the one that could not be read */
    }
    c->count = 0;
}

void channels_add(struct channels *c, const struct reading *r, struct sbuf *out)
{
    if (r->state != READING_STABLE || r->g.status != GOROUTINE_WAITING || r->g.waiting == 0)
        return;
    c->waiting[c->count++] = r->g;
    if (c->count == CHANNELS_BATCH)
        channels_flush(c, out);
}
