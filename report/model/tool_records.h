/* tool_records.h - what the tables of macOS say, and what tools print on either system: for numbers
 * that a bundle of Linux takes from /proc. Inside of the model stage. */
#ifndef MODEL_TOOL_RECORDS_H
#define MODEL_TOOL_RECORDS_H

#include "footprint.h"
#include "input.h"
#include "lsof.h"
#include "ps.h"
#include "sample_text.h"
#include "vmmap.h"

/* regions.tsv, summed by what the regions are for. Bytes. */
struct region_totals {
    uint64_t regions[VMMAP_KIND_COUNT];
    uint64_t charged[VMMAP_KIND_COUNT]; /* dirtied and swapped: near what is charged for it */
};

/* NULL, or no pairs: it is not there. */
struct tool_records {
    struct proc_pairs taskinfo, sysctl;
    const struct vmmap *vmmap;
    const struct footprint *footprint;
    const struct region_totals *regions;
    const struct lsof *lsof;
    const struct ps_process *ps; /* the line of this process */
    const struct sample_text *sample;
    struct number started_utc_ns; /* of the process, where its age is not counted in ticks */
    struct number pid;            /* as far as the tools say it themselves */
    struct slice name;
    bool lsof_descriptors, lsof_sockets; /* counted by lsof: nothing better is there */
};

/* The functions that sample saw threads in. */
void sampled_build(struct arena *a, const struct input *in, struct model *m);

/* Reads them all; what is damaged becomes a gap. Fills in->in.tools. */
void tool_records_read(struct input *in);

/* Bytes that the system charges the process with for one kind of region, from the most exact
 * source: footprint -j, vmmap, regions.tsv. *member says which. */
struct number tool_records_charged(const struct tool_records *t, enum vmmap_kind kind,
                                   const char **member);
struct number tool_records_regions(const struct tool_records *t, enum vmmap_kind kind,
                                   const char **member);

/* ---- metrics ---- */

/* Getters of rows of metrics[] that only these records have. */
struct number metric_tools(const struct metric_input *in, const char *key);

/* The member that a known number really comes from. */
const char *metric_member(const struct metric_input *in, const char *member);

/* The number from another source than the one that the registry names, where that one has nothing.
 * *member becomes the member that it comes from. */
struct number metric_otherwise(const struct metric_input *in, const char *metric,
                               const char **member);

#endif
