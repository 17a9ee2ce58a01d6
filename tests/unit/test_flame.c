/* test_flame.c - a call tree of two bundles as a picture: what is gone is seen, signs are right. */
#include "cmocka_all.h"

#include "flame_layout.h"
#include "flame_svg.h"
#include "text_flame.h"

enum { NODES = 4 };
#define MB INT64_C(1048576)

static const struct profile_function functions[3] = {
    {.name = SLICE_INIT("main.main"), .application = true},
    {.name = SLICE_INIT("main.gone"), .application = true},
    {.name = SLICE_INIT("main.came"), .application = true}};

static const struct call_node nodes[NODES] = {
    {.first_child = 1, .nchildren = 1},
    {.function = &functions[0], .first_child = 2, .nchildren = 2, .depth = 1},
    {.function = &functions[1], .parent = 1, .depth = 2},
    {.function = &functions[2], .parent = 1, .depth = 2}};

/* Before and after: 12 MiB of main.gone have given way to 4 MiB of main.came. */
static const int64_t values[NODES * 2] = {12 * MB, 4 * MB, 12 * MB, 4 * MB, 12 * MB, 0, 0, 4 * MB};
static const struct profile_type types[1] = {{SLICE_INIT("inuse_space"), SLICE_INIT("bytes")}};
static const struct slice names[3] = {SLICE_INIT("main.main"), SLICE_INIT("main.gone"),
                                      SLICE_INIT("main.came")};
static const struct slice nothing[3] = {SLICE_INIT("main"), SLICE_INIT("main"), SLICE_INIT("main")};
static const struct slice words[2] = {SLICE_INIT("inuse_space"), SLICE_INIT("bytes")};

static const struct profile profile = {
    .ntypes = 1,
    .types = types,
    .present = {true, true},
    .nfunctions = 3,
    .functions = functions,
    .calls = {{NODES, nodes, values, NULL}, {NODES, nodes, values, NULL}}};
static const struct flame flame = {&profile, &words[0], &words[1], names, nothing, nothing};

static void what_is_gone_keeps_its_width(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    const struct flame_box *box = flame_layout(&a, &profile, CALLS_DOWN, 0);
    assert_non_null(box);
    assert_true(box[2].width > 0.7 && box[2].width < 0.8); /* 12 of 12 + 4 */
    assert_true(box[3].width > 0.2 && box[3].width < 0.3);
    assert_true(box[1].width >= box[2].width + box[3].width - 1e-9);
    arena_done(&a);
}

/* The frame of this function in the still picture, up to its colour. */
static struct slice frame_of(struct slice html, struct slice title)
{
    size_t at = slice_find(html, title);
    assert_true(at != SIZE_MAX);
    html = slice_drop(html, at);
    size_t end = slice_find(html, SLICE(" width=\"100%\""));
    assert_true(end != SIZE_MAX);
    return slice_take(html, end);
}

static void what_is_gone_and_what_came_are_told_apart(void **state)
{
    (void)state;
    struct figure figure = {.kind = FIGURE_FLAME, .nsides = 2, .flame = &flame};
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, 1 << 20);
    flame_html(&out, &figure);
    struct slice gone = frame_of(sbuf_view(&out), SLICE("<title>main.gone"));
    assert_true(slice_find(gone, SLICE("12.0 MiB \xE2\x86\x92 0 B")) != SIZE_MAX);
    assert_true(slice_find(gone, SLICE("shrunk3")) != SIZE_MAX);
    struct slice came = frame_of(sbuf_view(&out), SLICE("<title>main.came"));
    assert_true(slice_find(came, SLICE("0 B \xE2\x86\x92 4.0 MiB")) != SIZE_MAX);
    assert_true(slice_find(came, SLICE("grown3")) != SIZE_MAX);
}

static void the_text_has_what_is_gone_too(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, 1 << 20);
    text_flame(&flame, &out);
    assert_true(slice_find(sbuf_view(&out), SLICE("12.0 MiB \xE2\x86\x92 0 B")) != SIZE_MAX);
    assert_true(slice_find(sbuf_view(&out), SLICE("main.gone")) != SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_gone_keeps_its_width),
        cmocka_unit_test(what_is_gone_and_what_came_are_told_apart),
        cmocka_unit_test(the_text_has_what_is_gone_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
