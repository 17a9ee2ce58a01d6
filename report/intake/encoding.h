/* encoding.h - text as Windows saves it. PowerShell writes what a command prints as UTF-16, editors
 * put a byte order mark in front of UTF-8: both are made UTF-8, so that everything behind reads the
 * text and not its encoding. */
#ifndef INTAKE_ENCODING_H
#define INTAKE_ENCODING_H

#include <stdbool.h>

#include "arena.h"

/* The text as UTF-8; bytes without a byte order mark are handed through as they are. What is no
 * character becomes U+FFFD. *cut: it ends within a character. */
struct slice encoding_utf8(struct arena *a, struct slice bytes, bool *cut);

#endif
