/* Stand-in for the header of this name on macOS, so that collect/darwin is tested where there is
 * none: the fields that we use, at their places (layout.c), and gaps between them. */
#ifndef FAKE_SYS_PROC_INFO_H
#define FAKE_SYS_PROC_INFO_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/types.h>

#define PROC_PIDLISTFDS          1
#define PROC_PIDTBSDINFO         3
#define PROC_PIDTASKINFO         4
#define PROC_PIDTHREADINFO       5
#define PROC_PIDLISTTHREADS      6
#define PROC_PIDREGIONPATHINFO   8
#define PROC_PIDVNODEPATHINFO    9
#define PROC_PIDT_SHORTBSDINFO   13
#define PROC_PIDPATHINFO_MAXSIZE 4096
#define PROC_PIDFDVNODEPATHINFO  2
#define PROC_PIDFDSOCKETINFO     3
#define PROC_PIDFDPIPEINFO       6
#define PROC_PIDFDKQUEUEINFO     7

#define PROX_FDTYPE_VNODE     1
#define PROX_FDTYPE_SOCKET    2
#define PROX_FDTYPE_PSHM      3
#define PROX_FDTYPE_PSEM      4
#define PROX_FDTYPE_KQUEUE    5
#define PROX_FDTYPE_PIPE      6
#define PROX_FDTYPE_FSEVENTS  7
#define PROX_FDTYPE_NETPOLICY 9
#define PROX_FDTYPE_CHANNEL   10
#define PROX_FDTYPE_NEXUS     11

#define TH_STATE_RUNNING         1
#define TH_STATE_STOPPED         2
#define TH_STATE_WAITING         3
#define TH_STATE_UNINTERRUPTIBLE 4
#define TH_STATE_HALTED          5

#define INI_IPV4 1
#define INI_IPV6 2

enum {
    TSI_S_CLOSED,
    TSI_S_LISTEN,
    TSI_S_SYN_SENT,
    TSI_S_SYN_RECEIVED,
    TSI_S_ESTABLISHED,
    TSI_S__CLOSE_WAIT,
    TSI_S_FIN_WAIT_1,
    TSI_S_CLOSING,
    TSI_S_LAST_ACK,
    TSI_S_FIN_WAIT_2,
    TSI_S_TIME_WAIT
};
enum { SOCKINFO_GENERIC, SOCKINFO_IN, SOCKINFO_TCP, SOCKINFO_UN };

struct proc_bsdinfo {
    uint32_t gap_flags, pbi_status, gap_xstatus, pbi_pid, pbi_ppid, pbi_uid, pbi_gid, gap_ids[5];
    char pbi_comm[16], pbi_name[32];
    uint32_t gap_nfiles, pbi_pgid, gap_job[3];
    int32_t pbi_nice;
    uint64_t pbi_start_tvsec, pbi_start_tvusec;
};

struct proc_bsdshortinfo {
    uint32_t gap_pid, pbsi_ppid, gap_pgid, pbsi_status;
    char pbsi_comm[16];
    uint32_t gap_flags[8];
};

struct proc_taskinfo {
    uint64_t pti_virtual_size, pti_resident_size, pti_total_user, pti_total_system, gap_live[2];
    int32_t gap_policy, pti_faults, pti_pageins, pti_cow_faults, pti_messages_sent;
    int32_t pti_messages_received, pti_syscalls_mach, pti_syscalls_unix, pti_csw, pti_threadnum;
    int32_t pti_numrunning, pti_priority;
};

struct proc_threadinfo {
    uint64_t pth_user_time, pth_system_time;
    int32_t gap_use[2], pth_run_state, gap_priorities[5];
    char pth_name[64];
};

struct proc_fdinfo {
    int32_t proc_fd;
    uint32_t proc_fdtype;
};

struct proc_fileinfo {
    uint32_t fi_openflags, gap_status;
    int64_t fi_offset;
    int32_t gap_type[2];
};

struct vinfo_stat {
    uint32_t vst_dev;
    uint16_t vst_mode, vst_nlink;
    uint64_t vst_ino, gap_owner, gap_times[8];
    int64_t vst_size;
    uint64_t gap_rest[5];
};

struct vnode_info {
    struct vinfo_stat vi_stat;
    uint32_t gap_type[4];
};

struct vnode_info_path {
    struct vnode_info vip_vi;
    char vip_path[1024];
};

struct vnode_fdinfowithpath {
    struct proc_fileinfo pfi;
    struct vnode_info_path pvip;
};

struct proc_vnodepathinfo {
    struct vnode_info_path pvi_cdir, pvi_rdir;
};

struct sockbuf_info {
    uint32_t sbi_cc, gap_marks[5];
};

struct fake_mapped {
    uint32_t gap_pad[3];
    struct in_addr i46a_addr4;
};
union fake_address {
    struct fake_mapped ina_46;
    struct in6_addr ina_6;
};

struct in_sockinfo {
    int32_t insi_fport, insi_lport;
    uint64_t gap_generation, gap_flow;
    uint8_t insi_vflag, gap_ttl[7];
    union fake_address insi_faddr, insi_laddr;
    uint32_t gap_options[4];
};

struct tcp_sockinfo {
    struct in_sockinfo tcpsi_ini;
    int32_t tcpsi_state, gap_timers[7];
    uint64_t gap_block;
};

struct fake_name {
    char ua_dummy[255];
};
struct un_sockinfo {
    uint64_t unsi_conn_so, gap_block;
    struct fake_name unsi_addr, unsi_caddr;
};

struct socket_info {
    struct vinfo_stat gap_stat;
    uint64_t soi_so, gap_block;
    int32_t gap_type, soi_protocol, gap_family;
    int16_t soi_options, gap_state[9];
    struct sockbuf_info soi_rcv, soi_snd;
    int32_t soi_kind, gap_last;
    union {
        struct in_sockinfo pri_in;
        struct tcp_sockinfo pri_tcp;
        struct un_sockinfo pri_un;
    } soi_proto;
};

struct socket_fdinfo {
    struct proc_fileinfo pfi;
    struct socket_info psi;
};

struct pipe_info {
    struct vinfo_stat gap_stat;
    uint64_t pipe_handle, pipe_peerhandle, gap_status;
};

struct pipe_fdinfo {
    struct proc_fileinfo pfi;
    struct pipe_info pipeinfo;
};

struct kqueue_fdinfo {
    struct proc_fileinfo pfi;
    struct vinfo_stat gap_stat;
    uint64_t gap_state;
};

struct proc_regioninfo {
    uint32_t pri_protection, pri_max_protection, gap_inherit[2];
    uint64_t pri_offset;
    uint32_t gap_wired[2], pri_user_tag, pri_pages_resident, gap_private, pri_pages_swapped_out;
    uint32_t pri_pages_dirtied, pri_ref_count, gap_depth, pri_share_mode;
    uint32_t pri_private_pages_resident, pri_shared_pages_resident, gap_object[2];
    uint64_t pri_address, pri_size;
};

struct proc_regionwithpathinfo {
    struct proc_regioninfo prp_prinfo;
    struct vnode_info_path prp_vip;
};

#endif
