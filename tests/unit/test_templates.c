#include "cmocka_all.h"

#include <string.h>

#include "cmark_tree.h"
#include "glossary.h"
#include "model.h"
#include "own_words.h"
#include "rules_load.h"
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

/* ---- what is built in ---- */

static void our_own_words_hold_nothing_that_is_refused_in_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < template_findings_count; i++) {
        size_t line = 0;
        struct slice text = *template_findings[i].text;
        const char *fault =
            tree_template_fault(slice_take(text, slice_find(text, SLICE("\n## Next\n"))), &line);
        if (fault)
            fail_msg("findings/%s.md:%zu: %s", template_findings[i].name, line, fault);
    }
}

static void the_glossary_explains_the_terms_of_the_guide(void **state)
{
    (void)state;
    static const char *const terms[] = {"RSS",
                                        "VSZ",
                                        "MADV_FREE",
                                        "swapped",
                                        "VM_ALLOCATE",
                                        "MALLOC",
                                        "physical footprint",
                                        "region",
                                        "descriptor",
                                        "kqueue",
                                        "goroutine",
                                        "chan receive",
                                        "inuse_space",
                                        "alloc_space",
                                        "flat",
                                        "cum",
                                        "HeapAlloc",
                                        "HeapInuse"};
    const struct own_file file = {"glossary.md", "glossary", template_glossary};
    struct glossary g;
    struct error err = {0};
    if (glossary_parse(&arena, &file, &g, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    for (size_t i = 0; i < COUNT(terms); i++) {
        size_t found = 0;
        for (size_t k = 0; k < g.count; k++)
            found += term_is_in(&g.terms[k], slice_from(terms[i]));
        if (found == 0)
            fail_msg("no term of the glossary is %s", terms[i]);
    }
}

/* ---- errors with file and line ---- */

#define FINE "# {{growth}} more\n\nIt was {{a}}.\n"

static const struct {
    const char *name, *text, *want;
} bad_words[] = {
    {"empty", "", "d/f.md:1: the first line must be"},
    {"no title", "Words.\n", "d/f.md:1: the first line must be"},
    {"an empty title", "#  \n\n{{a}}\n", "d/f.md:1: the title is empty"},
    {"a title alone", "# {{a}}\n", "d/f.md:1: there is no text"},
    {"unknown slot", FINE "\n{{nonsense}}\n", "d/f.md:5: unknown slot {{nonsense}}"},
    {"slot of another subject", FINE "\n{{wchan}}\n", "d/f.md:5: unknown slot {{wchan}}"},
    {"unknown slot in a step", FINE "\n## Next\n- Do.\n- $ ls {{x}}\n",
     "d/f.md:7: unknown slot {{x}}"},
    {"a slot without a name", FINE "\n{{}}\n", "d/f.md:5: unknown slot {{}}"},
    {"open slot", FINE "\nIt {{a is.\n", "d/f.md:5: a slot is not closed"},
    {"open slot in a step", FINE "\n## Next\n- See {{a.\n", "d/f.md:6: a slot is not closed"},
    {"no slot is left", "# More\n\nIt was less.\n", "d/f.md:1: no slot is left"},
    {"no step", FINE "\n## Next\nGo on.\n", "d/f.md:6: a step begins with"},
    {"a line that is not indented", FINE "\n## Next\n- Go on,\nplease.\n",
     "d/f.md:7: a step begins with"},
};

static enum status put(const char *name, const char *text, struct error *err)
{
    const struct rule_pack *packs[RULES_BUILTIN_MAX];
    size_t count = 0;
    const struct own_file f = {"d/f.md", name, slice_from(text)};
    assert_int_equal(rules_builtin(&arena, packs, &count, err), STATUS_OK);
    return own_words_put(&arena, &f, packs, count, err);
}

static void broken_words_are_named_with_file_and_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad_words); i++) {
        struct error err = {0};
        enum status st = put("memory.growing", bad_words[i].text, &err);
        if (st != STATUS_SYNTAX ||
            strncmp(err.msg, bad_words[i].want, strlen(bad_words[i].want)) != 0)
            fail_msg("case %s: %s", bad_words[i].name, err.msg);
    }
}

static void words_that_no_rule_asks_for_are_an_error(void **state)
{
    (void)state;
    struct error err = {0};
    assert_int_equal(put("memory.groving", FINE, &err), STATUS_SYNTAX);
    assert_string_equal(err.msg, "d/f.md:1: no rule takes its words from a file of this name");
}

static void a_long_name_and_foreign_bytes_leave_a_message_of_one_line(void **state)
{
    (void)state;
    char path[5000];
    struct error err = {0};
    memset(path, '/', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    const struct own_file f = {path, "x", SLICE("")};
    assert_int_equal(own_file_complain(&f, 0, "\x1b[2Jred\n\xff", &err), STATUS_SYNTAX);
    assert_non_null(strstr(err.msg, ":1: ?[2Jred??"));
    for (const char *p = err.msg; *p; p++)
        assert_true(*p >= ' ' && *p <= '~');
}

static const struct {
    const char *name, *text, *want;
} bad_glossaries[] = {
    {"empty", "", "g.md:1: the first line"},
    {"no terms", "# Terms\n", "g.md:1: there are no terms"},
    {"a slot", "# T\n\n- RSS: {{process.rss}}\n", "g.md:3: a glossary has no slots"},
    {"no colon", "# T\n\n- RSS is memory\n", "g.md:3: a term and its meaning"},
    {"no meaning", "# T\n\n- a: b\n- RSS: \n", "g.md:4: a term and its meaning"},
    {"no spelling", "# T\n\n- RSS, , x: memory\n", "g.md:3: a spelling is empty"},
    {"twice", "# T\n\n- RSS: memory\n- x, RSS: again\n", "g.md:4: this term is there twice"},
    {"stray words", "# T\n\nwords\n", "g.md:3: a term begins with"},
    {"stray words behind", "# T\n\n- a: b\n  c\nd\n", "g.md:5: a term begins with"},
};

static void a_broken_glossary_is_named_with_file_and_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad_glossaries); i++) {
        const struct own_file f = {"g.md", "glossary", slice_from(bad_glossaries[i].text)};
        struct glossary g;
        struct error err = {0};
        enum status st = glossary_parse(&arena, &f, &g, &err);
        if (st != STATUS_SYNTAX ||
            strncmp(err.msg, bad_glossaries[i].want, strlen(bad_glossaries[i].want)) != 0)
            fail_msg("case %s: %s", bad_glossaries[i].name, err.msg);
    }
}

/* ---- what they say ---- */

static const struct rule *rule_of(const struct rule_pack *const *packs, size_t count,
                                  const char *id)
{
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < packs[p]->count; i++)
            if (strcmp(packs[p]->rules[i].id, id) == 0)
                return &packs[p]->rules[i];
    fail_msg("no rule %s", id);
    return NULL;
}

static void own_words_replace_those_of_their_rule_alone(void **state)
{
    (void)state;
    const struct rule_pack *packs[RULES_BUILTIN_MAX];
    size_t count = 0;
    struct error err = {0};
    const struct own_file f = {"d/f.md", "memory.growing", SLICE(FINE "\n## Next\n- Rest.\n")};
    assert_int_equal(rules_builtin(&arena, packs, &count, &err), STATUS_OK);
    const struct rule *before = rule_of(packs, count, "memory.growing");
    assert_int_equal(own_words_put(&arena, &f, packs, count, &err), STATUS_OK);
    const struct rule *after = rule_of(packs, count, "memory.growing");
    assert_true(slice_is(after->words.title, "{{growth}} more"));
    assert_true(slice_is(after->words.body, "It was {{a}}."));
    assert_true(after->words.nnext == 1 && slice_is(after->words.next[0], "Rest."));
    assert_true(after->when == before->when && after->severity == before->severity);
    assert_false(slice_is(rule_of(packs, count, "memory.swapped")->words.title, "{{growth}} more"));
}

static void a_term_is_a_whole_word_whose_first_letter_may_be_large(void **state)
{
    (void)state;
    static const struct slice names[] = {SLICE_INIT("flat"), SLICE_INIT("HeapAlloc")};
    static const struct term term = {names, 2, SLICE_INIT("m")};
    static const struct {
        const char *text;
        bool want;
    } cases[] = {
        {"flat", true},     {"Flat", true},      {"its flat value", true},
        {"(flat)", true},   {"HeapAlloc", true}, {"flatter", false},
        {"a_flat", false},  {"flat1", false},    {"heapAlloc", false},
        {"inflate", false}, {"", false},         {"inflate flat", true},
        {"FLAT", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (term_is_in(&term, slice_from(cases[i].text)) != cases[i].want)
            fail_msg("case %s", cases[i].text);
}

static void markup_that_reaches_out_of_the_page_is_found_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fault;
        size_t line;
    } cases[] = {
        {"# T\n\nplain `code` **strong** [there](https://a.example/x)\n", NULL, 0},
        {"# T\n\n<script>alert(1)</script>\n", "HTML is not shown", 3},
        {"# T\n\na\nb <b onclick=x>c</b>\n", "HTML is not shown", 4},
        {"# T\n\n<!-- {{a}} -->\n", "HTML is not shown", 3},
        {"# T\n\na ![x](https://a.example/x.png)\n", "a picture would have to be fetched", 3},
        {"# T\n\n[x](javascript:alert(1))\n", "a link may lead to https:// only", 3},
        {"# T\n\n[x](data:text/html,x)\n", "a link may lead to https:// only", 3},
        {"# T\n\n[x](http://a.example)\n", "a link may lead to https:// only", 3},
        {"# T\n\n[x](https://a.example/{{a}})\n", "a slot cannot stand in the address", 3},
        {"# T\n\n[x](https://a.example \"{{a}}\")\n", "a slot cannot stand in the address", 3},
        {"# T\n\ntext\n\n## Nxt\n", "the title and ## Next are the only headings", 5},
        {"# T\n\ntext\n\nb\n===\n", "the title and ## Next are the only headings", 5},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t line = 0;
        const char *fault = tree_template_fault(slice_from(cases[i].text), &line);
        if (!fault != !cases[i].fault ||
            (fault && (strncmp(fault, cases[i].fault, strlen(cases[i].fault)) != 0 ||
                       line != cases[i].line)))
            fail_msg("case %zu: %s in line %zu", i, fault ? fault : "nothing", line);
    }
}

static void html_that_is_in_words_all_the_same_is_shown_as_text(void **state)
{
    (void)state;
    static const struct slot slots[] = {{"a", SLICE_INIT("<i>")}};
    static const struct prose prose = {
        .source = SLICE_INIT("a <b onclick=x> c\n\n<script>alert({{a}})</script>\n"),
        .slots = slots,
        .nslots = 1};
    AUTO_SBUF struct sbuf html, md;
    sbuf_init(&html, SIZE_MAX);
    sbuf_init(&md, SIZE_MAX);
    tree_prose(&prose, TREE_HTML, &html);
    tree_prose(&prose, TREE_MARKDOWN, &md);
    assert_non_null(strstr(sbuf_text(&html), "&lt;b onclick=x&gt;"));
    assert_non_null(strstr(sbuf_text(&html), "&lt;script&gt;alert(&lt;i&gt;)&lt;/script&gt;"));
    assert_null(strstr(sbuf_text(&html), "<script"));
    assert_non_null(strstr(sbuf_text(&md), "\\<b onclick=x\\>"));
    assert_non_null(strstr(sbuf_text(&md), "``` \n<script>"));
}

static void the_blanks_in_front_of_code_stay(void **state)
{
    (void)state;
    static const struct identity who = {0};
    struct slice body = words_body_for(&arena, SLICE("a\n\n    code\n\n[go] b"), &who);
    assert_true(slice_is(body, "a\n\n    code\n\nb"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_words_hold_nothing_that_is_refused_in_others),
        cmocka_unit_test(the_glossary_explains_the_terms_of_the_guide),
        cmocka_unit_test(broken_words_are_named_with_file_and_line),
        cmocka_unit_test(words_that_no_rule_asks_for_are_an_error),
        cmocka_unit_test(a_long_name_and_foreign_bytes_leave_a_message_of_one_line),
        cmocka_unit_test(a_broken_glossary_is_named_with_file_and_line),
        cmocka_unit_test(own_words_replace_those_of_their_rule_alone),
        cmocka_unit_test(a_term_is_a_whole_word_whose_first_letter_may_be_large),
        cmocka_unit_test(html_that_is_in_words_all_the_same_is_shown_as_text),
        cmocka_unit_test(the_blanks_in_front_of_code_stay),
        cmocka_unit_test(markup_that_reaches_out_of_the_page_is_found_with_its_line),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
