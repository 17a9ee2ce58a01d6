/* source_readers.h - every reader that the table in sources.c names, and what they share. */
#ifndef COLLECT_SOURCE_READERS_H
#define COLLECT_SOURCE_READERS_H

#include "source.h"

source_reader source_process_file; /* a copy of a file below procfd */
source_reader source_host_file;    /* a copy of a file below rootfd */
source_reader source_uname;
source_reader source_argv;
source_reader source_env_names;
source_reader source_namespaces;
source_reader source_cgroup_files;
source_reader source_family;
source_reader source_fds;
source_reader source_fdinfo;
source_reader source_locks;
source_reader source_pipes;
source_reader source_sockets;
source_reader source_threads;
source_reader source_stacks;
source_reader source_pressure;
source_reader source_clock;
source_reader source_cpu;
source_reader source_disk;
source_reader source_buildinfo;
source_reader source_exe_hash;
source_reader source_smaps;
source_reader source_ps;
source_reader source_pmap;
source_reader source_lsof;
source_reader source_samples;
source_reader source_live; /* of a Go process: goroutines, heap, and how they were found */

/* The status of a failed (or, with sys 0, an empty) answer about the process: a zombie or a kernel
 * thread does not have it, a process that has ended can no longer give it. what: "memory map". */
enum bundle_status source_nothing(const struct source_context *ctx, struct source_output *out,
                                  const char *what, int sys);

/* Part of a probe's deadline that its tool may use; the rest is for the verdict. */
#define TOOL_SHARE 0.8

/* Runs argv[0] (an absolute path) in a process group of its own with an empty input and a fixed
 * environment, and writes what it prints. It is killed after seconds, or when out is full. */
enum bundle_status source_tool(const char *const argv[], double seconds, struct source_output *out);

/* The same, but only from the first line on that begins with from. */
enum bundle_status source_tool_from(const char *const argv[], double seconds, const char *from,
                                    struct source_output *out);

/* Walking all page tables holds the target's memory lock: whether it is small enough for that.
 * False with *status set: skipped (out->reason has the numbers), or why it is not known. */
bool source_walk_allowed(const struct source_context *ctx, struct source_output *out,
                         enum bundle_status *status);

#endif
