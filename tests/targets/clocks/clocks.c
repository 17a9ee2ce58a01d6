/* clocks.c - a library to preload: a machine that slept, and a clock that was set.
 *
 * The file that EXHIBIT_CLOCKS names holds two numbers of seconds: how long the machine slept (boot
 * time and wall clock go on meanwhile, the monotonic clock does not), and by how much the wall
 * clock was set besides. While there is no such file, all clocks are right. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t id, struct timespec *tp)
{
    const char *path = getenv("EXHIBIT_CLOCKS");
    FILE *f = path && (id == CLOCK_BOOTTIME || id == CLOCK_REALTIME) ? fopen(path, "r") : NULL;
    long slept = 0, set = 0;
    long code = syscall(SYS_clock_gettime, id, tp);

    if (f) {
        char line[64] = "", *rest = line;
        if (fgets(line, sizeof line, f)) {
            slept = strtol(line, &rest, 10);
            set = strtol(rest, NULL, 10);
        }
        fclose(f);
    }
    if (code == 0)
        tp->tv_sec += slept + (id == CLOCK_REALTIME ? set : 0);
    return (int)code;
}
