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
source_reader source_sockets;
source_reader source_threads;
source_reader source_buildinfo;
source_reader source_ps;
source_reader source_samples;

/* The status of a failed (or, with sys 0, an empty) answer about the process: a zombie or a kernel
 * thread does not have it, a process that has ended can no longer give it. what: "memory map". */
enum bundle_status source_nothing(const struct source_context *ctx, struct source_output *out,
                                  const char *what, int sys);

/* Part of a probe's deadline that its tool may use; the rest is for the verdict. */
#define TOOL_SHARE 0.8

/* Runs argv[0] (an absolute path) in a process group of its own with an empty input and a fixed
 * environment, and writes what it prints. It is killed after seconds, or when out is full. */
enum bundle_status source_tool(const char *const argv[], double seconds, struct source_output *out);

#endif
