/* buildinfo_text.h - reads 40-go/buildinfo.txt: what the Go linker wrote into the executable.
 *
 *     go	go1.26.1
 *     path	github.com/marcus/sidecar/cmd/sidecar
 *     mod	github.com/marcus/sidecar	v1.3.0	h1:...
 *     dep	github.com/fsnotify/fsnotify	v1.9.0	h1:...
 *     build	vcs.revision=57029562...
 *     elf	build-id	7c70e0...
 *
 * Slices point into the text. What a line does not say is empty. */
#ifndef PARSE_BUILDINFO_TEXT_H
#define PARSE_BUILDINFO_TEXT_H

#include "arena.h"

struct buildinfo_module {
    struct slice path, version;
    bool replaced; /* then the version is that of what took its place */
};

struct buildinfo_text {
    struct slice go_version;
    struct slice path; /* import path of the main package */
    struct buildinfo_module main;
    const struct buildinfo_module *deps; /* as replaced, where they are */
    size_t ndeps;
    struct slice revision, revision_time;
    bool modified;    /* built from a tree with uncommitted changes */
    struct slice cgo; /* "1", "0", or empty when the linker did not say */
    struct slice tags;
    struct slice build_id;       /* GNU build id, or else Go's */
    struct slice symbols, dwarf; /* "yes", "no" */
    struct slice of_go;          /* the same: sections of a Go linker are in it; empty: not known */
    size_t skipped;              /* lines that could not be read */
};

/* The text may end anywhere. Lines of keys that are not known are passed over. */
void buildinfo_text_parse(struct arena *a, struct slice text, struct buildinfo_text *ret);

/* Version of a module that the program was built with; empty when it was not. */
struct slice buildinfo_text_version(const struct buildinfo_text *b, const char *module);

#endif
