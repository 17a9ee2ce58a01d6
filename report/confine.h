/* confine.h - gives up the system: afterwards this process can compute, and use the descriptors
 * that it has, and nothing else. The only user of libseccomp.
 *
 * Linux: seccomp lets through what memory and open descriptors need and answers EPERM to the rest;
 * Landlock closes the file system and TCP as well. What a kernel or a container does not have, or
 * does not permit, is left out: reading a bundle is worth more than reading it in a cage.
 * Elsewhere: nothing. */
#ifndef REPORT_CONFINE_H
#define REPORT_CONFINE_H

#include <stdbool.h>

struct confined {
    bool calls; /* seccomp */
    bool files; /* Landlock */
};

struct confined confine(void);

/* What confine() can do here, for people: "seccomp and Landlock", "none". Takes nothing away. */
const char *confine_kinds(void);

#endif
