/* crosscheck_goroutines.h - goroutines read out of memory beside those that the program tells, one
 * by one. For crosscheck.c. */
#ifndef MODEL_CROSSCHECK_GOROUTINES_H
#define MODEL_CROSSCHECK_GOROUTINES_H

#include "input.h"

struct crosscheck_list {
    struct input *in; /* the bundle that is being looked at */
    struct crosscheck *items;
    size_t count, cap;
};

/* Side and time apart are filled in. */
void crosscheck_add(struct crosscheck_list *list, struct crosscheck row);

/* Seconds from the end of the one to the end of the other. */
struct number crosscheck_apart(const struct input *in, const char *live, const char *told);

/* gcs: collections between the two, where that is known. */
void crosscheck_goroutines(struct crosscheck_list *list, struct number gcs);

#endif
