/* pclntab.h - the function table that every Go program carries: address -> function, frame size,
 * file, line, inlined calls. It is in stripped programs too, because the runtime needs it.
 *
 *     image --pclntab_find()--> struct pclntab
 *     address --pclntab_function()--> struct function --pclntab_value(), _frames(), _funcdata()-->
 *
 * Format: Go 1.18 to 1.27 (magic fffffff0 and fffffff1). It is read from the executable, and every
 * offset, length and number in it is checked against the table it leads into: a wrong one is "not
 * known", never a read outside. What is returned points into the image. */
#ifndef GOLIVE_PCLNTAB_H
#define GOLIVE_PCLNTAB_H

#include "image.h"

struct pclntab {
    uint64_t address; /* where its header is at run time */
    uint64_t text;    /* where code begins: the module says it, set by module_find() */
    uint64_t offset_names, offset_cutab, offset_files, offset_pctab, offset_funcs;
    struct slice names, cutab, files, pctab;
    struct slice funcs;    /* ftab and the function records behind it */
    struct slice funcdata; /* what funcdata offsets are relative to: set by module_find() */
    uint32_t count;        /* of functions */
    unsigned quantum;      /* of addresses: 1 on amd64, 4 on arm64 */
    bool go118;            /* 1.18 and 1.19: shorter records, longer inline entries */
};

struct function {
    uint32_t index;
    uint64_t entry, end; /* run-time addresses */
    struct slice name;   /* "main.(*server).serve" */
    uint32_t pcsp, pcfile, pcln, cu;
    uint8_t id;    /* of special functions: the numbers differ between versions */
    uint8_t flags; /* FUNCTION_x */
    uint32_t pcdata_count;
    uint8_t funcdata_count;
    struct slice tables; /* pcdata offsets, then funcdata offsets */
};

enum { FUNCTION_TOP = 1, FUNCTION_WRITES_SP = 2, FUNCTION_ASSEMBLY = 4 };
enum { PCDATA_STACKMAP = 1, PCDATA_INLINE = 2, PCDATA_ARG_LIVE = 3 };
enum { FUNCDATA_INLINE = 3, FUNCDATA_ARG_INFO = 5, FUNCDATA_ARG_LIVE = 6 };

/* One logical frame: a function, or a call that was inlined into one. */
struct frame {
    struct slice name, file; /* file is "?" when not known */
    int32_t line;
    uint8_t id;
    bool inlined;
    uint64_t pc; /* that file and line stand for */
};

enum { PCLNTAB_INLINE_MAX = 100 };

/* Looks at the sections, then, without a section table, at the whole file. STATUS_SYNTAX: no table
 * of a known format, so it is no Go program that can be read. */
MUST_CHECK enum status pclntab_find(const struct image *im, struct pclntab *ret, struct error *err);

/* The function that holds pc. False when there is none. */
bool pclntab_function(const struct pclntab *t, uint64_t pc, struct function *ret);
bool pclntab_function_at(const struct pclntab *t, uint32_t index, struct function *ret);

/* The value of one of the function's tables (f->pcsp, f->pcfile, f->pcln) at pc; -1: none. */
int32_t pclntab_value(const struct pclntab *t, const struct function *f, uint32_t table,
                      uint64_t pc);
int32_t pclntab_pcdata(const struct pclntab *t, const struct function *f, uint32_t which,
                       uint64_t pc);
/* From the start of that funcdata on; empty when there is none. */
struct slice pclntab_funcdata(const struct pclntab *t, const struct function *f, uint32_t which);

bool pclntab_line(const struct pclntab *t, const struct function *f, uint64_t pc,
                  struct slice *file, int32_t *line);

/* The logical frames at pc, innermost first; at most max. pc is that of the call, not where it
 * returns to. */
size_t pclntab_frames(const struct pclntab *t, const struct function *f, uint64_t pc,
                      struct frame *ret, size_t max);

#endif
