/* image.h - the executable of the target as the linker wrote it: what never changes is read here
 * and not from the process.
 *
 *     ELF file --image_parse()--> segments, sections --image_bytes()--> bytes at a run-time address
 *
 * Only 64-bit little-endian ELF: Go's amd64 and arm64 (and riscv64, loong64, ppc64le, where nobody
 * has tried it). The file belongs to the target: every offset in it is checked. The slice must
 * outlive the image. */
#ifndef GOLIVE_IMAGE_H
#define GOLIVE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"
#include "status.h"

enum { IMAGE_SEGMENTS_MAX = 64, IMAGE_MACHINE_AMD64 = 62, IMAGE_MACHINE_ARM64 = 183 };

struct image_segment {
    uint64_t offset, file_size;    /* in the file */
    uint64_t address, memory_size; /* as linked, without the bias */
    bool writable;
};

struct image {
    struct slice file;
    unsigned machine; /* e_machine */
    bool movable;     /* position independent: loaded at a bias */
    uint64_t entry;   /* as linked */
    uint64_t bias;    /* run-time address minus linked address; set by image_place() */
    struct image_segment segment[IMAGE_SEGMENTS_MAX]; /* PT_LOAD only */
    unsigned segments;
    uint64_t section_table;
    unsigned sections, section_names;
};

/* STATUS_SYNTAX: no ELF file of this kind. */
MUST_CHECK enum status image_parse(struct slice file, struct image *ret, struct error *err);

/* Where a movable file is loaded: base is where its offset 0 is mapped, entry where the program was
 * entered; the first that is not 0 decides. False when it is movable and neither is known. */
bool image_place(struct image *im, uint64_t base, uint64_t entry);

/* A section's bytes in the file; empty when there is none, or no section table. */
struct slice image_section(const struct image *im, const char *name);

/* The part of the file from a run-time address to the end of its segment; empty when the address
 * lies in no segment's file part. */
struct slice image_from(const struct image *im, uint64_t address);

/* The run-time address of a byte of the file, or 0. at points into the file. */
uint64_t image_address(const struct image *im, const unsigned char *at);

#endif
