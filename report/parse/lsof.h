/* lsof.h - reads what lsof prints about processes, of Linux and macOS: the table for people, and
 * the fields of -F (ended by newlines, or by NUL as with -F0). Records point into the text or,
 * where a name was escaped, into the arena. */
#ifndef PARSE_LSOF_H
#define PARSE_LSOF_H

#include "arena.h"
#include "known.h"
#include "status.h"

struct lsof_file {
    struct known_u64 pid;
    struct slice fd;         /* "3", "cwd", "txt", "mem", "DEL", "NOFD" */
    struct known_u64 number; /* of a descriptor; unknown for the others */
    char mode;               /* r w u, or 0 */
    char lock;               /* as lsof(8) says: R r W w u ..., or 0 */
    struct slice type;       /* "REG", "KQUEUE", "IPv4", ... */
    struct slice device;     /* "1,4", "0x8a060f1fdfabffb"; empty when it is not told */
    struct known_u64 size, offset, inode;
    struct slice proto;      /* "TCP", "UDP" */
    struct slice name;       /* without the state and without " (deleted)" */
    struct slice state;      /* "LISTEN"; of a socket */
    struct known_u64 rx, tx; /* bytes in the queues (-T q) */
    bool deleted;
};

struct lsof {
    const struct lsof_file *files;
    size_t count;
    struct slice command; /* of the first process; cut to 9 characters by default */
    uint64_t processes;
    uint64_t skipped;
    bool denied; /* it could not look into the process, and ended with success nevertheless */
};

/* STATUS_SYNTAX when it is neither a table nor fields. */
MUST_CHECK enum status lsof_parse(struct arena *a, struct slice text, struct lsof *ret,
                                  struct error *err);

/* The type in the words of fd.tsv: file dir chr blk fifo pipe socket kqueue eventpoll ...; NULL for
 * rows that are no descriptors. */
const char *lsof_type(const struct lsof_file *f);

/* Inside of lsof: one row of a table, where columns tells where they end; the parts of a NAME. */
struct lsof_columns {
    bool known;
    size_t pid, fd, type, device, size, node; /* where the word of the heading ends */
    size_t name;                              /* where it begins */
};
void lsof_columns_read(struct slice heading, struct lsof_columns *ret);
bool lsof_row_read(struct arena *a, struct slice line, const struct lsof_columns *c,
                   struct slice *command, struct lsof_file *f);
void lsof_set_fd(struct lsof_file *f, struct slice word);
void lsof_set_size(struct lsof_file *f, struct slice word);
void lsof_set_name(struct arena *a, struct lsof_file *f, struct slice name);

#endif
