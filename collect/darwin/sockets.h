/* sockets.h - what this system says about a socket, in the words that every system shares. */
#ifndef COLLECT_DARWIN_SOCKETS_H
#define COLLECT_DARWIN_SOCKETS_H

#include "calls.h"
#include "listeners.h"

struct socket_facts {
    const char *proto; /* tcp tcp6 udp udp6 unix, or NULL: none of these */
    const char *state; /* as ss(8) names it */
    uint64_t number;   /* the same in every process that shares the socket */
    uint32_t rx, tx;   /* bytes in the queues */
    bool listens;
    struct listener local, remote; /* address, port, path */
};

void sockets_facts(const struct socket_fdinfo *info, struct socket_facts *ret);

#endif
