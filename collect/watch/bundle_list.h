/* bundle_list.h - the bundles that a watch has made, and which of them goes when there is no room:
 * the oldest that a trigger made, or an end or restart of the process that was not the last one.
 * The baseline, the last one and those of the last end and restart never go. Pure. */
#ifndef WATCH_BUNDLE_LIST_H
#define WATCH_BUNDLE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bundle_format.h"

enum { BUNDLE_LIST_MAX = 256, BUNDLE_NAME_MAX = 160 };

struct bundle_record {
    char name[BUNDLE_NAME_MAX]; /* of the file, in the folder of the watch */
    enum bundle_occasion occasion;
    uint64_t bytes;
};

struct bundle_list {
    struct bundle_record item[BUNDLE_LIST_MAX];
    size_t count;
    size_t keep; /* most of those that can be removed */
};

/* False when there is no room for it in the list: something must be removed first. */
bool bundle_list_add(struct bundle_list *l, const struct bundle_record *r);

/* The next to be removed to make room on the disk; NULL when there is none. */
const struct bundle_record *bundle_list_oldest(const struct bundle_list *l);
/* The next to be removed because there are more than are to be kept, or NULL. */
const struct bundle_record *bundle_list_surplus(const struct bundle_list *l);
void bundle_list_drop(struct bundle_list *l, const struct bundle_record *r);

uint64_t bundle_list_largest(const struct bundle_list *l);

#endif
