/* fixture.h - a file of tests/fixtures as a slice, kept by an arena. */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "fileio.h"
#include "limits_input.h"

static inline struct slice fixture(struct arena *a, const char *name)
{
    AUTO_SBUF struct sbuf b;
    struct error err = {0};
    char path[512];
    sbuf_init(&b, 64 * MIB);
    snprintf(path, sizeof path, "%s/%s", FIXTURES, name);
    if (fileio_read(AT_FDCWD, path, &b, &err) != STATUS_OK) {
        fprintf(stderr, "%s: %s\n", path, err.msg);
        abort();
    }
    return arena_copy(a, sbuf_view(&b));
}

#endif
