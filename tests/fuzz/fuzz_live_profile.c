/* Records of a made-up process as a profile for pprof: kinds, rates, counts and stacks are
 * anything. Of each record 40 bytes are its numbers, the rest are its addresses, two bytes each
 * behind the program's text. */
#include "bytes.h"
#include "go_process_maker.h"
#include "live_profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD = 16, NUMBERS = 40, RECORDS = 64, FRAMES = 64 };

struct records {
    struct buckets all;
    struct bucket item[RECORDS];
    uint64_t pcs[RECORDS * FRAMES];
};

static enum status drop(void *ctx, struct slice bytes, struct error *err)
{
    (void)ctx;
    (void)bytes;
    (void)err;
    return STATUS_OK;
}

static void take_record(struct records *r, struct slice *rest, bool is_heap)
{
    const unsigned char *p = rest->ptr;
    struct bucket *b = &r->item[r->all.count++];
    *b = (struct bucket){.size = bytes_u64(p), .stack = r->all.npcs, .frames = p[39] % FRAMES};
    if (is_heap) {
        b->of.heap.published = (struct bucket_cycle){bytes_u64(p + 8), bytes_u64(p + 16)};
        b->of.heap.latest = (struct bucket_cycle){bytes_u64(p + 24), bytes_u32(p + 32)};
    } else {
        uint64_t bits = bytes_u64(p + 8);
        memcpy(&b->of.wait.count, &bits, sizeof bits);
        b->of.wait.cycles = (int64_t)bytes_u64(p + 16);
    }
    *rest = slice_drop(*rest, NUMBERS);
    for (uint32_t i = 0; i < b->frames; i++) {
        uint64_t pc = rest->len >= 2 ? MAKER_TEXT + bytes_u16(rest->ptr) : UINT64_MAX;
        r->pcs[r->all.npcs++] = pc;
        *rest = slice_drop(*rest, rest->len >= 2 ? 2 : rest->len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct go_process process;
    static struct golive live;
    static struct records r;
    struct error err = {0};
    struct live_profile_count count;
    if (size < HEAD)
        return 0;
    if (!live.memory) {
        go_process_make(&process);
        if (golive_open(&process.fake.remote, go_process_file(&process), &process.fake.mappings,
                        &live, &err) != STATUS_OK)
            return 0;
    }
    const struct pprof_mapping mapping = {.start = MAKER_TEXT, .limit = MAKER_TEXT + 0x600};
    struct live_profile p = {.kind = (enum live_profile_kind)(data[0] % (LIVE_MUTEX + 1)),
                             .live = &live,
                             .buckets = &r.all,
                             .mapping = &mapping,
                             .rate = bytes_u64(data + 8),
                             .cycles_per_second = (double)bytes_u32(data + 4)};
    live.layout.minor = 18 + data[1] % 10;
    r.all = (struct buckets){.item = r.item, .pcs = r.pcs};
    struct slice rest = {data + HEAD, size - HEAD};
    while (rest.len >= NUMBERS && r.all.count < RECORDS)
        take_record(&r, &rest, p.kind == LIVE_HEAP || p.kind == LIVE_HEAP_LATEST);
    (void)!live_profile_write(&p, (struct sink){drop, NULL}, &count, &err);
    return 0;
}
