#include "golive.h"

#include <string.h>

static const struct {
    enum golive_special special;
    const char *name;
} specials[] = {
    {SPECIAL_SIGPANIC, "runtime.sigpanic"},
    {SPECIAL_ASYNC_PREEMPT, "runtime.asyncPreempt"},
    {SPECIAL_DEBUG_CALL, "runtime.debugCallV2"},
    {SPECIAL_CGOCALLBACK, "runtime.cgocallback"},
    {SPECIAL_GOPANIC, "runtime.gopanic"},
    {SPECIAL_PANICWRAP, "runtime.panicwrap"},
    {SPECIAL_WRAPPER, "runtime.systemstack_switch"},
};
enum { SPECIALS = sizeof specials / sizeof specials[0] };

/* One walk over all functions for every name that is needed. */
static void find_specials(struct golive *l)
{
    struct function f;
    for (unsigned i = 0; i < SPECIAL_COUNT; i++)
        l->special[i] = -1;
    for (uint32_t i = 0; i < l->functions.count; i++) {
        if (!pclntab_function_at(&l->functions, i, &f) ||
            !slice_has_prefix(f.name, SLICE("runtime.")))
            continue;
        if (slice_is(f.name, "runtime.main"))
            l->runtime_main = f.entry;
        for (unsigned k = 0; k < SPECIALS; k++)
            if (slice_is(f.name, specials[k].name))
                l->special[specials[k].special] = f.id;
    }
    if (l->special[SPECIAL_WRAPPER] >= 0)
        l->special[SPECIAL_WRAPPER]++;
}

bool golive_function(const struct golive *l, const char *name, struct function *ret)
{
    for (uint32_t i = 0; i < l->functions.count; i++)
        if (pclntab_function_at(&l->functions, i, ret) && slice_is(ret->name, name))
            return true;
    return false;
}

static void choose_layout(struct golive *l)
{
    unsigned minor = l->version.minor;
    if (minor == 0) /* the nearest that its function table allows */
        minor = l->functions.go118 ? LAYOUT_MINOR_MIN + 1 : LAYOUT_MINOR_MAX;
    l->layout = *layout_for(minor);
    l->layout_known = layout_is_known(l->version.minor);
    (void)module_use_layout(&l->module, l->memory, &l->layout.module, &l->image, &l->functions);
}

enum status golive_open(struct remote *memory, struct slice file, const struct mappings *mappings,
                        struct golive *ret, struct error *err)
{
    *ret = (struct golive){.memory = memory, .mappings = mappings};
    enum status s = image_parse(file, &ret->image, err);
    if (s != STATUS_OK)
        return s;
    ret->placed = image_place(&ret->image, mappings->exe_base, mappings->entry);
    s = pclntab_find(&ret->image, &ret->functions, err);
    if (s == STATUS_OK && !ret->placed)
        s = error_set(err, STATUS_SYNTAX, 0,
                      "where the program is loaded is not known (no mapping of its executable)");
    if (s == STATUS_OK)
        s = module_find(&ret->image, memory, &ret->functions, &ret->module, err);
    if (s != STATUS_OK)
        return s;
    version_find(&ret->image, &ret->module, memory, &ret->version);
    choose_layout(ret);
    find_specials(ret);
    if (!allgs_find(&ret->module, memory, mappings, ret->runtime_main, &ret->allgs))
        return error_set(err, STATUS_SYNTAX, 0, "the list of goroutines was not found");
    ret->layout_disputed = calibrate_apply(&ret->allgs.found, &ret->layout.g);
    return STATUS_OK;
}
