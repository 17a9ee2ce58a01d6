/* member_index.h - the members of a bundle by name, for whoever asks for very many of them. */
#ifndef BUNDLE_MEMBER_INDEX_H
#define BUNDLE_MEMBER_INDEX_H

#include "bundle_reader.h"

#define MEMBER_NONE SIZE_MAX

struct member_index {
    const struct bundle *bundle;
    const uint32_t *by_name;
};

/* The bundle must outlive it. */
struct member_index member_index_build(struct arena *a, const struct bundle *b);

/* Number of the first member with this name, or MEMBER_NONE. */
size_t member_index_find(const struct member_index *x, struct slice name);

#endif
