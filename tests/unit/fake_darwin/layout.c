/* layout.c - the structures of libproc have the sizes and offsets that our stand-ins for them have.
 * Compiled twice: against tests/unit/fake_darwin here, against Apple's headers by
 * tests/checks/darwin.sh. Where both compile, a blob means the same to both. */
#include <libproc.h>
#include <mach/mach.h>
#include <stddef.h>
#include <sys/proc_info.h>
#include <sys/resource.h>
#include <sys/sysctl.h>

#define SIZE(type, bytes) _Static_assert(sizeof(struct type) == (bytes), "size of " #type)
#define AT(type, field, offset)                                                                    \
    _Static_assert(offsetof(struct type, field) == (offset), #type "." #field)

SIZE(proc_bsdinfo, 136);
AT(proc_bsdinfo, pbi_status, 4);
AT(proc_bsdinfo, pbi_pid, 12);
AT(proc_bsdinfo, pbi_uid, 20);
AT(proc_bsdinfo, pbi_comm, 48);
AT(proc_bsdinfo, pbi_name, 64);
AT(proc_bsdinfo, pbi_pgid, 100);
AT(proc_bsdinfo, pbi_nice, 116);
AT(proc_bsdinfo, pbi_start_tvsec, 120);
AT(proc_bsdinfo, pbi_start_tvusec, 128);
SIZE(proc_bsdshortinfo, 64);
AT(proc_bsdshortinfo, pbsi_ppid, 4);
AT(proc_bsdshortinfo, pbsi_status, 12);
AT(proc_bsdshortinfo, pbsi_comm, 16);
SIZE(proc_taskinfo, 96);
AT(proc_taskinfo, pti_resident_size, 8);
AT(proc_taskinfo, pti_total_user, 16);
AT(proc_taskinfo, pti_faults, 52);
AT(proc_taskinfo, pti_csw, 80);
AT(proc_taskinfo, pti_threadnum, 84);
AT(proc_taskinfo, pti_priority, 92);
SIZE(proc_threadinfo, 112);
AT(proc_threadinfo, pth_run_state, 24);
AT(proc_threadinfo, pth_name, 48);
SIZE(proc_fdinfo, 8);
SIZE(proc_fileinfo, 24);
SIZE(vinfo_stat, 136);
AT(vinfo_stat, vst_ino, 8);
AT(vinfo_stat, vst_size, 88);
SIZE(vnode_info_path, 1176);
AT(vnode_info_path, vip_path, 152);
SIZE(vnode_fdinfowithpath, 1200);
AT(vnode_fdinfowithpath, pvip, 24);
SIZE(proc_vnodepathinfo, 2352);
SIZE(sockbuf_info, 24);
SIZE(in_sockinfo, 80);
AT(in_sockinfo, insi_vflag, 24);
AT(in_sockinfo, insi_faddr, 32);
AT(in_sockinfo, insi_laddr, 48);
SIZE(tcp_sockinfo, 120);
AT(tcp_sockinfo, tcpsi_state, 80);
SIZE(un_sockinfo, 528);
AT(un_sockinfo, unsi_addr, 16);
AT(un_sockinfo, unsi_caddr, 271);
AT(socket_info, soi_so, 136);
AT(socket_info, soi_options, 164);
AT(socket_info, soi_rcv, 184);
AT(socket_info, soi_snd, 208);
AT(socket_info, soi_kind, 232);
AT(socket_info, soi_proto, 240);
SIZE(socket_fdinfo, 792);
AT(socket_fdinfo, psi, 24);
SIZE(pipe_fdinfo, 184);
AT(pipe_fdinfo, pipeinfo.pipe_handle, 160);
SIZE(kqueue_fdinfo, 168);
SIZE(proc_regioninfo, 96);
AT(proc_regioninfo, pri_user_tag, 32);
AT(proc_regioninfo, pri_share_mode, 60);
AT(proc_regioninfo, pri_address, 80);
SIZE(proc_regionwithpathinfo, 1272);
SIZE(rusage_info_v4, 296);
AT(rusage_info_v4, ri_phys_footprint, 72);
AT(rusage_info_v4, ri_child_user_time, 96);
AT(rusage_info_v4, ri_diskio_bytesread, 144);
AT(rusage_info_v4, ri_lifetime_max_phys_footprint, 240);
AT(rusage_info_v4, ri_cycles, 256);
SIZE(vm_statistics64, 152);
AT(vm_statistics64, faults, 48);
AT(vm_statistics64, speculative_count, 92);
AT(vm_statistics64, compressor_page_count, 128);
SIZE(loadavg, 24);
SIZE(xsw_usage, 32);
