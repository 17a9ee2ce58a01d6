/* Stand-in for the header of this name on macOS; the functions are in fake.c. */
#ifndef FAKE_MACH_H
#define FAKE_MACH_H

#include <stdint.h>

#define KERN_SUCCESS         0
#define HOST_VM_INFO64       4
#define HOST_VM_INFO64_COUNT (sizeof(struct vm_statistics64) / sizeof(int))

typedef unsigned mach_port_t, mach_msg_type_number_t;
typedef int *host_info64_t;

struct vm_statistics64 {
    uint32_t free_count, active_count, inactive_count, wire_count;
    uint64_t zero_fill_count, reactivations, pageins, pageouts, faults, cow_faults, gap_cache[2];
    uint64_t purges;
    uint32_t purgeable_count, speculative_count;
    uint64_t decompressions, compressions, swapins, swapouts;
    uint32_t compressor_page_count, throttled_count, external_page_count, internal_page_count;
    uint64_t total_uncompressed_pages_in_compressor;
};

mach_port_t mach_host_self(void);
int host_statistics64(mach_port_t host, int flavor, host_info64_t to,
                      mach_msg_type_number_t *count);

#endif
