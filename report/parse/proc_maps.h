/* proc_maps.h - reads /proc/PID/maps: regions, and sums by kind. Records point into the text. */
#ifndef PARSE_PROC_MAPS_H
#define PARSE_PROC_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "slice.h"
#include "status.h"

enum map_kind {
    MAP_KIND_ANONYMOUS,        /* private, no name */
    MAP_KIND_GO,               /* "[anon: Go: heap]": named by Go 1.25 and newer */
    MAP_KIND_NAMED,            /* "[anon:...]", named by another program */
    MAP_KIND_SHARED_ANONYMOUS, /* /dev/zero, System V, memfd: memory without a file behind it */
    MAP_KIND_FILE,             /* backed by a file */
    MAP_KIND_DEVICE,           /* /dev/..., anon_inode */
    MAP_KIND_HEAP,             /* [heap] of the C library */
    MAP_KIND_STACK,            /* [stack], [stack:TID] */
    MAP_KIND_RESERVED,         /* no access at all: address space only */
    MAP_KIND_KERNEL,           /* [vdso] [vvar] [vsyscall] ... */
    MAP_KIND_COUNT
};
extern const char *const map_kind_names[MAP_KIND_COUNT];

struct map_region {
    uint64_t start, end, offset, inode;
    char access[4]; /* "rw-p", without a NUL */
    enum map_kind kind;
    struct slice device; /* "fe:00", hex */
    struct slice path;   /* as printed, without " (deleted)"; newlines in it are \012 */
    bool deleted;
};

struct proc_maps {
    const struct map_region *items; /* rising addresses */
    size_t count;
    uint64_t regions[MAP_KIND_COUNT]; /* by kind: how many, and how many bytes of address space */
    uint64_t bytes[MAP_KIND_COUNT];
    uint64_t skipped;
};

/* One line of it. False when it is none. */
bool map_region_parse(struct slice line, struct map_region *r);

/* Empty text is a process without memory (zombie, kernel thread): STATUS_OK with count 0. */
MUST_CHECK enum status proc_maps_parse(struct arena *a, struct slice text, struct proc_maps *ret,
                                       struct error *err);

#endif
