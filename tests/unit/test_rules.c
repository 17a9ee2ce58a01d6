#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "pattern.h"
#include "rules_load.h"
#include "slots.h"
#include "templates.h"
#include "words.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena = (struct arena)ARENA_INIT;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

#define HEAD                                                                                       \
    "rules:\n- id: x\n  subject: process\n  area: memory\n  severity: note\n  confidence: watch\n"
#define TEXT "  text: |\n    # T\n\n    Body.\n"
#define WHEN "  when: [{metric: process.rss, at_least: 1MiB}]\n"

static const struct {
    const char *name, *yaml, *want;
} bad[] = {
    {"empty", "", "pack.yaml:1: the file is empty"},
    {"a comment alone", "# rules\n", "pack.yaml:1: there are no rules"},
    {"no YAML", "rules: [", "pack.yaml:"},
    {"unknown key", HEAD WHEN TEXT "  colour: red\n", "pack.yaml:12: Unexpected key"},
    {"unknown severity", "rules:\n- id: x\n  severity: awful\n", "pack.yaml:3: "},
    {"missing key", "rules:\n- id: x\n" WHEN, "pack.yaml:"},
    {"alias", "rules: &a [*a]\n", "pack.yaml:"},
    {"no metric", HEAD "  when: [{metric: process.rs, at_least: 1}]\n" TEXT,
     "pack.yaml:2: rule x: unknown metric process.rs"},
    {"no field", HEAD "  when: [{field: count, at_least: 1}]\n" TEXT,
     "pack.yaml:2: rule x: this subject has no field count"},
    {"both", HEAD "  when: [{field: gaps, metric: process.rss, at_least: 1}]\n" TEXT,
     "pack.yaml:2: rule x: a condition needs either a metric or a field"},
    {"no bound", HEAD "  when: [{metric: process.rss}]\n" TEXT,
     "pack.yaml:2: rule x: a condition needs at_least"},
    {"bound of another unit", HEAD "  when: [{metric: process.rss, at_least: 5%}]\n" TEXT,
     "pack.yaml:2: rule x: this value does not fit"},
    {"bound that is no number", HEAD "  when: [{metric: fds.total, at_least: many}]\n" TEXT,
     "pack.yaml:2: rule x: this value does not fit"},
    {"pattern", HEAD WHEN TEXT "  match: '('\n", "pack.yaml:2: rule x: pattern, at its byte 1"},
    {"no words", HEAD WHEN, "pack.yaml:2: rule x: there are no words for it"},
    {"unknown slot", HEAD WHEN "  text: |\n    # T {{nothing}}\n\n    Body.\n",
     "pack.yaml:2: rule x: its words have an unknown slot nothing"},
    {"slot of another subject", HEAD WHEN "  text: |\n    # T\n\n    {{template}}\n",
     "pack.yaml:2: rule x: its words have an unknown slot template"},
    {"words without a title", HEAD WHEN "  text: Body.\n",
     "pack.yaml:2: rule x: the first line must be"},
    {"twice",
     HEAD WHEN TEXT "- id: x\n  subject: process\n  area: memory\n  severity: note\n"
                    "  confidence: watch\n" WHEN TEXT,
     "pack.yaml:2: rule x: this id is there twice"},
    {"baseline of nothing",
     "baselines:\n- {metric: a.b}\nrules:\n- id: x\n  subject: process\n"
     "  area: memory\n  severity: note\n  confidence: watch\n" WHEN TEXT,
     "pack.yaml:2: baseline of an unknown metric"},
    {"baseline of another unit",
     "baselines:\n- {metric: fds.total, to: many}\nrules:\n- id: x\n  subject: process\n"
     "  area: memory\n  severity: note\n  confidence: watch\n" WHEN TEXT,
     "pack.yaml:2: baseline fds.total: a value does not fit"},
    {"program that is no pattern",
     "program: {module: '('}\nrules:\n- id: x\n  subject: process\n  area: memory\n"
     "  severity: note\n  confidence: watch\n" WHEN TEXT,
     "pack.yaml: program: pattern"},
    {"one process together", HEAD WHEN TEXT "  together: true\n",
     "pack.yaml:2: rule x: there is one process only"},
    {"profile without a function", HEAD WHEN TEXT "  profile: heap\n  type: inuse_space\n",
     "pack.yaml:2: rule x: profile and type"},
};

static void a_broken_rule_is_named_with_file_and_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct rule_pack pack;
        struct error err = {0};
        enum status st = rules_load(&arena, slice_from(bad[i].yaml), "pack.yaml", &pack, &err);
        if (st != STATUS_SYNTAX || strncmp(err.msg, bad[i].want, strlen(bad[i].want)) != 0)
            print_error("  case %s: %s\n", bad[i].name, err.msg);
        assert_int_equal(st, STATUS_SYNTAX);
        assert_memory_equal(err.msg, bad[i].want, strlen(bad[i].want));
        for (const char *p = err.msg; *p; p++)
            assert_true(*p >= ' ' && *p <= '~');
    }
}

static void a_file_that_is_too_large_is_refused(void **state)
{
    (void)state;
    struct rule_pack pack;
    struct error err;
    size_t size = ((size_t)1 << 20) + 1;
    char *text = arena_alloc(&arena, size, 1, 1);
    memset(text, ' ', size);
    struct slice all = {(const unsigned char *)text, size};
    assert_int_equal(rules_load(&arena, all, "pack.yaml", &pack, &err), STATUS_LIMIT);
}

static void a_rule_file_cut_at_any_byte_is_an_error_or_a_smaller_pack(void **state)
{
    (void)state;
    struct slice whole = *template_rules[0].text;
    for (size_t n = 0; n < whole.len && n < 3000; n += 7) {
        struct arena a = ARENA_INIT;
        struct rule_pack pack = {0};
        struct error err = {0};
        if (rules_load(&a, slice_take(whole, n), "go.yaml", &pack, &err) == STATUS_OK)
            assert_true(pack.count > 0);
        else
            assert_true(strlen(err.msg) > 0);
        arena_done(&a);
    }
}

static size_t load_all(const struct rule_pack *packs[RULES_BUILTIN_MAX])
{
    size_t count = 0;
    struct error err = {0};
    if (rules_builtin(&arena, packs, &count, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return count;
}

static const struct rule *find(const struct rule_pack *const *packs, size_t count, const char *id)
{
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < packs[p]->count; i++)
            if (strcmp(packs[p]->rules[i].id, id) == 0)
                return &packs[p]->rules[i];
    return NULL;
}

/* Loading proves that every template is there and every slot of it is provided. */
static void every_template_belongs_to_a_rule_and_every_name_leads_to_one(void **state)
{
    (void)state;
    const struct rule_pack *packs[RULES_BUILTIN_MAX];
    size_t count = load_all(packs);
    assert_int_equal(count, template_rules_count);
    for (size_t i = 0; i < template_findings_count; i++)
        if (!find(packs, count, template_findings[i].name))
            fail_msg("no rule for findings/%s.md", template_findings[i].name);
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < packs[p]->count; i++) {
            const struct rule *r = &packs[p]->rules[i];
            assert_ptr_equal(find(packs, count, r->id), r); /* ids differ over all packs, too */
            assert_true(r->words.nnext > 0);
            assert_true(!r->leak || r->brief.len > 0);
            for (size_t k = 0; k < r->nexplains; k++)
                if (!find(packs, count, r->explains[k]))
                    fail_msg("%s explains %s, which does not exist", r->id, r->explains[k]);
            for (size_t k = 0; k < r->nsupersedes; k++)
                if (!find(packs, count, r->supersedes[k]))
                    fail_msg("%s supersedes %s, which does not exist", r->id, r->supersedes[k]);
        }
}

static void a_rule_that_looks_at_growth_needs_two_bundles_without_saying_so(void **state)
{
    (void)state;
    const struct rule_pack *packs[RULES_BUILTIN_MAX];
    size_t count = load_all(packs);
    assert_true(find(packs, count, "heap.growing")->needs_two);
    assert_true(find(packs, count, "goroutines.growing")->needs_two);
    assert_false(find(packs, count, "descriptors.limit")->needs_two);
}

static void values_take_the_units_of_what_they_are_compared_with(void **state)
{
    (void)state;
    static const char yaml[] = HEAD "  when:\n"
                                    "    - {metric: process.rss, at_least: 2MiB, below: 1GiB}\n"
                                    "    - {metric: fds.limit_used, above: 5%}\n"
                                    "    - {metric: fds.total, at_most: 50}\n"
                                    "    - {metric: process.uptime, at_least: 2m}\n"
                                    "    - {metric: process.rss, of: ratio, at_least: 150%}\n" TEXT;
    static const double want[] = {2097152, 1073741824, 0.05, 50, 120, 1.5};
    struct rule_pack pack;
    struct error err = {0};
    assert_int_equal(rules_load(&arena, slice_from(yaml), "p", &pack, &err), STATUS_OK);
    assert_int_equal(pack.rules[0].nwhen, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++)
        assert_true(pack.rules[0].when[i].bound > want[i] - 1e-6 &&
                    pack.rules[0].when[i].bound < want[i] + 1e-6);
    assert_true(pack.rules[0].needs_two);
}

static void a_pattern_says_with_a_caret_which_line_it_means(void **state)
{
    (void)state;
    const struct pattern *p = NULL;
    struct error err;
    assert_int_equal(pattern_compile(&arena, SLICE("^created by: main\\."), &p, &err), STATUS_OK);
    assert_true(pattern_match(p, SLICE("frame: x\ncreated by: main.f\n")));
    assert_false(pattern_match(p, SLICE("frame: created by: main.f\n")));
}

static void a_pattern_that_would_take_for_ever_stops(void **state)
{
    (void)state;
    const struct pattern *p = NULL;
    struct error err;
    char text[5000];
    memset(text, 'a', sizeof text);
    assert_int_equal(pattern_compile(&arena, SLICE("(a+)+$x(a*)*b"), &p, &err), STATUS_OK);
    assert_false(pattern_match(p, (struct slice){(unsigned char *)text, sizeof text}));
}

static void words_are_filled_but_values_are_never_read_again(void **state)
{
    (void)state;
    static const struct slot slots[] = {{"a", SLICE_INIT("`x` {{b}} **y**")},
                                        {"b", SLICE_INIT("o'c; rm")}};
    struct slice plain = words_fill(&arena, SLICE("Say `{{a}}` **now**\nand here.\n\nNext {{b}}"),
                                    slots, 2, WORDS_PLAIN);
    assert_true(slice_is(plain, "Say `x` {{b}} **y** now and here.\n\nNext o'c; rm"));
    struct slice shell = words_fill(&arena, SLICE("$ tar -xzf {{b}} {{c}}"), slots, 2, WORDS_SHELL);
    assert_true(slice_is(shell, "$ tar -xzf 'o'\\''c; rm' ''"));
}

static void words_are_for_whom_their_marks_say(void **state)
{
    (void)state;
    static const struct identity linux_go = {0}, mac_other = {.is_macos = true, .not_go = true};
    static const struct slice body =
        SLICE_INIT("[go] A\n\n[other] B\nb\n\nC [go] c\n\n[macos] [other] D");
    assert_true(slice_is(words_body_for(&arena, body, &linux_go), "A\n\nC [go] c"));
    assert_true(slice_is(words_body_for(&arena, body, &mac_other), "B\nb\n\nC [go] c\n\nD"));
    assert_int_equal(words_body_for(&arena, SLICE("[other] B"), &linux_go).len, 0);
    struct slice step = SLICE("[linux] [other] $ ls");
    assert_false(words_for(&step, &linux_go));
    step = SLICE("[linux] [go] $ ls");
    assert_true(words_for(&step, &linux_go) && slice_is(step, "$ ls"));
}

/* Every rule has words and a step for everybody. */
static void nobody_is_left_without_words(void **state)
{
    (void)state;
    const struct rule_pack *packs[RULES_BUILTIN_MAX];
    size_t count = load_all(packs);
    for (unsigned who = 0; who < 4; who++) {
        const struct identity id = {.is_macos = who & 1, .not_go = who & 2};
        for (size_t p = 0; p < count; p++)
            for (size_t i = 0; i < packs[p]->count; i++) {
                const struct rule *r = &packs[p]->rules[i];
                size_t steps = 0;
                for (size_t k = 0; k < r->words.nnext; k++) {
                    struct slice step = r->words.next[k];
                    steps += words_for(&step, &id);
                }
                if (steps == 0 || words_body_for(&arena, r->words.body, &id).len == 0)
                    fail_msg("%s: not for macos %u, of another language %u", r->id, who & 1,
                             who & 2);
            }
    }
}

static void a_file_name_that_looks_like_an_option_becomes_a_path(void **state)
{
    (void)state;
    static const struct slot slots[] = {{"f", SLICE_INIT("-rf")}};
    assert_true(
        slice_is(words_fill(&arena, SLICE("$ tar {{f}}"), slots, 1, WORDS_SHELL), "$ tar ./'-rf'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_rule_is_named_with_file_and_line),
        cmocka_unit_test(a_file_that_is_too_large_is_refused),
        cmocka_unit_test(a_rule_file_cut_at_any_byte_is_an_error_or_a_smaller_pack),
        cmocka_unit_test(every_template_belongs_to_a_rule_and_every_name_leads_to_one),
        cmocka_unit_test(a_rule_that_looks_at_growth_needs_two_bundles_without_saying_so),
        cmocka_unit_test(values_take_the_units_of_what_they_are_compared_with),
        cmocka_unit_test(a_pattern_says_with_a_caret_which_line_it_means),
        cmocka_unit_test(a_pattern_that_would_take_for_ever_stops),
        cmocka_unit_test(words_are_filled_but_values_are_never_read_again),
        cmocka_unit_test(words_are_for_whom_their_marks_say),
        cmocka_unit_test(nobody_is_left_without_words),
        cmocka_unit_test(a_file_name_that_looks_like_an_option_becomes_a_path),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
