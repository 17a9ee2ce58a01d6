/* layout.h - where the fields of the runtime's structures are, in each Go version.
 *
 * Offsets in bytes, read from the debug information that real toolchains wrote; amd64 and arm64
 * have the same. A field that a version lacks is LAYOUT_NONE. The goroutine's own fields are
 * checked against the process before they are used (calibrate.h). */
#ifndef GOLIVE_LAYOUT_H
#define GOLIVE_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

enum { LAYOUT_NONE = 0xffff, LAYOUT_MINOR_MIN = 18, LAYOUT_MINOR_MAX = 27 };

/* The same in every version: stack bounds, m, and the saved registers up to the pointer to g. */
enum {
    G_STACK_LO = 0,
    G_STACK_HI = 8,
    G_M = 48,
    G_SP = 56,
    G_PC = 64,
    G_SELF = 72, /* points at its own goroutine */
    G_SIZE_MAX = 512
};

/* runtime.g */
struct layout_g {
    uint16_t size;
    uint16_t lr, syscallsp, syscallpc, stktopsp;
    uint16_t status; /* atomicstatus, u32 */
    uint16_t goid, waitsince;
    uint16_t waitreason;   /* u8 */
    uint16_t tracking_seq; /* u8, one more each time that it stops running */
    uint16_t lockedm, parent_goid, gopc, startpc, waiting, labels;
    uint16_t running_cleanups; /* u8 */
};

/* runtime.m */
struct layout_m {
    uint16_t procid, curg;
};

/* runtime.moduledata, behind what is the same everywhere (module.h). */
struct layout_module {
    uint16_t types, etypes, gofunc, next;
};

/* runtime.sudog: who waits, and on which channel. */
struct layout_sudog {
    uint16_t size, g, is_select, waitlink, c;
};

/* runtime.hchan */
struct layout_hchan {
    uint16_t size, qcount, dataqsiz, closed, elemtype;
};

struct layout {
    unsigned minor; /* 26 for Go 1.26 */
    struct layout_g g;
    struct layout_m m;
    struct layout_module module;
    struct layout_sudog sudog;
    struct layout_hchan hchan;
};

/* The layout of this minor version; of the nearest known one when it is not known. */
const struct layout *layout_for(unsigned minor);
bool layout_is_known(unsigned minor);

/* "go1.26.8", "go1.27-20260101 X:...", "devel go1.28-abc" -> 26, 27, 28; 0 when it says something
 * else. */
unsigned layout_minor_of(struct slice version);

#endif
