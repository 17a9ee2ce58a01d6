/* tiny_mac.h - a bundle of macOS made in the test: every member that collect writes there, in the
 * form that it has, about a process that never was. */
#ifndef TESTS_TINY_MAC_H
#define TESTS_TINY_MAC_H

#include "tiny_bundle.h"

struct mac_world {
    int second;        /* of the machine's life when collect begins */
    int footprint_mib; /* what the system charges it with; most of it is Go's */
    int kqueues;       /* one for each watcher */
    int session_files; /* watched, one descriptor each */
    int zombies;       /* children */
    bool no_footprint; /* footprint was not allowed to look: vmmap has to do */
    bool no_vmmap;     /* nor was vmmap: the regions have to do */
    bool only_tools;   /* nothing but what people paste: vmmap, lsof and ps */
};

struct bundle mac_world(struct arena *a, const struct mac_world *w);

#endif
