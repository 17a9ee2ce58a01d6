/* own_words.h - words of findings that a reader of reports has written anew: files of --templates.
 *
 *     packs with the words that are built in + DIR/findings/NAME.md --own_words_put()--> packs
 *
 * They are checked as those that are built in, and an error names the file and its line: a report
 * has no hole where a slot should be. */
#ifndef FINDINGS_OWN_WORDS_H
#define FINDINGS_OWN_WORDS_H

#include "arena.h"
#include "slice.h"
#include "status.h"

struct rule_pack;

struct own_file {
    const char *path; /* for errors: "DIR/findings/heap.growing.md" */
    const char *name; /* "heap.growing" */
    struct slice text;
};

/* "PATH:LINE: what" for a byte of the file. */
enum status own_file_complain(const struct own_file *f, size_t offset, const char *what,
                              struct error *err);

/* Every rule whose words are in a file of this name gets these; packs that change are replaced. */
MUST_CHECK enum status own_words_put(struct arena *a, const struct own_file *f,
                                     const struct rule_pack **packs, size_t npacks,
                                     struct error *err);

#endif
