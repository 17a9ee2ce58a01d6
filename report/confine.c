#include "confine.h"

#ifdef __linux__

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seccomp.h>

#include "cleanup.h"

#if defined(__has_include)
#if __has_include(<linux/landlock.h>)
#include <linux/landlock.h>
#endif
#endif

/* ---- system calls ------------------------------------------------------------------------------
 */

/* Memory, descriptors that are open, and the end. */
static const int always[] = {
    SCMP_SYS(read),         SCMP_SYS(write),           SCMP_SYS(writev),
    SCMP_SYS(close),        SCMP_SYS(lseek),           SCMP_SYS(_llseek),
    SCMP_SYS(brk),          SCMP_SYS(munmap),          SCMP_SYS(mremap),
    SCMP_SYS(madvise),      SCMP_SYS(futex),           SCMP_SYS(exit),
    SCMP_SYS(exit_group),   SCMP_SYS(rt_sigreturn),    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),     SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),       SCMP_SYS(getpid),
    SCMP_SYS(gettid),       SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield),
    SCMP_SYS(sysinfo), /* qsort asks how much memory there is */
};

static bool allow(scmp_filter_ctx filter, int call, unsigned count, struct scmp_arg_cmp arg)
{
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, count, &arg) == 0;
}

static bool add_rules(scmp_filter_ctx filter)
{
    /* no new code, whatever else may be mapped */
    struct scmp_arg_cmp no_code = SCMP_CMP(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    /* abort() */
    struct scmp_arg_cmp myself = SCMP_CMP(0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
    bool good = true;
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        good &= allow(filter, always[i], 0, no_code);
    return good && allow(filter, SCMP_SYS(mmap), 1, no_code) &&
           allow(filter, SCMP_SYS(mprotect), 1, no_code) &&
           allow(filter, SCMP_SYS(tgkill), 1, myself);
}

static void release(scmp_filter_ctx *filter)
{
    if (*filter)
        seccomp_release(*filter);
}

static bool confine_calls(void)
{
    __attribute__((cleanup(release))) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    return filter && add_rules(filter) && seccomp_load(filter) == 0;
}

/* ---- files -------------------------------------------------------------------------------------
 */

#ifdef LANDLOCK_CREATE_RULESET_VERSION

/* Rights by the version of the interface that has them; headers may be older than the kernel. */
static const uint64_t file_rights[] = {
    0, (1u << 13) - 1, (1u << 14) - 1, (1u << 15) - 1, (1u << 15) - 1, (1u << 16) - 1};
enum { NET_SINCE = 4, NET_RIGHTS = 3 };

static int landlock_version(void)
{
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static bool confine_files(void)
{
    struct {
        uint64_t files, net;
    } rights = {0, 0};
    int version = landlock_version();
    int known = (int)(sizeof file_rights / sizeof file_rights[0]) - 1;
    if (version < 1)
        return false;
    rights.files = file_rights[version > known ? known : version];
    rights.net = version >= NET_SINCE ? NET_RIGHTS : 0;
    size_t size = version >= NET_SINCE ? sizeof rights : sizeof rights.files;
    AUTO_FD int fd = (int)syscall(SYS_landlock_create_ruleset, &rights, size, 0);
    return fd >= 0 && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
}

#else

static int landlock_version(void)
{
    return -1;
}

static bool confine_files(void)
{
    return false;
}

#endif

/* ---- both --------------------------------------------------------------------------------------
 */

struct confined confine(void)
{
    struct confined c = {false, false};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return c;
    c.files = confine_files();
    c.calls = confine_calls();
    return c;
}

const char *confine_kinds(void)
{
    uint32_t errno_action = SCMP_ACT_ERRNO(EPERM) & 0xffff0000u;
    bool calls = syscall(SYS_seccomp, 2 /* SECCOMP_GET_ACTION_AVAIL */, 0, &errno_action) == 0;
    bool files = landlock_version() > 0;
    if (calls && files)
        return "seccomp and Landlock";
    return calls ? "seccomp" : files ? "Landlock" : "none";
}

#else

struct confined confine(void)
{
    return (struct confined){false, false};
}

const char *confine_kinds(void)
{
    return "none";
}

#endif
