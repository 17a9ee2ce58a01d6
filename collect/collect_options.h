/* collect_options.h - what can be asked of collect: its option table and the struct that it fills.
 */
#ifndef COLLECT_OPTIONS_H
#define COLLECT_OPTIONS_H

#include "options.h"

/* What becomes a pseudonym: nothing, people and machines, or all names in paths as well. */
enum redact_policy { POLICY_NONE, POLICY_STANDARD, POLICY_STRICT };
extern const char *const redact_policy_names[]; /* as --redact takes them, NULL at the end */

enum live_choice { LIVE_AUTO, LIVE_ALWAYS, LIVE_NEVER };

struct collect_options {
    bool help, version, quiet;
    bool list;                     /* every probe and request, without a target */
    bool dry_run;                  /* what would be collected; nothing is */
    const char *redact;            /* one of redact_policy_names; NULL: standard */
    bool no_redact;                /* the same as --redact none */
    enum redact_policy policy;     /* what the two before come to */
    const char *redact_key;        /* file with the key of the pseudonyms, or NULL */
    bool ignore_memory_limit;      /* of control groups that have little left */
    bool smaps;                    /* every region, however large the target is */
    bool hash_exe;                 /* SHA-256 of the executable */
    bool json;                     /* the result as JSON on standard output */
    bool quick;                    /* neither CPU profile nor trace */
    struct option_list only, skip; /* ids or prefixes, separated by commas; see choice.h */
    const char *live_text;         /* as it was given; live is what it means */
    enum live_choice live;
    bool briefly_stop; /* threads of running goroutines are held for a moment */
    bool gc;           /* the target collects garbage before its heap profile */
    bool insecure;     /* certificates of servers on this machine are not checked */
    struct option_list header;
    const char *user;
    const char *cacert, *cert, *key;
    bool watch;              /* one sample a period, and bundles when something happens */
    bool follow;             /* a new process of the same executable is watched, too */
    double every;            /* the period */
    double lasting;          /* --for; 0: until it is stopped */
    struct option_list when; /* expressions; see watch/when.h */
    uint64_t keep;           /* most bundles of triggers */
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

/* -o - */
bool collect_options_to_stdout(const struct collect_options *o);

extern const struct program collect_program;

#endif
