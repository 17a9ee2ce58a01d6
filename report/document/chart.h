/* chart.h - quantities over time as a figure, for every section that has some: the seconds of one
 * collection, the bundles of a week, the log of a watch.
 *
 *     struct chart (panels, lines, marks) --build_chart()--> figure + table of the same numbers
 *
 * A chart is one or more panels below one common axis of time. A panel has one quantity with its
 * unit, and one or two lines: the same quantity of the bundles that are compared. Times
 * are seconds from any start that is the same for the whole chart. There may be as many points as
 * there are: renderers thin them so that each peak and each pit stays.
 *
 * The caller fills a struct chart whose arrays of times and values live as long as the document;
 * everything else is copied. Texts need not be clean. What is behind "made by build_chart()" is for
 * the renderers. */
#ifndef DOCUMENT_CHART_H
#define DOCUMENT_CHART_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "model.h"
#include "slice.h"
#include "trend.h"

struct builder;

enum { CHART_LINES_MAX = SIDES_MAX };

/* Whether a value is one: not missing, and no number that a difference or a share overflows. */
static inline bool chart_knows(double value)
{
    return fabs(value) <= 1e300; /* not so for NAN */
}

/* Of the points that have a value. */
struct chart_ends {
    size_t known;
    double first, last, least, most;
    double last_s;
};

struct chart_line {
    struct slice name; /* "before"; empty for the only line of its panel */
    size_t style;      /* 0: the present state; 1: the one before */
    size_t count;
    const double *at_s;  /* rising; points that go back in time or have none are left out */
    const double *value; /* not finite: missing. That becomes a gap, never a 0 */
    double gap_s;        /* breaks where nothing is known for longer, and joins what is missing for
                          * less; 0: breaks at what is missing only. See chart_gap_s() */
    bool trend;          /* fit a straight line through the points behind the last restart */
    const struct trend *given; /* or this one, which was fitted elsewhere; NULL: none */
    double given_from_s;       /* and holds from here on */

    /* made by build_chart() */
    struct chart_ends ends;
    struct trend fit;   /* known only where a trend was asked for or given, */
    double fit_from_s;  /* through the points from here on */
    struct slice words; /* "421.0 MiB → 442.0 MiB" */
    struct slice range; /* ", least 418.2 MiB, most 450.0 MiB"; empty when that is the ends */
    struct slice slope; /* "+1.2 GiB ± 0.3 GiB per hour", "steady", or empty */
};

struct chart_panel {
    struct slice what; /* "resident memory" */
    enum unit unit;
    const struct chart_line *lines;
    size_t nlines;
    struct number limit;     /* a line across; what is far above stands in words only */
    struct slice limit_name; /* "soft limit" */
    bool forecast; /* the points are enough of the life of a process to say when it is reached */

    /* made by build_chart() */
    struct slice limit_words; /* "soft limit 4,096, reached in 3 h to 5 h"; may be empty */
    struct slice alternative; /* the panel in words */
    struct number reached_s;  /* when the trend meets the limit, */
    struct number soonest_s;  /* at the steepest slope within its error, */
    struct number latest_s;   /* at the flattest; unknown: perhaps never */
    double least, most;       /* of all values */
};

enum chart_mark_kind {
    MARK_TRIGGER, /* a watch rule fired */
    MARK_RESTART, /* another process from here on: lines and trends begin anew */
    MARK_BUNDLE,  /* a bundle was collected */
    MARK_GAP,     /* nobody looked, from at_s until until_s */
    MARK_OTHER,
    MARK_START, /* something begins, at some time from from_s to until_s, most likely at at_s */
    MARK_COLLECTION, /* of garbage: always small ticks, for there are many */
    MARK_KINDS
};
extern const char *const chart_mark_names[MARK_KINDS]; /* "trigger", "restart", ... */

/* Each mark goes through all panels. Kinds of which there are many are drawn as small ticks and
 * counted, the others are numbered and listed. */
struct chart_mark {
    enum chart_mark_kind kind;
    double at_s;
    double until_s; /* MARK_GAP, MARK_START */
    struct slice label;
    double from_s; /* MARK_START */
    size_t times;  /* that it happened here; 0 is once */

    /* made by build_chart() */
    size_t number; /* in the list, from 1; 0: a small tick */
};
enum { CHART_MARKS_LISTED = 8 }; /* of one kind */

struct chart {
    const char *title;
    struct number start_utc_ns; /* when at_s was 0: the axis shows the time of day, in UTC */
    const struct chart_panel *panels;
    size_t npanels;
    const struct chart_mark *marks; /* in the order of time */
    size_t nmarks;
    bool own_table; /* the caller has the numbers of its lines in a table of its own */

    /* made by build_chart() */
    double from_s, until_s; /* of all points and marks */
};

/* The longest time between two looks that is not a gap yet, for points that were taken regularly.
 * 0 for less than three points. */
double chart_gap_s(const double *at_s, size_t count);

int chart_compare(const void *left, const void *right); /* two doubles, for qsort() */

/* Appends the figure, the list of its marks, and a table with first, least, most, last, trend and
 * course of each line. Panels without a single value are left out; false, and nothing written, when
 * that is all of them. */
bool build_chart(struct builder *b, const struct chart *c);

/* Walks all points; of a line that build_chart() made they stand in it. */
struct chart_ends chart_ends(const struct chart_line *l);

/* What a line is in few letters, one below the other in a table: eight heights between its least
 * and its most, a dot for a gap. */
struct slice chart_course(struct arena *a, const struct chart_line *l);

/* "02:27:10 trigger: resident memory over 1 GiB" */
struct slice chart_mark_text(struct arena *a, const struct chart *c, const struct chart_mark *m);

/* A time of the chart as people read it: "12.4 s", "02:27:10", "11-24 02:27". */
struct units_text chart_time_text(const struct chart *c, double at_s);

#endif
