/* What: processes are found by name and number, held by their folder, and known by their sockets.
 * The subject is this test itself and a child of it. */
#include "cmocka_all.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "listeners.h"
#include "target.h"

/* A child with an odd name that ends when the test does. */
static pid_t start_child(const char *name)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        prctl(PR_SET_NAME, name);
        (void)!write(ready[1], "x", 1);
        for (;;)
            pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return pid;
}

static void end_child(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void target_reads_the_identity_past_an_odd_name(void **state)
{
    (void)state;
    struct target t;
    struct error err = {0};
    uint64_t start = 0, cpu = 0;
    char letter = 0;
    pid_t pid = start_child("a) S 1 (\nb");
    assert_int_equal(target_open(&t, pid, &err), STATUS_OK);
    assert_string_equal(t.name, "a) S 1 (\nb");
    assert_true(t.start_ticks > 0);
    assert_int_equal(t.uid, getuid());
    assert_true(target_stat(&t, &start, &cpu, &letter));
    assert_int_equal(start, t.start_ticks);
    assert_true(target_rss(&t) >= 4096 && target_rss(&t) < (uint64_t)1 << 40);
    end_child(pid);
    assert_true(target_rss(&t) == UINT64_MAX);
    assert_false(target_stat(&t, &start, &cpu, &letter)); /* gone, whoever gets the number next */
    target_close(&t);
}

static void target_open_says_when_there_is_none(void **state)
{
    (void)state;
    struct target t;
    struct error err = {0};
    assert_int_equal(target_open(&t, 0x7ffffffe, &err), STATUS_IO);
    assert_string_equal(err.msg, "there is no process 2147483646");
    assert_int_equal(t.procfd, -1);
}

static void target_find_counts_every_process_of_a_name(void **state)
{
    (void)state;
    struct target_candidate *found = calloc(TARGET_CANDIDATES_MAX, sizeof *found);
    assert_int_equal(target_find("exhibit-twin", found), 0);
    pid_t a = start_child("exhibit-twin"), b = start_child("exhibit-twin");
    assert_int_equal(target_find("exhibit-twin", found), 2);
    assert_int_equal(found[0].pid + found[1].pid, a + b);
    assert_string_equal(found[0].name, "exhibit-twin");
    assert_int_equal(target_find("exhibit-twi", found), 0);
    end_child(a);
    end_child(b);
    free(found);
}

static void listeners_join_a_process_and_its_port(void **state)
{
    (void)state;
    struct listener found[LISTENERS_MAX];
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    struct target t;
    struct error err = {0};
    bool foreign, blind, hidden;
    int s = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(s, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(getsockname(s, (struct sockaddr *)&a, &len), 0);
    unsigned port = ntohs(a.sin_port);
    assert_int_equal(target_open(&t, getpid(), &err), STATUS_OK);
    assert_int_equal(listeners_of(&t, found, &foreign, &blind), 0); /* bound, not listening yet */
    assert_int_equal(listeners_owner("127.0.0.1", port, NULL, &hidden), 0);
    assert_int_equal(listen(s, 1), 0);
    assert_int_equal(listeners_of(&t, found, &foreign, &blind), 1);
    assert_false(foreign || blind);
    assert_string_equal(found[0].host, "127.0.0.1");
    assert_int_equal(found[0].port, port);
    assert_int_equal(listeners_owner("localhost", port, NULL, &hidden), getpid());
    assert_int_equal(listeners_owner("192.0.2.1", port, NULL, &hidden), 0); /* not this machine */
    close(s);
    target_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(target_reads_the_identity_past_an_odd_name),
        cmocka_unit_test(target_open_says_when_there_is_none),
        cmocka_unit_test(target_find_counts_every_process_of_a_name),
        cmocka_unit_test(listeners_join_a_process_and_its_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
