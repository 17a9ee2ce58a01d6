#include "wait_reasons.h"

#include <string.h>

#include "globals.h"

/* Strings are pointer and length. The first three are "", "GC assist marking" and "IO wait" in
 * every version. */
enum { FIRST = 0, SECOND_LEN = 17, THIRD_LEN = 7, AHEAD = 2 * WAIT_REASONS_MAX };

struct search {
    const struct golive *l;
    struct wait_reasons *ret;
};

static bool is_text(struct remote *memory, uint64_t address, const char *text)
{
    char found[WAIT_REASON_LEN];
    size_t len = strlen(text);
    return remote_read(memory, address, found, len) && memcmp(found, text, len) == 0;
}

static bool read_name(struct remote *memory, uint64_t address, uint64_t len, char *name)
{
    if (len == 0 || len > WAIT_REASON_LEN || !remote_read(memory, address, name, (size_t)len))
        return false;
    for (size_t i = 0; i < len; i++)
        if (name[i] < ' ' || name[i] > '~')
            return false;
    name[len] = '\0';
    return true;
}

static bool look(void *arg, const struct globals_window *w)
{
    struct search *s = arg;
    struct remote *memory = s->l->memory;
    for (size_t i = 0; i < w->starts && i + 6 <= w->count; i++) {
        const uint64_t *table = w->words + i;
        if (table[0] || table[1] || table[3] != SECOND_LEN || table[5] != THIRD_LEN ||
            !is_text(memory, table[2], "GC assist marking") ||
            !is_text(memory, table[4], "IO wait"))
            continue;
        s->ret->name[FIRST][0] = '\0';
        s->ret->count = 1;
        while (s->ret->count < WAIT_REASONS_MAX && i + 2 * s->ret->count + 1 < w->count &&
               read_name(memory, table[2 * s->ret->count], table[2 * s->ret->count + 1],
                         s->ret->name[s->ret->count]))
            s->ret->count++;
        return false;
    }
    return true;
}

void wait_reasons_find(const struct golive *l, struct wait_reasons *ret)
{
    *ret = (struct wait_reasons){0};
    struct search s = {l, ret};
    (void)globals_walk(&l->module, l->memory, GLOBALS_DATA | GLOBALS_NOPTRDATA, AHEAD, look, &s);
}
