/* buildinfo_write.h - what was found in an executable, as the lines of buildinfo.txt. */
#ifndef COLLECT_BUILDINFO_WRITE_H
#define COLLECT_BUILDINFO_WRITE_H

#include "buildinfo.h"
#include "source.h"

void buildinfo_write(const struct buildinfo *b, struct source_output *out);

#endif
