/* listener_match.h - what the systems share in answering "who listens on this address". */
#ifndef COLLECT_LISTENER_MATCH_H
#define COLLECT_LISTENER_MATCH_H

#include "listeners.h"

enum { LISTENER_ADDRESSES_MAX = 16 };

struct listener_wanted {
    const char *path; /* of a unix socket; NULL for TCP */
    unsigned port;
    unsigned char bytes[LISTENER_ADDRESSES_MAX][16]; /* addresses that the host name stands for */
    size_t len[LISTENER_ADDRESSES_MAX];
    size_t naddresses;
};

/* host NULL: path is wanted. False when host is not an address of this machine. */
bool listener_want(struct listener_wanted *ret, const char *host, unsigned port, const char *path);
bool listener_matches(const struct listener_wanted *w, const struct listener *l);

/* Sets l->host from l->address: where to connect to; IPv6 in brackets, as URLs want it. */
void listener_name_host(struct listener *l);

#endif
