/* pressure.h - reads what the kernel says about time lost by waiting (PSI): the files of
 * /proc/pressure in one text (50-host/pressure.txt), or the one of a control group.
 *
 *     some avg10=0.31 avg60=0.12 avg300=0.02 total=12345
 *     full avg10=0.00 avg60=0.00 avg300=0.00 total=99
 */
#ifndef PARSE_PRESSURE_H
#define PARSE_PRESSURE_H

#include "known.h"
#include "status.h"

/* Shares are fractions (0.31 % is 0.0031), averaged over that many seconds; total: microseconds
 * since the start of the machine or of the group. */
struct pressure_share {
    struct known_real avg10, avg60, avg300;
    struct known_u64 total_us;
};

/* some: at least one task waited; full: all of them did, nothing got done. */
struct pressure {
    struct pressure_share some, full;
};

enum pressure_kind {
    PRESSURE_CPU,
    PRESSURE_MEMORY,
    PRESSURE_IO,
    PRESSURE_IRQ,
    PRESSURE_KINDS,
};

struct pressures {
    struct pressure of[PRESSURE_KINDS];
    uint64_t skipped; /* lines that made no sense */
};

/* One such file. Returns how many of its lines could not be read. */
uint64_t pressure_parse(struct slice text, struct pressure *ret);

/* Sections "== cpu", "== memory", ... STATUS_SYNTAX when not one line could be read. */
MUST_CHECK enum status pressures_parse(struct slice text, struct pressures *ret, struct error *err);

#endif
