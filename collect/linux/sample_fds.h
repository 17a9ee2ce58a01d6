/* sample_fds.h - how many descriptors of which type a process has. */
#ifndef COLLECT_LINUX_SAMPLE_FDS_H
#define COLLECT_LINUX_SAMPLE_FDS_H

#include "sample.h"

/* procfd: /proc/PID. Fills WATCH_FDS and the columns of types. False when they may not be seen. */
bool sample_fd_kinds(int procfd, struct sample *ret);

#endif
