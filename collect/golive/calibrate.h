/* calibrate.h - finds the fields of a goroutine in the process itself, without knowing its Go
 * version.
 *
 * The first of them is number 1 and runs runtime.main, in every program, and no two have the same
 * number. So the word that is 1 in the first and different in all others is the number, and what
 * stands around it follows. It confirmed the table for Go 1.18 to 1.27; where the two disagree, the
 * process is right. */
#ifndef GOLIVE_CALIBRATE_H
#define GOLIVE_CALIBRATE_H

#include "layout.h"
#include "remote.h"

enum { CALIBRATE_SAMPLE = 16, CALIBRATE_MIN = 3 };

/* Copies of the first goroutines, in the order of allgs. */
struct calibrate_sample {
    uint64_t address[CALIBRATE_SAMPLE];
    unsigned char g[CALIBRATE_SAMPLE][G_SIZE_MAX];
    size_t len[CALIBRATE_SAMPLE]; /* bytes of each that could be read */
    size_t count;
};

/* True when every address holds a goroutine: it points at itself. */
bool calibrate_read(struct remote *memory, const uint64_t *address, size_t count,
                    struct calibrate_sample *ret);

struct calibrated {
    bool goid;    /* found: goid, status, waitsince and waitreason are set in g */
    bool startpc; /* found: startpc, gopc, waiting and labels are set */
    bool parent;  /* found: parent_goid is set */
    struct layout_g g;
};

/* runtime_main: entry of that function, or 0. */
void calibrate(const struct calibrate_sample *s, uint64_t runtime_main, struct calibrated *ret);

/* Puts what was found over layout. Returns how many fields that changed. */
unsigned calibrate_apply(const struct calibrated *c, struct layout_g *layout);

#endif
