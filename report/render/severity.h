/* severity.h - the word for a severity that may also be unknown. */
#ifndef RENDER_SEVERITY_H
#define RENDER_SEVERITY_H

#include <string.h>

#include "document.h"

static inline const char *severity_word(int severity)
{
    return severity == SEVERITY_UNKNOWN ? "unknown" : severity_names[severity];
}

/* A notice has none; a verdict may be that nobody knows. */
static inline bool severity_shown(const struct block *b)
{
    return b->as.container.severity != SEVERITY_UNKNOWN ||
           (b->role && strcmp(b->role, "verdict") == 0);
}

#endif
