#include "cmocka_all.h"

#include <cmark.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fileio.h"
#include "html_check.h"
#include "json_schema.h"
#include "render.h"
#include "sample_model.h"
#include "text.h"

#include <fcntl.h>

enum { OUT_MAX = 64 << 20 };

static void render_sample(struct sample *s, const char *format, size_t max_chars, struct sbuf *out)
{
    struct error err = {STATUS_OK, 0, 0, ""};
    struct document_options options = {.top = 20, .glossary = &s->glossary};
    sample_fill(s);
    struct document *d = document_build(s->arena, &s->model, &s->findings, &options);
    struct render_input in = {.arena = s->arena,
                              .document = d,
                              .model = &s->model,
                              .findings = &s->findings,
                              .top = 20,
                              .max_chars = max_chars};
    sbuf_init(out, OUT_MAX);
    assert_int_equal(renderer_by_name(slice_from(format))->render(&in, out, &err), STATUS_OK);
}

/* ---- hostile evidence ---- */

static struct slice long_name(struct arena *a)
{
    unsigned char *p = arena_alloc(a, 1 << 20, 1, 1);
    memset(p, 'A', 1 << 20);
    return (struct slice){p, 1 << 20};
}

static const struct slice hostile[] = {
    SLICE_INIT("<script>alert(1)</script>"),
    SLICE_INIT("\"><img src=x onerror=alert(1)>"),
    SLICE_INIT("' onmouseover='alert(1)"),
    SLICE_INIT("</style></script></title></summary></details><svg onload=alert(1)>"),
    SLICE_INIT("&lt;script&gt; &#60;b&#62; &amp;amp;"),
    SLICE_INIT("@everyone fixes #1 and octo/repo#2, GH-3, https://evil.invalid www.evil.invalid"),
    SLICE_INIT("[click](javascript:alert(1)) ![x](http://evil.invalid/x.png) <http://a.invalid>"),
    SLICE_INIT("a | b \\| c \\\\| d |\n| --- |\n# heading\n- item"),
    SLICE_INIT("`code` ``two`` ``` \\` | ` @x #1"),
    SLICE_INIT("\\"),
    SLICE_INIT("```\n</details>\n# out of the fence\n```\n~~~\n"),
    SLICE_INIT("{{title}} {{count_now}} {{ style }} %s %n %1000000d"),
    SLICE_INIT("nul\0byte \x1b]0;title\x07 \x1b[2J \xC2\x9B"
               "31m"),
    SLICE_INIT("\xE2\x80\xAEtxt.exe\xE2\x80\xAC \xE2\x81\xA6 \xEF\xBB\xBF \xE2\x80\x8B"),
    SLICE_INIT("\x80\xFF\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80 cut \xE2\x82"),
    SLICE_INIT("---\n===\n***\n1. one\n> quote\n    indented\n"),
    SLICE_INIT("$$\\href{javascript:x}{y}$$ :octocat: ~~gone~~ <!-- --> ]]> <?x ?>"),
    SLICE_INIT(" "),
    SLICE_INIT(""),
    SLICE_INIT("x\n\n\n</td></tr></table>\n\n"),
};

static void each_hostile(const char *format, void (*check)(const struct sbuf *))
{
    for (size_t i = 0; i <= COUNT(hostile); i++) {
        for (size_t nsides = 1; nsides <= 2; nsides++) {
            struct arena a = ARENA_INIT;
            struct slice evil = i < COUNT(hostile) ? hostile[i] : long_name(&a);
            struct sample s = {.arena = &a, .nsides = nsides, .hostile = &evil};
            struct sbuf out;
            render_sample(&s, format, MARKDOWN_CHARS_DEFAULT, &out);
            print_message("  case %zu, %zu sides\n", i, nsides);
            assert_true(text_is_clean(sbuf_view(&out)));
            check(&out);
            sbuf_done(&out);
            arena_done(&a);
        }
    }
}

static void check_html(const struct sbuf *out)
{
    assert_true(out->len < (5 << 20));
    assert_true(html_is_ours(sbuf_view(out)));
}

static void html_shows_hostile_evidence_as_inert_text(void **state)
{
    (void)state;
    each_hostile("html", check_html);
}

/* What stands in each <script> of data. */
static bool next_data(struct slice *page, struct slice *data)
{
    struct slice open = SLICE("<script type=\"application/json\" class=\"flame-data\">");
    size_t at = slice_find(*page, open);
    if (at == SIZE_MAX)
        return false;
    *page = slice_drop(*page, at + open.len);
    *data = slice_take(*page, slice_find(*page, SLICE("</script>")));
    return true;
}

/* The script of the page draws from this: it must be JSON, and the whole must be the total. */
static void check_flame_data(const struct sbuf *out)
{
    struct slice page = sbuf_view(out), data;
    size_t n = 0;
    for (; next_data(&page, &data); n++) {
        json_t *j = json_loadb((const char *)data.ptr, data.len, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(j);
        bool two = json_is_true(json_array_get(json_object_get(j, "sides"), 1));
        json_t *tree = json_array_get(json_object_get(j, "trees"), 0);
        json_t *values = json_object_get(tree, "v");
        assert_int_equal(json_array_size(json_object_get(tree, "f")), 5);
        assert_int_equal(json_array_size(values), two ? 20 : 10);
        assert_int_equal(json_integer_value(json_array_get(values, two ? 2 : 0)),
                         two ? 398462976 : 1572864);
        assert_int_equal(json_integer_value(json_array_get(json_object_get(tree, "f"), 3)), -3);
        json_decref(j);
    }
    assert_int_equal(n, 3);
}

static void html_hands_the_call_trees_to_its_script(void **state)
{
    (void)state;
    each_hostile("html", check_flame_data);
}

/* Every line of a table has as many borders as its head: nothing broke out of a cell. */
static void check_tables(struct slice text)
{
    struct slice line;
    size_t want = 0;
    while (slice_next(&text, '\n', &line)) {
        size_t borders = 0;
        for (size_t i = 0; i < line.len; i++)
            borders += line.ptr[i] == '|';
        if (!slice_has_prefix(line, SLICE("|"))) {
            want = 0;
            continue;
        }
        if (want == 0)
            want = borders;
        assert_int_equal(borders, want);
    }
}

static void check_markdown(const struct sbuf *out)
{
    check_tables(sbuf_view(out));
    char *html = cmark_markdown_to_html((const char *)out->ptr, out->len, CMARK_OPT_UNSAFE);
    assert_true(html_is_ours(slice_from(html)));
    assert_true(html_text_is_inert(slice_from(html)));
    assert_null(strstr(html, "<a"));
    assert_null(strstr(html, "<img"));
    free(html);
}

static void markdown_shows_hostile_evidence_as_inert_text(void **state)
{
    (void)state;
    each_hostile("md", check_markdown);
}

static void check_terminal(const struct sbuf *out)
{
    assert_true(out->len < 8000);
}

static void terminal_shows_hostile_evidence_as_inert_text(void **state)
{
    (void)state;
    each_hostile("text", check_terminal);
}

static json_t *schema(void)
{
    json_error_t why;
    json_t *s =
        json_load_file(SOURCE_DIR "/report/report.schema.json", JSON_REJECT_DUPLICATES, &why);
    assert_non_null(s);
    return s;
}

/* A profile of one side has the fields of a profile; the schema cannot say so without recursion. */
static void check_sides(const json_t *rules, const json_t *report)
{
    const json_t *rule = json_object_get(json_object_get(rules, "$defs"), "profile"), *profile;
    const char *name;
    json_object_foreach(json_object_get(report, "profiles"), name, profile)
    {
        static const char *const sides[] = {"a", "b", "diff"};
        for (size_t i = 0; i < COUNT(sides); i++) {
            const json_t *side = json_object_get(profile, sides[i]);
            if (side && !json_is_null(side))
                assert_true(json_schema_fits(rules, rule, side));
        }
    }
}

static void check_json(const struct sbuf *out)
{
    json_error_t why;
    json_t *rules = schema();
    json_t *report = json_loadb((const char *)out->ptr, out->len, JSON_REJECT_DUPLICATES, &why);
    assert_non_null(report);
    assert_true(json_schema_fits(rules, rules, report));
    check_sides(rules, report);
    json_decref(report);
    json_decref(rules);
}

static void json_fits_its_schema_whatever_the_evidence(void **state)
{
    (void)state;
    each_hostile("json", check_json);
}

/* ---- JSON, field by field ---- */

static const json_t *at(const json_t *v, const char *path)
{
    struct slice rest = slice_from(path), key;
    while (v && slice_next(&rest, '/', &key)) {
        char name[64];
        uint64_t index;
        snprintf(name, sizeof name, "%.*s", SLICE_ARG(key));
        v = json_is_array(v) && slice_to_u64(key, &index) ? json_array_get(v, index)
                                                          : json_object_get(v, name);
    }
    return v;
}

static void check_values(size_t nsides, const char *const (*cases)[2], size_t n)
{
    struct arena a = ARENA_INIT;
    struct sample s = {.arena = &a, .nsides = nsides};
    struct sbuf out;
    json_error_t why;
    render_sample(&s, "json", 0, &out);
    json_t *report = json_loadb((const char *)out.ptr, out.len, 0, &why);
    for (size_t i = 0; i < n; i++) {
        char *got = json_dumps(at(report, cases[i][0]), JSON_ENCODE_ANY | JSON_COMPACT);
        print_message("  case %s\n", cases[i][0]);
        assert_non_null(got);
        assert_string_equal(got, cases[i][1]);
        free(got);
    }
    json_decref(report);
    sbuf_done(&out);
    arena_done(&a);
}

static void json_of_one_bundle_has_no_b(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"format", "\"exhibit-report/1\""},
        {"bundles/0/identity/pid", "4711"},
        {"bundles/0/times/collected", "\"2026-11-27T17:20:00Z\""},
        {"bundles/0/complete", "false"},
        {"verdict/severity", "\"critical\""},
        {"missing/0/status", "\"timeout\""},
        {"metrics/process.rss",
         "{\"unit\":\"bytes\",\"a\":442000000,\"b\":null,\"delta\":null,\"per_hour\":null}"},
        {"findings/0/evidence/0/bundle", "\"a\""},
        {"profiles/heap/default", "\"inuse_space\""},
        {"profiles/heap/total", "{\"inuse_space\":1572864,\"inuse_objects\":151}"},
        {"profiles/heap/top/0/flat/inuse_space", "1048576"},
        {"goroutines/total", "31"},
        {"goroutines/groups/0/wait_minutes_max", "3"},
        {"goroutines/groups/0/frames/2/line", "88"},
        {"descriptors/total", "53"},
        {"descriptors/by_type/socket", "14"},
    };
    check_values(1, cases, COUNT(cases));
}

static void json_lists_the_first_rows_of_very_many(void **state)
{
    (void)state;
    enum { MANY = 40000 };
    struct arena a = ARENA_INIT;
    struct sample s = {.arena = &a, .nsides = 1};
    struct sbuf out;
    struct error err = {STATUS_OK, 0, 0, ""};
    json_error_t why;
    sample_fill(&s);
    struct goroutine_group *groups = ARENA_ARRAY(&a, struct goroutine_group, MANY);
    struct descriptor_group *paths = ARENA_ARRAY(&a, struct descriptor_group, MANY);
    for (size_t i = 0; i < MANY; i++) {
        groups[i] = s.model.goroutines[0];
        paths[i] = s.model.descriptors[0];
    }
    s.model.goroutines = groups;
    s.model.descriptors = paths;
    s.model.ngoroutines = s.model.ndescriptors = MANY;
    struct render_input in = {
        .arena = &a, .model = &s.model, .findings = &s.findings, .top = 20, .max_chars = 0};
    sbuf_init(&out, OUT_MAX);
    assert_int_equal(renderer_by_name(SLICE("json"))->render(&in, &out, &err), STATUS_OK);
    check_json(&out);
    json_t *report = json_loadb((const char *)out.ptr, out.len, 0, &why);
    assert_int_equal(json_array_size(at(report, "goroutines/groups")), 10000);
    assert_int_equal(json_integer_value(at(report, "goroutines/groups_left_out")), MANY - 10000);
    assert_int_equal(json_array_size(at(report, "descriptors/by_path")), 10000);
    assert_int_equal(json_integer_value(at(report, "descriptors/by_path_left_out")), MANY - 10000);
    json_decref(report);
    sbuf_done(&out);
    arena_done(&a);
}

/* A manifest of a few kilobytes, packed, can list hundreds of thousands of artifacts. */
static void every_format_lists_the_first_of_very_many_artifacts_and_gaps(void **state)
{
    (void)state;
    enum { MANY = 20000, BYTES_MOST = 2 << 20 };
    static const char *const cases[][2] = {
        {"html", "The first 500 of 20,000 artifacts are shown"},
        {"html", "The first 200 of 20,000 gaps are shown"},
        {"md", "What is missing"},
        {"json", "\"missing_left_out\": 19500"},
        {"text", "and 19997 more"},
    };
    struct arena a = ARENA_INIT;
    struct sample s = {.arena = &a, .nsides = 1};
    struct document_options options = {.top = 20, .glossary = &s.glossary};
    sample_fill(&s);
    struct gap *gaps = ARENA_ARRAY(&a, struct gap, MANY);
    struct artifact *artifacts = ARENA_ARRAY(&a, struct artifact, MANY);
    for (size_t i = 0; i < MANY; i++) {
        gaps[i] = s.model.gaps[0];
        gaps[i].status = BUNDLE_FAILED;
        artifacts[i] = s.model.artifacts[0][0];
    }
    s.model.gaps = gaps;
    s.model.artifacts[0] = artifacts;
    s.model.ngaps = s.model.nartifacts[0] = MANY;
    struct document *d = document_build(&a, &s.model, &s.findings, &options);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = {STATUS_OK, 0, 0, ""};
        struct render_input in = {
            .arena = &a, .document = d, .model = &s.model, .findings = &s.findings, .top = 20};
        AUTO_SBUF struct sbuf out;
        sbuf_init(&out, OUT_MAX);
        print_message("  case %s: %s\n", cases[i][0], cases[i][1]);
        const struct renderer *r = renderer_by_name(slice_from(cases[i][0]));
        assert_int_equal(r->render(&in, &out, &err), STATUS_OK);
        assert_non_null(strstr(sbuf_text(&out), cases[i][1]));
        assert_true(out.len < BYTES_MOST);
        if (strcmp(cases[i][0], "json") == 0)
            check_json(&out);
    }
    arena_done(&a);
}

static void json_of_two_bundles_has_deltas_and_rates(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"same_process", "true"},
        {"metrics/fds.total/a", "53"},
        {"metrics/fds.total/b", "1243"},
        {"metrics/fds.total/delta", "1190"},
        {"metrics/fds.total/per_hour", "129.34782608695653"},
        {"metrics/go.memstats.num_gc/delta", "null"},
        {"profiles/heap/a/total/inuse_space", "1572864"},
        {"profiles/heap/b/total/inuse_space", "398462976"},
        {"profiles/heap/diff/total/inuse_space", "396890112"},
        {"profiles/heap/diff/top/0/flat/inuse_space", "313524224"},
        {"goroutines/total", "1221"},
        {"goroutines/groups/0/a", "2"},
        {"goroutines/groups/0/b", "1190"},
        {"goroutines/groups/0/born", "1188"},
        {"descriptors/by_path/0/duplicates", "1102"},
        {"descriptors/by_path/0/count", "1190"},
    };
    check_values(2, cases, COUNT(cases));
}

/* ---- Markdown and its limit ---- */

static size_t utf16_units(struct slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += (s.ptr[i] & 0xc0) == 0x80 ? 0 : s.ptr[i] >= 0xf0 ? 2 : 1;
    return n;
}

static size_t count_text(const struct sbuf *out, const char *what)
{
    size_t n = 0;
    for (const char *p = sbuf_text(out); (p = strstr(p, what)) != NULL; p += strlen(what))
        n++;
    return n;
}

/* Level of a heading, 0 of another line. */
static size_t heading_level(struct slice line)
{
    size_t level = 0;
    while (slice_skip(&line, SLICE("#")))
        level++;
    return level > 0 && slice_has_prefix(line, SLICE(" ")) ? level : 0;
}

/* Nothing is open at its end, and every heading has something under it. */
static void check_whole(const struct sbuf *out)
{
    struct slice rest = sbuf_view(out), line, title = SLICE("");
    size_t above = 0;
    bool fenced = false;
    assert_int_equal(count_text(out, "<details>"), count_text(out, "</details>"));
    while (slice_next(&rest, '\n', &line)) {
        fenced = fenced != slice_has_prefix(slice_trim(line), SLICE("```"));
        size_t level = fenced ? 0 : heading_level(line);
        if (above > 0 && level > 0 && level <= above)
            fail_msg("nothing under %.*s", SLICE_ARG(title));
        if (level == 0 && slice_trim(line).len == 0)
            continue;
        above = level;
        title = line;
    }
    assert_false(fenced);
    assert_int_equal(above, 0);
}

/* Of every size from the least to all of it: never longer, never broken, and the verdict always in
 * it. Where there is more room, there is not less of it. */
static void markdown_keeps_its_limit_and_says_what_it_cut(void **state)
{
    (void)state;
    bool cut = true;
    for (size_t limit = MARKDOWN_CHARS_LEAST; cut; limit += limit < 4000 ? 250 : limit / 8) {
        struct arena a = ARENA_INIT;
        struct sample s = {.arena = &a, .nsides = 2};
        struct sbuf out;
        render_sample(&s, "md", limit, &out);
        size_t units = utf16_units(sbuf_view(&out));
        cut = strstr(sbuf_text(&out), "Shortened to fit") != NULL;
        print_message("  %zu: %zu%s\n", limit, units, cut ? "" : ", all of it");
        assert_true(units <= limit);
        assert_non_null(strstr(sbuf_text(&out), "# sidecar, PID 4711"));
        assert_non_null(strstr(sbuf_text(&out), "critical"));
        assert_true(!cut || limit < 8000 || units > limit * 7 / 10);
        assert_true(limit < 4000 || strstr(sbuf_text(&out), "\n### ")); /* a finding */
        check_markdown(&out);
        check_whole(&out);
        sbuf_done(&out);
        arena_done(&a);
    }
}

static void markdown_cuts_the_least_important_first(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct sample s = {.arena = &a, .nsides = 2};
    struct sbuf out;
    render_sample(&s, "md", 8000, &out);
    assert_null(strstr(sbuf_text(&out), "## Other profiles"));
    assert_non_null(strstr(sbuf_text(&out), "## Findings"));
    assert_non_null(strstr(sbuf_text(&out), "## What is missing"));
    sbuf_done(&out);
    arena_done(&a);
}

/* ---- a bundle that was cut ---- */

static void a_cut_bundle_is_reported_with_what_is_missing_first(void **state)
{
    (void)state;
    static const char *const formats[] = {"html", "md", "text"};
    for (size_t i = 0; i < COUNT(formats); i++) {
        struct arena a = ARENA_INIT;
        struct sample s = {.arena = &a, .nsides = 1, .cut = true};
        struct sbuf out;
        render_sample(&s, formats[i], MARKDOWN_CHARS_DEFAULT, &out);
        const char *why = strstr(sbuf_text(&out), "the gzip stream ends early");
        const char *findings = strstr(sbuf_text(&out), "Findings</h2>");
        assert_non_null(why);
        assert_true(!findings || why < findings);
        sbuf_done(&out);
        arena_done(&a);
    }
}

/* ---- the page ---- */

static void html_allows_exactly_its_own_script_and_style(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct sample s = {.arena = &a, .nsides = 1};
    struct sbuf out;
    render_sample(&s, "html", 0, &out);
    assert_non_null(strstr(sbuf_text(&out), "default-src 'none'; style-src 'sha256-"));
    assert_null(strstr(sbuf_text(&out), "unsafe-inline"));
    assert_null(strstr(sbuf_text(&out), "{{"));
    assert_null(strstr(sbuf_text(&out), " style=\""));
    sbuf_done(&out);
    arena_done(&a);
}

/* ---- golden ----
 * UPDATE_GOLDEN=1 test_render writes tests/golden/ anew. */

static void compare_golden(const char *name, size_t nsides, const char *format)
{
    struct arena a = ARENA_INIT;
    struct sample s = {.arena = &a, .nsides = nsides};
    struct error err = {STATUS_OK, 0, 0, ""};
    struct sbuf out, want;
    char path[200];
    snprintf(path, sizeof path, SOURCE_DIR "/tests/golden/%s.%s", name, format);
    render_sample(&s, format, MARKDOWN_CHARS_DEFAULT, &out);
    if (getenv("UPDATE_GOLDEN")) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(out.ptr, 1, out.len, f), out.len);
        fclose(f);
    }
    sbuf_init(&want, OUT_MAX);
    print_message("  case %s\n", path);
    assert_int_equal(fileio_read(AT_FDCWD, path, &want, &err), STATUS_OK);
    assert_true(slice_equal(sbuf_view(&out), sbuf_view(&want)));
    sbuf_done(&want);
    sbuf_done(&out);
    arena_done(&a);
}

static void reports_equal_the_golden_ones_byte_for_byte(void **state)
{
    (void)state;
    static const char *const formats[] = {"html", "md", "json", "text"};
    for (size_t i = 0; i < COUNT(formats); i++) {
        compare_golden("one", 1, formats[i]);
        compare_golden("pair", 2, formats[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_shows_hostile_evidence_as_inert_text),
        cmocka_unit_test(html_hands_the_call_trees_to_its_script),
        cmocka_unit_test(markdown_shows_hostile_evidence_as_inert_text),
        cmocka_unit_test(terminal_shows_hostile_evidence_as_inert_text),
        cmocka_unit_test(json_fits_its_schema_whatever_the_evidence),
        cmocka_unit_test(json_of_one_bundle_has_no_b),
        cmocka_unit_test(json_lists_the_first_rows_of_very_many),
        cmocka_unit_test(every_format_lists_the_first_of_very_many_artifacts_and_gaps),
        cmocka_unit_test(json_of_two_bundles_has_deltas_and_rates),
        cmocka_unit_test(markdown_keeps_its_limit_and_says_what_it_cut),
        cmocka_unit_test(markdown_cuts_the_least_important_first),
        cmocka_unit_test(a_cut_bundle_is_reported_with_what_is_missing_first),
        cmocka_unit_test(html_allows_exactly_its_own_script_and_style),
        cmocka_unit_test(reports_equal_the_golden_ones_byte_for_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
