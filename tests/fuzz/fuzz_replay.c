/* Feeds every file of the named folders to the fuzz entry point, whole and cut in half: the corpus
 * becomes an ordinary test on any compiler. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool replay(int dirfd, const char *name)
{
    AUTO_SBUF struct sbuf b;
    struct error err = {0};
    sbuf_init(&b, 64 * MIB);
    if (fileio_read(dirfd, name, &b, &err) != STATUS_OK) {
        fprintf(stderr, "%s: %s\n", name, err.msg);
        return false;
    }
    LLVMFuzzerTestOneInput(b.ptr, b.len);
    LLVMFuzzerTestOneInput(b.ptr, b.len / 2);
    return true;
}

int main(int argc, char **argv)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        AUTO_DIR DIR *dir = opendir(argv[i]);
        if (!dir) {
            perror(argv[i]);
            return EXIT_FAILURE;
        }
        struct dirent *entry;
        while ((entry = readdir(dir))) {
            if (entry->d_name[0] == '.')
                continue;
            if (!replay(dirfd(dir), entry->d_name))
                return EXIT_FAILURE;
            count++;
        }
    }
    printf("%zu inputs\n", count);
    return count ? EXIT_SUCCESS : EXIT_FAILURE; /* an empty corpus tests nothing */
}
