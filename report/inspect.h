/* inspect.h - bundles as files: is one whole, what is in it, one member of it. No model, no report.
 * Each appends to *out what is to be printed and returns the exit code; where that is
 * EXIT_NO_BUNDLE, err says why. */
#ifndef REPORT_INSPECT_H
#define REPORT_INSPECT_H

#include "intake.h"
#include "sbuf.h"

/* Compares a bundle with its own manifest: what differs, and the verdict. EXIT_READ when it is
 * whole, EXIT_CUT, EXIT_ALTERED, EXIT_NO_BUNDLE. */
int inspect_verify(struct arena *a, const struct intake *in, struct sbuf *out, struct error *err);

/* A line for each member: its size, what the manifest says about it, its name. */
int inspect_list(struct arena *a, const struct intake *in, struct sbuf *out, struct error *err);

/* The bytes of a member, written to fd as they are. name: as --list shows it; the last part is
 * enough where only one member has it. */
int inspect_cat(struct arena *a, const struct intake *in, const char *name, int fd,
                struct error *err);

#endif
