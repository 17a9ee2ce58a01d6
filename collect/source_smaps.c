/* smaps: every region with what of it is resident. The kernel walks all page tables for it, with
 * the lock that every page fault of the target waits for; so it is asked of small processes only.
 */
#include "source_readers.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cleanup.h"
#include "limits_input.h"
#include "procfs.h"

enum { CHUNK = 64 * 1024, SMALL = 256 };

/* "250000 1000 300 5 0 900 0": the second is the resident pages. */
static int resident_bytes(int procfd, uint64_t *bytes)
{
    unsigned char buf[SMALL];
    struct slice size, word;
    uint64_t pages;
    int sys;
    struct slice text = slice_trim(procfs_small(procfd, "statm", buf, sizeof buf, &sys));
    if (sys)
        return sys;
    if (!slice_next_word(&text, &size) || !slice_next_word(&text, &word) ||
        !slice_to_u64(word, &pages) ||
        __builtin_mul_overflow(pages, (uint64_t)sysconf(_SC_PAGESIZE), bytes))
        return EIO;
    return 0;
}

/* Lines of maps, which walks no page table; counting ends above the limit. */
static int count_regions(int procfd, size_t *count)
{
    unsigned char chunk[CHUNK];
    AUTO_FD int fd = procfs_open(procfd, "maps");
    *count = 0;
    if (fd < 0)
        return errno;
    while (*count <= LIMIT_WALK_REGIONS) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : 0;
        for (ssize_t i = 0; i < n; i++)
            *count += chunk[i] == '\n';
    }
    return 0;
}

bool source_walk_allowed(const struct source_context *ctx, struct source_output *out,
                         enum bundle_status *status)
{
    uint64_t bytes;
    size_t regions;
    int sys = resident_bytes(ctx->procfd, &bytes);
    if (!sys && !ctx->walk && bytes > LIMIT_WALK_RSS) {
        snprintf(
            out->reason, sizeof out->reason,
            "would hold up the program: %llu MiB resident, the limit is %llu; --smaps asks all "
            "the same",
            (unsigned long long)(bytes / MIB), (unsigned long long)(LIMIT_WALK_RSS / MIB));
        *status = BUNDLE_SKIPPED;
        return false;
    }
    sys = sys ? sys : count_regions(ctx->procfd, &regions);
    if (!sys && !ctx->walk && regions > LIMIT_WALK_REGIONS) {
        snprintf(out->reason, sizeof out->reason,
                 "would hold up the program: more than %zu regions; --smaps asks all the same",
                 LIMIT_WALK_REGIONS);
        *status = BUNDLE_SKIPPED;
        return false;
    }
    if (sys || regions == 0)
        *status = source_nothing(ctx, out, "memory map", sys);
    return !sys && regions > 0;
}

enum bundle_status source_smaps(const struct source *self, const struct source_context *ctx,
                                struct source_output *out)
{
    enum bundle_status status;
    if (!source_walk_allowed(ctx, out, &status))
        return status;
    return source_process_file(self, ctx, out);
}
