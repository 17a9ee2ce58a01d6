/* Stand-in for the header of this name on macOS; the functions are in fake.c. */
#ifndef FAKE_LIBPROC_H
#define FAKE_LIBPROC_H

#include <stdint.h>
#include <sys/proc_info.h>
#include <sys/types.h>

#define RUSAGE_INFO_V4 4
typedef void *rusage_info_t;

struct rusage_info_v4 {
    uint64_t gap_id[4], ri_pkg_idle_wkups, ri_interrupt_wkups, gap_pageins, ri_wired_size;
    uint64_t gap_resident, ri_phys_footprint, gap_start[2], ri_child_user_time;
    uint64_t ri_child_system_time, gap_child[4], ri_diskio_bytesread, ri_diskio_byteswritten;
    uint64_t gap_quality[9], ri_logical_writes, ri_lifetime_max_phys_footprint, ri_instructions;
    uint64_t ri_cycles, gap_energy[4];
};

int proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int size);
int proc_pidfdinfo(int pid, int fd, int flavor, void *buffer, int size);
int proc_pid_rusage(int pid, int flavor, rusage_info_t *buffer);
int proc_pidpath(int pid, void *buffer, uint32_t size);
int proc_listallpids(void *buffer, int size);

#endif
