/* severity.h - the word for a severity that may also be unknown. */
#ifndef RENDER_SEVERITY_H
#define RENDER_SEVERITY_H

#include "document.h"

static inline const char *severity_word(int severity)
{
    return severity == SEVERITY_UNKNOWN ? "unknown" : severity_names[severity];
}

#endif
