/* discover.h - finds the pprof server of the target and plans what is asked of it. */
#ifndef COLLECT_DISCOVER_H
#define COLLECT_DISCOVER_H

#include "listeners.h"
#include "tasks.h"

/* Candidates, extra profiles, endpoints and probes together must fit into RUN_ARTIFACTS_MAX. */
enum { CANDIDATES_MAX = LISTENERS_MAX, EXTRA_PROFILES_MAX = 64 };

/* Why there may be no candidate. */
struct discover_view {
    bool foreign, blind; /* see listeners_of() */
    bool inside;         /* to be asked from within its network namespace */
};

/* Addresses that may be the pprof index, each with the request that finds out. */
struct discover {
    struct artifact candidate[CANDIDATES_MAX];
    size_t count;
    struct artifact *index; /* go.index, in the run's list */
    bool settled;           /* found, or known not to be there */
    struct discover_view view;
    struct endpoint extra[EXTRA_PROFILES_MAX]; /* profiles that only this program has */
    char extra_id[EXTRA_PROFILES_MAX][96];
    char extra_query[EXTRA_PROFILES_MAX][96];
    size_t nextra, nrefused; /* refused: names that fit no file */
    size_t nbeyond;          /* more than EXTRA_PROFILES_MAX */
};

/* Calls fn for each address that may be the pprof index of the target; asks none of them. */
void discover_candidates(const struct run *r,
                         void (*fn)(void *arg, const char *url, const char *unix_path), void *arg,
                         struct discover_view *view);

/* Plans go.index and asks every candidate at once. */
void discover_begin(struct discover *d, struct tasks *ts);

/* To be called while tasks run: when the index has come, plans every profile; when no candidate is
 * left, says why there is none. */
void discover_step(struct discover *d, struct tasks *ts);

#endif
