/* The files of collect --watch: whole at any moment, and in every bundle. */
#include "cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach.h"
#include "cleanup.h"
#include "fileio.h"
#include "live_line.h"
#include "watch_files.h"
#include "watch_pprof.h"

#define UTC 1795400820000000000 /* 2026-11-23T02:27:00Z */

struct folder {
    char path[64];
    struct watch_files files;
};

static void open_folder(struct folder *f)
{
    struct error err = {0};
    snprintf(f->path, sizeof f->path, "/tmp/test-watch-XXXXXX");
    assert_non_null(mkdtemp(f->path));
    f->files = (struct watch_files)WATCH_FILES_INIT;
    assert_int_equal(watch_files_open(&f->files, f->path, UTC, &err), STATUS_OK);
}

static void close_folder(struct folder *f)
{
    assert_int_equal(unlinkat(f->files.dirfd, f->files.log.name, 0), 0);
    assert_int_equal(unlinkat(f->files.dirfd, f->files.events.name, 0), 0);
    watch_files_close(&f->files);
    watch_files_close(&f->files); /* twice is fine */
    assert_int_equal(rmdir(f->path), 0);
}

static void read_back(const struct folder *f, const struct watch_file *file, struct sbuf *out)
{
    struct error err = {0};
    sbuf_init(out, 1 << 20);
    assert_int_equal(fileio_read(f->files.dirfd, file->name, out, &err), STATUS_OK);
}

static void rows_and_events_read_back(void **state)
{
    (void)state;
    struct folder f;
    struct error err = {0};
    struct stat st;
    AUTO_SBUF struct sbuf log, events;
    struct sample s = {.state = 'S'};
    open_folder(&f);
    assert_string_equal(f.files.log.name, "mem-20261123-022700.log");
    assert_string_equal(f.files.events.name, "mem-20261123-022700.events.tsv");
    assert_int_equal(fstatat(f.files.dirfd, f.files.log.name, &st, 0), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    s.cell[WATCH_RSS] = (struct sample_value){true, 2048};
    s.cell[WATCH_RSS_MB] = (struct sample_value){true, 0.002};
    s.cell[WATCH_SWAP] = (struct sample_value){true, 0};
    s.cell[WATCH_CPU] = (struct sample_value){true, 1.25};
    assert_int_equal(watch_files_row(&f.files, &s, UTC, &err), STATUS_OK);
    struct watch_event e = {.kind = EVENT_TRIGGER,
                            .utc_ns = UTC,
                            .elapsed_s = 12.5,
                            .pid = 42,
                            .value = {true, 3e9},
                            .subject = "process.rss>2G",
                            .detail = "a\tb"};
    assert_int_equal(watch_files_event(&f.files, &e, &err), STATUS_OK);
    e = (struct watch_event){.kind = EVENT_END, .utc_ns = UTC};
    assert_int_equal(watch_files_event(&f.files, &e, &err), STATUS_OK);
    read_back(&f, &f.files.log, &log);
    assert_string_equal(sbuf_text(&log), BUNDLE_COLUMNS_WATCH
                        "\n2026-11-23T02:27:00Z,,,,0.0,,2048,,0,1.250,,,,,,,,,,,,,,,,,,,,,,,,\n");
    read_back(&f, &f.files.events, &events);
    assert_string_equal(
        sbuf_text(&events), BUNDLE_COLUMNS_EVENTS
        "\n2026-11-23T02:27:00Z\t12.500\ttrigger\t42\t3000000000\tprocess.rss>2G\ta\\tb\n"
        "2026-11-23T02:27:00Z\t0.000\tend\t\t\t\t\n");
    close_folder(&f);
}

/* A limit on the size of files stands in for a full disk. */
static void a_row_that_does_not_fit_leaves_nothing(void **state)
{
    (void)state;
    struct folder f;
    struct error err = {0};
    struct rlimit before, tight;
    AUTO_SBUF struct sbuf first, second;
    struct sample s = {.state = 'S'};
    open_folder(&f);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(watch_files_row(&f.files, &s, UTC, &err), STATUS_OK);
    read_back(&f, &f.files.log, &first);
    getrlimit(RLIMIT_FSIZE, &before);
    tight = before;
    tight.rlim_cur = first.len + 20; /* a part of the next row would fit */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    assert_int_equal(watch_files_row(&f.files, &s, UTC, &err), STATUS_IO);
    assert_int_equal(err.sys, ENOSPC);
    assert_int_equal(watch_files_row(&f.files, &s, UTC, &err), STATUS_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    read_back(&f, &f.files.log, &second);
    assert_string_equal(sbuf_text(&first), sbuf_text(&second));
    assert_int_equal(watch_files_row(&f.files, &s, UTC, &err), STATUS_OK); /* there is room again */
    close_folder(&f);
}

static void a_second_watch_does_not_write_into_the_files_of_the_first(void **state)
{
    (void)state;
    struct folder f;
    struct error err = {0};
    struct watch_files other = WATCH_FILES_INIT;
    open_folder(&f);
    assert_int_equal(watch_files_open(&other, f.path, UTC, &err), STATUS_IO);
    assert_int_equal(err.sys, EEXIST);
    watch_files_close(&other);
    close_folder(&f);
    other = (struct watch_files)WATCH_FILES_INIT;
    assert_int_equal(watch_files_open(&other, "/proc/version", UTC, &err), STATUS_IO);
    watch_files_close(&other);
}

/* A log of count rows, each of them width bytes with its number in front. */
static int make_log(int count, int width)
{
    FILE *f = tmpfile();
    assert_non_null(f);
    fputs("header\n", f);
    for (int i = 0; i < count; i++)
        fprintf(f, "%-*d\n", width - 1, i);
    fflush(f);
    return fileno(f);
}

static void a_long_log_is_thinned_out_and_its_end_is_whole(void **state)
{
    (void)state;
    struct error err = {0};
    enum { ROWS = 10000, WIDTH = 50, MOST = 100000 };
    int from = make_log(ROWS, WIDTH), to = fileio_anonymous("/tmp");
    off_t size = lseek(from, 0, SEEK_END);
    assert_int_equal(attach_copy(from, size, MOST, to, &err), STATUS_OK);
    off_t got = lseek(to, 0, SEEK_END);
    assert_true(got <= MOST && got > MOST / 3);
    AUTO_FREE char *text = calloc(1, (size_t)got + 1);
    assert_int_equal(pread(to, text, (size_t)got, 0), got);
    assert_memory_equal(text, "header\n", 7);
    int before = -1, steps = 0, kept = 0;
    for (char *line = text + 7; *line; line += WIDTH) {
        struct slice text_of_row = slice_trim((struct slice){(unsigned char *)line, WIDTH});
        uint64_t number;
        assert_true(slice_to_u64(text_of_row, &number));
        int row = (int)number;
        assert_true(line[WIDTH - 1] == '\n' && row > before);
        assert_true(kept == 0 || row - before <= 6);
        steps += row - before == 1;
        before = row;
        kept++;
    }
    assert_int_equal(before, ROWS - 1);
    assert_true(steps >= MOST / 10 / WIDTH - 1); /* the newest are all there */
    /* and one that fits is copied as it is */
    assert_int_equal(ftruncate(to, 0), 0);
    lseek(to, 0, SEEK_SET);
    assert_int_equal(attach_copy(from, size, size, to, &err), STATUS_OK);
    assert_int_equal(lseek(to, 0, SEEK_END), size);
    close(to);
}

static void the_live_line_says_what_moves(void **state)
{
    (void)state;
    struct live_line l = {.on = true};
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, 2000);
    live_line_text(&l, 5, -1, 0, true, &out);
    assert_string_equal(sbuf_text(&out), "5.0 s · 0 bundles, one being taken");
    for (int i = 0; i < 4; i++) {
        struct sample s = {.state = 'S'};
        s.cell[WATCH_RSS] = (struct sample_value){true, 1048576.0 * (100 + i)};
        s.cell[WATCH_FDS] = (struct sample_value){true, 40.0 - i};
        live_line_add(&l, 60.0 * i, &s);
    }
    sbuf_clear(&out);
    live_line_text(&l, 180, 0.031, 1, false, &out);
    assert_string_equal(sbuf_text(&out),
                        "3 min 0 s ▁▃▆█ · 103.0 MiB +60.0 MiB/h · 3.1 % CPU · 37 fds "
                        "-60/h · 1 bundle");
}

static void a_server_is_understood_where_it_is_asked(void **state)
{
    (void)state;
    struct sample s = {.state = 'S'};
    watch_pprof_read_index(
        SLICE("<tr><td>42</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>"), &s);
    watch_pprof_read_heap(
        SLICE("# runtime.MemStats\n# Alloc = 1\n# HeapAlloc = 2000\n# HeapIdle = 30\n"
              "# HeapInuse = 400\n# HeapReleased = 5\n# NumGC = 6\n# NumGC = x\n"),
        &s);
    assert_true(s.cell[WATCH_GOROUTINES].value == 42 && s.cell[WATCH_HEAP_ALLOC].value == 2000);
    assert_true(s.cell[WATCH_HEAP_IDLE].value == 30 && s.cell[WATCH_HEAP_INUSE].value == 400);
    assert_true(s.cell[WATCH_HEAP_RELEASED].value == 5 && s.cell[WATCH_NUM_GC].value == 6);
    struct sample none = {.state = 'S'};
    watch_pprof_read_index(SLICE("<html>total 42</html>"), &none);
    watch_pprof_read_heap(SLICE("# HeapAlloc = -1\n# HeapIdle = \nHeapInuse = 5\n# NumGC"), &none);
    for (size_t i = 0; i < WATCH_COLUMNS; i++)
        assert_false(none.cell[i].known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_events_read_back),
        cmocka_unit_test(a_row_that_does_not_fit_leaves_nothing),
        cmocka_unit_test(a_second_watch_does_not_write_into_the_files_of_the_first),
        cmocka_unit_test(a_long_log_is_thinned_out_and_its_end_is_whole),
        cmocka_unit_test(a_server_is_understood_where_it_is_asked),
        cmocka_unit_test(the_live_line_says_what_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
