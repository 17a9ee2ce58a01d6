#include "pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    MATCH_LIMIT = 200 * 1000, /* steps: a sane pattern needs some per byte of a short text */
    HEAP_LIMIT_KIB = 512,
};

struct pattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
};

static void *take(size_t size, void *arena)
{
    return arena_alloc(arena, 1, size, _Alignof(max_align_t));
}

static void leave(void *memory, void *arena)
{
    (void)memory; /* the arena frees all at once */
    (void)arena;
}

enum status pattern_compile(struct arena *a, struct slice pattern, const struct pattern **ret,
                            struct error *err)
{
    pcre2_general_context *general = pcre2_general_context_create(take, leave, a);
    pcre2_compile_context *compile = pcre2_compile_context_create(general);
    struct pattern *r = ARENA_NEW(a, struct pattern);
    int code = 0;
    PCRE2_SIZE at = 0;

    r->code = pcre2_compile(pattern.ptr, pattern.len, PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C,
                            &code, &at, compile);
    if (!r->code) {
        unsigned char why[100] = "";
        pcre2_get_error_message(code, why, sizeof why);
        return error_set(err, STATUS_SYNTAX, at, "pattern, at its byte %zu: %s", (size_t)at,
                         (const char *)why);
    }
    r->data = pcre2_match_data_create(1, general);
    r->context = pcre2_match_context_create(general);
    pcre2_set_match_limit(r->context, MATCH_LIMIT);
    pcre2_set_depth_limit(r->context, MATCH_LIMIT);
    pcre2_set_heap_limit(r->context, HEAP_LIMIT_KIB);
    *ret = r;
    return STATUS_OK;
}

bool pattern_match(const struct pattern *r, struct slice text)
{
    return pcre2_match(r->code, text.ptr, text.len, 0, 0, r->data, r->context) >= 0;
}
