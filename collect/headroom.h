/* headroom.h - how much memory the control groups of the target and of collect itself have left,
 * and what may be asked for in view of that: a snapshot must not be what ends the process. */
#ifndef COLLECT_HEADROOM_H
#define COLLECT_HEADROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of the tightest group on the way up. What the kernel can take back at once (inactive_file) counts
 * as free: a group that is full of file pages is not full. */
struct headroom {
    bool limited;
    uint64_t left, limit; /* bytes, where it is limited */
};

struct headrooms {
    struct headroom target, own;
    bool shared; /* both are in the same groups: their needs add up */
};

/* From cgroup below procfd, proc/self/cgroup and proc/self/mountinfo below rootfd, and the groups'
 * own files, versions 1 and 2. What cannot be read limits nothing. A file system may answer late or
 * never: everybody but a child calls headrooms_look(). procfd -1: the target is not on this
 * machine. */
void headrooms_read(int procfd, int rootfd, struct headrooms *ret);

/* The same in a child of its own, for a second at most: afterwards nothing is limited. */
void headrooms_look(int procfd, int rootfd, struct headrooms *ret);

/* Whether collecting id fits. False with the reason, for the manifest. goroutines: 0 when their
 * number is not known. */
bool headrooms_allow(const struct headrooms *h, const char *id, uint64_t goroutines, char *reason,
                     size_t size);

#endif
