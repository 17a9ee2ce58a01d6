/* Synthetic nights, of which it is known what happened. */
#include "cmocka_all.h"

#include <math.h>

#include "arena.h"
#include "night_fit.h"

enum { POINTS = 540 }; /* nine hours, once a minute */
static const double STEP_S = 60;
static const double MB = 1048576;

/* Numbers that look random and are the same in every run. */
static double chance(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / (double)(1ull << 53);
}

static double normal(uint64_t *state)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += chance(state);
    return sum;
}

struct night_plan {
    const char *name;
    double noise, alike; /* standard deviation; how much of the last one's error stays */
    double saw, saw_s;   /* a heap that breathes: height and period */
    double warm, warm_s; /* rises by so much, with this time constant */
    double leak_per_h, leak_from, leak_until; /* as shares of the night */
    double step, step_from;
    double walk; /* of each step, which is never taken back */
};

static void make(const struct night_plan *p, uint64_t seed, size_t n, double *at, double *value)
{
    uint64_t state = seed * 7919 + 17;
    double error = 0, walked = 0, night = (double)n * STEP_S;
    for (size_t i = 0; i < n; i++) {
        double t = (double)i * STEP_S, from = p->leak_from * night;
        double leaked = fmin(t, p->leak_until * night) - from;
        error = p->alike * error + p->noise * sqrt(1 - p->alike * p->alike) * normal(&state);
        walked += p->walk * normal(&state);
        at[i] = t;
        value[i] = 200 * MB + error + walked;
        value[i] += p->saw_s > 0 ? p->saw * fmod(t, p->saw_s) / p->saw_s : 0;
        value[i] += p->warm_s > 0 ? p->warm * (1 - exp(-t / p->warm_s)) : 0;
        value[i] += leaked > 0 ? p->leak_per_h * leaked / 3600 : 0;
        value[i] += t >= p->step_from * night ? p->step : 0;
    }
}

static struct growth seen(struct arena *a, const struct night_plan *p, uint64_t seed, size_t n)
{
    double *at = ARENA_ARRAY(a, double, n), *value = ARENA_ARRAY(a, double, n);
    make(p, seed, n, at, value);
    return growth_of(at, value, n);
}

enum { SEEDS = 25 };
#define NEVER 2.0, 2.0

/* How often each course is seen in so many nights of one plan. */
struct tally {
    size_t by[COURSE_WANDERING + 1];
    size_t began, inside,
        near;          /* of the rising ones: with a begin; truth in its range; within 5 % */
    double worst_rate; /* of the rising ones: largest error, as a share */
    double off_s;      /* mean error of the begin */
};

static struct tally count(const struct night_plan *p, size_t n)
{
    struct tally t = {{0}, 0, 0, 0, 0, 0};
    double truth = p->leak_from * (double)n * STEP_S;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct arena a = ARENA_INIT;
        struct growth g = seen(&a, p, seed, n);
        arena_done(&a);
        t.by[g.course]++;
        if (g.course != COURSE_RISING)
            continue;
        t.began += g.began;
        t.inside += g.began && truth >= g.from_s && truth <= g.until_s;
        t.near += g.began && fabs(g.begin_s - truth) <= 0.05 * (double)n * STEP_S;
        t.off_s += fabs(g.begin_s - truth) / SEEDS;
        t.worst_rate = fmax(t.worst_rate, fabs(g.per_s * 3600 / p->leak_per_h - 1));
    }
    return t;
}

/* Noise, breath, warm-up and steps are no leak: in none of these nights. */
static void a_healthy_night_has_no_rise(void **state)
{
    (void)state;
    static const struct night_plan plans[] = {
        {"noise", 2 * MB, 0, 0, 0, 0, 0, 0, NEVER, 0, 2.0, 0},
        {"noise of which neighbours are alike", 2 * MB, 0.9, 0, 0, 0, 0, 0, NEVER, 0, 2.0, 0},
        {"a heap that breathes in 5 minutes", 1 * MB, 0, 100 * MB, 310, 0, 0, 0, NEVER, 0, 2.0, 0},
        {"in 25 minutes", 1 * MB, 0, 100 * MB, 1510, 0, 0, 0, NEVER, 0, 2.0, 0},
        {"in two hours", 1 * MB, 0, 100 * MB, 7300, 0, 0, 0, NEVER, 0, 2.0, 0},
        {"in four hours", 1 * MB, 0, 100 * MB, 14760, 0, 0, 0, NEVER, 0, 2.0, 0},
        {"warm-up", 0, 0, 0, 0, 100 * MB, 1200, 0, NEVER, 0, 2.0, 0},
        {"warm-up that breathes", 1 * MB, 0, 40 * MB, 310, 100 * MB, 1200, 0, NEVER, 0, 2.0, 0},
        {"a step", 1 * MB, 0, 0, 0, 0, 0, 0, NEVER, 300 * MB, 0.5, 0},
        {"a step down", 1 * MB, 0, 0, 0, 0, 0, 0, NEVER, -100 * MB, 0.3, 0},
        {"nothing at all", 0, 0, 0, 0, 0, 0, 0, NEVER, 0, 2.0, 0},
    };
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        struct tally t = count(&plans[i], POINTS);
        if (t.by[COURSE_RISING] > 0)
            fail_msg("%s: rises in %zu of %d nights", plans[i].name, t.by[COURSE_RISING], SEEDS);
    }
}

/* A walk without direction is far away at its end, and straight over some stretch. */
static void what_wanders_rises_in_few_nights(void **state)
{
    (void)state;
    enum { NIGHTS = 400, LONGEST = 540 };
    static const size_t lengths[] = {30, 60, 240, LONGEST};
    static double at[LONGEST], value[LONGEST];
    for (int noisy = 0; noisy < 2; noisy++)
        for (size_t i = 0; i < COUNT(lengths); i++) {
            const struct night_plan walk = {
                "walk", noisy ? 3 * MB : 0, 0, 0, 0, 0, 0, 0, NEVER, 0, 2.0, 1 * MB};
            size_t rising = 0, falling = 0;
            for (uint64_t seed = 0; seed < NIGHTS; seed++) {
                make(&walk, seed, lengths[i], at, value);
                enum course course = growth_of(at, value, lengths[i]).course;
                rising += course == COURSE_RISING;
                falling += course == COURSE_FALLING;
            }
            print_message("  %zu samples: %zu rise, %zu fall, of %d\n", lengths[i], rising, falling,
                          NIGHTS);
            assert_true(rising <= NIGHTS * 25 / 1000);
        }
}

/* A leak is one on top of what wanders, too, and where it comes in drops. */
static void a_leak_that_wanders_is_found(void **state)
{
    (void)state;
    static const struct night_plan plans[] = {
        {"half the night", 0, 0, 0, 0, 0, 0, 100 * MB, 0.5, 2, 0, 2.0, 2 * MB},
        {"all of it", 0, 0, 0, 0, 0, 0, 60 * MB, 0, 2, 0, 2.0, 2 * MB},
    };
    for (size_t i = 0; i < COUNT(plans); i++) {
        struct tally t = count(&plans[i], POINTS);
        print_message("  %s: rises in %zu of %d\n", plans[i].name, t.by[COURSE_RISING], SEEDS);
        assert_true(t.by[COURSE_RISING] >= SEEDS * 8 / 10);
    }
    double at[POINTS], value[POINTS], kept = 200 * MB;
    uint64_t seed = 11;
    for (size_t i = 0; i < POINTS; i++) { /* one in ten minutes keeps 5 MiB */
        kept += chance(&seed) < 0.1 ? 5 * MB : 0;
        at[i] = (double)i * STEP_S;
        value[i] = kept;
    }
    assert_int_equal(growth_of(at, value, POINTS).course, COURSE_RISING);
}

static void a_leak_is_found_with_its_begin_and_its_rate(void **state)
{
    (void)state;
    static const struct night_plan plans[] = {
        {"clean", 0, 0, 0, 0, 0, 0, 100 * MB, 0.5, 2, 0, 2.0, 0},
        {"noise", 5 * MB, 0, 0, 0, 0, 0, 100 * MB, 0.5, 2, 0, 2.0, 0},
        {"alike", 5 * MB, 0.8, 0, 0, 0, 0, 100 * MB, 0.5, 2, 0, 2.0, 0},
        {"breath", 5 * MB, 0, 100 * MB, 310, 0, 0, 100 * MB, 0.5, 2, 0, 2.0, 0},
        {"slow breath", 5 * MB, 0, 100 * MB, 1510, 0, 0, 100 * MB, 0.5, 2, 0, 2.0, 0},
        {"after warm-up", 2 * MB, 0, 0, 0, 100 * MB, 1200, 100 * MB, 0.5, 2, 0, 2.0, 0},
        {"late", 2 * MB, 0, 0, 0, 0, 0, 100 * MB, 0.93, 2, 0, 2.0, 0},
        {"after a step", 2 * MB, 0, 0, 0, 0, 0, 100 * MB, 0.6, 2, 200 * MB, 0.3, 0},
    };
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        struct tally t = count(&plans[i], POINTS);
        if (t.by[COURSE_RISING] < SEEDS || t.began < SEEDS || t.near < SEEDS)
            fail_msg("%s: rises %zu, began %zu, near %zu", plans[i].name, t.by[COURSE_RISING],
                     t.began, t.near);
        if (t.inside < SEEDS * 9 / 10 || t.worst_rate > 0.15)
            fail_msg("%s: in its range %zu, rate off by %f", plans[i].name, t.inside, t.worst_rate);
    }
    struct tally clean = count(&plans[0], POINTS);
    assert_true(clean.off_s <= STEP_S && clean.inside == SEEDS);
}

/* What rose from the first sample on has no begin. */
static void a_leak_from_the_start_has_no_begin(void **state)
{
    (void)state;
    static const struct night_plan plans[] = {
        {"from the start", 5 * MB, 0, 0, 0, 0, 0, 100 * MB, 0, 2, 0, 2.0, 0},
        {"with warm-up", 5 * MB, 0, 0, 0, 100 * MB, 300, 30 * MB, 0, 2, 0, 2.0, 0},
    };
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        struct tally t = count(&plans[i], POINTS);
        if (t.by[COURSE_RISING] < SEEDS || t.began > 0 || t.worst_rate > 0.15)
            fail_msg("%s: rises %zu, began %zu", plans[i].name, t.by[COURSE_RISING], t.began);
    }
}

static void a_leak_that_has_stopped_is_told_as_a_piece(void **state)
{
    (void)state;
    static const struct night_plan plan = {"stops",  5 * MB, 0,   0, 0,   0, 0,
                                           100 * MB, 0.4,    0.7, 0, 2.0, 0};
    struct arena a = ARENA_INIT;
    struct growth g = seen(&a, &plan, 1, POINTS);
    arena_done(&a);
    assert_int_equal(g.course, COURSE_STEADY);
    assert_int_equal(g.npieces, 3);
    assert_true(g.pieces[1].moves && fabs(g.pieces[1].per_s * 3600 / (100 * MB) - 1) < 0.15);
    assert_true(!g.pieces[0].moves && !g.pieces[2].moves);
}

static void a_step_is_a_step(void **state)
{
    (void)state;
    static const struct night_plan plan = {"step", 1 * MB, 0,     0,        0,   0,
                                           0,      0,      NEVER, 300 * MB, 0.5, 0};
    struct arena a = ARENA_INIT;
    struct growth g = seen(&a, &plan, 1, POINTS);
    arena_done(&a);
    assert_int_equal(g.course, COURSE_STEADY);
    assert_true(fabs(g.step / (300 * MB) - 1) < 0.05);
    assert_true(fabs(g.step_s - POINTS * STEP_S / 2) < 5 * STEP_S);
}

/* A burst of a moment moves neither the begin nor the rate. */
static void spikes_do_no_harm(void **state)
{
    (void)state;
    static const struct night_plan plan = {"spikes", 2 * MB, 0, 0, 0,   0, 0,
                                           100 * MB, 0.5,    2, 0, 2.0, 0};
    double at[POINTS], value[POINTS];
    make(&plan, 3, POINTS, at, value);
    for (size_t i = 20; i < POINTS; i += 97)
        value[i] += 4000 * MB;
    struct growth g = growth_of(at, value, POINTS);
    assert_int_equal(g.course, COURSE_RISING);
    assert_true(g.began && fabs(g.begin_s - POINTS * STEP_S / 2) < 10 * STEP_S);
    assert_true(fabs(g.per_s * 3600 / (100 * MB) - 1) < 0.05);
}

/* Descriptors of a real process that leaks from second 28 on; at 46 a bundle is taken. */
static void a_bump_in_a_rise_is_not_its_begin(void **state)
{
    (void)state;
    static const double from_28[] = {
        8,   9,   13,  19,  23,  29,  34,  39,  45,  50,  55,  61,  66,  71,  77,  82,  87,
        93,  107, 103, 108, 114, 120, 125, 131, 135, 140, 146, 152, 156, 162, 167, 172, 178,
        183, 188, 193, 200, 205, 209, 215, 220, 225, 231, 236, 241, 247, 252, 257, 264};
    enum { FLAT = 28, ALL = FLAT + sizeof from_28 / sizeof from_28[0] };
    double at[ALL], value[ALL];
    for (size_t i = 0; i < ALL; i++) {
        at[i] = (double)i;
        value[i] = i < FLAT ? 8 : from_28[i - FLAT];
    }
    struct growth g = growth_of(at, value, ALL);
    assert_int_equal(g.course, COURSE_RISING);
    assert_true(g.began && fabs(g.begin_s - 28.5) <= 1.5);
}

/* Resident MiB of a real process that leaks from second 44 on, every two seconds. Its last four
 * points lie a little beside the line of those before. */
static void an_end_of_a_few_points_belongs_to_the_rise_before(void **state)
{
    (void)state;
    static const double from_44[] = {10.8,  17.2,  23.8,  29.9,  36.3,  43.1,  49.9,  58.1,
                                     63.3,  68.2,  75.6,  83.9,  88.9,  95.7,  102.8, 109.2,
                                     118.3, 123.3, 127.6, 136.8, 144.9, 152.2, 157.9, 164.1};
    enum { FLAT = 22, ALL = FLAT + sizeof from_44 / sizeof from_44[0] };
    double at[ALL], value[ALL];
    for (size_t i = 0; i < ALL; i++) {
        at[i] = 2 * (double)i;
        value[i] = (i < FLAT ? 10.2 + 0.1 * (double)(i % 2) : from_44[i - FLAT]) * MB;
    }
    struct growth g = growth_of(at, value, ALL);
    assert_int_equal(g.course, COURSE_RISING);
    assert_true(g.began && fabs(g.begin_s - 44) <= 2);
    assert_true(fabs(g.per_s / (3.4 * MB) - 1) < 0.1);
}

/* A script that looks every two seconds and writes whole seconds: each time that these fall apart
 * the course has a kink, and short pieces in the midst of one and the same rise. */
static void whole_seconds_do_not_break_a_rise(void **state)
{
    (void)state;
    enum { MOST = 46, NIGHTS = 150 };
    static const double BEGIN_S = 46, RATE = 20, PERIOD_S = 2.03;
    size_t risen = 0, near = 0;
    for (uint64_t night = 0; night < NIGHTS; night++) {
        double at[MOST], value[MOST], t = 0;
        uint64_t state_of = night * 7919 + 17;
        size_t n = 0;
        while (n < MOST && t < 92) {
            double late = 0.2 * chance(&state_of);
            t += PERIOD_S;
            at[n] = floor(t);
            value[n++] = floor(9 + fmax(0, RATE * (t + late - BEGIN_S)));
            t += late;
        }
        struct growth g = growth_of(at, value, n);
        risen += g.course == COURSE_RISING && fabs(g.per_s - RATE) < 3;
        near += g.began && fabs(g.begin_s - BEGIN_S) < 4;
    }
    if (risen < NIGHTS || near < NIGHTS)
        fail_msg("rising in %zu of %d, begin known in %zu", risen, NIGHTS, near);
}

static void too_few_points_say_nothing(void **state)
{
    (void)state;
    static const double at[] = {0, 60, 120, 180, 240, 240}, value[] = {1, 2, 3, 4, 5, 6};
    static const double same[] = {7, 7, 7, 7, 7, 7};
    for (size_t n = 0; n < 5; n++)
        assert_int_equal(growth_of(at, value, n).course, COURSE_UNKNOWN);
    assert_int_equal(growth_of(same, value, 6).course, COURSE_UNKNOWN); /* no time passes */
    assert_int_equal(growth_of(at, same, 5).course, COURSE_STEADY);
}

/* A week at a sample a second. */
static void a_week_is_read_in_time_proportional_to_its_length(void **state)
{
    (void)state;
    static const struct night_plan plan = {"week", 5 * MB, 0, 20 * MB, 310, 0, 0,
                                           1 * MB, 0.5,    2, 0,       2.0, 0};
    enum { WEEK = 7 * 24 * 3600 };
    struct arena a = ARENA_INIT;
    struct growth g = seen(&a, &plan, 1, WEEK);
    arena_done(&a);
    assert_int_equal(g.course, COURSE_RISING);
    assert_true(g.began && fabs(g.begin_s / (WEEK * STEP_S) - 0.5) < 0.001);
}

/* A costly column is looked at less and less often. Points that are too few, or leave what was
 * before at the very end, are not called steady; nor are they for what only jitters. */
static void few_points_say_what_they_can(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t flat, after; /* points before the bend, each 2 s, and behind it, each 8 s */
        bool jitters;
        enum course want;
    } cases[] = {{"bent", 5, 5, false, COURSE_UNKNOWN},
                 {"flat", 10, 0, false, COURSE_STEADY},
                 {"jitter", 12, 0, true, COURSE_STEADY},
                 {"leaves at the end", 24, 4, false, COURSE_UNKNOWN},
                 {"goes on", 25, 11, false, COURSE_RISING},
                 {"goes on for a little", 25, 7, false, COURSE_RISING}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        double at[64], value[64];
        size_t n = cases[i].flat + cases[i].after;
        for (size_t k = 0; k < n; k++) {
            size_t late = k >= cases[i].flat ? k - cases[i].flat + 1 : 0;
            double bend = 2 * (double)cases[i].flat;
            at[k] = late > 0 ? bend - 2 + 8 * (double)late : 2 * (double)k;
            value[k] = 7 + (cases[i].jitters ? (double)(k * 7 % 5) : 0);
            value[k] += at[k] > bend ? 10 * (at[k] - bend) : 0;
        }
        struct growth g = growth_of(at, value, n);
        print_message("  %s: %s, %.1f to %.1f s\n", cases[i].name, course_names[g.course], g.from_s,
                      g.until_s);
        assert_int_equal(g.course, cases[i].want);
        if (cases[i].want == COURSE_RISING) {
            double bend = 2 * (double)cases[i].flat;
            assert_true(g.began && g.from_s <= bend && g.until_s >= bend);
            assert_true(g.until_s - g.from_s <= 2 * 8);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_healthy_night_has_no_rise),
        cmocka_unit_test(what_wanders_rises_in_few_nights),
        cmocka_unit_test(a_leak_that_wanders_is_found),
        cmocka_unit_test(a_leak_is_found_with_its_begin_and_its_rate),
        cmocka_unit_test(a_leak_from_the_start_has_no_begin),
        cmocka_unit_test(a_leak_that_has_stopped_is_told_as_a_piece),
        cmocka_unit_test(a_step_is_a_step),
        cmocka_unit_test(spikes_do_no_harm),
        cmocka_unit_test(a_bump_in_a_rise_is_not_its_begin),
        cmocka_unit_test(an_end_of_a_few_points_belongs_to_the_rise_before),
        cmocka_unit_test(whole_seconds_do_not_break_a_rise),
        cmocka_unit_test(too_few_points_say_nothing),
        cmocka_unit_test(a_week_is_read_in_time_proportional_to_its_length),
        cmocka_unit_test(few_points_say_what_they_can),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
