#include "status.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum status error_set(struct error *err, enum status code, size_t offset, const char *fmt, ...)
{
    assert(err != NULL && code != STATUS_OK);
    *err = (struct error){.code = code, .offset = offset};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->msg, sizeof err->msg, fmt, ap);
    va_end(ap);
    return code;
}

enum status error_sys(struct error *err, const char *fmt, ...)
{
    assert(err != NULL);
    *err = (struct error){.code = STATUS_IO, .sys = errno};
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(err->msg, sizeof err->msg, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n < sizeof err->msg)
        snprintf(err->msg + n, sizeof err->msg - (size_t)n, ": %s", strerror(err->sys));
    return STATUS_IO;
}
