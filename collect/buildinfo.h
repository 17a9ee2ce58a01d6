/* buildinfo.h - what a Go linker wrote into an executable: Go version, modules, build settings.
 *
 * An ELF file --buildinfo_read()--> struct buildinfo. The file is read at offsets, never mapped (a
 * file cut while it is mapped kills the reader), and every offset, size and count in it is checked:
 * the executable belongs to the target. Format: the section .go.buildinfo, or its magic at the
 * start of a data segment when the section table was stripped; since Go 1.18 the strings stand in
 * the section itself, before that behind pointers into the data segment. */
#ifndef COLLECT_BUILDINFO_H
#define COLLECT_BUILDINFO_H

#include <stdint.h>

#include "sbuf.h"
#include "status.h"

struct buildinfo {
    struct sbuf version; /* "go1.26.1"; empty when it is no Go program */
    struct sbuf modules; /* lines as `go version -m` prints them, without its indentation */
    char build_id[128];  /* hex of the GNU build id; "" when there is none */
    char go_build_id[128];
    bool symbols; /* .symtab is there: not linked with -s */
    bool dwarf;   /* .debug_info or .zdebug_info is there: not linked with -w */
    bool is_64, little_endian;
    unsigned machine; /* e_machine: 62 x86-64, 183 aarch64, ... */
};

void buildinfo_init(struct buildinfo *b);
void buildinfo_done(struct buildinfo *b);

/* fd: a seekable file. STATUS_SYNTAX: no ELF file, or one whose tables point nowhere. A file
 * without Go build info is STATUS_OK with an empty version. */
MUST_CHECK enum status buildinfo_read(int fd, struct buildinfo *ret, struct error *err);

#endif
