/* Stand-in for the header of this name on macOS; the function is in fake.c. */
#ifndef FAKE_MACH_TIME_H
#define FAKE_MACH_TIME_H

#include <stdint.h>

typedef struct {
    uint32_t numer, denom;
} mach_timebase_info_data_t;

int mach_timebase_info(mach_timebase_info_data_t *ret);

#endif
