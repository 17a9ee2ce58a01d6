/* buildinfo_dump FILE - what collect reads from an executable, as it stands in buildinfo.txt. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "buildinfo_write.h"
#include "cleanup.h"
#include "limits_input.h"

int main(int argc, char **argv)
{
    struct buildinfo b;
    struct error err = {0};
    struct source_output out = {.fd = STDOUT_FILENO, .ceiling = LIMIT_TOOL_OUTPUT};
    AUTO_FD int fd = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return 2;
    buildinfo_init(&b);
    enum status s = buildinfo_read(fd, &b, &err);
    if (s == STATUS_OK)
        buildinfo_write(&b, &out);
    else
        fprintf(stderr, "%s: %s\n", argv[1], err.msg);
    buildinfo_done(&b);
    return s == STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
