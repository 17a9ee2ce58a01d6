#include "live_goroutine.h"

#include "bytes.h"

enum { SCAN_BIT = 0x1000 };

static uint64_t field(const unsigned char *bytes, uint16_t offset)
{
    return offset == LAYOUT_NONE ? 0 : bytes_u64(bytes + offset);
}

void goroutine_parse(uint64_t address, const unsigned char *bytes, const struct layout_g *layout,
                     struct goroutine *ret)
{
    const struct layout_g *l = layout;
    *ret = (struct goroutine){.address = address,
                              .stack_lo = bytes_u64(bytes + G_STACK_LO),
                              .stack_hi = bytes_u64(bytes + G_STACK_HI),
                              .m = bytes_u64(bytes + G_M),
                              .sp = bytes_u64(bytes + G_SP),
                              .pc = bytes_u64(bytes + G_PC),
                              .lr = field(bytes, l->lr),
                              .syscallsp = field(bytes, l->syscallsp),
                              .syscallpc = field(bytes, l->syscallpc),
                              .stktopsp = field(bytes, l->stktopsp),
                              .goid = field(bytes, l->goid),
                              .waitsince = field(bytes, l->waitsince),
                              .lockedm = field(bytes, l->lockedm),
                              .parent = field(bytes, l->parent_goid),
                              .gopc = field(bytes, l->gopc),
                              .startpc = field(bytes, l->startpc),
                              .waiting = field(bytes, l->waiting),
                              .labels = field(bytes, l->labels),
                              .status = bytes_u32(bytes + l->status) & ~(uint32_t)SCAN_BIT,
                              .waitreason = bytes[l->waitreason],
                              .tracking_seq = bytes[l->tracking_seq]};
    if (l->running_cleanups != LAYOUT_NONE)
        ret->running_cleanups = bytes[l->running_cleanups] != 0;
}

bool goroutine_same(const struct goroutine *a, const struct goroutine *b)
{
    return a->status == b->status && a->goid == b->goid && a->sp == b->sp && a->pc == b->pc &&
           a->syscallsp == b->syscallsp && a->syscallpc == b->syscallpc &&
           a->stack_lo == b->stack_lo && a->stack_hi == b->stack_hi &&
           a->tracking_seq == b->tracking_seq && a->waitreason == b->waitreason;
}

bool goroutine_is_dead(const struct goroutine *g)
{
    return g->status == GOROUTINE_IDLE || g->status == GOROUTINE_DEAD ||
           g->status == GOROUTINE_DEAD_EXTRA;
}

bool goroutine_is_running(const struct goroutine *g)
{
    return g->status == GOROUTINE_RUNNING && g->syscallsp == 0;
}

uint64_t goroutine_stack_from(const struct goroutine *g)
{
    uint64_t sp = g->syscallsp ? g->syscallsp : g->sp;
    return sp >= g->stack_lo && sp < g->stack_hi && !goroutine_is_running(g) ? sp : g->stack_hi;
}
