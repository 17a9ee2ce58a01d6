/* executable.h - a file that the target was loaded from: numbers and strings at offsets.
 *
 * It is read at offsets, never mapped (a file cut while it is mapped kills the reader), and nothing
 * outside of [base, base + size) is: one file may hold programs for several processors. */
#ifndef COLLECT_EXECUTABLE_H
#define COLLECT_EXECUTABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "buildinfo.h"

struct executable {
    int fd;
    uint64_t base, size;
    bool little; /* byte order */
    /* Address in the running program -> offset from base. False when nothing is loaded there. */
    bool (*find)(const void *owner, uint64_t address, uint64_t *offset);
    const void *owner;
};

bool executable_read(const struct executable *e, uint64_t offset, void *into, size_t len);

/* A number of len bytes in the byte order of the file. */
uint64_t executable_number(const struct executable *e, const unsigned char *p, size_t len);

/* What the Go linker wrote at offset, into b: false when it is not there or damaged. */
bool executable_go_strings(const struct executable *e, uint64_t offset, struct buildinfo *b);

/* The same in the first megabyte of a piece of writable data: for files without a section table. */
bool executable_go_search(const struct executable *e, uint64_t offset, uint64_t size,
                          struct buildinfo *b);

/* The two kinds of files. */
enum status elf_read(int fd, struct buildinfo *ret, struct error *err);
enum status macho_read(int fd, struct buildinfo *ret, struct error *err);

#endif
