/* Any bytes as the unpacked archive: never a crash, whatever its headers and members say. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "fileio.h"
#include "gzip.h"
#include "redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum status into_file(void *ctx, struct slice bytes, struct error *err)
{
    return fileio_write(*(const int *)ctx, bytes, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct redactor *r;
    if (!r) {
        r = redactor_new();
        redactor_add(r, REDACT_USER, SLICE("alice"));
        redactor_add(r, REDACT_HOME, SLICE("/home/alice"));
    }
    AUTO_FD int fd = fileio_anonymous("/tmp");
    struct error err = {0};
    AUTO_GZIP struct gzip *g = gzip_new((struct sink){into_file, &fd});
    if (!g || gzip_feed(g, (struct slice){data, size}, &err) != STATUS_OK ||
        gzip_end(g, &err) != STATUS_OK)
        abort();
    if (redactor_scan(r, fd, &err) != STATUS_OK && err.msg[0] == '\0')
        abort();
    return 0;
}
