#include "interrupt.h"

#include <poll.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>

enum { STOP_WAIT_MS = 50, GENERAL_REGISTERS = 1 /* NT_PRSTATUS */ };

static double seconds(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The thread that runs it, when the process says that this is one of its own. */
static pid_t thread_of(const struct interrupt *i, const struct golive *l, const struct goroutine *g)
{
    char path[40];
    struct stat st;
    uint64_t tid = g->m ? remote_u64(l->memory, g->m + l->layout.m.procid) : 0;
    if (tid == 0 || tid > INT32_MAX)
        return 0;
    snprintf(path, sizeof path, "task/%lu", (unsigned long)tid);
    return fstatat(i->procfd, path, &st, 0) == 0 ? (pid_t)tid : 0;
}

/* True when it stands still. It never waits longer than STOP_WAIT_MS. */
static bool hold(pid_t tid)
{
    int status;
    if (ptrace(PTRACE_SEIZE, tid, NULL, NULL) != 0 ||
        ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) != 0)
        return false;
    for (int ms = 0; ms < STOP_WAIT_MS; ms++) {
        pid_t got = waitpid(tid, &status, __WALL | WNOHANG);
        if (got == tid)
            return WIFSTOPPED(status);
        if (got < 0)
            return false;
        poll(NULL, 0, 1);
    }
    return false; /* it is let go when this process ends */
}

static bool registers(pid_t tid, unsigned machine, struct goroutine *g)
{
    struct user_regs_struct regs;
    struct iovec io = {&regs, sizeof regs};
    if (ptrace(PTRACE_GETREGSET, tid, (void *)(uintptr_t)GENERAL_REGISTERS, &io) != 0) // NOLINT
        return false;
#if defined(__x86_64__)
    g->pc = regs.rip;
    g->sp = regs.rsp;
    return machine == IMAGE_MACHINE_AMD64;
#elif defined(__aarch64__)
    g->pc = regs.pc;
    g->sp = regs.sp;
    g->lr = regs.regs[30];
    return machine == IMAGE_MACHINE_ARM64;
#else
    (void)machine;
    return false;
#endif
}

/* While its thread stands still: everything anew, because until now it ran. On the thread's own
 * stack (a system call of the runtime, a signal) the goroutine's place is the saved one. */
static bool read_held(pid_t tid, const struct golive *l, struct reading *r, unsigned char *buffer)
{
    unsigned char bytes[G_SIZE_MAX];
    struct goroutine saved, now;
    if (!remote_read(l->memory, r->g.address, bytes, l->layout.g.size))
        return false;
    goroutine_parse(r->g.address, bytes, &l->layout.g, &saved);
    now = saved;
    if (remote_u64(l->memory, r->g.m + l->layout.m.curg) != r->g.address || saved.m != r->g.m ||
        goroutine_is_dead(&saved) || !registers(tid, l->image.machine, &now))
        return false;
    r->trap = !saved.syscallsp && now.sp >= saved.stack_lo && now.sp < saved.stack_hi;
    r->g = r->trap ? now : saved;
    uint64_t from = r->g.syscallsp ? r->g.syscallsp : r->g.sp;
    if (from < r->g.stack_lo || from >= r->g.stack_hi)
        return false;
    uint64_t len = r->g.stack_hi - from;
    r->cut = len > STACK_MOST;
    r->stack = (struct stack){from, {buffer, r->cut ? STACK_MOST : (size_t)len}};
    return remote_read(l->memory, from, buffer, r->stack.bytes.len);
}

bool interrupt_running(void *arg, const struct golive *l, struct reading *r, unsigned char *buffer)
{
    struct interrupt *i = arg;
    struct reading held = *r;
    pid_t tid = thread_of(i, l, &r->g);
    double begun = seconds();
    if (tid == 0 || !hold(tid)) {
        i->refused++;
        return false;
    }
    bool good = read_held(tid, l, &held, buffer);
    (void)ptrace(PTRACE_DETACH, tid, NULL, NULL);
    double took = seconds() - begun;
    i->longest_s = took > i->longest_s ? took : i->longest_s;
    i->total_s += took;
    i->held++;
    if (good)
        *r = held;
    return good;
}
