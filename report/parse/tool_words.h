/* tool_words.h - sizes, times and headers as the tools of macOS (and ps everywhere) print them. */
#ifndef PARSE_TOOL_WORDS_H
#define PARSE_TOOL_WORDS_H

#include <stddef.h>

#include "arena.h"
#include "known.h"
#include "slice.h"

/* "1.4G", "128K", "0K", "824", "12,7M", "240 KB", "0 B" -> bytes, by 1024. Rounded as it was
 * printed: 1.4G may be off by 50 MB. */
bool tool_size(struct slice text, uint64_t *bytes);

/* "0.3", "0,3": some languages have a comma; *comma is set then, and never cleared. */
bool tool_decimal(struct slice text, double *value, bool *comma);

/* "2230:54.68" (macOS), "1-02:03:04" (Linux), "03:04", "184" -> seconds. */
bool tool_time(struct slice text, double *seconds);

/* The report header that vmmap, sample, heap and leaks share: "Key:   value" up to a line of
 * "----", or to the first line that belongs to something else. Unknown keys are kept. */
struct tool_header_row {
    struct slice key, value;
};
struct tool_header {
    const struct tool_header_row *rows;
    size_t count;
    struct slice process;                       /* "Process: name [pid]" */
    struct known_u64 pid;                       /* of it */
    struct known_u64 footprint, footprint_peak; /* bytes; unknown before macOS 10.13 */
};

/* Takes the header from the front of *rest. What stands in front of it (a shell's prompt, progress)
 * is passed over: *skipped counts the lines that are no "Key: value". */
void tool_header_read(struct arena *a, struct slice *rest, struct tool_header *ret,
                      uint64_t *skipped);
struct slice tool_header_value(const struct tool_header *h, const char *key); /* "" when absent */

#endif
