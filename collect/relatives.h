/* relatives.h - every visible process, and how it stands to the target: its parent, its children,
 * what these started, or nothing to it. */
#ifndef COLLECT_RELATIVES_H
#define COLLECT_RELATIVES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum relation {
    RELATION_OTHER,
    RELATION_PARENT,
    RELATION_SELF,
    RELATION_CHILD,
    RELATION_DESCENDANT,
    RELATION_COUNT
};
extern const char *const relation_names[RELATION_COUNT];

struct relative {
    unsigned pid, parent;
    enum relation relation;
};

struct relatives {
    struct relative *item; /* by pid, ascending */
    size_t count;
    bool cut; /* there were more than RELATIVES_MAX */
};

enum { RELATIVES_MAX = 1 << 18 };

/* Every process that can be seen (rootfd: where proc is, on systems that have one). 0 or errno;
 * *ret is to be released in either case. */
int relatives_find(int rootfd, pid_t pid, struct relatives *ret);
const struct relative *relatives_by_pid(const struct relatives *r, unsigned pid);
void relatives_done(struct relatives *r);

/* Of this system, for relatives_find(): item, count and cut, in any order, all of them OTHER. */
int relatives_list(int rootfd, struct relatives *ret);

#define AUTO_RELATIVES __attribute__((cleanup(relatives_done)))

#endif
