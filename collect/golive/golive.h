/* golive.h - a live Go process, understood far enough to read its runtime from outside.
 *
 *     memory, executable, mappings --golive_open()--> struct golive
 *        --> goroutines, profiles, statistics: each a module of its own that takes it
 *
 * golive_open() is a pure function of what it is given: a test hands it a recording. A process is
 * opened by golive_process_open(). See README.md for what may fail, and what is said then. */
#ifndef GOLIVE_GOLIVE_H
#define GOLIVE_GOLIVE_H

#include "allgs.h"
#include "image.h"
#include "layout.h"
#include "mappings.h"
#include "module.h"
#include "pclntab.h"
#include "remote.h"
#include "remote_process.h"
#include "version.h"

/* Ids that the runtime gave to functions which the unwinder and the printer treat in a special way;
 * -1 where the program has no such function. */
enum golive_special {
    SPECIAL_SIGPANIC,
    SPECIAL_ASYNC_PREEMPT,
    SPECIAL_DEBUG_CALL,
    SPECIAL_CGOCALLBACK,
    SPECIAL_GOPANIC,
    SPECIAL_PANICWRAP,
    SPECIAL_WRAPPER, /* of no function by name: one behind that of systemstack_switch */
    SPECIAL_COUNT
};

struct golive {
    struct remote *memory;
    const struct mappings *mappings;
    struct image image;
    bool placed; /* where it is loaded is known */
    struct pclntab functions;
    struct module module;
    struct version version;
    struct layout layout;
    bool layout_known;        /* the table has this version */
    unsigned layout_disputed; /* fields that the process showed to be elsewhere than in the table */
    struct allgs allgs;
    int special[SPECIAL_COUNT];
    uint64_t runtime_main;
};

/* file and mappings must outlive *ret. STATUS_SYNTAX with the reason: no Go program that can be
 * read. */
MUST_CHECK enum status golive_open(struct remote *memory, struct slice file,
                                   const struct mappings *mappings, struct golive *ret,
                                   struct error *err);

/* The function called name; false when the program does not have it. */
bool golive_function(const struct golive *l, const char *name, struct function *ret);

/* A live process: what golive_open() needs, and what must outlive it. */
struct golive_process {
    struct remote_process remote;
    struct mappings mappings;
    struct slice file; /* mapped; a file that is cut meanwhile ends the reader with SIGBUS */
    struct golive live;
};

/* procfd: /proc/PID, borrowed. STATUS_IO with err->sys: may not be read, or is gone. To be closed
 * after success only. ceiling: bytes that may be read in all. */
MUST_CHECK enum status golive_process_open(struct golive_process *p, int procfd, pid_t pid,
                                           uint64_t ceiling, struct error *err);
/* Whether the executable is one that golive_open() knows how to read: needs no access to memory. */
bool golive_process_is_go(int procfd);
void golive_process_close(struct golive_process *p);
/* False when what was read may not be of one program: see remote_process_same(). */
bool golive_process_same(const struct golive_process *p);

#endif
