/* options.h - one table per program makes the parser, --help, the man page and the completions.
 *
 * A row says where its value goes in the program's own struct. parse() fills that struct and leaves
 * the operands; describe() writes the same table as text for people, for cmark (man page) or for a
 * shell. */
#ifndef SHARED_OPTIONS_H
#define SHARED_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sbuf.h"
#include "status.h"

enum option_kind {
    OPTION_FLAG,     /* bool: set to true */
    OPTION_TEXT,     /* const char * */
    OPTION_LIST,     /* struct option_list: the option may be repeated */
    OPTION_COUNT,    /* uint64_t */
    OPTION_DURATION, /* double, seconds */
    OPTION_SIZE,     /* uint64_t, bytes */
};

enum { OPTION_LIST_MAX = 16 };

struct option_list {
    const char *item[OPTION_LIST_MAX];
    size_t count;
};

struct option_row {
    const char *name; /* without the dashes */
    char letter;      /* 0 when there is no short form */
    enum option_kind kind;
    size_t offset;        /* offsetof(struct ..._options, field) */
    const char *value;    /* name of the value, NULL for a flag */
    const char *complete; /* "file", "dir", words separated by blanks, or NULL */
    const char *help;
};

struct option_pair {
    const char *name, *help;
};

struct program {
    const char *name, *version;
    const char *summary;  /* one line */
    const char *synopsis; /* what follows the name on the usage line */
    const char *about; /* paragraphs, in Markdown without mark-up that reads badly as plain text */
    const char *operand; /* completion of operands: "file", "process" */
    const struct option_row *rows;
    size_t nrows;
    const struct option_pair *exits;    /* exit codes; ends with a NULL name */
    const struct option_pair *examples; /* command, what it does; ends with a NULL name */
};

/* Fills *into from argv. *first is the index of the first operand (argv is reordered, operands
 * last). STATUS_USAGE when an option is unknown, lacks its value, or has one that does not parse.
 */
MUST_CHECK enum status options_parse(const struct program *p, int argc, char **argv, void *into,
                                     int *first, struct error *err);

/* What --help prints. */
void options_help(const struct program *p, struct sbuf *out);

/* as: "markdown" (source of the man page), "bash", "zsh". False for another word. */
bool options_describe(const struct program *p, const char *as, struct sbuf *out);

#endif
