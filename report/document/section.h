/* section.h - what the sections share: what they read, and how numbers of one or two bundles become
 * cells. For the files section_*.c only. */
#ifndef DOCUMENT_SECTION_H
#define DOCUMENT_SECTION_H

#include "builder.h"
#include "text.h"
#include "units.h"

struct context {
    const struct document *d; /* the sections in front of this one */
    const struct model *m;
    const struct findings *f;
    const struct document_options *options;
};

/* Writes one section. False: this bundle has nothing that belongs there, leave the section out. */
typedef bool section_function(struct builder *b, const struct context *c);

section_function section_summary, section_findings, section_comparison, section_memory,
    section_descriptors, section_goroutines, section_heap, section_cpu, section_profiles,
    section_samples, section_threads, section_process, section_timeline, section_sources,
    section_gaps, section_files, section_glossary, section_night;

/* ---- numbers as text ---------------------------------------------------------------------------
 */
struct slice number_text(struct arena *a, enum unit unit, double value);
struct slice number_signed(struct arena *a, enum unit unit, double value); /* "+12", "-3", "0" */

struct slice time_text(struct arena *a,
                       struct number utc_ns); /* "2026-11-23 02:27:00 UTC"; empty when not known */

/* The kernel's letter for the state of a thread, in a word: "sleeping (S)". */
struct slice state_text(struct arena *a, struct slice state);

static inline struct number number_known(double value)
{
    return (struct number){true, value};
}

/* "a", or "a -> b (+d)" for two bundles: for sentences and figures. */
struct slice number_sides(struct arena *a, const struct model *m, enum unit unit,
                          const struct number *values);

/* What the caption of bars says of two bundles; empty for one. */
struct slice figure_sides_words(const struct model *m);

/* Deltas of one process over a known time are rates; otherwise false. */
bool rate_per_hour(const struct model *m, const struct number *values, double *rate);

/* ---- cells of both sides -----------------------------------------------------------------------
 * One column "title" for one bundle; "before", "after", "change" for two. */
void columns_sides(struct table *t, const struct model *m, const char *title);
void cell_number(struct builder *b, struct table *t, enum unit unit, struct number n);
void cells_sides(struct builder *b, struct table *t, const struct model *m, enum unit unit,
                 const struct number *values);
void cells_counts(struct builder *b, struct table *t, const struct model *m, const bool *known,
                  const uint64_t *counts);

/* The gap that explains why this artifact is not there, or NULL. */
const struct gap *gap_of(const struct model *m, const char *artifact, int side);

/* "Not collected: timeout, ..." for an artifact, for each side that lacks it. */
void build_absence(struct builder *b, const struct context *c, const char *artifact,
                   const char *what);

/* "a" or "b" as people call them: "" with one bundle, "before" and "after" with two. */
const char *side_name(const struct model *m, int side);

/* "12 of 400 shown" below a table that is not whole. */
void build_left_out(struct builder *b, struct table *t, size_t total, const char *what);

/* The tables of one profile: its default sample type open, the others folded. (section_profile.c)
 */
void build_profile(struct builder *b, const struct context *c, const struct profile *p);

/* The flame graph of a profile; nothing when nothing was sampled. (flame.c) */
void build_flame(struct builder *b, const struct context *c, const struct profile *p);

/* Parts of "Process" and "Descriptors"; nothing where the bundle does not say. (section_around.c)
 */
void build_family(struct builder *b, const struct context *c);
void build_watches(struct builder *b, const struct model *m);
void build_locks(struct builder *b, const struct context *c);
void build_pipes(struct builder *b, const struct context *c);

/* Part of "Memory". (section_map.c) */
void build_map(struct builder *b, const struct model *m);

/* Folded tables of a profile by package and by module. (section_packages.c) */
void build_packages(struct builder *b, const struct context *c, const struct profile *p);

/* Series of the model as a chart; false when nothing moved or nothing is known. (series_chart.c) */
struct series_view {
    const char *title;
    const struct model *m;
    const struct series *list;
    size_t count, nsides;       /* sides of the series that are looked at */
    struct number start_utc_ns; /* see struct chart */
    bool regular;               /* taken in equal steps: what is missing is a gap */
    bool forecast;
};
bool build_series(struct builder *b, const struct series_view *v);

/* The log of a watch as a chart, with its events; likewise. (night_chart.c) */
struct night;
struct night_series;
bool build_night_chart(struct builder *b, const struct night *n);
struct slice night_course(struct arena *a, const struct night_series *s); /* see chart_course() */
bool night_shows(const struct night_series *s); /* what was 0 all the time is left out */

/* What changed up to the bundle of a condition, and what after it; nothing where there is none.
 * (section_legs.c) */
void build_legs(struct builder *b, const struct model *m);

/* Where its author would look: the first frame outside the runtime and the standard library. */
struct slice goroutine_place(const struct goroutine_group *g);

/* Parts of "Goroutines"; nothing where there is nothing to say. (section_buckets.c,
 * section_waits.c) */
void build_wait_buckets(struct builder *b, const struct model *m);
void build_suspects(struct builder *b, const struct model *m);
void build_waits(struct builder *b, const struct model *m);

/* Who waits on which channel; nothing where that was not read. (section_channels.c) */
void build_channels(struct builder *b, const struct context *c);

#endif
