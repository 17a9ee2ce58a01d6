#include "cmocka_all.h"

#include <cmark.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "builder.h"
#include "chart_layout.h"
#include "html_check.h"
#include "render.h"
#include "text.h"

enum { OUT_MAX = 64 << 20 };

/* A document with one chart in it; NULL when build_chart() has nothing to show. */
struct fixture {
    struct arena arena;
    struct document document;
    const struct chart *chart;
};

static void begin(struct fixture *f, const struct chart *c)
{
    static const struct section section = {.anchor = "x", .title = "X"};
    *f = (struct fixture){.arena = ARENA_INIT};
    f->document.title = f->document.subtitle = SLICE("x");
    struct builder b = builder_section(&f->arena, &f->document, &section);
    if (build_chart(&b, c))
        f->chart = f->document.first->first->as.figure.chart;
    else
        assert_null(f->document.first->first);
}

static void end(struct fixture *f)
{
    arena_done(&f->arena);
}

static void render(struct fixture *f, const char *format, struct sbuf *out)
{
    struct error err = {STATUS_OK, 0, 0, ""};
    struct render_input in = {.arena = &f->arena, .document = &f->document, .max_chars = 65536};
    sbuf_init(out, OUT_MAX);
    assert_int_equal(renderer_by_name(slice_from(format))->render(&in, out, &err), STATUS_OK);
}

static void assert_has(const struct sbuf *out, const char *words)
{
    if (slice_find(sbuf_view(out), slice_from(words)) == SIZE_MAX)
        fail_msg("there is no %s", words);
}

static struct chart_line line(const double *at, const double *value, size_t n)
{
    return (struct chart_line){.count = n, .at_s = at, .value = value, .trend = true};
}

static struct chart_panel panel(const struct chart_line *l, enum unit unit)
{
    return (struct chart_panel){.what = SLICE("quantity"), .unit = unit, .lines = l, .nlines = 1};
}

static struct chart chart(const struct chart_panel *p)
{
    return (struct chart){.title = "Chart", .panels = p, .npanels = 1};
}

/* ---- gaps ---- */

static void what_is_missing_is_a_gap_and_no_zero(void **state)
{
    (void)state;
    static const double at[] = {0, 1, 2, 3, 4, 5};
    const double value[] = {7, 8, (double)NAN, (double)INFINITY, 8, 7};
    struct chart_line l = line(at, value, COUNT(at));
    struct chart_panel p = panel(&l, UNIT_COUNT);
    struct chart c = chart(&p);
    struct fixture f;
    begin(&f, &c);
    struct chart_span span = chart_span(f.chart);
    struct chart_points got = chart_thin(&f.arena, f.chart, &f.chart->panels[0].lines[0], &span);
    assert_int_equal(got.count, 4);
    assert_true(got.items[0].begins && !got.items[1].begins);
    assert_true(got.items[2].begins && !got.items[3].begins);
    assert_true(f.chart->panels[0].least >= 7);
    end(&f);
}

static void a_look_that_was_missed_breaks_the_line(void **state)
{
    (void)state;
    static const double at[] = {0, 1, 2.1, 3, 5.2, 6, 7.4, 8}, value[] = {1, 2, 3, 4, 5, 6, 7, 8};
    struct chart_line l = line(at, value, COUNT(at));
    l.gap_s = chart_gap_s(at, COUNT(at));
    struct chart_panel p = panel(&l, UNIT_COUNT);
    struct chart c = chart(&p);
    struct fixture f;
    begin(&f, &c);
    struct chart_span span = chart_span(f.chart);
    struct chart_points got = chart_thin(&f.arena, f.chart, &f.chart->panels[0].lines[0], &span);
    for (size_t i = 0; i < got.count; i++)
        assert_int_equal(got.items[i].begins, i == 0 || i == 4);
    assert_true(chart_gap_s(at, 2) <= 0);
    end(&f);
}

/* What is looked up now and then only is one line; where it was not looked up at all is none. */
static void what_is_missing_for_less_than_a_gap_is_joined(void **state)
{
    (void)state;
    static const double at[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    const double no = (double)NAN, value[] = {1, no, 2, no, 3, no, no, no, no, 4};
    struct chart_line l = line(at, value, COUNT(at));
    l.gap_s = 2.5;
    struct chart_panel p = panel(&l, UNIT_COUNT);
    struct chart c = chart(&p);
    c.own_table = true;
    struct fixture f;
    begin(&f, &c);
    struct chart_span span = chart_span(f.chart);
    struct chart_points got = chart_thin(&f.arena, f.chart, &f.chart->panels[0].lines[0], &span);
    assert_int_equal(got.count, 4);
    for (size_t i = 0; i < got.count; i++)
        assert_int_equal(got.items[i].begins, i == 0 || i == 3);
    struct slice course = chart_course(&f.arena, &l);
    assert_true(slice_is(course, "\u2581\u2583\u2586\u00B7\u2588"));
    assert_null(f.document.first->first->next); /* no table behind the figure */
    end(&f);
}

static void a_restart_begins_a_new_line_and_a_new_trend(void **state)
{
    (void)state;
    static const double at[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    static const double value[] = {90, 80, 70, 60, 50, 40, 1, 2, 3, 4, 5, 6};
    static const struct chart_mark restart = {
        .kind = MARK_RESTART, .at_s = 5.5, .label = SLICE_INIT("PID 12")};
    struct chart_line l = line(at, value, COUNT(at));
    struct chart_panel p = panel(&l, UNIT_COUNT);
    struct chart c = chart(&p);
    struct fixture f;
    c.marks = &restart;
    c.nmarks = 1;
    begin(&f, &c);
    const struct chart_line *made = &f.chart->panels[0].lines[0];
    struct chart_span span = chart_span(f.chart);
    struct chart_points got = chart_thin(&f.arena, f.chart, made, &span);
    assert_true(got.items[6].begins && !got.items[5].begins && !got.items[7].begins);
    assert_true(made->fit.moves && fabs(made->fit.per_s - 1) < 1e-9);
    end(&f);
}

/* Of very many ticks no two stand on each other; of what began there is the range. */
static void collections_are_ticks_and_a_start_has_a_range(void **state)
{
    (void)state;
    enum { MANY = 30000 };
    static const double at[] = {0, 500, 1000}, value[] = {1, 2, 3};
    static struct chart_mark marks[MANY + 1];
    for (size_t i = 0; i < MANY; i++)
        marks[i] = (struct chart_mark){
            .kind = MARK_COLLECTION, .at_s = (double)i * 1000 / MANY, .times = 2};
    marks[MANY] = (struct chart_mark){
        .kind = MARK_START, .at_s = 500, .from_s = 400, .until_s = 700, .label = SLICE("it rises")};
    struct chart_line l = line(at, value, COUNT(at));
    struct chart_panel p = panel(&l, UNIT_COUNT);
    struct chart c = chart(&p);
    struct fixture f;
    struct sbuf out;
    c.marks = marks;
    c.nmarks = MANY + 1;
    begin(&f, &c);
    render(&f, "html", &out);
    assert_true(html_is_ours(sbuf_view(&out)));
    assert_true(out.len < 250000);
    assert_has(&out, "garbage collection: 60,000 times from 0 s to 16 min 40 s");
    assert_has(&out, "6 min 40 s to 11 min 40 s start: it rises");
    assert_has(&out, "<rect class=\"range\" x=\"40.00%\" width=\"30.00%\"");
    assert_has(&out, "<line class=\"mark k5\" x1=\"50.00%\" x2=\"50.00%\"");
    sbuf_done(&out);
    end(&f);
}

/* The line of a part of the points, as the caller found it. */
static void a_trend_that_is_given_is_drawn_from_where_it_holds(void **state)
{
    (void)state;
    static const double at[] = {0, 1, 2, 3, 4, 5, 6, 7}, value[] = {5, 5, 5, 5, 6, 7, 8, 9};
    static const struct trend given = {.known = true,
                                       .moves = true,
                                       .per_s = 1,
                                       .error_s = 0.1,
                                       .mid_s = 5.5,
                                       .mid = 7.5,
                                       .mid_error = 0.2};
    struct chart_line l = line(at, value, COUNT(at));
    l.trend = false;
    l.given = &given;
    l.given_from_s = 3.5;
    struct chart_panel p = panel(&l, UNIT_COUNT);
    struct chart c = chart(&p);
    struct fixture f;
    struct sbuf out;
    begin(&f, &c);
    render(&f, "html", &out);
    assert_has(&out, "<path class=\"trend style-0\" d=\"M500.0 ");
    assert_has(&out, "+3,600 \u00B1 360 per hour");
    assert_has(&out, "in a band of two standard errors");
    sbuf_done(&out);
    end(&f);
}

/* ---- thinning ---- */

static void one_sample_that_sticks_out_of_very_many_stays(void **state)
{
    (void)state;
    enum { MANY = 30000, PEAK = 17123, PIT = 17124, HOLE = 20000, HOLE_END = 22000 };
    static double at[MANY], value[MANY];
    for (size_t i = 0; i < MANY; i++) {
        at[i] = (double)i;
        value[i] = i >= HOLE && i < HOLE_END ? (double)NAN : 100 + (double)(i % 7);
    }
    value[PEAK] = 900;
    value[PIT] = -50;
    struct chart_line l = line(at, value, MANY);
    struct chart_panel p = panel(&l, UNIT_COUNT);
    struct chart c = chart(&p);
    struct fixture f;
    begin(&f, &c);
    struct chart_span span = chart_span(f.chart);
    struct chart_points got = chart_thin(&f.arena, f.chart, &f.chart->panels[0].lines[0], &span);
    size_t peaks = 0, pits = 0, pieces = 0;
    assert_true(got.thinned && got.count <= (size_t)4 * CHART_COLUMNS);
    for (size_t i = 0; i < got.count; i++) {
        peaks += got.items[i].value > 899 && fabs(got.items[i].at_s - PEAK) < 0.5;
        pits += got.items[i].value < -49;
        pieces += got.items[i].begins;
        assert_true(i == 0 || got.items[i].at_s > got.items[i - 1].at_s);
        assert_false(got.items[i].at_s >= HOLE && got.items[i].at_s < HOLE_END);
    }
    assert_int_equal(peaks, 1);
    assert_int_equal(pits, 1);
    assert_int_equal(pieces, 2);
    struct chart_rows rows = chart_rows(&f.arena, f.chart);
    size_t unknown = 0;
    double most = 0;
    for (size_t i = 0; i < rows.count; i++) {
        unknown += !rows.extent[i].known;
        most = rows.extent[i].known ? fmax(most, rows.extent[i].most) : most;
    }
    assert_int_equal(rows.count, CHART_ROWS);
    assert_true(most > 899 && unknown >= 5 && unknown <= 7);
    end(&f);
}

/* ---- axes ---- */

static void an_axis_holds_its_values_and_has_few_round_steps(void **state)
{
    (void)state;
    static const struct {
        double least, most;
        enum unit unit;
        bool from_zero;
        const char *low, *high;
    } cases[] = {
        {0, 0, UNIT_COUNT, true, "0", "1"},
        {0, 0, UNIT_BYTES, true, "0 B", "1 B"},
        {53, 53, UNIT_COUNT, false, "50", "56"},
        {53, 1243, UNIT_COUNT, true, "0", "1,500"},
        {442e6, 796e6, UNIT_BYTES, false, "384 MiB", "768 MiB"},
        {1.0e9, 1.02e9, UNIT_BYTES, false, NULL, NULL},
        {0, 0.034, UNIT_FRACTION, true, "0 %", "4 %"},
        {0.2, 3.75, UNIT_COUNT, true, "0", "4"},
        {0, 7200, UNIT_SECONDS, true, "0 s", "2 h 0 min"},
        {-3, 7, UNIT_COUNT, false, "-5", "10"},
        {-8, -7, UNIT_COUNT, false, "-8", "-7"},
        {0, 1e300, UNIT_COUNT, true, "0", "1e+300"},
        {0, 1e300, UNIT_BYTES, true, NULL, NULL},
        {-1e300, 1e300, UNIT_COUNT, false, NULL, NULL},
        {1e-300, 2e-300, UNIT_COUNT, false, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct chart_panel p = {
            .unit = cases[i].unit, .least = cases[i].least, .most = cases[i].most};
        struct chart_axis axis = chart_axis(&p);
        double steps = (axis.high - axis.low) / axis.step;
        print_message("  case %zu: %g %g %g\n", i, axis.low, axis.high, axis.step);
        assert_true(isfinite(axis.low) && isfinite(axis.high) && axis.high > axis.low);
        assert_true(axis.low <= cases[i].least);
        assert_true(axis.high >= cases[i].most - fabs(cases[i].most) * 1e-9);
        assert_true(steps > 0.9 && steps < 6.1);
        if (cases[i].from_zero)
            assert_true(!(axis.low > 0) && !(axis.low < 0));
        if (!cases[i].low)
            continue;
        assert_string_equal(chart_axis_text(cases[i].unit, &axis, axis.low).s, cases[i].low);
        assert_string_equal(chart_axis_text(cases[i].unit, &axis, axis.high).s, cases[i].high);
    }
}

static void ticks_of_time_are_round_in_the_clock_that_is_shown(void **state)
{
    (void)state;
    static const struct {
        double until_s;
        bool clock;
        const char *first, *second;
    } cases[] = {
        {12, false, "0 s", "5 s"},          {0.4, false, "0 s", "100 ms"},
        {30, false, "0 s", "10 s"},         {1000, false, "0 s", "5 min"},
        {7 * 3600, false, "0 s", "2 h"},    {86400 * 3, false, "0 s", "1 d"},
        {1000, true, "02:30", "02:35"},     {40, true, "02:27:10", "02:27:20"},
        {7 * 3600, true, "04:00", "06:00"}, {86400 * 3, true, "11-25 00:00", "11-26 00:00"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct chart c = {.until_s = cases[i].until_s,
                          .start_utc_ns = {cases[i].clock, 1795487229e9}}; /* 2026-11-24T02:27:09 */
        struct chart_span span = chart_span(&c);
        double step, at = chart_first_tick(&c, &span, &step);
        print_message("  case %zu: %s\n", i, chart_tick_text(&c, at, step).s);
        assert_string_equal(chart_tick_text(&c, at, step).s, cases[i].first);
        assert_string_equal(chart_tick_text(&c, at + step, step).s, cases[i].second);
    }
}

/* ---- limits ---- */

static void a_limit_is_reached_where_the_trend_meets_it(void **state)
{
    (void)state;
    static const double at[] = {0, 3600, 7200, 10800, 14400, 18000};
    static const double value[] = {100, 201, 299, 401, 500, 600};
    struct chart_line l = line(at, value, COUNT(at));
    struct chart_panel p = panel(&l, UNIT_COUNT);
    struct chart c = chart(&p);
    struct fixture f;
    p.limit = (struct number){true, 1000};
    p.forecast = true;
    begin(&f, &c);
    const struct chart_panel *made = &f.chart->panels[0];
    assert_true(made->reached_s.known && fabs(made->reached_s.value - 32400) < 120);
    assert_true(made->soonest_s.value < made->reached_s.value);
    assert_true(made->latest_s.known && made->latest_s.value > made->reached_s.value);
    assert_true(chart_span(f.chart).until >= made->reached_s.value);
    assert_true(slice_find(made->alternative, SLICE("limit 1,000: at this trend reached in 3 h")) !=
                SIZE_MAX);
    end(&f);
    p.forecast = false;
    begin(&f, &c);
    assert_false(f.chart->panels[0].reached_s.known);
    assert_true(slice_is(f.chart->panels[0].limit_words, "limit 1,000"));
    end(&f);
    p.limit.value = 600;
    p.forecast = true;
    begin(&f, &c);
    assert_true(slice_is(f.chart->panels[0].limit_words, "limit 600: reached"));
    end(&f);
}

static void a_limit_far_above_does_not_flatten_the_curve(void **state)
{
    (void)state;
    struct chart_panel p = {.unit = UNIT_COUNT, .least = 50, .most = 53, .limit = {true, 4096}};
    struct chart_axis axis = chart_axis(&p);
    assert_true(axis.high < 100 && !chart_shows_limit(&p, &axis));
    p.limit.value = 90;
    axis = chart_axis(&p);
    assert_true(axis.high >= 90 && chart_shows_limit(&p, &axis));
}

/* ---- whatever stands in it ---- */

static void nothing_to_show_is_nothing(void **state)
{
    (void)state;
    static const double at[] = {0, 1};
    const double none[] = {(double)NAN, (double)NAN};
    struct chart_line l = line(at, none, 2);
    struct chart_panel p = panel(&l, UNIT_COUNT);
    struct chart c = chart(&p);
    struct fixture f;
    begin(&f, &c);
    assert_null(f.chart);
    end(&f);
    l.count = 0;
    begin(&f, &c);
    assert_null(f.chart);
    end(&f);
    c.npanels = 0;
    begin(&f, &c);
    assert_null(f.chart);
    end(&f);
}

static void check_markdown(const struct sbuf *out)
{
    char *html = cmark_markdown_to_html((const char *)out->ptr, out->len, CMARK_OPT_UNSAFE);
    assert_true(html_is_ours(slice_from(html)));
    assert_true(html_text_is_inert(slice_from(html)));
    free(html);
}

static void any_numbers_make_a_page_that_is_ours(void **state)
{
    (void)state;
    const double nan = (double)NAN, inf = (double)INFINITY;
    enum { UNITS = UNIT_LOAD + 1, ROUND = 2 * UNITS };
    const struct {
        double at[6], value[6];
        size_t n;
    } cases[] = {
        {{0}, {0}, 1},
        {{5}, {-1e300}, 1},
        {{0, 0, 0}, {1, 2, 3}, 3},
        {{0, 1, 2, 3, 4, 5}, {0, 0, 0, 0, 0, 0}, 6},
        {{0, 1, 2, 3, 4, 5}, {DBL_MAX, -DBL_MAX, 0, DBL_MIN, -1, 1}, 6},
        {{3, 2, 1, nan, 4, inf}, {1, 2, 3, 4, 5, 6}, 6},
        {{-1e300, 0, 1e300, 1e14, 2e14, 3e14}, {1, nan, inf, -inf, 5, 6}, 6},
        {{1e9, 1e9 + 1e-6, 1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4}, {1, 2, 3, 4, 5, 6}, 6},
    };
    static const struct slice evil =
        SLICE_INIT("\"><script>alert(1)</script> | @everyone #1 \xE2\x80\xAE\x80");
    for (size_t i = 0; i < COUNT(cases) * ROUND; i++) {
        size_t at = i / ROUND;
        const struct chart_mark marks[] = {
            {.kind = MARK_BUNDLE, .at_s = cases[at].at[0], .until_s = nan, .label = evil},
            {.kind = MARK_GAP, .until_s = inf, .label = evil},
            {.kind = MARK_GAP, .at_s = 1, .until_s = 2, .label = evil},
            {.kind = MARK_START, .at_s = 2, .from_s = -inf, .until_s = inf, .label = evil},
            {.kind = MARK_START, .at_s = 2, .from_s = 1, .until_s = 3, .label = evil},
            {.kind = MARK_COLLECTION, .at_s = 2, .times = SIZE_MAX, .label = evil},
            {.kind = MARK_TRIGGER, .at_s = nan, .label = evil}};
        struct chart_line l = line(cases[at].at, cases[at].value, cases[at].n);
        struct chart_panel p = panel(&l, (enum unit)(i % UNITS));
        struct chart c = chart(&p);
        struct fixture f;
        struct sbuf out;
        l.name = p.what = p.limit_name = evil;
        p.limit = (struct number){true, i % ROUND < UNITS ? 2 : inf};
        p.forecast = true;
        c.marks = marks;
        c.nmarks = COUNT(marks);
        c.start_utc_ns = (struct number){i % ROUND < UNITS, 1.79e18};
        begin(&f, &c);
        print_message("  case %zu\n", i);
        assert_non_null(f.chart);
        render(&f, "html", &out);
        assert_true(html_is_ours(sbuf_view(&out)));
        assert_true(text_is_clean(sbuf_view(&out)));
        struct slice body = sbuf_view(&out);
        body = slice_drop(body, slice_find(body, SLICE("<figure class=\"chart\"")));
        body = slice_take(body, slice_find(body, SLICE("</section>")));
        assert_true(body.len > 100);
        assert_true(slice_find(body, SLICE("nan")) == SIZE_MAX);
        assert_true(slice_find(body, SLICE("inf")) == SIZE_MAX);
        sbuf_done(&out);
        render(&f, "md", &out);
        check_markdown(&out);
        sbuf_done(&out);
        end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_is_a_gap_and_no_zero),
        cmocka_unit_test(a_look_that_was_missed_breaks_the_line),
        cmocka_unit_test(what_is_missing_for_less_than_a_gap_is_joined),
        cmocka_unit_test(a_restart_begins_a_new_line_and_a_new_trend),
        cmocka_unit_test(collections_are_ticks_and_a_start_has_a_range),
        cmocka_unit_test(a_trend_that_is_given_is_drawn_from_where_it_holds),
        cmocka_unit_test(one_sample_that_sticks_out_of_very_many_stays),
        cmocka_unit_test(an_axis_holds_its_values_and_has_few_round_steps),
        cmocka_unit_test(ticks_of_time_are_round_in_the_clock_that_is_shown),
        cmocka_unit_test(a_limit_is_reached_where_the_trend_meets_it),
        cmocka_unit_test(a_limit_far_above_does_not_flatten_the_curve),
        cmocka_unit_test(nothing_to_show_is_nothing),
        cmocka_unit_test(any_numbers_make_a_page_that_is_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
