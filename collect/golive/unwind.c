#include "unwind.h"

#include "bytes.h"

enum { INJECTED_TRACE_MINOR = 21, FRAMES_MAX = 4 * 1024 * 1024 };

const char *const unwind_end_names[UNWIND_ENDS] = {
    [UNWIND_COMPLETE] = "complete",
    [UNWIND_STOPPED] = "shortened",
    [UNWIND_UNKNOWN] = "an address outside the program's code",
    [UNWIND_OFF_STACK] = "a frame outside the stack",
    [UNWIND_OPAQUE] = "a function that moves the stack in its own way",
    [UNWIND_MISPLACED] = "a top of the stack that is not where it should be"};

struct walk {
    const struct golive *l;
    const struct reading *r;
    bool link_register; /* arm64: the return address may still be in a register */
    uint64_t pc, sp, fp, lr;
    bool trap, injected, in_syscall;
    unsigned index;
};

static bool word(const struct walk *w, uint64_t address, uint64_t *ret)
{
    return bytes_get64(w->r->stack.bytes, address - w->r->stack.address, ret);
}

static bool is_special(const struct golive *l, const struct function *f,
                       enum golive_special special)
{
    return l->special[special] == f->id;
}

/* A call that was put in by a signal handler: what it interrupted is not behind a call. */
static bool is_injected(const struct golive *l, const struct function *f)
{
    return is_special(l, f, SPECIAL_SIGPANIC) || is_special(l, f, SPECIAL_ASYNC_PREEMPT) ||
           is_special(l, f, SPECIAL_DEBUG_CALL);
}

static bool hand_out(struct walk *w, const struct function *f, unwind_fn *fn, void *arg)
{
    bool behind_call = !w->trap && w->pc > f->entry;
    struct unwind_frame frame = {.function = f,
                                 .pc = w->pc,
                                 .fp = w->fp,
                                 .argp = w->fp + (w->link_register ? 8 : 0),
                                 .symbol_pc = behind_call ? w->pc - 1 : w->pc,
                                 .index = w->index};
    return fn(arg, &frame);
}

/* Where f will return to. */
static enum unwind_end return_address(struct walk *w, const struct function *f, uint64_t *ret)
{
    bool ignore = is_special(w->l, f, SPECIAL_CGOCALLBACK) || (w->index == 0 && w->in_syscall);
    if ((f->flags & FUNCTION_WRITES_SP) && !ignore && w->index > 0)
        return UNWIND_OPAQUE;
    *ret = w->lr;
    if (!w->link_register)
        return word(w, w->fp - 8, ret) ? UNWIND_COMPLETE : UNWIND_OFF_STACK;
    if (((w->index == 0 && w->sp < w->fp) || w->lr == 0) && !word(w, w->sp, ret))
        return UNWIND_OFF_STACK;
    return UNWIND_COMPLETE;
}

/* arm64: under an injected call the handler saved the link register on the stack. */
static bool restore_link(struct walk *w, struct symbols *s)
{
    uint64_t saved;
    if (!w->link_register || !w->injected)
        return true;
    if (!word(w, w->sp, &saved))
        return false;
    w->sp += 16;
    if (symbols_place(s, w->pc)->frame_size == 0)
        w->lr = saved;
    return true;
}

static void begin(struct walk *w, const struct golive *l, const struct reading *r)
{
    const struct goroutine *g = &r->g;
    *w = (struct walk){.l = l,
                       .r = r,
                       .link_register = l->image.machine == IMAGE_MACHINE_ARM64,
                       .pc = g->syscallsp ? g->syscallpc : g->pc,
                       .sp = g->syscallsp ? g->syscallsp : g->sp,
                       .trap = r->trap,
                       .in_syscall = g->syscallsp != 0};
    if (w->link_register && !g->syscallsp)
        w->lr = g->lr;
    if (w->pc == 0 && word(w, w->sp, &w->pc)) { /* a call of a nil function */
        w->sp += w->link_register ? 0 : 8;
        w->lr = 0;
    }
}

enum unwind_end unwind(const struct golive *l, struct symbols *s, const struct reading *r,
                       unwind_fn *fn, void *arg)
{
    struct walk w;
    begin(&w, l, r);
    for (; w.index < FRAMES_MAX; w.index++) {
        const struct place *p = symbols_place(s, w.pc);
        if (!p->known)
            return UNWIND_UNKNOWN;
        const struct function f = p->function;
        if (p->frame_size < 0)
            return f.flags & FUNCTION_TOP ? UNWIND_COMPLETE : UNWIND_UNKNOWN;
        uint64_t before = w.sp, next;
        w.fp = w.sp + (uint64_t)p->frame_size + (w.link_register ? 0 : 8);
        if (!hand_out(&w, &f, fn, arg))
            return UNWIND_STOPPED;
        if (f.flags & FUNCTION_TOP)
            return !l->layout_known || w.sp == r->g.stktopsp ? UNWIND_COMPLETE : UNWIND_MISPLACED;
        enum unwind_end end = return_address(&w, &f, &next);
        if (end != UNWIND_COMPLETE)
            return end;
        if (next == w.pc && w.fp == before) /* it would go on for ever */
            return UNWIND_UNKNOWN;
        w.injected = is_injected(l, &f);
        w.trap = l->layout.minor >= INJECTED_TRACE_MINOR ? w.injected
                                                         : is_special(l, &f, SPECIAL_SIGPANIC);
        w.pc = next;
        w.sp = w.fp;
        w.lr = 0;
        if (!restore_link(&w, s))
            return UNWIND_OFF_STACK;
    }
    return UNWIND_UNKNOWN;
}
