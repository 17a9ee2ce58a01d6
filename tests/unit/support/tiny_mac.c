#include "tiny_mac.h"

#include "bundle_format.h"
#include "limits_input.h"
#include "sbuf.h"

enum { PID = 4711, HEAP_MIB = 32, LIBRARY_MIB = 8, PAGE = 16384 };

static const long long born_us = 1795400000000000LL;

static long long now_ns(const struct mac_world *w)
{
    return born_us * 1000 + 1000000000LL * w->second;
}

static void add_header(struct tiny *t, const struct mac_world *w)
{
    tiny_add(
        t, BUNDLE_HEADER,
        arena_printf(
            t->arena,
            "{\"format\":\"exhibit-bundle/"
            "1\",\"tool\":{\"name\":\"collect\",\"version\":\"0.1.0\"},"
            "\"target\":{\"name\":\"harbor\",\"pid\":%d,\"executable\":\"/opt/homebrew/bin/"
            "harbor\","
            "\"arguments\":[\"harbor\",\"--watch\"],\"start_ticks\":%lld,\"started_utc_ns\":%lld},"
            "\"host\":{\"name\":\"host-1\",\"system\":\"Darwin\",\"kernel\":\"25.4.0\","
            "\"architecture\":\"arm64\",\"distribution\":\"macOS 26.4.1 (25E253)\"},"
            "\"clocks\":{\"utc_ns\":%lld,\"boottime_ns\":%lld,\"boot_id\":\"5B1C\","
            "\"clock_ticks_per_second\":100,\"page_size\":%d},\"plan\":[]}",
            PID, born_us, born_us * 1000, now_ns(w), 1000000000LL * (w->second + 90000), PAGE));
}

/* What macOS does not have, and what a hardened program keeps from the tools. */
static void add_manifest(struct tiny *t, const struct mac_world *w)
{
    tiny_add(
        t, BUNDLE_MANIFEST,
        arena_printf(
            t->arena,
            "{\"format\":\"exhibit-bundle/1\",\"duration_s\":10,"
            "\"target_cpu_s\":{\"before\":100,\"after\":101},\"artifacts\":["
            "{\"id\":\"process.status\",\"status\":\"unsupported\",\"reason\":\"in "
            "process.taskinfo\"},"
            "{\"id\":\"process.limits\",\"status\":\"unsupported\",\"reason\":\"no call tells the "
            "limits of another process; the kernel's own are in host.sysctl\"},"
            "{\"id\":\"memory.footprint\",\"status\":\"%s\",\"reason\":\"%s\"},"
            "{\"id\":\"memory.vmmap\",\"status\":\"%s\",\"reason\":\"%s\"}]}",
            w->no_footprint ? "failed" : "ok", w->no_footprint ? "footprint: exit 66" : "",
            w->no_vmmap ? "failed" : "ok", w->no_vmmap ? "vmmap: exit 255" : ""));
}

static void add_taskinfo(struct tiny *t, const struct mac_world *w)
{
    const long long mib = 1048576;

    tiny_add(
        t, "10-process/taskinfo.tsv",
        arena_printf(t->arena,
                     "key\tvalue\nname\tharbor\nstate\tsleeping\npid\t%d\nppid\t400\nuid\t501\n"
                     "start_us\t%lld\nvirtual_bytes\t418000000000\nrss_bytes\t%lld\n"
                     "user_ns\t90000000000\nsystem_ns\t10000000000\nthreads\t12\nfaults\t90000\n"
                     "pageins\t321\nfootprint_bytes\t%lld\nfootprint_peak_bytes\t%lld\n"
                     "disk_read_bytes\t4096\ndisk_written_bytes\t8192\n"
                     "children_user_ns\t2000000000\nchildren_system_ns\t1000000000\n"
                     "cwd\t/Users/user-1/src\n",
                     PID, born_us, (w->footprint_mib + 40) * mib, w->footprint_mib * mib,
                     (w->footprint_mib + 64) * mib));
}

static void add_threads(struct tiny *t)
{
    AUTO_SBUF struct sbuf b;

    sbuf_init(&b, MIB);
    sbuf_adds(&b, BUNDLE_COLUMNS_THREADS "\n");
    for (int i = 0; i < 12; i++)
        sbuf_addf(&b, "%d\t\t%s\t250\t1\t\t\t\t\t2510000000\t\n", 100 + i, i ? "S" : "R");
    tiny_add(t, "10-process/threads.tsv", sbuf_view(&b));
}

static void add_family(struct tiny *t, const struct mac_world *w)
{
    AUTO_SBUF struct sbuf b;

    sbuf_init(&b, MIB);
    sbuf_adds(&b, BUNDLE_COLUMNS_FAMILY "\n400\tparent\t1\tS\tzsh\t\t\t\t\t\n"
                                        "4711\tself\t400\tS\tharbor\t60.00\t100.00\t3.00\t1\t12\n");
    for (int i = 0; i < w->zombies; i++)
        sbuf_addf(&b, "%d\tchild\t4711\tZ\tgit\t9.00\t\t\t\t\n", 5000 + i);
    tiny_add(t, "10-process/family.tsv", sbuf_view(&b));
}

static void add_files(struct tiny *t, const struct mac_world *w)
{
    AUTO_SBUF struct sbuf b;
    int fd = 3;

    sbuf_init(&b, MIB);
    sbuf_adds(&b, BUNDLE_COLUMNS_FD "\n0\tchr\trw\t\t0\t\t16:5\t22195\t1\t0\t/dev/ttys005\n"
                                    "1\tchr\trw\t\t0\t\t16:5\t22195\t1\t0\t/dev/ttys005\n"
                                    "2\tsocket\trw\t\t\t\t\t555\t\t0\tsocket:[555]\n");
    for (int i = 0; i < w->kqueues; i++)
        sbuf_addf(&b, "%d\tkqueue\tr\t\t\t\t\t\t\t0\t\n", fd++);
    for (int i = 0; i < w->kqueues; i++)
        sbuf_addf(&b, "%d\tpipe\tr\t\t\t\t\t%d\t\t0\tpipe:[%d]\n", fd++, 800 + i, 800 + i);
    for (int i = 0; i < w->session_files; i++)
        sbuf_addf(&b, "%d\tfile\tr\t\t0\t9\t1:5\t%d\t1\t0\t/Users/user-1/sessions/%08x.jsonl\n",
                  fd++, 7000 + i, 7000 + i);
    tiny_add(t, "30-files/fd.tsv", sbuf_view(&b));
    tiny_add(t, "30-files/sockets.tsv",
             SLICE(BUNDLE_COLUMNS_SOCKETS "\n555\ttcp\tLISTEN\t0\t0\t127.0.0.1:6060\t0.0.0.0:0\n"));
}

/* 64 MiB at a time, as Go takes its arenas, and the rest. */
static void add_regions(struct tiny *t, const struct mac_world *w)
{
    AUTO_SBUF struct sbuf b;
    const long long mib = 1048576;
    long long left = (w->footprint_mib - LIBRARY_MIB) * mib;

    sbuf_init(&b, MIB);
    sbuf_adds(&b, BUNDLE_COLUMNS_REGIONS "\n");
    for (int i = 0; left > 0; i++, left -= 64 * mib) {
        long long bytes = left < 64 * mib ? left : 64 * mib;
        sbuf_addf(&b,
                  "%llx\t%lld\trw-\trwx\tprivate\t0\tvm_allocate\t%lld\t%lld\t0\t0\t0\t1\t0\t\n",
                  0x4000000000LL + 64 * mib * i, 64 * mib, bytes, bytes);
    }
    sbuf_addf(
        &b,
        "104e98000\t32768\tr-x\tr-x\tcow\t0\tvm_allocate\t32768\t0\t0\t0\t32768\t9\t0\t"
        "/opt/homebrew/bin/harbor\n"
        "16f000000\t8388608\trw-\trwx\tprivate\t30\tstack\t65536\t65536\t0\t0\t0\t1\t0\t\n"
        "120000000\t8388608\trw-\trwx\tprivate\t2\tmalloc_small\t%lld\t%lld\t%lld\t0\t0\t1\t0\t\n",
        4 * mib, 4 * mib, 2 * mib);
    tiny_add(t, "20-memory/regions.tsv", sbuf_view(&b));
}

static void add_vmmap(struct tiny *t, const struct mac_world *w)
{
    tiny_add(t, "20-memory/vmmap.txt",
             arena_printf(
                 t->arena,
                 "Process:         harbor [4711]\nPath:            /opt/homebrew/*/harbor\n"
                 "Code Type:       ARM64\nPlatform:        macOS\nParent Process:  zsh [400]\n\n"
                 "OS Version:      macOS 26.4.1 (25E253)\nAnalysis Tool:   /usr/bin/vmmap\n\n"
                 "Physical footprint:         %d.0M\nPhysical footprint (peak):  %d.0M\n----\n\n"
                 "                                VIRTUAL RESIDENT    DIRTY  SWAPPED VOLATILE   "
                 "NONVOL    "
                 "EMPTY   REGION \n"
                 "REGION TYPE                        SIZE     SIZE     SIZE     SIZE     SIZE     "
                 "SIZE     "
                 "SIZE    COUNT (non-coalesced) \n"
                 "===========                     ======= ========    =====  ======= ========   "
                 "======    "
                 "=====  ======= \n"
                 "MALLOC_SMALL                      16.0M    4096K    4096K    2048K       0K      "
                 " 0K       "
                 "0K        4         see MALLOC ZONE table below\n"
                 "Stack                             16.5M      64K      64K       0K       0K      "
                 " 0K       "
                 "0K       12 \n"
                 "VM_ALLOCATE                        2.0G   %d.0M   %d.0M       0K       0K       "
                 "0K       "
                 "0K       %d \n"
                 "__TEXT                             1.2G   509.8M       0K       0K       0K      "
                 " 0K       "
                 "0K     1057 \n"
                 "===========                     ======= ========    =====  ======= ========   "
                 "======    "
                 "=====  ======= \n"
                 "TOTAL                              3.3G   %d.0M   %d.0M    2048K       0K       "
                 "0K       "
                 "0K     1100 \n\n",
                 w->footprint_mib, w->footprint_mib + 64, w->footprint_mib - LIBRARY_MIB,
                 w->footprint_mib - LIBRARY_MIB, w->footprint_mib / 64 + 1, w->footprint_mib + 510,
                 w->footprint_mib - 2));
}

static void add_footprint(struct tiny *t, const struct mac_world *w)
{
    const long long mib = 1048576;

    tiny_add(
        t, "20-memory/footprint.json",
        arena_printf(
            t->arena,
            "{\"unit\":\"byte\",\"bytes per unit\":1,\"page size\":16384,\"errors\":[],"
            "\"processes\":[{\"name\":\"harbor\",\"pid\":4711,\"footprint\":%lld,\"categories\":{"
            "\"untagged "
            "(VM_ALLOCATE)\":{\"dirty\":%lld,\"swapped\":0,\"clean\":0,\"reclaimable\":0,"
            "\"wired\":0,\"regions\":%d},"
            "\"MALLOC_SMALL\":{\"dirty\":6291456,\"swapped\":2097152,\"clean\":0,\"reclaimable\":0,"
            "\"wired\":0,\"regions\":4},"
            "\"stack\":{\"dirty\":65536,\"swapped\":0,\"clean\":0,\"reclaimable\":0,\"wired\":0,"
            "\"regions\":12},\"page table\":{\"dirty\":262144,\"swapped\":0,\"clean\":0,"
            "\"reclaimable\":0,\"wired\":0,\"regions\":1}},"
            "\"auxiliary\":{\"phys_footprint\":%lld,\"phys_footprint_peak\":%lld}}]}",
            w->footprint_mib * mib, (w->footprint_mib - LIBRARY_MIB) * mib,
            w->footprint_mib / 64 + 1, w->footprint_mib * mib, (w->footprint_mib + 64) * mib));
}

static void add_host(struct tiny *t)
{
    tiny_add(t, "50-host/sysctl.tsv",
             SLICE("key\tvalue\nkern.osproductversion\t26.4.1\nkern.osversion\t25E253\n"
                   "kern.boottime\t1795310000\nhw.model\tMac16,1\nhw.ncpu\t10\n"
                   "hw.memsize\t17179869184\nhw.pagesize\t16384\nvm.loadavg\t2.03 1.75 1.60\n"
                   "vm.swapusage.total_bytes\t2147483648\nvm.swapusage.used_bytes\t1073741824\n"
                   "kern.memorystatus_vm_pressure_level\t2\nkern.maxfilesperproc\t61440\n"));
    tiny_add(t, "50-host/vmstat",
             SLICE("free 10000\nactive 200000\ninactive 30000\ncompressor 150000\nswapouts 77\n"));
    tiny_add(t, "50-host/uname", SLICE("Darwin 25.4.0 Darwin Kernel Version 25.4.0 arm64\n"));
}

static void add_tools(struct tiny *t, const struct mac_world *w)
{
    AUTO_SBUF struct sbuf b;

    sbuf_init(&b, MIB);
    sbuf_adds(&b, "COMMAND   PID USER   FD      TYPE             DEVICE  SIZE/OFF     NODE NAME\n"
                  "harbor   4711 mira  cwd       DIR                1,4       736        2 /\n"
                  "harbor   4711 mira    3u     IPv6 0x2df2619c0a72e99f       0t0      TCP *:6060 "
                  "(LISTEN)\n");
    for (int i = 0; i < w->kqueues; i++)
        sbuf_addf(&b,
                  "harbor   4711 mira %4du   KQUEUE                                      count=0, "
                  "state=0xa\n",
                  10 + i);
    for (int i = 0; i < w->session_files; i++)
        sbuf_addf(&b,
                  "harbor   4711 mira %4dr      REG                1,4         9 %8d "
                  "/Users/user-1/sessions/%08x.jsonl\n",
                  100 + i, 7000 + i, 7000 + i);
    tiny_add(t, "30-files/lsof.txt", sbuf_view(&b));
    tiny_add(
        t, "10-process/ps.txt",
        arena_printf(t->arena,
                     "  PID  PPID   UID STAT %%CPU %%MEM      RSS      VSZ PRI NI  ELAPSED"
                     "      TIME WCHAN  UCOMM\n"
                     " 4711   400   501 S     0.3  2.1 %8d 419321952  31  0 01:00:00   1:40.00 -"
                     "      harbor\n",
                     (w->footprint_mib + 40) * 1024));
}

static void add_sample(struct tiny *t)
{
    tiny_add(
        t, "10-process/sample.txt",
        SLICE("Analysis of sampling harbor (pid 4711) every 10 milliseconds\n"
              "Process:         harbor [4711]\nPhysical footprint:         300.0M\n----\n\n"
              "Call graph:\n    100 Thread_1   DispatchQueue_1: com.apple.main-thread  (serial)\n"
              "    + 100 kevent  (in libsystem_kernel.dylib) + 8  [0x18983106c]\n"
              "    100 Thread_2\n    + 60 main.step  (in harbor) + 44  [0x405f57c]  step.go:9\n"
              "    + 40 runtime.usleep  (in harbor) + 44  [0x405f57c]  sys_darwin.go:85\n\n"
              "Total number in stack (recursive counted multiple, when >=5):\n"));
}

struct bundle mac_world(struct arena *a, const struct mac_world *w)
{
    struct tiny t = {.arena = a};
    const struct world go = {.heap_sys_mib = w->footprint_mib - LIBRARY_MIB,
                             .waiting = w->session_files};

    t.bundle.top = SLICE("harbor-4711-20261123T022700Z");
    if (!w->only_tools) {
        add_header(&t, w);
        add_manifest(&t, w);
        add_taskinfo(&t, w);
        add_threads(&t);
        add_family(&t, w);
        add_regions(&t, w);
        add_files(&t, w);
        add_host(&t);
        add_sample(&t);
        tiny_add_go(&t, &go);
    } else
        t.bundle.loose = true;
    if (!w->no_vmmap)
        add_vmmap(&t, w);
    if (!w->no_footprint && !w->only_tools)
        add_footprint(&t, w);
    add_tools(&t, w);
    return t.bundle;
}
