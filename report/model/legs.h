/* legs.h - a night in two legs: what changed from the first bundle to the one that a condition
 * asked for, and what from there to the last one.
 *
 *     first --up_to--> trigger --after--> last, all of one process
 *
 * What is listed has changed on either leg. Of a kind that one of the three bundles does not tell
 * of (a cheap one has no goroutines), nothing is. */
#ifndef MODEL_LEGS_H
#define MODEL_LEGS_H

#include "model.h"

enum leg { LEG_UP_TO, LEG_AFTER, LEGS };

enum leg_kind { LEG_METRIC, LEG_GOROUTINES, LEG_DESCRIPTORS, LEG_HEAP, LEG_KINDS };
extern const char *const leg_kind_names[LEG_KINDS]; /* "metric", "goroutines", ... */

struct leg_row {
    enum leg_kind kind;
    struct slice name; /* of a metric; template of descriptors; path of the heap */
    struct slice type; /* of descriptors; state of goroutines */
    const struct goroutine_group *group; /* or NULL */
    enum unit unit;
    struct number value[LEGS + 1]; /* at the three moments */
};

struct legs {
    const struct model *leg[LEGS];
    size_t triggers; /* bundles of conditions of this process */
    const struct leg_row *rows;
    size_t nrows;
    bool known[LEG_KINDS];      /* all three bundles tell of it */
    size_t left_out[LEG_KINDS]; /* that have changed, too, by little */
};

/* What changed on a leg; unknown when one of its ends is. */
struct number leg_change(const struct leg_row *r, enum leg leg);

struct bundle;

/* Of these three bundles. NULL with *err filled when they cannot be read, or are not of one
 * process.
 */
const struct legs *legs_build(struct arena *a, const struct bundle *const at[LEGS + 1],
                              size_t triggers);

#endif
