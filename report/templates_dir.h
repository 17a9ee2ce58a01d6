/* templates_dir.h - the files of --templates DIR: findings/RULE.md and glossary.md, nothing else.
 *
 * They are read before anything of a bundle, and refused with file and line when they are no clean
 * text or hold what would be a hole in the page (cmark_tree.h). */
#ifndef REPORT_TEMPLATES_DIR_H
#define REPORT_TEMPLATES_DIR_H

#include "own_words.h"

struct own_words {
    const struct own_file *findings;
    size_t count;
    const struct own_file *glossary; /* NULL: DIR has none */
};

MUST_CHECK enum status templates_dir_read(struct arena *a, const char *dir, struct own_words *ret,
                                          struct error *err);

#endif
