/* ps.h - reads what ps prints, of Linux and macOS: columns are known by their heading, whatever was
 * asked for; and `ps -M`, one line a thread. Records point into the text. */
#ifndef PARSE_PS_H
#define PARSE_PS_H

#include "arena.h"
#include "known.h"
#include "status.h"

struct ps_process {
    struct known_u64 pid, ppid, uid;
    struct known_u64 rss, virtual_bytes; /* bytes */
    struct known_u64 threads;            /* NLWP, or counted where each one has a line */
    struct known_real cpu, memory;       /* percent; of Linux: the average over the whole life */
    struct known_real cpu_s, elapsed_s;  /* CPU time, age */
    struct slice user, state, command;
    char letter; /* the first of state: R S D T Z ...; U of macOS is D */
};

struct ps {
    const struct ps_process *items;
    size_t count;
    uint64_t skipped;
    bool commas; /* decimal numbers had a comma, as some languages have */
};

/* STATUS_SYNTAX when there is no heading with a PID, or no process below it. */
MUST_CHECK enum status ps_parse(struct arena *a, struct slice text, struct ps *ret,
                                struct error *err);

/* The process with this number, or NULL. */
const struct ps_process *ps_find(const struct ps *p, uint64_t pid);

#endif
