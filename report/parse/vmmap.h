/* vmmap.h - reads what vmmap prints, with --summary or without, of macOS 10.12 to 26: its header,
 * the table of region types and the table of malloc zones. Records point into the text.
 *
 * Sizes are rounded as they were printed: sums reach the total within a few percent only. */
#ifndef PARSE_VMMAP_H
#define PARSE_VMMAP_H

#include "status.h"
#include "tool_words.h"

/* What a region is for, from its name in any tool of macOS, of whatever age. */
enum vmmap_kind {
    VMMAP_ALLOCATE, /* mapped by hand: all memory of a Go runtime, and of modernc's SQLite */
    VMMAP_MALLOC,   /* the heap of C */
    VMMAP_STACK,    /* stacks of threads */
    VMMAP_FILE,     /* programs, libraries, mapped files */
    VMMAP_SHARED,   /* shared memory */
    VMMAP_GUARD,    /* guards and reservations: address space only */
    VMMAP_OTHER,    /* graphics, page tables, frameworks */
    VMMAP_KIND_COUNT
};
extern const char *const vmmap_kind_names[VMMAP_KIND_COUNT];
enum vmmap_kind vmmap_kind_of(struct slice name);

/* Columns; which of them are known depends on the version and the rights. */
enum vmmap_column {
    VMMAP_VIRTUAL,
    VMMAP_RESIDENT,
    VMMAP_DIRTY,
    VMMAP_SWAPPED, /* in the compressor or on disk */
    VMMAP_VOLATILE,
    VMMAP_NONVOLATILE,
    VMMAP_EMPTY,
    VMMAP_COLUMNS
};

struct vmmap_row {
    struct slice name;
    struct known_u64 bytes[VMMAP_COLUMNS];
    uint64_t regions;
    enum vmmap_kind kind;
};

struct vmmap_zone {
    struct slice name; /* "DefaultMallocZone_0x106233000" */
    struct known_u64 virtual_bytes, resident, dirty, swapped;
    struct known_u64 allocations, allocated; /* how many, and their bytes */
    uint64_t regions;
};

struct vmmap {
    struct tool_header header;
    const struct vmmap_row *rows;
    size_t count;
    struct vmmap_row total; /* name empty: there is none; as printed, not summed */
    const struct vmmap_zone *zones;
    size_t nzones;
    uint64_t listed;           /* rows of the long form's lists of regions, which are not read */
    uint64_t skipped;          /* lines of a table that could not be read */
    uint64_t regions_too_many; /* by how much all rows together count more regions than the total:
                                  before macOS 11 each row is one too high */
    struct slice refusal;      /* "vmmap cannot examine process ...": why there is nothing */
};

/* STATUS_SYNTAX when there is neither a header nor a table. */
MUST_CHECK enum status vmmap_parse(struct arena *a, struct slice text, struct vmmap *ret,
                                   struct error *err);

/* Sum over the rows of a kind; unknown when no row has the column. */
struct known_u64 vmmap_sum(const struct vmmap *v, enum vmmap_kind kind, enum vmmap_column column);
uint64_t vmmap_regions(const struct vmmap *v, enum vmmap_kind kind);

#endif
