#include "cmocka_all.h"

#include <stdlib.h>

#include "pprof.h"
#include "sampling.h"
#include "stack_sums.h"

/* The types of a heap profile; the order that is wanted is another one. */
enum { ALLOCATED, OBJECTS, SPACE, TYPES };
static const size_t wanted[] = {SPACE, OBJECTS};
static const struct pprof_value_type types[TYPES] = {
    {SLICE_INIT("alloc_space"), SLICE_INIT("bytes")},
    {SLICE_INIT("inuse_objects"), SLICE_INIT("count")},
    {SLICE_INIT("inuse_space"), SLICE_INIT("bytes")},
};

static struct pprof file(size_t n, const uint32_t *frame_of, const uint32_t *frames,
                         const int64_t *values)
{
    return (struct pprof){.ntypes = TYPES,
                          .types = types,
                          .nsamples = n,
                          .frame_of = frame_of,
                          .frames = frames,
                          .values = values,
                          .period = 1000,
                          .period_type = {SLICE_INIT("space"), SLICE_INIT("bytes")}};
}

static struct stack_sums summed(struct arena *a, const struct pprof *p)
{
    struct sampling sampling;
    sampling_init(&sampling, p);
    return stack_sums_of(a, p, wanted, COUNT(wanted), &sampling);
}

static void test_sizes_of_one_place(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    /* {1, 2}, its beginning, nothing, {1, 2} again in the midst of others, and backwards. */
    static const uint32_t frames[] = {1, 2, 1, 1, 2, 2, 1};
    static const uint32_t frame_of[] = {0, 2, 3, 3, 5, 7};
    static const int64_t values[] = {9, 2, 20, 9, 1, 5, 9, 1, 7, 9, 3, 3000, 9, 1, 1};
    struct pprof p = file(5, frame_of, frames, values);
    struct stack_sums s = summed(&a, &p);
    assert_int_equal(s.count, 4);
    assert_int_equal(s.samples, 5);
    assert_int_equal(s.damaged, 0);
    static const uint32_t sample[] = {0, 1, 2, 4};
    assert_memory_equal(s.sample, sample, sizeof sample);
    static const int64_t sums[] = {3020, 5, 5, 1, 7, 1, 1, 1};
    assert_memory_equal(s.values, sums, sizeof sums);
    assert_true(s.sum[0] == 3033 && s.sum[1] == 8 && s.total[0] == 3033 && s.total[1] == 8);

    /* Objects of 10 and of 1,000 bytes were missed in different measure: the variances are those of
     * the samples, not one of the sum. */
    struct sampling sampling;
    sampling_init(&sampling, &p);
    double each = sampling_variance(&sampling, values, SPACE) +
                  sampling_variance(&sampling, &values[9], SPACE);
    assert_true(each > 0 && s.variance[0] > each * 0.999999 && s.variance[0] < each * 1.000001);
    arena_done(&a);
}

static void test_left_out(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    static const uint32_t frames[] = {1, 1, 1, 1}, frame_of[] = {0, 1, 2, 3, 4};
    /* Freed again, negative, beyond what a number holds, and its opposite that never was one. */
    static const int64_t values[] = {5, 0, 0, 5, -1, -8, 5, 1, INT64_MAX, 5, 1, INT64_MIN};
    struct pprof p = file(4, frame_of, frames, values);
    struct stack_sums s = summed(&a, &p);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.samples, 1);
    assert_int_equal(s.damaged, 2);
    assert_int_equal(s.sample[0], 1);
    assert_true(s.values[0] == -8 && s.sum[0] == -8 && s.total[0] == 8);
    arena_done(&a);
}

/* Whatever a hash makes of them: as many stacks as there are, each with all that is its own. */
static void test_many(void **state)
{
    (void)state;
    const uint32_t stacks = 5000, turns = 3, samples = stacks * turns;
    struct arena a = ARENA_INIT;
    uint32_t *frames = ARENA_ARRAY(&a, uint32_t, (size_t)samples * 2), *frame = frames;
    uint32_t *frame_of = ARENA_ARRAY(&a, uint32_t, (size_t)samples + 1);
    int64_t *values = ARENA_ARRAY(&a, int64_t, (size_t)samples * TYPES);
    for (uint32_t i = 0; i < samples; i++) {
        *frame++ = i % stacks % 100;
        *frame++ = i % stacks / 100;
        frame_of[i + 1] = (uint32_t)(frame - frames);
        values[(size_t)i * TYPES + SPACE] = i % stacks + 1;
    }
    struct pprof p = file(samples, frame_of, frames, values);
    struct stack_sums s = summed(&a, &p);
    assert_int_equal(s.count, stacks);
    for (uint32_t i = 0; i < stacks; i++) {
        assert_int_equal(s.sample[i], i);
        assert_int_equal(s.values[i * COUNT(wanted)], turns * (int64_t)(i + 1));
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_of_one_place),
        cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
