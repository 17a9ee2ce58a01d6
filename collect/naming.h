/* naming.h - the name of a bundle: its folder inside, and its file unless the user says otherwise.
 */
#ifndef COLLECT_NAMING_H
#define COLLECT_NAMING_H

#include "run.h"

enum { NAMING_MAX = 128 };

/* "sidecar-4711-20261123T022700Z": safe as a file name anywhere, and passed through the redactor.
 */
void naming_bundle(const struct run *r, char name[NAMING_MAX]);

#endif
