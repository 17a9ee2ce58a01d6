/* wait_reasons.h - what a goroutine waits for, in the runtime's own words.
 *
 * The numbers changed between versions, so the names are read from the table in the process. */
#ifndef GOLIVE_WAIT_REASONS_H
#define GOLIVE_WAIT_REASONS_H

#include "golive.h"

enum { WAIT_REASONS_MAX = 64, WAIT_REASON_LEN = 60 };

struct wait_reasons {
    char name[WAIT_REASONS_MAX][WAIT_REASON_LEN + 1]; /* printable; "" for number 0 */
    size_t count;                                     /* 0: the table was not found */
};

void wait_reasons_find(const struct golive *l, struct wait_reasons *ret);

#endif
