/* module.h - what the runtime knows about its own program: where code, data and function data are.
 *
 * Found by its shape in the live memory of the process: it begins with the address of the function
 * table, and what follows must repeat the numbers of that table's header. So it needs no symbol,
 * and a position-independent program is read after it was relocated. */
#ifndef GOLIVE_MODULE_H
#define GOLIVE_MODULE_H

#include "image.h"
#include "layout.h"
#include "pclntab.h"
#include "remote.h"

struct module_range {
    uint64_t from, to;
};

#define MODULE_RANGE_MAX ((uint64_t)1 << 34) /* of code or of variables: 16 GiB */

struct module {
    uint64_t address;
    uint64_t text, etext, maxpc;
    struct module_range noptrdata, data, bss, noptrbss;
    uint64_t gofunc;              /* what funcdata offsets are relative to */
    bool gofunc_by_shape;         /* found without knowing the version */
    unsigned candidates;          /* that passed every check; 1, or it is in doubt */
    uint64_t types, etypes, next; /* set by module_use_layout() */
};

/* Also fills in what t needs of the module. STATUS_SYNTAX when none is found: the executable is not
 * what runs (packed), or the process is not up yet. */
MUST_CHECK enum status module_find(const struct image *im, struct remote *memory, struct pclntab *t,
                                   struct module *ret, struct error *err);

/* Reads the fields whose place depends on the version. False when gofunc is not where the layout
 * says (the one that was found by shape is kept). */
bool module_use_layout(struct module *m, struct remote *memory, const struct layout_module *layout,
                       const struct image *im, struct pclntab *t);

#endif
