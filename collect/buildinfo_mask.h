/* buildinfo_mask.h - what stands in the flags that a Go program was built with: `-ldflags="-X
 * main.token=..."` is as good a place for a secret as a command line. */
#ifndef COLLECT_BUILDINFO_MASK_H
#define COLLECT_BUILDINFO_MASK_H

#include "redact.h"

/* Appends text, the lines of buildinfo.txt, to out with values masked that look like credentials;
 * the redactor learns them. False when out is too small. */
bool buildinfo_mask(struct redactor *r, struct slice text, struct sbuf *out);

#endif
