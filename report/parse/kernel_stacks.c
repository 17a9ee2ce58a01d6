#include "kernel_stacks.h"

#include "limits_input.h"
#include "sections.h"

enum { FRAMES_MAX = 64 }; /* the kernel prints 64 at most */

/* "4711 D worker" */
static bool read_head(struct slice text, struct kernel_stack *s)
{
    struct slice word;
    if (!slice_next_word(&text, &word) || !slice_to_u64(word, &s->tid) ||
        !slice_next_word(&text, &word) || word.len != 1)
        return false;
    s->state = (char)word.ptr[0];
    s->name = slice_trim(text);
    return true;
}

/* "[<0>] filemap_fault+0x620/0xa30" -> "filemap_fault" */
static bool read_function(struct slice line, struct slice *ret)
{
    struct slice word;
    if (!slice_next_word(&line, &word) || !slice_has_prefix(word, SLICE("[<")) ||
        !slice_next_word(&line, &word))
        return false;
    size_t plus = slice_rfind_byte(word, '+');
    *ret = plus == SIZE_MAX ? word : slice_take(word, plus);
    return ret->len > 0;
}

static void read_functions(struct arena *a, struct slice text, struct kernel_stack *s,
                           uint64_t *skipped)
{
    struct slice functions[FRAMES_MAX], line;
    while (slice_next_line(&text, &line)) {
        if (slice_trim(line).len == 0)
            continue;
        if (s->nfunctions < FRAMES_MAX && read_function(line, &functions[s->nfunctions]))
            s->nfunctions++;
        else
            ++*skipped;
    }
    struct slice *kept = ARENA_ARRAY(a, struct slice, s->nfunctions + 1);
    for (size_t i = 0; i < s->nfunctions; i++)
        kept[i] = functions[i];
    s->functions = kept;
}

enum status kernel_stacks_parse(struct arena *a, struct slice text, struct kernel_stacks *ret,
                                struct error *err)
{
    struct kernel_stacks k = {.count = 0};
    struct kernel_stack *items = NULL;
    size_t cap = 0;
    struct section_text section;
    while (sections_next(&text, &section)) {
        struct kernel_stack s = {.tid = 0};
        if (k.count >= LIMIT_REGIONS || !read_head(section.name, &s)) {
            k.skipped++;
            continue;
        }
        read_functions(a, section.text, &s, &k.skipped);
        *ARENA_PUSH(a, items, k.count, cap) = s;
    }
    if (k.count == 0)
        return error_set(err, STATUS_SYNTAX, 0, "no thread in the text");
    k.items = items;
    *ret = k;
    return STATUS_OK;
}
