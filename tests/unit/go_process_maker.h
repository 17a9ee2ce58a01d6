/* go_process_maker.h - a made-up Go 1.26 process of a few kilobytes: an executable without section
 * table and the memory that goes with it. No toolchain is needed, and every byte is known.
 *
 * Functions are 0x100 bytes long, each with a frame of FRAME bytes (but for the top). Goroutines:
 *   1 waits in IO wait: gopark <- main.main <- runtime.main <- goexit
 *   2 is the runtime's own (bgsweep)
 *   3 waits on a channel: gopark <- main.worker, with main.inlined in it <- goexit
 *   4 is running, 5 is dead */
#ifndef TESTS_GO_PROCESS_MAKER_H
#define TESTS_GO_PROCESS_MAKER_H

#include <string.h>

#include "fake_memory.h"
#include "layout.h"

#define MAKER_TEXT   ((uint64_t)0x3f0000) /* nothing of it is ever read */
#define MAKER_IMAGE  ((uint64_t)0x400000)
#define MAKER_MEMORY ((uint64_t)0x500000)
#define MAKER_ENTRY  ((uint64_t)0x1230) /* of the movable one, as linked */

enum {
    MAKER_PCLNTAB = 0x200, /* offset in the file, and behind MAKER_IMAGE */
    MAKER_NAMES = MAKER_PCLNTAB + 72,
    MAKER_CUTAB = MAKER_PCLNTAB + 0x200,
    MAKER_FILES = MAKER_PCLNTAB + 0x210,
    MAKER_PCTAB = MAKER_PCLNTAB + 0x220,
    MAKER_FUNCS = MAKER_PCLNTAB + 0x300,
    MAKER_GOFUNC = 0xa00,
    MAKER_TYPES = 0xb00,
    MAKER_STRINGS = 0xc00,
    MAKER_DATA = 0x1000,      /* in the file: what the writable segment begins with */
    MAKER_FILE_SIZE = 0x2000, /* the rest of the file is zero */
    /* offsets in memory */
    MAKER_TEXTSECT = 0x300,
    MAKER_REASONS = 0x400,
    MAKER_VERSION = 0x500,
    MAKER_BSS = 0x1000,
    MAKER_ALLGS = 0x1008,
    MAKER_LIST = 0x2000,
    MAKER_G = 0x2100,
    MAKER_TICKET = 0x2c00,
    MAKER_CHANNEL = 0x2d00,
    MAKER_TYPE = 0x2e00,
    MAKER_STACKS = 0x3000,
    MAKER_MEMORY_SIZE = 0x3800,
    MAKER_STACK_SIZE = 0x200,
    MAKER_FRAME = 0x18,
    MAKER_GOROUTINES = 5,
    MAKER_LINE = 20
};

enum maker_function {
    MAKER_RUNTIME_MAIN,
    MAKER_GOEXIT,
    MAKER_GOPARK,
    MAKER_MAIN,
    MAKER_WORKER,
    MAKER_BGSWEEP,
    MAKER_FUNCTIONS
};

struct go_process {
    unsigned char file[MAKER_FILE_SIZE];
    unsigned char memory[MAKER_MEMORY_SIZE];
    struct fake_memory fake;
};

static inline void maker_put(unsigned char *at, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

static inline void maker_slice(unsigned char *at, uint64_t pointer, uint64_t len)
{
    maker_put(at, pointer, 8);
    maker_put(at + 8, len, 8);
    maker_put(at + 16, len, 8);
}

static inline uint64_t maker_entry(enum maker_function f)
{
    return MAKER_TEXT + (uint64_t)f * 0x100;
}

static inline void maker_elf(struct go_process *p)
{
    static const unsigned char ident[] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
    memcpy(p->file, ident, sizeof ident);
    maker_put(p->file + 16, 2, 2);  /* executable */
    maker_put(p->file + 18, 62, 2); /* amd64 */
    maker_put(p->file + 32, 64, 8); /* segments behind the header */
    maker_put(p->file + 54, 56, 2);
    maker_put(p->file + 56, 2, 2);
    const struct {
        uint64_t flags, offset, address, file, memory;
    } segments[] = {{5, 0, MAKER_IMAGE, MAKER_DATA, MAKER_DATA},
                    {6, MAKER_DATA, MAKER_MEMORY, 0x1000, 0x2000}};
    for (size_t i = 0; i < 2; i++) {
        unsigned char *h = p->file + 64 + 56 * i;
        maker_put(h, 1, 4);
        maker_put(h + 4, segments[i].flags, 4);
        maker_put(h + 8, segments[i].offset, 8);
        maker_put(h + 16, segments[i].address, 8);
        maker_put(h + 32, segments[i].file, 8);
        maker_put(h + 40, segments[i].memory, 8);
    }
}

/* Tables of one value for a whole function: {step of the value, step of the address, end}. */
static inline void maker_pctab(struct go_process *p)
{
    unsigned char *t = p->file + MAKER_PCTAB;
    const unsigned values[] = {MAKER_FRAME, 0, MAKER_LINE}; /* at 1, 5, 9 */
    /* at 13: from 0x20 on the code is that of the inlined function */
    static const unsigned char inlining[] = {0, 0x20, 2, 0xe0, 0x01, 0};
    memcpy(t + 13, inlining, sizeof inlining);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        unsigned char *at = t + 1 + 4 * i;
        at[0] = (unsigned char)((values[i] + 1) << 1); /* from -1 */
        at[1] = 0x80;
        at[2] = 0x02; /* 0x100 */
        at[3] = 0;
    }
}

static inline void maker_functions(struct go_process *p)
{
    static const char *const names[MAKER_FUNCTIONS] = {"runtime.main",   "runtime.goexit",
                                                       "runtime.gopark", "main.main",
                                                       "main.worker",    "runtime.bgsweep"};
    unsigned char *funcs = p->file + MAKER_FUNCS;
    size_t name = 1;
    for (size_t i = 0; i < MAKER_FUNCTIONS; i++) {
        unsigned char *r = funcs + 0x80 + 0x60 * i;
        maker_put(funcs + 8 * i, i * 0x100, 4);
        maker_put(funcs + 8 * i + 4, 0x80 + 0x60 * i, 4);
        maker_put(r, i * 0x100, 4);
        maker_put(r + 4, name, 4);
        maker_put(r + 16, 1, 4); /* pcsp */
        maker_put(r + 20, 5, 4); /* pcfile */
        maker_put(r + 24, 9, 4); /* pcln */
        maker_put(r + 28, 3, 4); /* pcdata */
        r[41] = i == MAKER_GOEXIT;
        r[43] = 6; /* funcdata */
        maker_put(r + 44 + 8, i == MAKER_WORKER ? 13 : 0, 4);
        for (size_t k = 0; k < 6; k++)
            maker_put(r + 56 + 4 * k, UINT32_MAX, 4);
        if (i == MAKER_WORKER) {
            maker_put(r + 68, 0, 4);    /* inline tree */
            maker_put(r + 76, 0x40, 4); /* arguments */
        }
        memcpy(p->file + MAKER_NAMES + name, names[i], strlen(names[i]) + 1);
        name += strlen(names[i]) + 1;
    }
    maker_put(funcs + 8 * (size_t)MAKER_FUNCTIONS, (uint64_t)MAKER_FUNCTIONS * 0x100, 4);
    /* {id, name, place of the call}: where nothing is inlined */
    memcpy(p->file + MAKER_NAMES + name, "main.inlined", sizeof "main.inlined");
    maker_put(p->file + MAKER_GOFUNC + 4, name, 4);
    maker_put(p->file + MAKER_GOFUNC + 8, 0x10, 4);
    memcpy(p->file + MAKER_GOFUNC + 0x40, "\xfe\x00\x08\x08\x04\xfd\xff", 7);
    memcpy(p->file + MAKER_FILES, "/x.go", sizeof "/x.go");
}

static inline void maker_pclntab(struct go_process *p)
{
    unsigned char *h = p->file + MAKER_PCLNTAB;
    const uint64_t offsets[] = {MAKER_NAMES, MAKER_CUTAB, MAKER_FILES, MAKER_PCTAB, MAKER_FUNCS};
    maker_put(h, 0xfffffff1u, 4);
    h[6] = 1;
    h[7] = 8;
    maker_put(h + 8, MAKER_FUNCTIONS, 8);
    maker_put(h + 16, 1, 8);
    for (size_t i = 0; i < 5; i++)
        maker_put(h + 32 + 8 * i, offsets[i] - MAKER_PCLNTAB, 8);
    maker_pctab(p);
    maker_functions(p);
}

static inline void maker_module(struct go_process *p)
{
    unsigned char *m = p->memory;
    const uint64_t table = MAKER_IMAGE + MAKER_PCLNTAB;
    const uint64_t offsets[] = {MAKER_NAMES, MAKER_CUTAB, MAKER_FILES, MAKER_PCTAB, MAKER_FUNCS};
    maker_put(m, table, 8);
    for (size_t i = 0; i < 5; i++)
        maker_slice(m + 8 + 24 * i, MAKER_IMAGE + offsets[i], 16);
    maker_slice(m + 128, MAKER_IMAGE + MAKER_FUNCS, MAKER_FUNCTIONS + 1);
    const uint64_t words[] = {MAKER_TEXT, MAKER_TEXT + 0x600, MAKER_TEXT, MAKER_TEXT + 0x600};
    for (size_t i = 0; i < 4; i++)
        maker_put(m + 160 + 8 * i, words[i], 8);
    const uint64_t ranges[] = {0x0, 0x0, 0x0, MAKER_BSS, MAKER_BSS, 0x2000, 0x2000, 0x2000};
    for (size_t i = 0; i < 8; i++)
        maker_put(m + 192 + 8 * i, MAKER_MEMORY + ranges[i], 8);
    const struct layout_module *l = &layout_for(26)->module;
    maker_put(m + l->types, MAKER_IMAGE + MAKER_TYPES, 8);
    maker_put(m + l->etypes, MAKER_IMAGE + MAKER_STRINGS, 8);
    maker_put(m + l->gofunc, MAKER_IMAGE + MAKER_GOFUNC, 8);
    maker_put(m + 328, table + 0xd00, 8); /* end of the function table */
    maker_slice(m + 336, MAKER_MEMORY + MAKER_TEXTSECT, 1);
    maker_put(m + MAKER_TEXTSECT + 8, 0x600, 8);
    maker_put(m + MAKER_TEXTSECT + 16, MAKER_TEXT, 8);
}

/* String headers in the data, their text in the executable. */
static inline void maker_strings(struct go_process *p)
{
    static const char *const reasons[] = {"", "GC assist marking", "IO wait", "chan receive"};
    size_t at = MAKER_STRINGS;
    for (size_t i = 0; i < 4; i++) {
        size_t len = strlen(reasons[i]);
        memcpy(p->file + at, reasons[i], len);
        /* read from memory: so the text stands there, too */
        memcpy(p->memory + MAKER_REASONS + 0x80 + (at - MAKER_STRINGS), reasons[i], len);
        maker_put(p->memory + MAKER_REASONS + 16 * i,
                  len ? MAKER_MEMORY + MAKER_REASONS + 0x80 + (at - MAKER_STRINGS) : 0, 8);
        maker_put(p->memory + MAKER_REASONS + 16 * i + 8, len, 8);
        at += len;
    }
    memcpy(p->file + at, "go1.26.8", 8);
    maker_put(p->memory + MAKER_VERSION, MAKER_IMAGE + at, 8);
    maker_put(p->memory + MAKER_VERSION + 8, 8, 8);
}

static inline uint64_t maker_stack_top(unsigned g)
{
    return MAKER_MEMORY + MAKER_STACKS + (uint64_t)(g + 1) * MAKER_STACK_SIZE;
}

/* Frames from the innermost out: each has its size and the return address behind it. */
static inline uint64_t maker_stack(struct go_process *p, unsigned g, const uint64_t *returns,
                                   size_t count)
{
    uint64_t sp = maker_stack_top(g) - 32 - count * (MAKER_FRAME + 8);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = sp + MAKER_FRAME + i * (MAKER_FRAME + 8);
        maker_put(p->memory + (at - MAKER_MEMORY), returns[i], 8);
    }
    return sp;
}

static inline uint64_t maker_g_at(unsigned g)
{
    return MAKER_MEMORY + MAKER_G + (uint64_t)512 * g;
}

static inline unsigned char *maker_g(struct go_process *p, unsigned g, uint64_t goid,
                                     uint32_t status, uint64_t startpc)
{
    const struct layout_g *l = &layout_for(26)->g;
    unsigned char *at = p->memory + MAKER_G + 512 * (size_t)g;
    uint64_t top = maker_stack_top(g);
    maker_put(p->memory + MAKER_LIST + 8 * (size_t)g, MAKER_MEMORY + MAKER_G + 512 * (uint64_t)g,
              8);
    maker_put(at + G_STACK_LO, top - MAKER_STACK_SIZE, 8);
    maker_put(at + G_STACK_HI, top, 8);
    maker_put(at + G_SELF, MAKER_MEMORY + MAKER_G + 512 * (uint64_t)g, 8);
    maker_put(at + l->stktopsp, top - 32, 8);
    maker_put(at + l->status, status, 4);
    maker_put(at + l->goid, goid, 8);
    maker_put(at + l->startpc, startpc, 8);
    if (goid > 1) {
        maker_put(at + l->parent_goid, 1, 8);
        maker_put(at + l->gopc, maker_entry(MAKER_MAIN) + 0x21, 8);
    }
    return at;
}

static inline void maker_goroutines(struct go_process *p)
{
    const struct layout_g *l = &layout_for(26)->g;
    const uint64_t main_returns[] = {maker_entry(MAKER_MAIN) + 0x11,
                                     maker_entry(MAKER_RUNTIME_MAIN) + 0x11,
                                     maker_entry(MAKER_GOEXIT) + 1};
    const uint64_t worker_returns[] = {maker_entry(MAKER_WORKER) + 0x31,
                                       maker_entry(MAKER_GOEXIT) + 1};
    maker_slice(p->memory + MAKER_ALLGS, MAKER_MEMORY + MAKER_LIST, MAKER_GOROUTINES);
    unsigned char *g = maker_g(p, 0, 1, 4, maker_entry(MAKER_RUNTIME_MAIN));
    maker_put(g + G_SP, maker_stack(p, 0, main_returns, 3), 8);
    maker_put(g + G_PC, maker_entry(MAKER_GOPARK) + 0x41, 8);
    g[l->waitreason] = 2;
    (void)maker_g(p, 1, 2, 4, maker_entry(MAKER_BGSWEEP));
    g = maker_g(p, 2, 3, 4, maker_entry(MAKER_WORKER));
    maker_put(g + G_SP, maker_stack(p, 2, worker_returns, 2), 8);
    maker_put(g + G_PC, maker_entry(MAKER_GOPARK) + 0x41, 8);
    maker_put(p->memory + (maker_stack_top(2) - 32 - MAKER_MEMORY), 0xc000012345, 8);
    maker_put(p->memory + (maker_stack_top(2) - 24 - MAKER_MEMORY), 7, 4);
    maker_put(g + l->waitsince, 1, 8);
    g[l->waitreason] = 3;
    maker_put(g + l->waiting, MAKER_MEMORY + MAKER_TICKET, 8);
    (void)maker_g(p, 3, 4, 2, maker_entry(MAKER_WORKER));
    (void)maker_g(p, 4, 5, 6, maker_entry(MAKER_WORKER));
}

static inline void maker_channel(struct go_process *p)
{
    const struct layout *l = layout_for(26);
    maker_put(p->memory + MAKER_TICKET + l->sudog.g, maker_g_at(2), 8);
    maker_put(p->memory + MAKER_TICKET + l->sudog.c, MAKER_MEMORY + MAKER_CHANNEL, 8);
    maker_put(p->memory + MAKER_CHANNEL + l->hchan.dataqsiz, 8, 8);
    maker_put(p->memory + MAKER_CHANNEL + l->hchan.elemtype, MAKER_MEMORY + MAKER_TYPE, 8);
    p->memory[MAKER_TYPE + 20] = 2; /* stored as *int */
    maker_put(p->memory + MAKER_TYPE + 40, 0x10, 4);
    memcpy(p->file + MAKER_TYPES + 0x10, "\x00\x04*int", 6);
}

static inline void go_process_make(struct go_process *p)
{
    memset(p, 0, sizeof *p);
    maker_elf(p);
    maker_pclntab(p);
    maker_module(p);
    maker_strings(p);
    maker_goroutines(p);
    maker_channel(p);
    fake_memory_init(&p->fake, MAKER_MEMORY, (struct slice){p->memory, sizeof p->memory});
}

/* The same process, of a file that can be loaded anywhere. */
static inline void go_process_make_movable(struct go_process *p)
{
    go_process_make(p);
    maker_put(p->file + 16, 3, 2);
    maker_put(p->file + 24, MAKER_ENTRY, 8);
    for (size_t i = 0; i < 2; i++)
        maker_put(p->file + 64 + 56 * i + 16, i ? MAKER_MEMORY - MAKER_IMAGE : 0, 8);
}

static inline struct slice go_process_file(const struct go_process *p)
{
    return (struct slice){p->file, sizeof p->file};
}

#endif
