/* readme.h - 01-README.txt: what the bundle is, how to look inside, what is missing. */
#ifndef COLLECT_README_H
#define COLLECT_README_H

#include "run.h"

MUST_CHECK enum status readme_write(const struct run *r, struct sbuf *out, struct error *err);

#endif
