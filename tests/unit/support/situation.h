/* situation.h - a process in one or two bundles, made in the test, and what the rules make of it.
 */
#ifndef TESTS_SITUATION_H
#define TESTS_SITUATION_H

#include "evaluate.h"
#include "tiny_bundle.h"

#define MIB_ (1024 * 1024LL)

/* What cannot come from text members: profiles, and numbers that are made of them. */
struct sampled {
    const char *function; /* NULL: no profile */
    long long a, b;       /* what it owns: bytes, or nanoseconds */
    int leaked;           /* goroutines in the goroutineleak profile; 0: there is none */
    double cpus;          /* busy in the CPU profile */
    double gc;            /* share of the collector in it */
    const char *profile, *type, *unit; /* NULL: heap, inuse_space, bytes */
    const char *via;                   /* what it calls, and all of it is spent in */
};

struct situation {
    struct world a, b;
    bool two;
    struct sampled sampled;
};

/* A row of a test's table. want SEVERITY_OK: the rule must not fire. */
struct rule_case {
    const char *rule, *name;
    enum severity want;
    struct situation s;
};

struct rules {
    const struct rule_pack *packs[8];
    size_t count;
};

struct findings judge(struct arena *a, const struct rules *rules, const struct situation *s);

/* The first finding of this rule, or NULL. */
const struct finding *find(const struct findings *f, const char *rule);

/* Fails the test when a rule of one of the cases fires otherwise than it should. */
void check_cases(struct arena *a, const struct rules *rules, const struct rule_case *cases,
                 size_t count);

/* Fails when a rule of the pack has no case for which it fires, or none for which it does not. */
void check_both_ways(const struct rule_pack *pack, const struct rule_case *cases, size_t count);

/* Fails when a finding of one of the cases has no words, no evidence or an open slot. */
void check_whole(struct arena *a, const struct rules *rules, const struct rule_case *cases,
                 size_t count);

#define LATER .second = 1020
#define NO    SEVERITY_OK
#define NOTE  SEVERITY_NOTE
#define WARN  SEVERITY_WARNING
#define CRIT  SEVERITY_CRITICAL

/* Whole situations of one bundle. */
#define CPU_OF(name, busy)                                                                         \
    {                                                                                              \
        {0}, {0}, false,                                                                           \
        {                                                                                          \
            .function = (name), .a = 900, .cpus = (busy), .profile = "cpu", .type = "cpu",         \
            .unit = "nanoseconds"                                                                  \
        }                                                                                          \
    }
#define MADE_BY(bytes, library)                                                                    \
    {                                                                                              \
        {0}, {0}, false,                                                                           \
        {                                                                                          \
            .function = "main.load", .a = (bytes), .via = (library)                                \
        }                                                                                          \
    }
#define CHILDREN_OF(age)                                                                           \
    {                                                                                              \
        {.child = "git", .children = 25, .child_age = (age)}, {0}, false,                          \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define WAITING_FOR_CPU(percent, tenths)                                                           \
    {                                                                                              \
        {.cpu_pressure_percent = (percent), .cpu_tenths_now = (tenths)}, {0}, false,               \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

#endif
