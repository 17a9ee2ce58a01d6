/* The heap's bookkeeping and the profiles of a made-up process, in the layout of every Go version.
 */
#include "cmocka_all.h"
#include "damage.h"
#include "heap_maker.h"
#include "heap_spans.h"
#include "heap_stats.h"
#include "layout.h"

enum { MADE_CLASS = 2 * 5, MADE_THIRD = MADE_BUCKETS + 2 * (48 + 8 * MADE_FRAMES + 128) };

/* Everything that is read, out of one image. */
struct reading {
    struct heap_places places;
    struct heap_stats stats;
    struct heap_spans spans;
    bool has_spans;
    struct buckets list[BUCKET_TYPES];
};

static void read_image(struct slice image, unsigned minor, struct reading *r)
{
    struct fake_memory memory;
    struct bucket_heads heads;
    const struct module m = made_module();
    fake_memory_init(&memory, MADE_ADDRESS, image);
    heap_find(&m, &memory.remote, &memory.mappings, minor, &r->places);
    heap_stats_read(&r->places, &memory.remote, minor, &r->stats);
    r->has_spans = heap_spans_read(&r->places, &memory.remote, &r->spans);
    buckets_find(&m, &memory.remote, &memory.mappings, &heads);
    for (enum bucket_type t = BUCKET_HEAP; t < BUCKET_TYPES; t++)
        buckets_read(&heads, t, r->places.layout->record_cycle, &memory.remote, &r->list[t]);
}

static void reading_done(struct reading *r)
{
    for (enum bucket_type t = BUCKET_HEAP; t < BUCKET_TYPES; t++)
        buckets_done(&r->list[t]);
}

static void read_made(const struct made_heap *h, unsigned minor, struct reading *r)
{
    read_image((struct slice){h->image, sizeof h->image}, minor, r);
}

static void assert_stat(const struct reading *r, enum heap_stat stat, uint64_t want)
{
    if (!r->stats.value[stat].known || r->stats.value[stat].value != want)
        print_message("  %s\n", heap_stat_names[stat]);
    assert_true(r->stats.value[stat].known);
    assert_int_equal(r->stats.value[stat].value, want);
}

static void statistics_are_found_in_every_version(void **state)
{
    (void)state;
    for (unsigned minor = LAYOUT_MINOR_MIN; minor <= LAYOUT_MINOR_MAX + 1; minor++) {
        struct made_heap h;
        struct reading r;
        print_message("  Go 1.%u\n", minor);
        made_heap_init(&h, minor, true);
        read_made(&h, minor, &r);
        assert_int_equal(r.places.span_candidates, 1);
        assert_int_equal(r.places.controller_candidates, 1);
        assert_int_equal(r.places.stats_candidates, 1);
        assert_stat(&r, STAT_HEAP_ALLOC, 40960 + 6 * 48);
        assert_stat(&r, STAT_TOTAL_ALLOC, 40960 + 10 * 48);
        assert_stat(&r, STAT_HEAP_OBJECTS, 7);
        assert_stat(&r, STAT_MALLOCS, 14);
        assert_stat(&r, STAT_FREES, 7);
        assert_stat(&r, STAT_HEAP_IN_USE, MADE_IN_USE);
        assert_stat(&r, STAT_HEAP_IDLE, MADE_RELEASED + MADE_IDLE_FREE);
        assert_stat(&r, STAT_HEAP_SYS, MADE_IN_USE + MADE_RELEASED + MADE_IDLE_FREE);
        assert_stat(&r, STAT_STACK_IN_USE, 65536);
        assert_stat(&r, STAT_NEXT_GC, 4 << 20);
        assert_stat(&r, STAT_NUM_GC, MADE_NUM_GC);
        assert_stat(&r, STAT_LAST_GC, MADE_LAST_GC);
        assert_stat(&r, STAT_PAUSE_LAST, 77);
        assert_stat(&r, STAT_GC_PERCENT, 50);
        assert_stat(&r, STAT_MEMORY_LIMIT, HEAP_STAT_OFF);
        assert_false(r.places.layout_by_shape || r.stats.unstable);
        reading_done(&r);
    }
}

static void before_the_first_collection_the_sums_lead_there(void **state)
{
    (void)state;
    struct made_heap h;
    struct reading r;
    made_heap_init(&h, 26, false);
    read_made(&h, 26, &r);
    assert_true(r.places.no_gc);
    assert_stat(&r, STAT_HEAP_OBJECTS, 7);
    assert_stat(&r, STAT_NUM_GC, 0);
    assert_stat(&r, STAT_LAST_GC, 0);
    assert_false(r.stats.value[STAT_PAUSE_LAST].known);
    reading_done(&r);
}

static void a_version_that_is_wrong_shows(void **state)
{
    (void)state;
    struct made_heap h;
    struct reading r;
    made_heap_init(&h, 24, true);
    read_made(&h, 25, &r);
    assert_true(r.places.layout_by_shape);
    assert_stat(&r, STAT_HEAP_OBJECTS, 7);
    reading_done(&r);
    made_heap_init(&h, 27, true); /* a toolchain of its own that calls itself 1.26 */
    read_made(&h, 26, &r);
    assert_true(r.list[BUCKET_HEAP].only_counts);
    assert_int_equal(r.list[BUCKET_HEAP].count, 3);
    assert_int_equal(r.list[BUCKET_HEAP].item[0].of.heap.latest.allocs, 12);
    reading_done(&r);
}

static void what_is_not_there_is_not_known(void **state)
{
    (void)state;
    struct made_heap h;
    struct reading r;
    made_heap_init(&h, 26, true);
    made_u64(&h, MADE_CONTROLLER + CONTROLLER_MINIMUM, 1);
    read_made(&h, 26, &r);
    assert_int_equal(r.places.controller, 0);
    assert_false(r.stats.value[STAT_NEXT_GC].known || r.stats.value[STAT_HEAP_IN_USE].known ||
                 r.stats.value[STAT_SYS].known);
    assert_stat(&r, STAT_HEAP_ALLOC, 40960 + 6 * 48); /* one part never costs another */
    assert_true(r.has_spans);
    reading_done(&r);
    memset(h.image, 0, sizeof h.image);
    read_made(&h, 26, &r);
    assert_false(r.has_spans || r.places.stats || r.places.spans || r.list[BUCKET_HEAP].count);
    for (unsigned i = 0; i < STAT_COUNT; i++)
        assert_false(r.stats.value[i].known);
    reading_done(&r);
}

/* A word of the target that is another one when it is read for the first times. */
struct moving {
    const struct remote *real;
    uint64_t address;
    unsigned reads;
};

static size_t read_moving(void *ctx, const struct remote_range *range, size_t count,
                          unsigned char *into)
{
    struct moving *v = ctx;
    size_t got = v->real->read(v->real->ctx, range, count, into), done = 0;
    for (size_t i = 0; i < count && done < got; done += range[i++].len)
        if (v->reads > 0 && v->address - range[i].address < range[i].len && v->reads--)
            into[done + (v->address - range[i].address)] ^= 1;
    return got;
}

static void what_moved_is_looked_for_again(void **state)
{
    (void)state;
    enum { WALKS = 3, LOOKS = 3 };
    struct made_heap h;
    const struct module m = made_module();
    made_heap_init(&h, 26, true);
    for (unsigned reads = 0; reads <= LOOKS * WALKS; reads += WALKS) {
        struct fake_memory memory;
        struct heap_places places;
        fake_memory_init(&memory, MADE_ADDRESS, (struct slice){h.image, sizeof h.image});
        struct moving moving = {&memory.remote, MADE_ADDRESS + MADE_CONTROLLER + CONTROLLER_MINIMUM,
                                reads};
        struct remote remote = memory.remote;
        remote.read = read_moving;
        remote.ctx = &moving;
        heap_find(&m, &remote, &memory.mappings, 26, &places);
        assert_int_equal(moving.reads, 0);
        assert_int_equal(places.controller != 0, reads < LOOKS * WALKS);
        assert_true(places.spans && places.stats);
    }
}

static void a_memory_limit_lowers_the_goal(void **state)
{
    (void)state;
    static const struct {
        unsigned minor;
        uint64_t limit, want;
    } cases[] = {
        /* 31,376,800 bytes are in memory and no heap; 1 MiB of headroom */
        {26, (32 << 20) - 100000, 1 << 20},
        {26, 33 << 20, (33 << 20) - ((30 << 20) - 60000 - MADE_IDLE_FREE) - (1 << 20)},
        {19, 33 << 20, (33 << 20) - ((30 << 20) - 60000 - MADE_IDLE_FREE) - (1 << 20)},
        {26, 20 << 20, 60000},
        {26, (uint64_t)1 << 30, 4 << 20},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct made_heap h;
        struct reading r;
        print_message("  case %zu\n", i);
        made_heap_init(&h, cases[i].minor, true);
        made_u64(&h, MADE_CONTROLLER + CONTROLLER_LIMIT, cases[i].limit);
        read_made(&h, cases[i].minor, &r);
        assert_stat(&r, STAT_NEXT_GC, cases[i].want);
        assert_stat(&r, STAT_MEMORY_LIMIT, cases[i].limit);
        reading_done(&r);
    }
}

static void spans_are_counted_by_size(void **state)
{
    (void)state;
    struct made_heap h;
    struct reading r;
    made_heap_init(&h, 21, true);
    read_made(&h, 21, &r);
    assert_true(r.has_spans);
    assert_int_equal(r.spans.spans, MADE_SPAN_COUNT);
    assert_int_equal(r.spans.in_use, MADE_SPAN_COUNT - 1);
    assert_int_equal(r.spans.stacks, 1);
    assert_int_equal(r.spans.pages_in_use, MADE_PAGES);
    assert_int_equal(r.spans.bytes, 40960 + 28 * 48);
    const struct heap_class *large = &r.spans.class[1], *small = &r.spans.class[MADE_CLASS];
    assert_int_equal(large->bytes, 40960);
    assert_true(large->pointers && large->size == 0);
    assert_int_equal(small[0].objects, 1 + 3 + 5 + 7); /* odd ones have no pointers */
    assert_int_equal(small[1].objects, 2 + 4 + 6);
    assert_int_equal(small[1].size, 48);
    reading_done(&r);
}

static void profiles_are_read_record_by_record(void **state)
{
    (void)state;
    for (unsigned minor = 26; minor <= 27; minor++) {
        struct made_heap h;
        struct reading r;
        made_heap_init(&h, minor, true);
        read_made(&h, minor, &r);
        const struct buckets *b = &r.list[BUCKET_HEAP];
        assert_int_equal(b->count, 3);
        assert_int_equal(b->only_counts, minor == 27);
        assert_int_equal(b->item[0].size, 48); /* the newest is first */
        assert_int_equal(b->item[0].frames, 5);
        assert_int_equal(b->pcs[b->item[0].stack + 4], 0x401000 + 64 * 2 + 4);
        assert_int_equal(b->item[2].of.heap.published.allocs, 10);
        assert_int_equal(b->item[2].of.heap.published.frees, 4);
        assert_int_equal(b->item[2].of.heap.latest.allocs, 12);
        assert_int_equal(b->item[2].of.heap.latest.frees, 5);
        assert_int_equal(r.list[BUCKET_BLOCK].count, 1);
        assert_true(r.list[BUCKET_MUTEX].item[0].of.wait.count == 3.0);
        assert_int_equal(r.list[BUCKET_MUTEX].item[0].of.wait.cycles, 123456);
        reading_done(&r);
    }
}

/* A word that happens to be 3, amid zeros, and a variable that points there: no mutex record. */
static void zeros_are_no_record(void **state)
{
    (void)state;
    enum { SOMEWHERE = MADE_SIZE - 0x80 };
    struct made_heap h;
    struct reading r;
    made_heap_init(&h, 26, true);
    assert_true(h.bucket_end <= SOMEWHERE);
    made_u64(&h, SOMEWHERE + 16, BUCKET_MUTEX);
    made_u64(&h, MADE_HEADS + (size_t)8 * (BUCKET_MUTEX - 1), MADE_ADDRESS + SOMEWHERE);
    read_made(&h, 26, &r);
    assert_int_equal(r.list[BUCKET_MUTEX].count, 0);
    assert_int_equal(r.list[BUCKET_HEAP].count, 3);
    reading_done(&r);
}

static void a_list_that_is_damaged_ends_there(void **state)
{
    (void)state;
    struct made_heap h;
    struct reading r;
    uint64_t second;
    made_heap_init(&h, 26, true);
    memcpy(&second, h.image + MADE_THIRD + 8, 8);
    made_u64(&h, second - MADE_ADDRESS + 24, 1); /* its hash */
    read_made(&h, 26, &r);
    assert_int_equal(r.list[BUCKET_HEAP].count, 1);
    assert_true(r.list[BUCKET_HEAP].broken);
    reading_done(&r);
    made_heap_init(&h, 26, true);
    made_u64(&h, MADE_BUCKETS + 8, second); /* the last one leads back */
    read_made(&h, 26, &r);
    assert_true(r.list[BUCKET_HEAP].broken && r.list[BUCKET_HEAP].count < 10);
    reading_done(&r);
}

static void read_and_forget(struct slice image)
{
    struct reading r;
    read_image(image, 27, &r);
    reading_done(&r);
}

static void no_damage_breaks_a_reader(void **state)
{
    (void)state;
    struct made_heap h;
    made_heap_init(&h, 27, true);
    struct slice image = {h.image, sizeof h.image};
    for (size_t n = 0; n <= image.len; n += 256)
        damage_try(slice_take(image, n), read_and_forget);
    for (size_t i = 0; i < image.len; i++) {
        if (!h.image[i])
            continue;
        h.image[i] ^= (unsigned char)(1u << (i % 8));
        read_and_forget(image);
        h.image[i] ^= (unsigned char)(1u << (i % 8));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_are_found_in_every_version),
        cmocka_unit_test(before_the_first_collection_the_sums_lead_there),
        cmocka_unit_test(a_version_that_is_wrong_shows),
        cmocka_unit_test(what_is_not_there_is_not_known),
        cmocka_unit_test(what_moved_is_looked_for_again),
        cmocka_unit_test(a_memory_limit_lowers_the_goal),
        cmocka_unit_test(spans_are_counted_by_size),
        cmocka_unit_test(profiles_are_read_record_by_record),
        cmocka_unit_test(zeros_are_no_record),
        cmocka_unit_test(a_list_that_is_damaged_ends_there),
        cmocka_unit_test(no_damage_breaks_a_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
