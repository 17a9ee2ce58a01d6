/* Any bytes as the executable of a target. */
#include <unistd.h>

#include "buildinfo.h"
#include "cleanup.h"
#include "fileio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    struct buildinfo b;
    struct error err = {0};
    if (fd < 0)
        fd = fileio_anonymous("/tmp");
    if (fd < 0 || ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0 ||
        fileio_write(fd, (struct slice){data, size}, &err) != STATUS_OK)
        return 0;
    buildinfo_init(&b);
    (void)!buildinfo_read(fd, &b, &err);
    buildinfo_done(&b);
    return 0;
}
