/* document.h - a report as a tree of blocks, without any output format.
 *
 *     struct model + struct findings --document_build()--> struct document --render--> .html .md
 *
 * The document is a list of sections, a section a list of blocks. Every text in it is clean
 * (text.h), and still data: a renderer escapes it. The only mark-up is in the prose blocks, whose
 * source is a template of ours; its slots are data again and are put into the parsed tree, never
 * into the source. Everything lives in the arena given to document_build(), and so must the model.
 */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "chart.h"
#include "finding.h"
#include "glossary.h"
#include "model.h"
#include "slice.h"

enum span_kind { SPAN_TEXT, SPAN_CODE, SPAN_STRONG, SPAN_LINK };

struct span {
    enum span_kind kind;
    struct slice text;
    struct slice anchor; /* SPAN_LINK: a section or block of this document */
    struct span *next;
};

/* A run of spans: the inside of a paragraph, an item, a summary. */
struct line {
    struct span *first, *last;
};

enum block_kind {
    BLOCK_HEADING,
    BLOCK_PARAGRAPH,
    BLOCK_PROSE,
    BLOCK_LIST,
    BLOCK_CODE,
    BLOCK_TABLE,
    BLOCK_CALLOUT,
    BLOCK_DETAILS,
    BLOCK_FACTS,
    BLOCK_FIGURE,
    BLOCK_KIND_COUNT
};

enum column_kind {
    COLUMN_TEXT,
    COLUMN_CODE,   /* names from the program: monospaced */
    COLUMN_NUMBER, /* right-aligned, with a sort key */
    COLUMN_STATUS, /* a severity */
    COLUMN_COURSE  /* small bars of text, for formats that draw no figure */
};

struct column {
    const char *title;
    enum column_kind kind;
};

enum { SEVERITY_UNKNOWN = -1 }; /* beside enum severity: nobody knows */

struct cell {
    struct slice text;
    struct slice note;   /* a second, smaller line */
    struct slice anchor; /* the text links to it; empty: no link */
    struct slice url;    /* of the source that the note names: source_url.h; for HTML only */
    double sort;         /* COLUMN_NUMBER; NAN: unknown, last in any order */
    int severity;        /* COLUMN_STATUS */
};

struct row {
    struct cell *cells; /* one per column */
    struct row *next;
};

enum { TABLE_COLUMNS_MAX = 10 };

struct table {
    const char *caption;
    struct column columns[TABLE_COLUMNS_MAX];
    size_t ncolumns, nrows;
    struct row *first, *last;
    size_t filled;     /* cells of the last row that are set */
    uint64_t left_out; /* rows that exist and are not shown */
};

struct fact {
    const char *label;
    struct slice value, note;
    struct fact *next;
};

struct facts {
    struct fact *first, *last;
};

/* Bars: each label has its own scale, for before and after. Parts: shares of one whole. Flame: the
 * call paths of a profile. Series: quantities over time (chart.h). Spans: what took from when until
 * when, on one axis of seconds. */
enum figure_kind { FIGURE_BARS, FIGURE_PARTS, FIGURE_FLAME, FIGURE_SERIES, FIGURE_SPANS };

struct bar {
    struct slice label;
    struct number value[SIDES_MAX];
    struct slice text;              /* the values, as people read them */
    bool unsure;                    /* FIGURE_PARTS: what nobody explains, hatched */
    const double *parts[SIDES_MAX]; /* of a figure with parts: they add up to the value */
    double start;                   /* FIGURE_SPANS: the value is the end */
    enum bundle_status status;      /* FIGURE_SPANS */
    struct bar *next;
};

/* What a flame graph draws. Texts are clean; those of functions go by index into
 * profile->functions and are empty where a function is in none of the trees. */
struct flame {
    const struct profile *profile;
    const struct slice *types, *units; /* of the sample types */
    const struct slice *names, *packages, *files;
};

struct figure {
    enum figure_kind kind;
    const char *title;
    struct slice alternative; /* says in words what the picture shows */
    size_t nsides;
    bool common;               /* FIGURE_BARS: one scale for all bars, instead of one for each */
    const struct slice *parts; /* FIGURE_BARS: names of what each bar is divided into */
    size_t nparts;
    struct bar *first, *last;
    const struct flame *flame; /* of FIGURE_FLAME, else NULL */
    const struct chart *chart; /* of FIGURE_SERIES, else NULL */
};

struct item {
    struct line line;
    struct item *next;
};

struct list {
    bool ordered;
    struct item *first, *last;
};

struct prose {
    struct slice source; /* Markdown of a template of ours, with {{slots}} */
    const struct slot *slots;
    size_t nslots;
};

/* Lines of a text. urls[i] goes with line i: where its source can be read; for HTML only. */
struct code {
    struct slice text;
    const struct slice *urls;
    size_t nurls;
};

struct block;

struct heading {
    int level; /* 3 or 4: a section's own title is 2 */
    struct line line;
};

struct container {
    struct line line; /* summary of the details, title of the callout; may be empty */
    int severity;     /* of a callout; SEVERITY_UNKNOWN: none */
    bool open;        /* details: unfolded at first */
    struct block *first;
};

struct block {
    enum block_kind kind;
    const char *role;    /* a name for the style sheet, or NULL */
    struct slice anchor; /* empty, or unique in the document */
    struct block *next;
    union {
        struct heading heading;
        struct line paragraph;
        struct prose prose;
        struct list list;
        struct code code;
        struct table table;
        struct container container; /* callout, details */
        struct facts facts;
        struct figure figure;
    } as;
};

enum {
    RANK_FINDINGS = 1, /* of a section: see rank */
    RANK_APPENDIX = 12 /* of one that is there to look things up */
};

struct section {
    const char *anchor; /* slug of the title */
    const char *title;
    int rank; /* 0 is kept to the end; the greatest is cut first when space is short */
    struct block *first;
    struct section *next;
};

struct document {
    struct slice title;    /* "sidecar, PID 4711" */
    struct slice subtitle; /* when, where */
    int severity;
    struct section *first, *last;
};

struct document_options {
    const struct glossary *glossary; /* NULL: none */
    size_t top;                      /* rows of a table of functions, groups, paths */
    const struct slice *notes;       /* what the program did with its input, for the reader */
    size_t nnotes;
};

struct document *document_build(struct arena *a, const struct model *m, const struct findings *f,
                                const struct document_options *options);

#endif
