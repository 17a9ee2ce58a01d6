/* vforked.c - a process in state D for the seconds of its one argument (60): whoever calls vfork()
 * waits uninterruptibly until the child execs or ends. Only SIGKILL ends it, and the child with it.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slice.h"

int main(int argc, char **argv)
{
    uint64_t seconds = 60;
    if (argc > 1 && (!slice_to_u64(slice_from(argv[1]), &seconds) || seconds > 3600)) {
        fputs("usage: vforked [SECONDS]\n", stderr);
        return 2;
    }
    pid_t child = vfork(); /* NOLINT: that it holds up the parent is what it is for */
    if (child == 0) {
        /* Neither touches the memory of the parent. */
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* NOLINT */
        sleep((unsigned)seconds);         /* NOLINT */
        _exit(0);
    }
    return child < 0 || waitpid(child, NULL, 0) != child;
}
