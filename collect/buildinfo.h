/* buildinfo.h - what a Go linker wrote into an executable: Go version, modules, build settings.
 *
 * An ELF or Mach-O file --buildinfo_read()--> struct buildinfo. Every offset, size and count in it
 * is checked: the executable belongs to the target. Format: the section .go.buildinfo
 * (__go_buildinfo), or its magic at the start of a data segment when there are no sections; since
 * Go 1.18 the strings stand in the section itself, before that behind pointers into the data
 * segment. Of a Mach-O file for several processors the part for ours is read. */
#ifndef COLLECT_BUILDINFO_H
#define COLLECT_BUILDINFO_H

#include <stdint.h>

#include "sbuf.h"
#include "status.h"

struct buildinfo {
    struct sbuf version; /* "go1.26.1"; empty when it is no Go program */
    struct sbuf modules; /* lines as `go version -m` prints them, without its indentation */
    char build_id[128];  /* hex of the GNU build id, or the UUID; "" when there is none */
    char go_build_id[128];
    bool symbols; /* there is a symbol table: an ELF file was not linked with -s */
    bool dwarf;   /* .debug_info or .zdebug_info is there: not linked with -w */
    bool is_64, little_endian;
    bool named;          /* its sections have names: a packed file has none */
    bool of_go;          /* one of them is of Go's linker, or of gccgo */
    const char *format;  /* "elf", "macho" */
    const char *machine; /* as Go names it: "amd64", "arm64"; "another" */
    char machines[64];   /* of a file for several: all of them; otherwise "" */
    char least_os[16];   /* Mach-O: the oldest system that it runs on, "11.0"; otherwise "" */
};

void buildinfo_init(struct buildinfo *b);
void buildinfo_done(struct buildinfo *b);

/* fd: a seekable file. STATUS_SYNTAX: no such file, or one whose tables point nowhere. A file
 * without Go build info is STATUS_OK with an empty version. */
MUST_CHECK enum status buildinfo_read(int fd, struct buildinfo *ret, struct error *err);

#endif
