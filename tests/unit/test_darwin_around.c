/* The probes for macOS that look around the process: relatives, pipes, machine, executable. On a
 * libproc that we made up: what a Mac really answers is not tested. */
#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"
#include "cleanup.h"
#include "darwin_probe.h"

/* The environment ends at an empty string; what follows is for the loader. */
static void names_of_the_environment_and_no_value(void **state)
{
    static const char raw[] = "/opt/bin/x\0\0x\0HOME=planted\0API_KEY=planted\0no name=planted\0"
                              "AFTER=planted\0\0executable_path=planted";
    struct slice block;
    (void)state;
    AUTO_PROBE struct probe p, none;
    set_arguments(1, raw, sizeof raw);
    look("process.env-names", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_string_equal(sbuf_text(&p.text), "HOME\nAPI_KEY\n");
    assert_string_equal(p.out.reason, "left out, because no plain names: 2");
    for (size_t cut = 0; cut <= fake.narguments; cut++) {
        AUTO_FREE unsigned char *copy = malloc(cut + 1); /* exact, for the sanitizer */
        memcpy(copy, fake.arguments, cut);
        if (calls_environment_parse((struct slice){copy, cut}, &block))
            assert_true(block.ptr >= copy && block.ptr + block.len <= copy + cut);
    }
    set_arguments(1, "/opt/bin/x\0x", sizeof "/opt/bin/x\0x");
    look("process.env-names", &none);
    assert_int_equal(none.text.len, 0);
    assert_string_equal(none.out.reason, "empty: environment");
}

static void parent_and_children_stand_beside_it(void **state)
{
    (void)state;
    AUTO_PROBE struct probe p;
    fake_kin(1, 0, 3, "launchd", false);
    fake_kin(5000, FAKE_PID, 5, "git", true);
    fake_kin(5001, 5000, 2, "ssh\tx", false);
    fake_kin(6000, 1, 2, "nobody", true);
    fake.task = (struct proc_taskinfo){.pti_resident_size = 8192, .pti_threadnum = 3};
    look("process.family", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_int_equal(rows_of(&p), 4);
    assert_holds(&p, BUNDLE_COLUMNS_FAMILY
                 "\n1\tparent\t0\tS\tlaunchd\t\t\t\t\t\n4711\tself\t1\tS\tshort\t");
    assert_holds(&p, "\t0.00\t0.00\t8192\t3\n5000\tchild\t4711\tZ\tgit\t");
    assert_holds(&p, "\n5001\tdescendant\t5000\tR\tssh\\tx\t\t\t\t\t\n");
}

static void the_ends_of_a_pipe_are_found_in_other_processes(void **state)
{
    (void)state;
    AUTO_PROBE struct probe p;
    struct pipe_fdinfo here = {.pfi = {.fi_openflags = 1},
                               .pipeinfo = {.pipe_handle = 900, .pipe_peerhandle = 800}};
    struct pipe_fdinfo there = {.pfi = {.fi_openflags = 2},
                                .pipeinfo = {.pipe_handle = 800, .pipe_peerhandle = 900}};
    struct pipe_fdinfo another = {.pipeinfo = {.pipe_handle = 10, .pipe_peerhandle = 11}};
    fake_fd(3, PROX_FDTYPE_PIPE, &here, sizeof here);
    fake_kin(5000, FAKE_PID, 3, "git", true);
    fake_kin(5001, 1, 3, "other", true);
    fake_kin(5002, 1, 3, "secret", false);
    fake.kin[0].pipe = &there;
    fake.kin[1].pipe = &another;
    look("files.pipes", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    assert_string_equal(sbuf_text(&p.text), BUNDLE_COLUMNS_PIPES
                        "\n800\t4711\tself\tshort\t3\tr\n800\t5000\tchild\tgit\t7\tw\n");
    assert_string_equal(p.out.reason, "processes that may not be looked into: 1");
}

static void the_machine_is_described(void **state)
{
    (void)state;
    AUTO_PROBE struct probe vm, name, clock, cpu;
    look("host.vmstat", &vm);
    assert_holds(&vm, "free 100\nactive 0\n");
    assert_holds(&vm, "\ncompressor 4\n");
    assert_holds(&vm, "\nswapouts 9\n");
    look("host.os-release", &name);
    assert_string_equal(sbuf_text(&name.text),
                        "NAME=\"macOS\"\nVERSION_ID=\"15.1\"\nBUILD_ID=\"24B83\"\n"
                        "PRETTY_NAME=\"macOS 15.1 (24B83)\"\n");
    look("host.clock", &clock);
    assert_holds(&clock, "utc_ns\t");
    assert_holds(&clock, "\nboottime_ns\t");
    look("host.cpu", &cpu);
    assert_holds(&cpu, "online_count\t");
}

/* What another system has a file for is excused by name, so that no manifest is silent about it. */
static void every_planned_artifact_is_collected_or_excused(void **state)
{
    (void)state;
    static const char *const made[] = {"bundle",       "readme",      "watch.samples",
                                       "watch.events", "collect.log", "collect.redactions",
                                       "manifest"};
    for (size_t i = 0; i < bundle_entries_count; i++) {
        const struct bundle_entry *e = &bundle_entries[i];
        bool ours = strncmp(e->id, "go.", 3) == 0 && strncmp(e->id, "go.live.", 8) != 0 &&
                    strcmp(e->id, "go.buildinfo") != 0; /* of a server: the same everywhere */
        for (size_t k = 0; k < COUNT(made); k++)
            ours = ours || strcmp(e->id, made[k]) == 0;
        if (!ours && !source_by_id(e->id))
            fail_msg("%s", e->id);
    }
    AUTO_PROBE struct probe p;
    look("process.limits", &p);
    assert_int_equal(p.status, BUNDLE_UNSUPPORTED);
    assert_non_null(strstr(p.out.reason, "no call tells the limits"));
}

static void build_info_is_read_from_the_file_of_the_program(void **state)
{
    (void)state;
    AUTO_PROBE struct probe p, none, late;
    char self[1024];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(n > 0);
    self[n] = '\0';
    fake.path = self;
    look("go.buildinfo", &late); /* this test was built after the process of the fake began */
    assert_int_equal(late.status, BUNDLE_PARTIAL);
    assert_holds(&late, "elf\tmachine\t");
    fake.path = "/dev/null";
    look("go.buildinfo", &p);
    assert_int_equal(p.text.len, 0);
    fake.path = "/no/such/program";
    look("go.buildinfo", &none);
    assert_int_equal(none.status, BUNDLE_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(names_of_the_environment_and_no_value),
        T(parent_and_children_stand_beside_it),
        T(the_ends_of_a_pipe_are_found_in_other_processes),
        T(the_machine_is_described),
        T(every_planned_artifact_is_collected_or_excused),
        T(build_info_is_read_from_the_file_of_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
