/* sockets.h - what a socket descriptor is connected to. Inside of the model stage. */
#ifndef MODEL_SOCKETS_H
#define MODEL_SOCKETS_H

#include "input.h"

struct socket_row {
    uint64_t inode;
    struct slice proto, state, local, remote;
};

struct sockets {
    bool read;                     /* the table was there */
    const struct socket_row *rows; /* by inode */
    size_t count;
    const uint64_t *listening; /* local ports, rising */
    size_t nlistening;
};

/* Reads 30-files/sockets.tsv; also fills in->in.sockets. Nothing when it is not there. */
struct sockets sockets_read(struct input *in);

/* "tcp ESTAB to port 443", "tcp LISTEN on port 8080", "unix ESTAB /run/x.sock": what sockets with
 * the same purpose have in common. target is "socket:[INODE]". One without a row is a connection
 * that has ended, a socket that was never bound, or of a kind whose table is not read. */
struct slice sockets_template(struct arena *a, const struct sockets *s, struct slice target);

#endif
