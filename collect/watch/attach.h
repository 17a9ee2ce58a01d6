/* attach.h - puts the log of the watch and its events into a bundle. */
#ifndef WATCH_ATTACH_H
#define WATCH_ATTACH_H

#include "run.h"
#include "watch_files.h"

void attach_log(struct run *r, const struct watch_files *files);

/* Copies the CSV file of size bytes at from to to, in at most about most bytes: older rows are then
 * left out evenly, the header and the newest tenth stay. For tests public. */
MUST_CHECK enum status attach_copy(int from, off_t size, off_t most, int to, struct error *err);

#endif
