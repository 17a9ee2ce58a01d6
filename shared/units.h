/* units.h - numbers as people read them, and as they type them. Output never depends on the locale.
 */
#ifndef SHARED_UNITS_H
#define SHARED_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

/* Every text fits: "-1,234,567,890,123,456,789" is the longest. */
struct units_text {
    char s[40];
};

struct units_text units_bytes(double bytes); /* 512 B, 1.5 KiB, 731.0 MiB, 12.0 GiB */
struct units_text units_count(double n);     /* 1,243; with two decimals when not whole */
struct units_text
units_duration(double seconds); /* 340 µs, 12 ms, 4.2 s, 3 min 20 s, 9 h 12 min, 3 d 4 h */
struct units_text units_percent(double fraction); /* 0.126 -> 12.6 % */
struct units_text units_utc(int64_t nanoseconds); /* 2026-11-23T02:27:00Z */

/* "30", "30s", "5m", "2h", "250ms" -> seconds (a bare number is seconds). */
bool units_parse_duration(struct slice s, double *seconds);
/* "25MB", "25M", "1.5GiB", "4096" -> bytes, base 1024. */
bool units_parse_size(struct slice s, uint64_t *bytes);

#endif
