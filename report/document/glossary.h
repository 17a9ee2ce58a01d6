/* glossary.h - what the words of a report mean: templates/glossary.md, or the reader's own.
 *
 *     # Terms in this report
 *
 *     - RSS, resident memory: memory of the process that is in RAM now.
 *
 * A line for each term: its spellings, a colon, the meaning; further lines of it are indented. A
 * report shows the terms that it uses. */
#ifndef DOCUMENT_GLOSSARY_H
#define DOCUMENT_GLOSSARY_H

#include "own_words.h"

struct term {
    const struct slice *names; /* the first one is shown */
    size_t nnames;
    struct slice meaning;
};

struct glossary {
    struct slice title;
    const struct term *terms;
    size_t count;
};

/* The text must outlive the glossary. STATUS_SYNTAX with "PATH:LINE: what". */
MUST_CHECK enum status glossary_parse(struct arena *a, const struct own_file *file,
                                      struct glossary *ret, struct error *err);

/* Is one of its spellings a word of this text? The first letter may be a capital. */
bool term_is_in(const struct term *t, struct slice text);

#endif
