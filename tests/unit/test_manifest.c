/* 00-bundle.json and manifest.json: whole, absent, damaged, of another format. */
#include "cmocka_all.h"

#include "limits_input.h"
#include "manifest.h"
#include "sbuf.h"

#include "damage.h"
#include "fixture.h"

static void both_files_become_plain_structs(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct manifest m;
    assert_int_equal(manifest_parse(&a, fixture(&a, "manifest/00-bundle.json"),
                                    fixture(&a, "manifest/manifest.json"), &m, &err),
                     STATUS_OK);
    assert_true(m.has_header && m.has_records && m.problem.len == 0);
    assert_true(slice_is(m.tool_name, "collect") && slice_is(m.tool_version, "0.1.0"));
    assert_true(slice_is(m.label, "overnight") && slice_is(m.redaction_policy, "default"));
    assert_true(slice_is(m.target.given, "demo") && slice_is(m.target.name, "demo"));
    assert_true(slice_is(m.target.executable, "/home/USER/bin/demo"));
    assert_int_equal(m.target.narguments, 3);
    assert_true(slice_is(m.target.arguments[2], "\xc3\xbc b"));
    assert_true(m.target.pid.known && m.target.pid.value == 4711);
    assert_int_equal(m.target.start_ticks.value, 160353);
    assert_true(slice_is(m.host.system, "Linux") && slice_is(m.host.kernel, "6.1.0-18-amd64"));
    assert_int_equal(m.clocks.utc_ns.value, 1795400820123456789); /* not through a double */
    assert_int_equal(m.clocks.page_size.value, 4096);
    assert_true(slice_is(m.clocks.boot_id, "boot-1"));
    assert_true(m.deadline_s.known && m.deadline_s.value == 120);
    assert_int_equal(m.max_bytes.value, 26214400);
    assert_int_equal(m.nplan, 3);
    assert_true(slice_is(m.plan[1], "go.heap"));
    assert_true(slice_is(m.finished, "2026-11-23T02:27:31Z"));
    assert_int_equal(m.exit_code.value, 1);
    assert_int_equal(m.identity_unchanged, MANIFEST_YES);
    assert_int_equal(m.target_alive, MANIFEST_UNKNOWN);
    assert_true(m.cpu_before_s.value == 12.5 && m.cpu_after_s.known && m.cpu_after_s.value == 13);
    arena_done(&a);
}

static void each_artifact_is_a_record(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct manifest m;
    assert_int_equal(
        manifest_parse(&a, (struct slice){0}, fixture(&a, "manifest/manifest.json"), &m, &err),
        STATUS_OK);
    assert_false(m.has_header);
    assert_false(m.target.pid.known);
    assert_int_equal(m.nrecords, 3);
    assert_int_equal(m.skipped, 2);
    const struct manifest_record *r = manifest_find(&m, "process.status");
    assert_true(r->status_known && r->status == BUNDLE_OK);
    assert_true(slice_is(r->path, "10-process/status") && slice_is(r->sha256, "ab12"));
    assert_true(r->start_s.known && r->end_s.value == 0.002);
    assert_int_equal(r->bytes_raw.value, 1416);
    assert_int_equal(r->redactions.value, 2);
    assert_false(r->http_status.known);
    r = manifest_find(&m, "go.heap");
    assert_true(r->status == BUNDLE_FAILED && slice_is(r->reason, "HTTP 500"));
    assert_int_equal(r->http_status.value, 500);
    assert_false(r->bytes.known);
    r = manifest_find(&m, "process.ps");
    assert_true(!r->status_known && slice_is(r->status_text, "evaporated"));
    assert_true(r->exit.value == 1 && r->signal.value == 9);
    assert_null(manifest_find(&m, "no.such"));
    arena_done(&a);
}

static void damaged_files_are_absent_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *text, *problem;
    } cases[] = {
        {"", ""},
        {"{\"format\":\"exhibit-bundle/1\",\n\"lab", "manifest.json is not JSON from line 2 on"},
        {"[1]", "manifest.json is not a JSON object"},
        {"\xff\xfe", "manifest.json is not JSON from line 1 on"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct manifest m;
        assert_int_equal(manifest_parse(&a, SLICE(""), slice_from(cases[i].text), &m, &err),
                         STATUS_OK);
        assert_false(m.has_records);
        if (!slice_is(m.problem, cases[i].problem))
            fail_msg("%zu: %.*s", i, SLICE_ARG(m.problem));
        arena_done(&a);
    }
}

static void a_deeply_nested_file_is_refused_by_the_library(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct manifest m;
    size_t n = MIB;
    unsigned char *text = arena_alloc(&a, n, 1, 1);
    memset(text, '[', n);
    assert_int_equal(manifest_parse(&a, (struct slice){text, n}, SLICE(""), &m, &err), STATUS_OK);
    assert_true(m.problem.len > 0);
    arena_done(&a);
}

/* As jansson keeps it, an empty object takes a hundred times the memory of its text. */
static void a_file_of_very_many_values_is_refused_before_it_is_a_tree(void **state)
{
    (void)state;
    static const char head[] =
        "{\"format\":\"exhibit-bundle/1\",\"a,[{\\\"\":\",,\",\"artifacts\":[{}";
    for (size_t more = 0; more < 2; more++) { /* six values are in the head */
        struct arena a = ARENA_INIT;
        AUTO_SBUF struct sbuf text;
        struct error err = {0};
        struct manifest m;
        sbuf_init(&text, LIMIT_JSON);
        sbuf_adds(&text, head);
        for (size_t i = 0; i < LIMIT_JSON_VALUES - 5 + more; i++)
            sbuf_adds(&text, ",1");
        sbuf_adds(&text, "]}");
        assert_int_equal(manifest_parse(&a, SLICE(""), sbuf_view(&text), &m, &err), STATUS_OK);
        assert_true(m.has_records == (more == 0));
        assert_true(
            slice_is(m.problem, more ? "manifest.json has more than a million values" : ""));
        arena_done(&a);
    }
}

static void only_our_major_version_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status want;
    } cases[] = {
        {"{\"format\":\"exhibit-bundle/1\"}", STATUS_OK},
        {"{\"format\":\"exhibit-bundle/1.7\"}", STATUS_OK},
        {"{\"format\":\"exhibit-bundle/2\"}", STATUS_SYNTAX},
        {"{\"format\":\"exhibit-bundle/10\"}", STATUS_SYNTAX},
        {"{\"format\":\"another/1\"}", STATUS_SYNTAX},
        {"{\"format\":1}", STATUS_SYNTAX},
        {"{}", STATUS_SYNTAX},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct manifest m;
        struct slice text = slice_from(cases[i].text);
        if (manifest_parse(&a, text, SLICE(""), &m, &err) != cases[i].want ||
            manifest_parse(&a, SLICE(""), text, &m, &err) != cases[i].want)
            fail_msg("%s: %s", cases[i].text, err.msg);
        arena_done(&a);
    }
}

static void a_newer_bundle_asks_for_a_newer_report(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct manifest m;
    assert_int_equal(
        manifest_parse(&a, SLICE("{\"format\":\"exhibit-bundle/2\"}"), SLICE(""), &m, &err),
        STATUS_SYNTAX);
    assert_non_null(strstr(err.msg, "version 2"));
    arena_done(&a);
}

static void values_of_another_type_are_absent(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct manifest m;
    struct slice first =
        SLICE("{\"format\":\"exhibit-bundle/1\",\"label\":7,\"target\":[],\"plan\":[1,"
              "\"x\",null],\"clocks\":{\"utc_ns\":1.5,\"page_size\":\"4096\"}}");
    struct slice last =
        SLICE("{\"format\":\"exhibit-bundle/1\",\"artifacts\":{},\"exit_code\":true,"
              "\"target_alive\":\"yes\",\"identity_unchanged\":false}");
    assert_int_equal(manifest_parse(&a, first, last, &m, &err), STATUS_OK);
    assert_int_equal(m.label.len, 0);
    assert_int_equal(m.nplan, 1);
    assert_false(m.clocks.utc_ns.known || m.clocks.page_size.known || m.exit_code.known);
    assert_int_equal(m.target_alive, MANIFEST_UNKNOWN);
    assert_int_equal(m.identity_unchanged, MANIFEST_NO);
    assert_int_equal(m.nrecords, 0);
    arena_done(&a);
}

static void try_parse(struct slice text)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct manifest m;
    (void)!manifest_parse(&a, text, text, &m, &err);
    arena_done(&a);
}

static void damage_of_any_kind_is_survived(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    damage_every_way(fixture(&a, "manifest/00-bundle.json"), try_parse);
    damage_every_way(fixture(&a, "manifest/manifest.json"), try_parse);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_files_become_plain_structs),
        cmocka_unit_test(each_artifact_is_a_record),
        cmocka_unit_test(damaged_files_are_absent_with_a_reason),
        cmocka_unit_test(a_deeply_nested_file_is_refused_by_the_library),
        cmocka_unit_test(a_file_of_very_many_values_is_refused_before_it_is_a_tree),
        cmocka_unit_test(only_our_major_version_is_read),
        cmocka_unit_test(a_newer_bundle_asks_for_a_newer_report),
        cmocka_unit_test(values_of_another_type_are_absent),
        cmocka_unit_test(damage_of_any_kind_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
