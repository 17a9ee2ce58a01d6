/* listeners.h - which sockets a process listens on, and which process listens on a socket. */
#ifndef COLLECT_LISTENERS_H
#define COLLECT_LISTENERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "target.h"

enum { LISTENERS_MAX = 128 };

struct listener {
    char path[108]; /* of a unix socket; "" for TCP */
    char host[64];  /* where to connect to: 127.0.0.1 for a wildcard, [::1], ... */
    unsigned port;
    uint64_t inode;            /* or whatever else tells this socket from others */
    unsigned char address[16]; /* it listens there: 4 or 16 bytes in network order; 0 for a path */
    size_t address_len;
};

/* The listening sockets of the process, in its own network namespace; at most LISTENERS_MAX.
 * *foreign is set when that namespace is not ours: then its addresses are not ours either. *blind
 * is set when its descriptors may not be read. */
size_t listeners_of(const struct target *t, struct listener *ret, bool *foreign, bool *blind);

/* The process that listens on this TCP address (unix path when host is NULL) in our network
 * namespace; 0 when there is none, or it belongs to somebody whose descriptors we may not read
 * (*hidden then). */
pid_t listeners_owner(const char *host, unsigned port, const char *path, bool *hidden);

#endif
