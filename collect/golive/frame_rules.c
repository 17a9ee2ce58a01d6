#include "frame_rules.h"

/* Versions in which a rule changed. */
enum { NEW_NAMES = 21, SHOWS_FINALIZERS = 25 };

static bool is_upper(struct slice s)
{
    return s.len && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z';
}

/* "runtime.Gosched", and since 1.21 "runtime.(*Func).Entry" as well. */
static bool is_exported_runtime(const struct golive *l, struct slice name)
{
    if (!slice_skip(&name, SLICE("runtime.")))
        return false;
    if (l->layout.minor < NEW_NAMES)
        return is_upper(name);
    struct slice receiver = {0};
    size_t dot = slice_rfind_byte(name, '.');
    if (dot != SIZE_MAX) {
        receiver = slice_take(name, dot);
        name = slice_drop(name, dot + 1);
        if (receiver.len >= 3 && slice_has_prefix(receiver, SLICE("(*")) &&
            receiver.ptr[receiver.len - 1] == ')')
            receiver = slice_take(slice_drop(receiver, 2), receiver.len - 3);
    }
    return is_upper(name) && (receiver.len == 0 || is_upper(receiver));
}

/* A wrapper that the compiler made is hidden, unless it called what panics. */
static bool hides_wrapper(const struct golive *l, int callee)
{
    return callee < 0 ||
           (callee != l->special[SPECIAL_GOPANIC] && callee != l->special[SPECIAL_SIGPANIC] &&
            callee != l->special[SPECIAL_PANICWRAP]);
}

bool frame_is_shown(const struct golive *l, struct slice name, int id, bool first, int callee)
{
    if (id == l->special[SPECIAL_WRAPPER] && hides_wrapper(l, callee))
        return false;
    if (l->layout.minor >= SHOWS_FINALIZERS &&
        (slice_is(name, "runtime.runFinalizers") || slice_is(name, "runtime.runfinq") ||
         slice_is(name, "runtime.runCleanups")))
        return true;
    if (!first && slice_is(name, "runtime.gopanic"))
        return true;
    return slice_find(name, SLICE(".")) != SIZE_MAX &&
           (!slice_has_prefix(name, SLICE("runtime.")) || is_exported_runtime(l, name));
}

void frame_name(const struct golive *l, struct slice name, struct slice part[3])
{
    part[0] = name;
    part[1] = part[2] = (struct slice){0};
    if (slice_is(name, "runtime.gopanic")) {
        part[0] = SLICE("panic");
        return;
    }
    size_t open = slice_find(name, SLICE("[")), close = slice_rfind_byte(name, ']');
    if (l->layout.minor < NEW_NAMES || open == SIZE_MAX || close == SIZE_MAX || close <= open)
        return;
    part[0] = slice_take(name, open);
    part[1] = SLICE("[...]");
    part[2] = slice_drop(name, close + 1);
}

enum frame_start frame_start_of(const struct golive *l, uint64_t startpc)
{
    static const struct {
        const char *name;
        enum frame_start start;
    } starts[] = {{"runtime.main", START_USER},
                  {"runtime.corostart", START_USER},
                  {"runtime.handleAsyncEvent", START_USER},
                  {"runtime.runfinq", START_FINALIZERS},
                  {"runtime.runFinalizers", START_FINALIZERS},
                  {"runtime.runCleanups", START_CLEANUPS}};
    struct function f;
    if (!pclntab_function(&l->functions, startpc, &f) ||
        !slice_has_prefix(f.name, SLICE("runtime.")))
        return START_USER;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (slice_is(f.name, starts[i].name))
            return starts[i].start;
    return START_SYSTEM;
}
