#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#include "builder.h"
#include "html_check.h"
#include "html_figures.h"
#include "text_bars.h"

enum { OUT_MAX = 1 << 20 };

struct fixture {
    struct arena arena;
    struct document document;
    struct builder b;
    struct sbuf out;
};

static struct figure *begin(struct fixture *f, enum figure_kind kind, size_t nsides)
{
    static const struct section section = {.anchor = "x", .title = "X"};
    *f = (struct fixture){.arena = ARENA_INIT};
    f->b = builder_section(&f->arena, &f->document, &section);
    sbuf_init(&f->out, OUT_MAX);
    return build_figure(&f->b, kind, "Figure", nsides);
}

static void end(struct fixture *f)
{
    sbuf_done(&f->out);
    arena_done(&f->arena);
}

static struct bar *bar(struct fixture *f, struct figure *figure, double before, double after)
{
    struct bar *b = figure_bar(&f->b, figure, SLICE("\"><script>x</script>"));
    b->value[0] = (struct number){true, before};
    b->value[1] = (struct number){true, after};
    b->text = SLICE("<b>");
    return b;
}

/* Reads x and width, in per cent, of the next rectangle of this class. */
static bool next_rect(struct slice *page, const char *class, double *x, double *width)
{
    size_t at = slice_find(*page, slice_from(class));
    if (at == SIZE_MAX)
        return false;
    *page = slice_drop(*page, at);
    size_t from = slice_find(*page, SLICE(" x=\"")), wide = slice_find(*page, SLICE("width=\""));
    *x = strtod((const char *)page->ptr + from + 4, NULL);
    *width = strtod((const char *)page->ptr + wide + 7, NULL);
    *page = slice_drop(*page, 1);
    return true;
}

static void parts_of_both_sides_have_one_scale_and_add_up(void **state)
{
    (void)state;
    struct fixture f;
    struct figure *figure = begin(&f, FIGURE_PARTS, 2);
    bar(&f, figure, 30, 60);
    bar(&f, figure, 20, 50)->unsure = true;
    bar(&f, figure, 0, -10);
    assert_true(fabs(figure_scale(figure, figure->first) - 110) < 1e-9);
    figure_html(figure, &f.out);
    struct slice page = sbuf_view(&f.out);
    double x = NAN, width = NAN;
    assert_true(next_rect(&page, "part-0", &x, &width)); /* before */
    assert_true(x < 1e-9 && fabs(width - 30 / 1.1) < 0.01);
    assert_true(next_rect(&page, "part-1", &x, &width));
    assert_true(fabs(x - 30 / 1.1) < 0.01 && fabs(width - 20 / 1.1) < 0.01);
    assert_true(next_rect(&page, "part-0", &x, &width)); /* after */
    assert_true(next_rect(&page, "part-1", &x, &width));
    assert_true(fabs(x + width - 100) < 0.01);
    assert_true(next_rect(&page, "part-2", &x, &width)); /* below 0: back from the end */
    assert_true(fabs(x + width - 100) < 0.01 && fabs(width - 10 / 1.1) < 0.01);
    assert_true(html_is_ours(sbuf_view(&f.out)));
    end(&f);
}

static void bars_of_one_kind_can_be_compared(void **state)
{
    (void)state;
    struct fixture f;
    struct figure *figure = begin(&f, FIGURE_BARS, 2);
    bar(&f, figure, 10, 1000);
    bar(&f, figure, 5, 10);
    assert_true(fabs(figure_scale(figure, figure->last) - 10) < 1e-9);
    figure->common = true;
    assert_true(fabs(figure_scale(figure, figure->last) - 1000) < 1e-9);
    end(&f);
}

static void a_divided_bar_is_as_long_as_its_value(void **state)
{
    (void)state;
    static const double parts[] = {30, 0, 70};
    const struct slice names[] = {SLICE("a"), SLICE("\"'><script>"), SLICE("rest")};
    struct fixture f;
    struct figure *figure = begin(&f, FIGURE_BARS, 1);
    figure->common = true;
    figure->parts = names;
    figure->nparts = COUNT(names);
    bar(&f, figure, 100, 0)->parts[0] = parts;
    bar(&f, figure, 0, 0)->parts[0] = (const double[]){0, 0, 0};
    figure_html(figure, &f.out);
    struct slice page = sbuf_view(&f.out);
    double x, width;
    assert_true(next_rect(&page, "\"part-0\"", &x, &width) && fabs(width - 30) < 0.01);
    assert_true(next_rect(&page, "\"rest\"", &x, &width) && fabs(x - 30) < 0.01 &&
                fabs(width - 70) < 0.01);
    assert_true(html_is_ours(sbuf_view(&f.out)));
    end(&f);
}

static void spans_stand_where_they_were_in_time(void **state)
{
    (void)state;
    struct fixture f;
    struct figure *figure = begin(&f, FIGURE_SPANS, 1);
    bar(&f, figure, 5, 0)->status = BUNDLE_OK;
    struct bar *late = bar(&f, figure, 20, 0);
    late->start = 15;
    late->status = BUNDLE_TIMEOUT;
    struct bar *moment = bar(&f, figure, 20, 0);
    moment->start = 20;
    moment->status = BUNDLE_PARTIAL;
    figure_html(figure, &f.out);
    struct slice page = sbuf_view(&f.out);
    double x, width;
    assert_true(next_rect(&page, "\"done\"", &x, &width) && fabs(width - 25) < 0.01);
    assert_true(next_rect(&page, "\"failed\"", &x, &width) && fabs(x - 75) < 0.01 &&
                fabs(width - 25) < 0.01);
    assert_true(next_rect(&page, "\"partly\"", &x, &width) && width > 0.4 && x + width < 100.01);
    assert_true(html_is_ours(sbuf_view(&f.out)));
    end(&f);
}

static void nothing_and_no_numbers_are_drawn_as_such(void **state)
{
    (void)state;
    static const enum figure_kind kinds[] = {FIGURE_BARS, FIGURE_PARTS, FIGURE_SPANS};
    const double values[] = {0, -1, 1e300, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < COUNT(kinds) * (COUNT(values) + 1); i++) {
        size_t k = i / COUNT(kinds);
        struct fixture f;
        struct figure *figure = begin(&f, kinds[i % COUNT(kinds)], 1);
        figure->common = true;
        for (size_t n = 0; k < COUNT(values) && n < 3; n++)
            bar(&f, figure, n == 1 ? 1 : values[k], 0);
        figure_html(figure, &f.out);
        text_bars(figure, &f.out);
        print_message("  case %zu, %g\n", i, k < COUNT(values) ? values[k] : 0);
        assert_true(sbuf_ok(&f.out));
        assert_true(slice_find(sbuf_view(&f.out), SLICE("nan")) == SIZE_MAX);
        assert_true(slice_find(sbuf_view(&f.out), SLICE("inf")) == SIZE_MAX);
        end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_both_sides_have_one_scale_and_add_up),
        cmocka_unit_test(bars_of_one_kind_can_be_compared),
        cmocka_unit_test(a_divided_bar_is_as_long_as_its_value),
        cmocka_unit_test(spans_stand_where_they_were_in_time),
        cmocka_unit_test(nothing_and_no_numbers_are_drawn_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
