/* Stand-in for the header of this name on macOS; the functions are in fake.c. */
#ifndef FAKE_SYS_SYSCTL_H
#define FAKE_SYS_SYSCTL_H

#include <stddef.h>
#include <stdint.h>

#define CTL_KERN       1
#define KERN_ARGMAX    8
#define KERN_PROCARGS2 49

struct loadavg {
    uint32_t ldavg[3];
    long fscale;
};

struct xsw_usage {
    uint64_t xsu_total, gap_free, xsu_used;
    uint32_t gap_page[2];
};

int sysctl(int *name, unsigned count, void *value, size_t *size, void *new_value, size_t new_size);
int sysctlbyname(const char *name, void *value, size_t *size, void *new_value, size_t new_size);

#endif
