/* tags.h - names of the 256 tags that tell what a memory region is for. */
#ifndef COLLECT_DARWIN_TAGS_H
#define COLLECT_DARWIN_TAGS_H

#include <stdint.h>

/* Not a mapping: purgeable memory without one, which the kernel appends to the list. */
#define TAG_NO_MAPPING UINT32_MAX

/* "" for a tag without a name. 0, which all memory of a Go program has, is vm_allocate. */
const char *tags_name(uint32_t tag);

#endif
