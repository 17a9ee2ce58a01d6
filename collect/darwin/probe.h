/* probe.h - what the probes of this system share, and the names of those that Linux has not. */
#ifndef COLLECT_DARWIN_PROBE_H
#define COLLECT_DARWIN_PROBE_H

#include "source_readers.h"

source_reader source_taskinfo; /* counters of the task as KEY, VALUE */
source_reader source_regions;  /* one row per memory region */
source_reader source_sysctl;   /* facts about the machine as KEY, VALUE */
source_reader source_vmstat;
source_reader source_os_release;
source_reader source_vmmap;
source_reader source_footprint;
source_reader source_sample;

/* pbi_status, in the letters of Linux; '?' for one that nobody knows. */
char probe_state(uint32_t status);

/* To be called last by every probe that goes by number, with its verdict: when the number belongs
 * to another process by now, what was written is dropped; when the process has ended, it is
 * partial. */
enum bundle_status probe_settle(const struct source_context *ctx, struct source_output *out,
                                enum bundle_status status);

#endif
