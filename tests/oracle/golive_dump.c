/* golive_dump PID [FILE] - what golive reads out of a Go process, in the words of its own
 * endpoints: goroutines as debug=2 prints them, then heap records and numbers as heap?debug=1 does.
 * FILE: the program that runs there, where /proc/PID/exe is an emulator. For tests/oracle/arm64.sh.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "buckets.h"
#include "goroutine_text.h"
#include "heap_spans.h"
#include "heap_stats.h"
#include "live_goroutines.h"

enum { CEILING = 1 << 30 };

struct dump {
    struct golive_process process;
    struct goroutine_text text;
    struct sbuf out;
};

static void flush(struct sbuf *out)
{
    fwrite(out->ptr, 1, out->len, stdout);
    sbuf_clear(out);
}

static bool take(void *arg, const struct reading *r)
{
    struct dump *d = arg;
    goroutine_text_add(&d->text, r, &d->out);
    flush(&d->out);
    return true;
}

/* The mappings of procfd, those of a certain file known as the executable's. */
static void read_mappings(int procfd, uint64_t ino, struct mappings *m)
{
    char line[8192];
    int fd = openat(procfd, "maps", O_RDONLY | O_CLOEXEC);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
    mappings_init(m, ino);
    while (f && fgets(line, sizeof line, f))
        mappings_add(m, slice_from(line));
    if (f)
        fclose(f);
}

static bool open_emulated(struct dump *d, int procfd, pid_t pid, const char *path,
                          struct error *err)
{
    struct golive_process *p = &d->process;
    struct stat st;
    int emulator, fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 ||
        remote_process_open(&p->remote, procfd, pid, CEILING, &emulator, err) != STATUS_OK)
        return false;
    p->file.len = (size_t)st.st_size;
    p->file.ptr = mmap(NULL, p->file.len, PROT_READ, MAP_PRIVATE, fd, 0);
    read_mappings(procfd, st.st_ino, &p->mappings);
    close(emulator);
    close(fd);
    return golive_open(&p->remote.memory, p->file, &p->mappings, &p->live, err) == STATUS_OK;
}

/* What became of all goroutines of all readings. */
struct total {
    unsigned long long read, retried, unstable, running, incomplete, unreadable;
};

static void dump_goroutines(struct dump *d, struct total *total)
{
    const struct goroutines_options o = {0};
    struct goroutines_count count;
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!goroutine_text_init(&d->text, &d->process.live, (int64_t)now.tv_sec * 1000000000))
        return;
    (void)goroutines_read(&d->process.live, &o, take, d, &count);
    printf("\n");
    total->read += count.read;
    total->retried += count.retried;
    total->unstable += count.unstable + count.no_stack;
    total->running += count.running;
    total->incomplete += d->text.incomplete.count;
    total->unreadable += count.unreadable;
    goroutine_text_done(&d->text);
}

/* "2: 1024 [3: 1536] @ 0x401000 0x402000" */
static void dump_records(const struct golive *l, const struct heap_places *places)
{
    struct bucket_heads heads;
    struct buckets b;
    buckets_find(&l->module, l->memory, l->mappings, &heads);
    buckets_read(&heads, BUCKET_HEAP, places->layout->record_cycle, l->memory, &b);
    for (size_t i = 0; i < b.count; i++) {
        const struct bucket *one = &b.item[i];
        const struct bucket_cycle *n = &one->of.heap.published;
        uint64_t held = n->allocs - n->frees, held_bytes = held * one->size;
        uint64_t bytes = n->allocs * one->size;
        printf("%llu: %llu [%llu: %llu] @", (unsigned long long)held,
               (unsigned long long)held_bytes, (unsigned long long)n->allocs,
               (unsigned long long)bytes);
        for (size_t k = 0; k < one->frames; k++)
            printf(" %#llx", (unsigned long long)b.pcs[one->stack + k]);
        printf("\n");
    }
    buckets_done(&b);
}

static void dump_heap(const struct golive *l)
{
    struct heap_places places;
    struct heap_stats stats;
    heap_find(&l->module, l->memory, l->mappings, l->layout.minor, &places);
    heap_stats_read(&places, l->memory, l->layout.minor, &stats);
    dump_records(l, &places);
    for (unsigned i = 0; i < STAT_COUNT; i++)
        if (stats.value[i].known)
            printf("# %s = %llu\n", heap_stat_names[i], (unsigned long long)stats.value[i].value);
}

static bool open_process(struct dump *d, pid_t pid, const char *file, struct error *err)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/%d", (int)pid);
    int procfd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (procfd < 0)
        return false;
    return file ? open_emulated(d, procfd, pid, file, err)
                : golive_process_open(&d->process, procfd, pid, CEILING, err) == STATUS_OK;
}

static void dump_all(struct dump *d, uint64_t times)
{
    struct total total = {0};
    const struct golive_process *p = &d->process;
    sbuf_init(&d->out, 1 << 26);
    for (uint64_t i = 0; i < times; i++) {
        remote_allow(p->live.memory, CEILING);
        dump_goroutines(d, &total);
    }
    dump_heap(&p->live);
    fprintf(stderr,
            "%s by %s: %llu goroutines read, %llu of them again, %llu running, %llu unstable, %llu "
            "unreadable, %llu incomplete\n",
            p->live.version.text, p->remote.by_mem ? "/proc/PID/mem" : "process_vm_readv",
            total.read, total.retried, total.running, total.unstable, total.unreadable,
            total.incomplete);
    sbuf_done(&d->out);
}

int main(int argc, char **argv)
{
    static struct dump d;
    struct error err = {0};
    uint64_t pid = 0, times = 1;
    if (argc > 2 && strcmp(argv[1], "-n") == 0 && slice_to_u64(slice_from(argv[2]), &times)) {
        argc -= 2;
        argv += 2;
    }
    if (argc < 2 || !slice_to_u64(slice_from(argv[1]), &pid) || pid > INT32_MAX) {
        fprintf(stderr, "golive_dump [-n TIMES] PID [FILE]\n");
        return 2;
    }
    if (!open_process(&d, (pid_t)pid, argc > 2 ? argv[2] : NULL, &err)) {
        fprintf(stderr, "%s\n", err.msg);
        return EXIT_FAILURE;
    }
    dump_all(&d, times);
    golive_process_close(&d.process);
    return EXIT_SUCCESS;
}
