/* endpoints.h - what is asked of a pprof server, in which order, and what its index page offers. */
#ifndef COLLECT_ENDPOINTS_H
#define COLLECT_ENDPOINTS_H

#include <stdbool.h>
#include <stdint.h>

#include "collect_options.h"
#include "slice.h"
#include "source.h"

/* One stage begins when the one before it is over: first the index, then the count of goroutines,
 * which decides whether every stack may be asked for; the snapshots before the profiles, so that a
 * CPU profile does not show our own questions; goroutineleak last, because it changes what later
 * dumps print. */
enum stage { STAGE_INDEX, STAGE_COUNT, STAGE_SNAPSHOT, STAGE_PROFILE, STAGE_LEAK, STAGE_END };

struct endpoint {
    const char *id;    /* of its row in bundle_entries[] */
    const char *query; /* below the index; "%g" stands for the seconds asked for. With '/' in front:
                          beside /debug/pprof/ */
    enum stage stage;
    uint64_t ceiling;
    double deadline; /* seconds, beside those asked for */
    enum source_cost cost;
    const char *expect;    /* a text answer starts with this; NULL for a profile, which is parsed */
    const char *tail_from; /* only the end of the answer is kept, from this line on; or NULL */
    bool only_if_listed;   /* asked for only when the index names it */
    bool optional;         /* many servers do not have it: another answer is no gap */
};

extern const struct endpoint endpoints[];
extern const size_t endpoints_count;

/* True when page is the index of net/http/pprof (or of something that speaks like it). */
bool endpoints_is_index(struct slice page);

/* Calls fn for each profile that the index links to, in the order of the page; a name may come
 * twice. Names that could not be a member of a bundle are handed over too: the caller counts them.
 */
void endpoints_listed(struct slice page, void (*fn)(void *arg, struct slice name), void *arg);

/* The endpoint that asks for the profile of this name, or NULL when the table does not know it. */
const struct endpoint *endpoints_by_profile(struct slice name);

/* How long e is to take by the options; 0 when it ends by itself. */
double endpoints_seconds(const struct endpoint *e, const struct collect_options *o);

/* What is asked below the index: the query of e with its seconds filled in, and with what the
 * options add. */
void endpoints_query(const struct endpoint *e, const struct collect_options *o, double seconds,
                     char *query, size_t size);

/* The address of a query; NULL when it has none, because the index does not stand at
 * .../debug/pprof/. The caller frees it. */
char *endpoints_url(const char *index, const char *query);

/* True when text begins like the text format of Prometheus: comments, or NAME{LABELS} VALUE. */
bool endpoints_is_metrics(struct slice text);

/* The next shorter time to ask a server for that refused this one because its WriteTimeout is
 * shorter; 0 when there is none. */
double endpoints_shorter(double seconds);

/* True when the text of a refusal (400) says that. */
bool endpoints_is_write_timeout(struct slice text);

/* How many records the index says that a profile has: "<td>1243</td><td><a href='NAME?". False when
 * it does not say. */
bool endpoints_listed_count(struct slice page, const char *name, uint64_t *count);

/* "my/profile", "my%2Fprofile" -> "my-profile": fit for an id and a file name. False when nothing
 * usable is left.
 */
bool endpoints_safe_name(struct slice name, char *safe, size_t size);

#endif
