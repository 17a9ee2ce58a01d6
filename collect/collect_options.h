/* collect_options.h - what can be asked of collect: its option table and the struct that it fills.
 */
#ifndef COLLECT_OPTIONS_H
#define COLLECT_OPTIONS_H

#include "options.h"

struct collect_options {
    bool help, version, quiet;
    bool list;                     /* every probe and request, without a target */
    bool dry_run;                  /* what would be collected; nothing is */
    bool no_redact;                /* names and folders are shown as they are */
    bool json;                     /* the result as JSON on standard output */
    bool quick;                    /* neither CPU profile nor trace */
    struct option_list only, skip; /* ids or prefixes, separated by commas; see choice.h */
    bool gc;                       /* the target collects garbage before its heap profile */
    bool insecure;                 /* certificates of servers on this machine are not checked */
    struct option_list header;
    const char *user;
    const char *cacert, *cert, *key;
    const char *describe;
    const char *output; /* NULL: a name made from the target, in the current folder */
    const char *pprof;  /* URL of the pprof index, NULL: find it */
    const char *label;
    double seconds;  /* CPU profile; 0: none */
    double trace;    /* execution trace; 0: none */
    double deadline; /* of the whole run */
    uint64_t max_size;
    uint64_t max_goroutines; /* above it debug=2 is not asked for, because it stops the program */
};

/* Values before the command line is read. deadline 0 means: long enough for the profiles asked for.
 */
struct collect_options collect_options_default(void);

extern const struct program collect_program;

#endif
