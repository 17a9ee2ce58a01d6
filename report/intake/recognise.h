/* recognise.h - what a file is, by what is in it. Its name only decides where the content leaves it
 * open. Pure.
 *
 *     (name, bytes) --recognise()--> the member of a bundle that it would be */
#ifndef INTAKE_RECOGNISE_H
#define INTAKE_RECOGNISE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"

struct recognition {
    struct slice member; /* "40-go/heap.pb.gz"; empty when it is nothing that is read here */
    const char *what;    /* "heap profile"; of an unknown file: what it looks like, or NULL */
    bool dated;
    int64_t utc_ns; /* when it was made, as it says itself */
};

/* name: path of the file; bytes: unpacked. */
struct recognition recognise(struct arena *a, struct slice name, struct slice bytes);

/* The parts: false when it is no profile.proto, no text of a kind that is known. */
bool recognise_pprof(struct arena *a, struct slice name, struct slice bytes,
                     struct recognition *ret);
bool recognise_text(struct slice name, struct slice text, struct recognition *ret);

/* Does the last part of name hold word, in whatever case? */
bool recognise_hint(struct slice name, const char *word);

#endif
