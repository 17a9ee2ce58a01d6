#include "calibrate.h"

#include "bytes.h"

enum {
    GOID_FROM = 112, /* it never stood before the saved registers */
    GOID_TO = 256,
    STATUS_MAX = 12,
    SCAN_BIT = 0x1000,
    STARTPC_FROM = 240,
};

#define GOID_MAX ((uint64_t)1 << 48)

bool calibrate_read(struct remote *memory, const uint64_t *address, size_t count,
                    struct calibrate_sample *ret)
{
    ret->count = 0;
    for (size_t i = 0; i < count && i < CALIBRATE_SAMPLE; i++) {
        struct remote_range range = {address[i], G_SIZE_MAX};
        if (address[i] & 7)
            return false;
        size_t got = remote_read_vector(memory, &range, 1, ret->g[i]);
        if (got < G_SELF + 8 || bytes_u64(ret->g[i] + G_SELF) != address[i])
            return false;
        ret->address[i] = address[i];
        ret->len[i] = got;
        ret->count++;
    }
    return ret->count > 0;
}

/* The word at offset of goroutine i; 0 when it was not read. */
static uint64_t word(const struct calibrate_sample *s, size_t i, size_t offset)
{
    return offset + 8 <= s->len[i] ? bytes_u64(s->g[i] + offset) : 0;
}

/* Number 1 comes first, no number comes twice, and the word before each is a status. */
static bool is_goid(const struct calibrate_sample *s, size_t at)
{
    if (word(s, 0, at) != 1)
        return false;
    for (size_t i = 0; i < s->count; i++) {
        uint64_t goid = word(s, i, at), status = word(s, i, at - 8);
        if (goid == 0 || goid > GOID_MAX || (status & ~(uint64_t)SCAN_BIT) > STATUS_MAX)
            return false;
        for (size_t k = 0; k < i; k++)
            if (goid == word(s, k, at))
                return false;
    }
    return true;
}

/* Who started it: nobody started number 1, and everybody else somebody with a lower number. Zero
 * where a thread of C brought it. */
static bool is_parent(const struct calibrate_sample *s, size_t at, size_t goid_at)
{
    bool any = false;
    for (size_t i = 0; i < s->count; i++) {
        uint64_t parent = word(s, i, at);
        any |= parent != 0;
        if (parent >= word(s, i, goid_at))
            return false;
    }
    return any;
}

void calibrate(const struct calibrate_sample *s, uint64_t runtime_main, struct calibrated *ret)
{
    *ret = (struct calibrated){0};
    if (s->count < CALIBRATE_MIN)
        return;
    for (uint16_t at = GOID_FROM; at < GOID_TO && !ret->goid; at = (uint16_t)(at + 8)) {
        ret->goid = is_goid(s, at);
        ret->g.goid = at;
        ret->g.status = (uint16_t)(at - 8);
        ret->g.waitsince = (uint16_t)(at + 16);
        ret->g.waitreason = (uint16_t)(at + 24);
    }
    for (uint16_t at = STARTPC_FROM; runtime_main && at + 56 < G_SIZE_MAX && !ret->startpc;
         at = (uint16_t)(at + 8)) {
        ret->startpc = word(s, 0, at) == runtime_main && word(s, 1, at) != runtime_main;
        ret->g.startpc = at;
        ret->g.gopc = (uint16_t)(at - 16);
        ret->g.waiting = (uint16_t)(at + 16);
        ret->g.labels = (uint16_t)(at + 48);
    }
    if (ret->goid && ret->startpc) {
        ret->g.parent_goid = (uint16_t)(ret->g.startpc - 24);
        ret->parent = is_parent(s, ret->g.parent_goid, ret->g.goid);
    }
}

static unsigned put(uint16_t *field, uint16_t found)
{
    unsigned changed = *field != found;
    *field = found;
    return changed;
}

unsigned calibrate_apply(const struct calibrated *c, struct layout_g *layout)
{
    unsigned changed = 0;
    if (c->goid) {
        uint16_t before = layout->waitreason;
        changed += put(&layout->goid, c->g.goid) + put(&layout->status, c->g.status) +
                   put(&layout->waitsince, c->g.waitsince) +
                   put(&layout->waitreason, c->g.waitreason);
        /* these keep their distance from it */
        layout->tracking_seq = (uint16_t)(layout->tracking_seq + layout->waitreason - before);
        layout->lockedm = (uint16_t)(layout->lockedm + layout->waitreason - before);
    }
    if (c->startpc)
        changed += put(&layout->startpc, c->g.startpc) + put(&layout->gopc, c->g.gopc) +
                   put(&layout->waiting, c->g.waiting) + put(&layout->labels, c->g.labels);
    if (c->startpc && c->parent)
        changed += put(&layout->parent_goid, c->g.parent_goid);
    return changed;
}
