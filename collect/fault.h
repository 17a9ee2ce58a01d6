/* fault.h - failures on demand, so that tests can see what happens then: EXHIBIT_FAULT=redact ...
 * In developer builds only; anywhere else this is a constant. */
#ifndef COLLECT_FAULT_H
#define COLLECT_FAULT_H

#include <stdbool.h>

#ifdef EXHIBIT_FAULTS
#include <stdlib.h>
#include <string.h>

static inline bool fault(const char *name)
{
    const char *wanted = getenv("EXHIBIT_FAULT");
    return wanted && strcmp(wanted, name) == 0;
}
#else
static inline bool fault(const char *name)
{
    (void)name;
    return false;
}
#endif

#endif
