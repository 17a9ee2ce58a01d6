/* plain.c - a process that is not a Go program: it holds a file, a pipe and a socket pair, says
 * "ready", and ends after the seconds of its one argument (60) or on SIGTERM.
 *
 * It stands for every target without pprof and build info. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "slice.h"

int main(int argc, char **argv)
{
    uint64_t seconds = 60;
    if (argc > 1 && (!slice_to_u64(slice_from(argv[1]), &seconds) || seconds > 3600)) {
        fputs("usage: plain [SECONDS]\n", stderr);
        return 2;
    }
    int ends[2], pair[2];
    FILE *file = tmpfile();
    if (!file || pipe(ends) != 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        perror("plain");
        return 1;
    }
    puts("ready");
    fflush(stdout);
    sleep((unsigned)seconds);
    return 0;
}
