#include "buckets.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "cleanup.h"
#include "globals.h"

enum {
    HEAD = 48, /* next, allnext, type, hash, size, frames */
    NEXT = 8,
    TYPE = 16,
    HASH = 24,
    SIZE = 32,
    FRAMES = 40,
    RECORD_MAX = 128,
    CYCLES = 4, /* the published one and three to come */
    CYCLE_BYTES = 32,
    CYCLE_COUNTS = 16,
    WAIT_RECORD = 16,
    BUCKETS_MOST = 2000000,
    PCS_MOST = 32 << 20,
    CANDIDATES = 512,
    BLOCK = 64 * 1024,
    BLOCKS = 4,
};

/* Records stand close together: a few blocks of memory save a call for each of them. */
struct cache {
    struct remote *memory;
    bool direct; /* what is read lies anywhere: no blocks */
    struct {
        uint64_t address; /* 0: empty */
        unsigned char *bytes;
    } block[BLOCKS];
    unsigned next;
};

static bool cache_read(struct cache *c, uint64_t address, void *into, size_t len)
{
    uint64_t start = address & ~(uint64_t)(BLOCK - 1);
    if (c->direct || address + len < address || address + len > start + BLOCK)
        return remote_read(c->memory, address, into, len);
    unsigned i = 0;
    while (i < BLOCKS && (c->block[i].address != start || !start))
        i++;
    if (i == BLOCKS) {
        i = c->next++ % BLOCKS;
        if (!c->block[i].bytes)
            c->block[i].bytes = malloc(BLOCK);
        c->block[i].address = 0;
        if (!c->block[i].bytes || !remote_read(c->memory, start, c->block[i].bytes, BLOCK))
            return remote_read(c->memory, address, into, len);
        c->block[i].address = start;
    }
    memcpy(into, c->block[i].bytes + (address - start), len);
    return true;
}

static void cache_done(struct cache *c)
{
    for (unsigned i = 0; i < BLOCKS; i++)
        free(c->block[i].bytes);
}

/* As the runtime hashes a stack and a size. */
static uint64_t hash_of(const unsigned char *pcs, size_t frames, uint64_t size)
{
    uint64_t h = 0;
    for (size_t i = 0; i < frames; i++) {
        h += bytes_u64(pcs + 8 * i);
        h += h << 10;
        h ^= h >> 6;
    }
    h += size;
    h += h << 10;
    h ^= h >> 6;
    h += h << 3;
    h ^= h >> 11;
    return h;
}

/* One record as it stands in memory. */
struct raw {
    unsigned char head[HEAD];
    unsigned char pcs[BUCKET_FRAMES_MAX * 8];
    unsigned char record[RECORD_MAX];
    size_t frames;
};

/* Head and stack of the record at address; false when it is none of this type. */
static bool read_raw(struct cache *c, uint64_t address, enum bucket_type type, struct raw *r)
{
    if (address % 8 || !cache_read(c, address, r->head, HEAD) ||
        bytes_u64(r->head + TYPE) != type || bytes_u64(r->head + FRAMES) > BUCKET_FRAMES_MAX)
        return false;
    r->frames = (size_t)bytes_u64(r->head + FRAMES);
    return cache_read(c, address + HEAD, r->pcs, 8 * r->frames) &&
           hash_of(r->pcs, r->frames, bytes_u64(r->head + SIZE)) == bytes_u64(r->head + HASH);
}

struct search {
    struct cache cache;
    const struct mappings *mappings;
    const struct module *module;
    struct bucket_heads *found;
    uint64_t variable[CANDIDATES], value[CANDIDATES];
    size_t count;
    struct raw raw;
};

/* A record without a stack is none: its hash is 0, and so are most words of any memory. */
static bool is_head(struct search *s, uint64_t address, enum bucket_type type)
{
    return read_raw(&s->cache, address, type, &s->raw) && s->raw.frames > 0;
}

/* Looks at the heads of all candidates, as many as possible in one call. */
static void try_candidates(struct search *s)
{
    struct remote_range range[CANDIDATES];
    unsigned char types[CANDIDATES * 8];
    for (size_t i = 0; i < s->count; i++)
        range[i] = (struct remote_range){s->value[i] + TYPE, 8};
    for (size_t done = 0; done < s->count;) {
        size_t got = remote_read_vector(s->cache.memory, range + done, s->count - done, types) / 8;
        for (size_t i = done; i < done + got; i++) {
            uint64_t type = bytes_u64(types + 8 * (i - done));
            if (type < BUCKET_HEAP || type >= BUCKET_TYPES ||
                s->found->count[type] == BUCKET_HEADS_MAX ||
                !is_head(s, s->value[i], (enum bucket_type)type))
                continue;
            s->found->address[type][s->found->count[type]++] = s->variable[i];
        }
        done += got + 1;
    }
    s->count = 0;
}

static bool find_heads(void *arg, const struct globals_window *w)
{
    struct search *s = arg;
    for (size_t i = 0; i < w->starts; i++) {
        uint64_t v = w->words[i];
        if (v % 8 || v < REMOTE_PAGE || v > UINT64_MAX - HEAD ||
            (v >= s->module->bss.from && v < s->module->noptrbss.to) ||
            !mappings_writable(s->mappings, v))
            continue;
        s->variable[s->count] = w->address + 8 * i;
        s->value[s->count++] = v;
        if (s->count == CANDIDATES)
            try_candidates(s);
    }
    return true;
}

void buckets_find(const struct module *m, struct remote *memory, const struct mappings *mappings,
                  struct bucket_heads *ret)
{
    *ret = (struct bucket_heads){.count = {0}};
    AUTO_FREE struct search *s = calloc(1, sizeof *s);
    if (!s)
        return;
    s->cache = (struct cache){.memory = memory, .direct = true};
    s->mappings = mappings;
    s->module = m;
    s->found = ret;
    globals_walk(m, memory, GLOBALS_BSS | GLOBALS_NOPTRBSS, 0, find_heads, s);
    try_candidates(s);
}

/* Makes room for one more bucket with this many frames. */
static bool reserve(struct buckets *b, size_t frames)
{
    if (b->count == BUCKETS_MOST || b->npcs + frames > PCS_MOST)
        return false;
    if (b->count == b->cap) {
        size_t cap = b->cap ? 2 * b->cap : 256;
        struct bucket *item = realloc(b->item, cap * sizeof *item);
        if (!item)
            return false;
        b->item = item;
        b->cap = cap;
    }
    if (b->npcs + frames > b->pcs_cap || !b->pcs) {
        size_t cap = 2 * b->pcs_cap + BUCKET_FRAMES_MAX;
        uint64_t *pcs = realloc(b->pcs, cap * sizeof *pcs);
        if (!pcs)
            return false;
        b->pcs = pcs;
        b->pcs_cap = cap;
    }
    return true;
}

static struct bucket_cycle cycle_at(const unsigned char *record, size_t cycle)
{
    /* with bytes: allocs, frees, bytes of each */
    return (struct bucket_cycle){bytes_u64(record + cycle), bytes_u64(record + cycle + 8)};
}

static void add_bucket(struct buckets *b, enum bucket_type type, size_t cycle, const struct raw *r)
{
    struct bucket *new = &b->item[b->count++];
    *new = (struct bucket){
        .size = bytes_u64(r->head + SIZE), .stack = b->npcs, .frames = (uint32_t)r->frames};
    for (size_t i = 0; i < r->frames; i++)
        b->pcs[b->npcs++] = bytes_u64(r->pcs + 8 * i);
    if (type == BUCKET_HEAP) {
        new->of.heap.published = new->of.heap.latest = cycle_at(r->record, 0);
        for (size_t i = 1; i < CYCLES; i++) {
            struct bucket_cycle c = cycle_at(r->record, i * cycle);
            new->of.heap.latest.allocs += c.allocs;
            new->of.heap.latest.frees += c.frees;
        }
    } else {
        uint64_t bits = bytes_u64(r->record);
        memcpy(&new->of.wait.count, &bits, sizeof bits);
        new->of.wait.cycles = (int64_t)bytes_u64(r->record + 8);
    }
}

/* A list that leads back into itself is found after as many steps again (Brent). */
struct loop_guard {
    uint64_t seen;
    size_t steps, limit;
};

static bool is_loop(struct loop_guard *g, uint64_t address)
{
    if (address == g->seen)
        return true;
    if (g->steps++ == g->limit) {
        g->seen = address;
        g->limit = 2 * g->limit + 1;
        g->steps = 0;
    }
    return false;
}

/* Whether the bytes of a record are its counts times the size: else it has no bytes. */
static bool has_bytes(const struct raw *r)
{
    uint64_t size = bytes_u64(r->head + SIZE);
    for (size_t i = 0; i < CYCLES; i++) {
        const unsigned char *c = r->record + i * CYCLE_BYTES;
        if (bytes_u64(c) * size != bytes_u64(c + 16) ||
            bytes_u64(c + 8) * size != bytes_u64(c + 24))
            return false;
    }
    return true;
}

/* Returns how many records have bytes that do not fit their counts. */
static size_t walk(struct cache *c, uint64_t variable, enum bucket_type type, size_t cycle,
                   struct raw *r, struct buckets *ret)
{
    size_t record = type == BUCKET_HEAP ? CYCLES * cycle : WAIT_RECORD, misfits = 0;
    struct loop_guard guard = {0};
    ret->head = variable;
    for (uint64_t address = remote_u64(c->memory, variable); address;
         address = bytes_u64(r->head + NEXT)) {
        if (is_loop(&guard, address) || !read_raw(c, address, type, r) ||
            !cache_read(c, address + HEAD + 8 * r->frames, r->record, record)) {
            ret->broken = true;
            break;
        }
        if (!reserve(ret, r->frames)) {
            ret->cut = true;
            break;
        }
        add_bucket(ret, type, cycle, r);
        misfits += type == BUCKET_HEAP && cycle == CYCLE_BYTES && !has_bytes(r);
    }
    return misfits;
}

/* One list into ret, with the layout that its records show. */
static void read_list(uint64_t variable, enum bucket_type type, unsigned cycle,
                      struct remote *memory, struct raw *r, struct buckets *ret)
{
    struct cache c = {.memory = memory};
    *ret = (struct buckets){.only_counts = cycle == CYCLE_COUNTS};
    if (walk(&c, variable, type, cycle, r, ret) > ret->count / 2) {
        buckets_done(ret);
        ret->only_counts = true;
        walk(&c, variable, type, CYCLE_COUNTS, r, ret);
    }
    cache_done(&c);
}

void buckets_read(const struct bucket_heads *heads, enum bucket_type type, unsigned cycle,
                  struct remote *memory, struct buckets *ret)
{
    AUTO_FREE struct raw *r = malloc(sizeof *r);
    *ret = (struct buckets){.cut = !r};
    for (unsigned i = 0; r && i < heads->count[type]; i++) {
        struct buckets one;
        read_list(heads->address[type][i], type, cycle, memory, r, &one);
        if (one.count > ret->count) {
            buckets_done(ret);
            *ret = one;
        } else {
            buckets_done(&one);
        }
    }
}

void buckets_done(struct buckets *b)
{
    free(b->item);
    free(b->pcs);
    *b = (struct buckets){.item = NULL};
}
