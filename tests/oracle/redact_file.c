/* redact_file KIND IN OUT HOME USER - one file through the redactor; KIND is pprof, trace or text.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "redact.h"

static enum bundle_kind kind_of(const char *word)
{
    if (strcmp(word, "pprof") == 0)
        return BUNDLE_KIND_PPROF;
    return strcmp(word, "trace") == 0 ? BUNDLE_KIND_TRACE : BUNDLE_KIND_TEXT;
}

int main(int argc, char **argv)
{
    if (argc != 6)
        return 2;
    struct redactor *r = redactor_new();
    struct redact_count count = {0};
    struct error err = {0};
    AUTO_FD int in = open(argv[2], O_RDONLY | O_CLOEXEC);
    AUTO_FD int out = open(argv[3], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (!r || in < 0 || out < 0)
        return 1;
    redactor_add(r, REDACT_HOME, slice_from(argv[4]));
    redactor_add(r, REDACT_USER, slice_from(argv[5]));
    enum status s = redactor_file(r, kind_of(argv[1]), in, out, &count, &err);
    if (s != STATUS_OK)
        fprintf(stderr, "%s: %s\n", argv[2], err.msg);
    else
        printf("%llu\n", (unsigned long long)count.hits[REDACT_HOME]);
    redactor_free(r);
    return s == STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
