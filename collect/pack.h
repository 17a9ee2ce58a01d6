/* pack.h - turns what was collected into the archive: everything through the redactor, in the fixed
 * order, the manifest last, and then searched once more as a whole. */
#ifndef COLLECT_PACK_H
#define COLLECT_PACK_H

#include "run.h"

struct pack_result {
    uint64_t bytes;  /* of the archive */
    size_t stored;   /* artifacts with bytes */
    size_t gaps;     /* artifacts that should be there and are not, or not whole */
    size_t evidence; /* artifacts about the target that hold something */
};

/* What is masked in the target's command line becomes a secret of the redactor. */
void pack_learn_arguments(const struct run *r);

/* Redacts and checks every artifact; from then on status, bytes and hash of each are final. */
void pack_prepare(struct run *r, struct pack_result *ret);

/* Writes the archive to fd (empty, readable and writable) with all members in the folder root. When
 * it is larger than the options allow, the least important artifacts are left out and it is written
 * again. STATUS_UNSAFE when the finished archive still holds a secret: it must then not be kept. */
MUST_CHECK enum status pack_write(struct run *r, int fd, const char *root, struct pack_result *ret,
                                  struct error *err);

#endif
