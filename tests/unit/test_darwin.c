/* The probes for macOS on a libproc that we made up: what a Mac really answers is not tested. */
#include "cmocka_all.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "calls.h"
#include "choice.h"
#include "cleanup.h"
#include "darwin_probe.h"
#include "listeners.h"
#include "sample.h"
#include "target.h"

static void every_source_has_its_row_in_the_bundle(void **state)
{
    (void)state;
    for (size_t i = 0; i < sources_count; i++) {
        assert_non_null(bundle_entry_by_id(sources[i].id));
        assert_ptr_equal(source_by_id(sources[i].id), &sources[i]);
        assert_true(sources[i].ceiling > 0 && sources[i].deadline > 0);
    }
    for (size_t i = 0; i < bundle_entries_count; i++)
        if (strncmp(bundle_entries[i].what, "macOS: ", strlen("macOS: ")) == 0)
            assert_non_null(source_by_id(bundle_entries[i].id));
}

static void ticks_become_nanoseconds(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint64_t hz;
        uint32_t numer, denom;
        uint64_t ticks, ns;
    } cases[] = {
        {"Apple silicon", 24000000, 125, 3, 24, 1000},
        {"translated: the timebase speaks of another processor", 24000000, 1, 1, 24, 1000},
        {"Intel", 1000000000, 1, 1, 12345, 12345},
        {"without the frequency", 0, 125, 3, 24, 1000},
        {"a year: the product would overflow", 24000000, 125, 3, 24000000ULL * 31536000,
         31536000000000000ULL},
        {"a year, by the timebase", 0, 125, 3, 24000000ULL * 31536000, 31536000000000000ULL},
        {"a timebase of nothing", 0, 1, 0, 7, 7},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        fake.tick_hz = cases[i].hz;
        fake.numer = cases[i].numer;
        fake.denom = cases[i].denom;
        if (calls_ticks_ns(cases[i].ticks) != cases[i].ns)
            fail_msg("%s: %llu", cases[i].name, (unsigned long long)calls_ticks_ns(cases[i].ticks));
    }
}

static void counters_and_footprint_are_told(void **state)
{
    AUTO_PROBE struct probe p;
    (void)state;
    fake.task = (struct proc_taskinfo){.pti_resident_size = 5 << 20,
                                       .pti_total_user = 48000000,
                                       .pti_threadnum = 9,
                                       .pti_csw = -1}; /* 32 bits that have wrapped */
    fake.usage.ri_phys_footprint = 7 << 20;
    fake.usage.ri_lifetime_max_phys_footprint = 9 << 20;
    memcpy(fake.folders.pvi_cdir.vip_path, "/srv/a\tb", sizeof "/srv/a\tb");
    look("process.taskinfo", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_holds(&p, "key\tvalue\nname\ta-rather-long-program-name\nstate\tsleeping\npid\t4711\n");
    assert_holds(&p, "start_us\t1700000000250000\n");
    assert_holds(&p, "rss_bytes\t5242880\nuser_ns\t2000000000\n");
    assert_holds(&p, "context_switches\t4294967295\n");
    assert_holds(&p, "footprint_bytes\t7340032\nfootprint_peak_bytes\t9437184\n");
    assert_holds(&p, "cwd\t/srv/a\\tb\n");
}

static void a_sample_is_taken(void **state)
{
    struct source_context ctx = {.procfd = -1, .rootfd = -1, .pid = FAKE_PID};
    struct sample s = {.state = 0};
    (void)state;
    fake.task = (struct proc_taskinfo){.pti_resident_size = 5 << 20,
                                       .pti_total_system = 36000000,
                                       .pti_faults = 10,
                                       .pti_pageins = 4};
    fake.usage.ri_phys_footprint = 7 << 20;
    fake.nfds = 7;
    struct sampler *sampler = sample_begin(&ctx);
    assert_non_null(sample_go_error(sampler));
    for (enum sample_part part = 0; part < SAMPLE_PARTS; part++)
        assert_true(sample_take(sampler, part, &s));
    assert_true(s.cell[WATCH_RSS].value == 5 << 20 && s.cell[WATCH_RSS_MB].value == 5);
    assert_false(s.cell[WATCH_PSS].known || s.cell[WATCH_SWAP].known ||
                 s.cell[WATCH_GOROUTINES].known || s.cell[WATCH_PRESSURE_CPU].known);
    assert_true(s.cell[WATCH_CPU].value == 1.5 && s.cell[WATCH_FDS].value == 7);
    assert_true(s.cell[WATCH_MINOR_FAULTS].value == 6 && s.cell[WATCH_MAJOR_FAULTS].value == 4);
    assert_true(s.cell[WATCH_FOOTPRINT].value == 7 << 20 && s.cell[WATCH_CHILDREN].known);
    fake.denied = EPERM;
    assert_false(sample_take(sampler, SAMPLE_BASE, &s));
    fake.denied = 0;
    sample_end(sampler);
    ctx.start = 1; /* another process has the number */
    sampler = sample_begin(&ctx);
    assert_false(sample_take(sampler, SAMPLE_BASE, &s));
    sample_end(sampler);
}

static void another_users_process_gives_little_and_says_so(void **state)
{
    (void)state;
    fake.denied = EPERM;
    static const struct {
        const char *id;
        enum bundle_status status;
    } cases[] = {
        {"process.taskinfo", BUNDLE_PARTIAL}, {"process.threads", BUNDLE_DENIED},
        {"files.fd", BUNDLE_DENIED},          {"files.sockets", BUNDLE_DENIED},
        {"memory.regions", BUNDLE_DENIED},    {"process.argv", BUNDLE_DENIED},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_PROBE struct probe p;
        look(cases[i].id, &p);
        if (p.status != cases[i].status || !p.out.reason[0])
            fail_msg("%s: %s: %s", cases[i].id, bundle_status_names[p.status], p.out.reason);
    }
}

static void what_has_ended_is_said_to_have_ended(void **state)
{
    (void)state;
    static const char *const ids[] = {"process.taskinfo", "process.threads", "files.fd",
                                      "files.sockets",    "memory.regions",  "process.argv"};
    fake.gone = ESRCH;
    fake.narguments = 0;
    for (size_t i = 0; i < COUNT(ids); i++) {
        AUTO_PROBE struct probe p;
        look(ids[i], &p);
        assert_int_equal(p.status, BUNDLE_FAILED);
        assert_string_equal(p.out.reason, "the process has ended");
    }
}

static void a_zombie_has_no_table(void **state)
{
    AUTO_PROBE struct probe p;
    (void)state;
    fake.bsd.pbi_status = 5;
    fake.denied = ESRCH;
    look("files.fd", &p);
    assert_int_equal(p.status, BUNDLE_UNSUPPORTED);
    assert_string_equal(p.out.reason, "a zombie has no descriptor table");
}

static void rows_of_a_successor_are_dropped(void **state)
{
    AUTO_PROBE struct probe p;
    (void)state;
    fake.replaced_after = 1;
    look("process.taskinfo", &p);
    assert_int_equal(p.status, BUNDLE_FAILED);
    assert_int_equal(p.text.len, 0);
    assert_string_equal(p.out.reason, "the process has ended, another has its number");
}

static struct vnode_fdinfowithpath file(unsigned mode, uint16_t links, const char *path)
{
    struct vnode_fdinfowithpath f = {.pfi = {.fi_openflags = 3, .fi_offset = 12}};
    f.pvip.vip_vi.vi_stat = (struct vinfo_stat){.vst_dev = 1u << 24 | 5,
                                                .vst_mode = (uint16_t)mode,
                                                .vst_nlink = links,
                                                .vst_ino = 77,
                                                .vst_size = 1000};
    snprintf(f.pvip.vip_path, sizeof f.pvip.vip_path, "%s", path);
    return f;
}

static void descriptors_have_the_columns_of_every_system(void **state)
{
    AUTO_PROBE struct probe p;
    (void)state;
    struct vnode_fdinfowithpath log = file(S_IFREG | 0600, 1, "/var/log/a.log");
    struct vnode_fdinfowithpath gone = file(S_IFREG | 0600, 0, "/tmp/old\nname");
    struct pipe_fdinfo here = {.pfi = {.fi_openflags = 1}, .pipeinfo = {.pipe_handle = 900}};
    struct pipe_fdinfo there = {.pfi = {.fi_openflags = 2}, .pipeinfo = {.pipe_handle = 800}};
    struct socket_fdinfo sock = {.pfi = {.fi_openflags = 3}, .psi = {.soi_so = 555}};
    struct kqueue_fdinfo queue = {.pfi = {.fi_openflags = 1}};
    here.pipeinfo.pipe_peerhandle = 800;
    there.pipeinfo.pipe_peerhandle = 900;
    fake_fd(0, PROX_FDTYPE_VNODE, &log, sizeof log);
    fake_fd(1, PROX_FDTYPE_VNODE, &gone, sizeof gone);
    fake_fd(3, PROX_FDTYPE_PIPE, &here, sizeof here);
    fake_fd(4, PROX_FDTYPE_PIPE, &there, sizeof there);
    fake_fd(5, PROX_FDTYPE_SOCKET, &sock, sizeof sock);
    fake_fd(6, PROX_FDTYPE_KQUEUE, &queue, sizeof queue);
    fake_fd(7, PROX_FDTYPE_NETPOLICY, NULL, 0);
    fake_fd(8, 99, NULL, 0);
    fake_fd(9, PROX_FDTYPE_VNODE, NULL, 0); /* closed meanwhile */
    look("files.fd", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_string_equal(sbuf_text(&p.text), BUNDLE_COLUMNS_FD
                        "\n"
                        "0\tfile\trw\t\t12\t1000\t1:5\t77\t1\t0\t/var/log/a.log\n"
                        "1\tfile\trw\t\t12\t1000\t1:5\t77\t0\t1\t/tmp/old\\nname\n"
                        "3\tpipe\tr\t\t\t\t\t800\t\t0\tpipe:[800]\n"
                        "4\tpipe\tw\t\t\t\t\t800\t\t0\tpipe:[800]\n"
                        "5\tsocket\trw\t\t\t\t\t555\t\t0\tsocket:[555]\n"
                        "6\tkqueue\tr\t\t\t\t\t\t\t0\t\n"
                        "7\tnetpolicy\t\t\t\t\t\t\t\t0\t\n"
                        "8\tunknown\t\t\t\t\t\t\t\t0\t\n");
}

/* Sixty more each time: the first room of 20 + 32 is too small, and so is the second. */
static void a_table_that_grows_is_read_to_its_end(void **state)
{
    (void)state;
    static const struct {
        size_t begin, grows, rows;
    } cases[] = {{10, 0, 10}, {1000, 60, 1120}, {100, 4000, FAKE_FDS}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_PROBE struct probe p;
        fake_reset();
        for (size_t fd = 0; fd < FAKE_FDS; fd++)
            fake.fds[fd] = (struct proc_fdinfo){(int32_t)fd, PROX_FDTYPE_FSEVENTS};
        fake.nfds = cases[i].begin;
        fake.grows = cases[i].grows;
        look("files.fd", &p);
        assert_int_equal(p.status, BUNDLE_OK);
        assert_int_equal(rows_of(&p), cases[i].rows);
    }
}

static struct socket_fdinfo tcp(const char *local, unsigned port, int state, uint64_t number)
{
    struct socket_fdinfo s = {.psi = {.soi_so = number, .soi_kind = SOCKINFO_TCP}};
    struct in_sockinfo *in = &s.psi.soi_proto.pri_tcp.tcpsi_ini;
    bool four = !strchr(local, ':');
    in->insi_vflag = four ? INI_IPV4 : INI_IPV6;
    in->insi_lport = htons((uint16_t)port);
    inet_pton(four ? AF_INET : AF_INET6, local,
              four ? (void *)&in->insi_laddr.ina_46.i46a_addr4 : (void *)&in->insi_laddr.ina_6);
    s.psi.soi_proto.pri_tcp.tcpsi_state = state;
    return s;
}

static struct socket_fdinfo local_socket(const char *path, bool listens)
{
    struct socket_fdinfo s = {
        .psi = {.soi_so = 12, .soi_kind = SOCKINFO_UN, .soi_options = listens ? 2 : 0}};
    snprintf(s.psi.soi_proto.pri_un.unsi_addr.ua_dummy + 2, 200, "%s", path);
    return s;
}

static void sockets_have_their_ports_in_order(void **state)
{
    AUTO_PROBE struct probe p;
    (void)state;
    struct socket_fdinfo four = tcp("127.0.0.1", 6060, TSI_S_LISTEN, 10);
    struct socket_fdinfo six = tcp("::1", 8080, TSI_S_ESTABLISHED, 11);
    struct socket_fdinfo path = local_socket("/run/x y.sock", true);
    struct socket_fdinfo odd = tcp("127.0.0.1", 1, 99, 14);
    struct socket_fdinfo event = {.psi = {.soi_so = 13, .soi_kind = 5}};
    four.psi.soi_rcv.sbi_cc = 3;
    six.psi.soi_snd.sbi_cc = 4;
    six.psi.soi_proto.pri_tcp.tcpsi_ini.insi_fport = htons(443);
    fake_fd(3, PROX_FDTYPE_SOCKET, &four, sizeof four);
    fake_fd(4, PROX_FDTYPE_SOCKET, &four, sizeof four); /* dup() */
    fake_fd(5, PROX_FDTYPE_SOCKET, &six, sizeof six);
    fake_fd(6, PROX_FDTYPE_SOCKET, &path, sizeof path);
    fake_fd(7, PROX_FDTYPE_SOCKET, &event, sizeof event);
    fake_fd(8, PROX_FDTYPE_SOCKET, &odd, sizeof odd);
    look("files.sockets", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_string_equal(p.out.reason, "1 sockets of other families are left out");
    assert_string_equal(sbuf_text(&p.text),
                        BUNDLE_COLUMNS_SOCKETS "\n"
                                               "10\ttcp\tLISTEN\t3\t0\t127.0.0.1:6060\t0.0.0.0:0\n"
                                               "11\ttcp6\tESTAB\t0\t4\t[::1]:8080\t[::]:443\n"
                                               "12\tunix\tLISTEN\t0\t0\t/run/x y.sock\t\n"
                                               "14\ttcp\t\t0\t0\t127.0.0.1:1\t0.0.0.0:0\n");
}

static void the_owner_of_a_port_is_found(void **state)
{
    (void)state;
    struct socket_fdinfo four = tcp("127.0.0.1", 6060, TSI_S_LISTEN, 10);
    struct socket_fdinfo any = tcp("::", 7070, TSI_S_LISTEN, 11);
    struct socket_fdinfo busy = tcp("127.0.0.1", 5050, TSI_S_ESTABLISHED, 12);
    struct listener found[LISTENERS_MAX];
    struct target t;
    struct error err = {0};
    bool foreign, blind, hidden;
    fake_fd(3, PROX_FDTYPE_SOCKET, &four, sizeof four);
    fake_fd(4, PROX_FDTYPE_SOCKET, &any, sizeof any);
    fake_fd(5, PROX_FDTYPE_SOCKET, &busy, sizeof busy);
    fake_fd(6, PROX_FDTYPE_SOCKET, &four, sizeof four);
    assert_int_equal(target_open(&t, FAKE_PID, &err), STATUS_OK);
    assert_int_equal(listeners_of(&t, found, &foreign, &blind), 2);
    assert_false(foreign || blind);
    assert_string_equal(found[0].host, "127.0.0.1");
    assert_int_equal(found[0].port, 6060);
    assert_string_equal(found[1].host, "[::1]");
    assert_int_equal(listeners_owner("127.0.0.1", 6060, NULL, &hidden), FAKE_PID);
    assert_int_equal(listeners_owner("127.0.0.1", 7070, NULL, &hidden), FAKE_PID);
    assert_int_equal(listeners_owner("127.0.0.1", 5050, NULL, &hidden), 0);
    assert_false(hidden);
    fake.denied = EPERM;
    assert_int_equal(listeners_owner("127.0.0.1", 6060, NULL, &hidden), 0);
    assert_true(hidden);
    assert_int_equal(listeners_of(&t, found, &foreign, &blind), 0);
    assert_true(blind);
    target_close(&t);
}

static void threads_have_the_columns_of_every_system(void **state)
{
    AUTO_PROBE struct probe p;
    (void)state;
    fake.nthreads = 3;
    fake.threads[0] = (struct proc_threadinfo){.pth_user_time = 2500000000,
                                               .pth_system_time = 10000000,
                                               .pth_run_state = TH_STATE_WAITING};
    fake.threads[1].pth_run_state = -1; /* ended meanwhile */
    fake.threads[2].pth_run_state = 77;
    memset(fake.threads[2].pth_name, 'n', sizeof fake.threads[2].pth_name); /* not terminated */
    look("process.threads", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_holds(&p, BUNDLE_COLUMNS_THREADS "\n1000\t\tS\t250\t1\t\t\t\t\t2510000000\t\n");
    assert_holds(&p, "\n1002\tnnnnnnnn");
    assert_int_equal(rows_of(&p), 2);
}

static struct proc_regionwithpathinfo region(uint64_t address, uint64_t size, uint32_t tag)
{
    struct proc_regionwithpathinfo r = {.prp_prinfo = {.pri_address = address,
                                                       .pri_size = size,
                                                       .pri_protection = 3,
                                                       .pri_max_protection = 7,
                                                       .pri_share_mode = 2,
                                                       .pri_user_tag = tag,
                                                       .pri_pages_resident = 0xffffffff}};
    return r;
}

static void regions_are_walked_once(void **state)
{
    AUTO_PROBE struct probe p, again;
    char row[200];
    (void)state;
    fake.nregions = 4;
    fake.regions[0] = region(0x100000000, 0x4000, 0);
    fake.regions[1] = region(0x100004000, 0x8000, 30);
    fake.regions[2] = region(0x7fff00000000, 0x1000, UINT32_MAX); /* no mapping */
    fake.regions[3] = region(UINT64_MAX - 10, 100, 255);          /* beyond the end */
    look("memory.regions", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_int_equal(rows_of(&p), 2);
    snprintf(row, sizeof row,
             "100000000\t16384\trw-\trwx\tprivate\t0\tvm_allocate\t%llu\t0\t0\t0\t0\t0\t0\t\n",
             0xffffffffULL * (unsigned long long)sysconf(_SC_PAGESIZE));
    assert_holds(&p, row);
    assert_holds(&p, "\t30\tstack\t");
    fake.stuck = true;
    look("memory.regions", &again);
    assert_int_equal(rows_of(&again), 1);
}

static void arguments_are_masked_and_the_environment_is_not_read(void **state)
{
    static const char raw[] =
        "/opt/bin/x\0\0\0\0x\0--token\0hunter2hunter2\0\0last\0SECRET=planted";
    (void)state;
    AUTO_PROBE struct probe p;
    set_arguments(5, raw, sizeof raw);
    look("process.argv", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_int_equal(rows_of(&p) + 1, 5);
    assert_holds(&p, "x\n--token\n");
    assert_holds(&p, "\n\nlast\n");
    assert_null(strstr(sbuf_text(&p.text), "hunter2"));
    assert_null(strstr(sbuf_text(&p.text), "planted"));
}

static void count_one(void *arg, struct slice argument)
{
    (void)argument;
    ++*(size_t *)arg;
}

static void damaged_arguments_end_early(void **state)
{
    static const char raw[] = "/opt/bin/x\0\0x\0--a\0--b";
    static const int32_t counts[] = {3, 4, 0, -1, INT32_MAX};
    (void)state;
    for (size_t c = 0; c < COUNT(counts); c++) {
        set_arguments(counts[c], raw, sizeof raw);
        for (size_t cut = 0; cut <= fake.narguments; cut++) {
            size_t seen = 0;
            AUTO_FREE unsigned char *copy = malloc(cut + 1); /* exact, for the sanitizer */
            memcpy(copy, fake.arguments, cut);
            bool whole = calls_arguments_parse((struct slice){copy, cut}, count_one, &seen);
            assert_true(seen <= 3);
            if (cut == fake.narguments)
                assert_int_equal(whole, counts[c] == 3 || counts[c] == 0);
        }
    }
}

static void facts_of_the_machine_are_read_by_their_shape(void **state)
{
    AUTO_PROBE struct probe p;
    (void)state;
    look("host.sysctl", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_string_equal(sbuf_text(&p.text),
                        "key\tvalue\nkern.osproductversion\t15.1\nkern.osversion\t24B83\n"
                        "hw.ncpu\t10\n"
                        "hw.memsize\t17179869184\nhw.tbfrequency\t24000000\n"
                        "vm.loadavg\t1.00 0.50 0.25\n"
                        "vm.swapusage.total_bytes\t1073741824\nvm.swapusage.used_bytes\t1048576\n");
}

static void a_target_is_found_and_told_from_its_successor(void **state)
{
    static struct target_candidate found[TARGET_CANDIDATES_MAX];
    struct target t;
    struct error err = {0};
    uint64_t began, cpu;
    char letter;
    (void)state;
    fake.task.pti_total_user = 24000000;
    fake.task.pti_resident_size = 5 << 20;
    assert_int_equal(target_find("a-rather-long-program-name", found), 1);
    assert_int_equal(found[0].pid, FAKE_PID);
    assert_int_equal(found[0].rss, 5 << 20);
    assert_int_equal(target_open(&t, FAKE_PID, &err), STATUS_OK);
    assert_string_equal(t.executable, "/opt/bin/a-rather-long-program-name");
    assert_int_equal(t.uid, 501);
    assert_true(t.started_utc_ns == 1700000000250000000);
    assert_true(target_stat(&t, &began, &cpu, &letter));
    assert_int_equal(letter, 'S');
    assert_int_equal(cpu, sysconf(_SC_CLK_TCK));
    assert_true(began == t.start_ticks);
    fake.bsd.pbi_start_tvusec++;
    assert_true(target_stat(&t, &began, &cpu, &letter) && began != t.start_ticks);
    fake.gone = ESRCH;
    assert_false(target_stat(&t, &began, &cpu, &letter));
    target_close(&t);
    assert_int_equal(target_open(&t, FAKE_PID, &err), STATUS_IO);
    assert_int_equal(err.sys, ENOENT);
}

static void tools_that_are_not_there_cost_a_row(void **state)
{
    (void)state;
    static const char *const ids[] = {"memory.vmmap", "memory.footprint", "process.sample"};
    for (size_t i = 0; i < COUNT(ids); i++) {
        AUTO_PROBE struct probe p;
        look(ids[i], &p);
        assert_int_equal(p.status, BUNDLE_UNSUPPORTED);
        assert_int_equal(p.text.len, 0);
    }
}

/* sample(1) is the only tool of the table that stops the process, and --quick the word that leaves
 * it out; nothing else of the table. */
static void quick_leaves_out_what_suspends(void **state)
{
    struct collect_options o = {.quick = true, .hash_exe = true};
    size_t suspends = 0;
    (void)state;
    for (size_t i = 0; i < sources_count; i++) {
        const char *why = choice_left_out(&o, sources[i].id);
        suspends += sources[i].cost == COST_SUSPEND && sources[i].read != source_absent;
        if (sources[i].cost == COST_SUSPEND)
            assert_string_equal(why, "by --quick");
        else
            assert_null(why);
        o.quick = false;
        assert_null(choice_left_out(&o, sources[i].id));
        o.quick = true;
    }
    assert_int_equal(suspends, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_source_has_its_row_in_the_bundle),
        T(ticks_become_nanoseconds),
        T(counters_and_footprint_are_told),
        T(a_sample_is_taken),
        T(another_users_process_gives_little_and_says_so),
        T(what_has_ended_is_said_to_have_ended),
        T(a_zombie_has_no_table),
        T(rows_of_a_successor_are_dropped),
        T(descriptors_have_the_columns_of_every_system),
        T(a_table_that_grows_is_read_to_its_end),
        T(sockets_have_their_ports_in_order),
        T(the_owner_of_a_port_is_found),
        T(threads_have_the_columns_of_every_system),
        T(regions_are_walked_once),
        T(arguments_are_masked_and_the_environment_is_not_read),
        T(damaged_arguments_end_early),
        T(facts_of_the_machine_are_read_by_their_shape),
        T(a_target_is_found_and_told_from_its_successor),
        T(tools_that_are_not_there_cost_a_row),
        T(quick_leaves_out_what_suspends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
