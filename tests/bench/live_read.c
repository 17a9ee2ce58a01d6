/* live_read PID [TIMES] - reads every goroutine of a process as collect does, with the text of
 * debug=2, which is counted and thrown away. One line a reading: wall and CPU time in ms, from
 * opening the process to the last line; goroutines, bytes of text, bytes read, peak memory in MiB.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "cleanup.h"
#include "golive.h"
#include "goroutine_text.h"
#include "limits_input.h"
#include "live_goroutines.h"

struct sum {
    struct goroutine_text text;
    struct sbuf out;
    uint64_t bytes;
};

static double milliseconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool take(void *arg, const struct reading *r)
{
    struct sum *s = arg;
    (void)goroutine_text_add(&s->text, r, &s->out);
    if (s->out.len >= MIB) {
        s->bytes += s->out.len;
        sbuf_clear(&s->out);
    }
    return true;
}

static int read_once(int procfd, pid_t pid)
{
    struct error err = {0};
    struct golive_process p;
    struct goroutines_count count;
    struct sum s = {.bytes = 0};
    struct rusage use;
    double wall = milliseconds(CLOCK_MONOTONIC), cpu = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
    if (golive_process_open(&p, procfd, pid, LIMIT_LIVE_READ, &err) != STATUS_OK) {
        fprintf(stderr, "live_read: %s\n", err.msg);
        return EXIT_FAILURE;
    }
    sbuf_init(&s.out, 64 * MIB);
    bool done =
        goroutine_text_init(&s.text, &p.live, (int64_t)(wall * 1e6)) &&
        goroutines_read(&p.live, &(struct goroutines_options){NULL, NULL}, take, &s, &count);
    s.bytes += s.out.len;
    wall = milliseconds(CLOCK_MONOTONIC) - wall;
    cpu = milliseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    getrusage(RUSAGE_SELF, &use);
    if (done)
        printf("%.1f %.1f %" PRIu64 " %" PRIu64 " %" PRIu64 " %.1f\n", wall, cpu, s.text.written,
               s.bytes, p.live.memory->bytes, (double)use.ru_maxrss / 1024);
    goroutine_text_done(&s.text);
    sbuf_done(&s.out);
    golive_process_close(&p);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    uint64_t pid = 0, times = 1;
    char path[64];
    if (argc < 2 || argc > 3 || !slice_to_u64(slice_from(argv[1]), &pid) ||
        (argc == 3 && !slice_to_u64(slice_from(argv[2]), &times))) {
        fputs("usage: live_read PID [TIMES]\n", stderr);
        return 2;
    }
    snprintf(path, sizeof path, "/proc/%" PRIu64, pid);
    AUTO_FD int procfd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (times-- > 0)
        if (read_once(procfd, (pid_t)pid) != EXIT_SUCCESS)
            return EXIT_FAILURE;
    return EXIT_SUCCESS;
}
