/* remote_process.h - the memory of a live process: read only, nothing is attached, nothing stops.
 *
 * process_vm_readv() copies many ranges in one call; where a filter or the kernel does not have it,
 * /proc/PID/mem is read instead, range by range. The call goes by number: whether that number still
 * means the process of procfd is for remote_process_same() to say, after the last read. */
#ifndef GOLIVE_REMOTE_PROCESS_H
#define GOLIVE_REMOTE_PROCESS_H

#include <sys/types.h>

#include "remote.h"
#include "status.h"

struct remote_process {
    struct remote memory;
    pid_t pid;
    int procfd; /* borrowed */
    int mem;    /* /proc/PID/mem, or -1 */
    int pagemap;
    bool by_mem;               /* process_vm_readv() is not to be had */
    uint64_t exe_dev, exe_ino; /* identity of the executable when it was opened */
};

/* Opens what belongs to the process. STATUS_IO with err->sys EACCES or EPERM when it may not be
 * read, ESRCH or ENOENT when it is gone. *exe receives a descriptor of its executable, which the
 * caller closes. */
MUST_CHECK enum status remote_process_open(struct remote_process *p, int procfd, pid_t pid,
                                           uint64_t ceiling, int *exe, struct error *err);
void remote_process_close(struct remote_process *p);

/* False when the process has ended or has run another program since the start: then nothing that
 * was read may be used. witness: an address that could be read. */
bool remote_process_same(const struct remote_process *p, uint64_t witness);

#endif
