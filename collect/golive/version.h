/* version.h - which Go built the program: from the build information, or from the variable that
 * runtime.Version() returns, which programs without build information have as well. */
#ifndef GOLIVE_VERSION_H
#define GOLIVE_VERSION_H

#include "image.h"
#include "module.h"
#include "remote.h"

struct version {
    char text[64];    /* "go1.26.8", printable, without quotes; "" when it is not known */
    unsigned minor;   /* 26; 0 when it is not known */
    const char *from; /* "build information", "runtime.buildVersion", "" */
};

void version_find(const struct image *im, const struct module *m, struct remote *memory,
                  struct version *ret);

#endif
