/* What was collected on its way into the bundle. */
#include "cmocka_all.h"

#include <string.h>
#include <unistd.h>

#include "fileio.h"
#include "pack.h"

static struct artifact *put(struct run *r, const char *id, enum bundle_status status,
                            const char *text)
{
    struct error err = {0};
    struct artifact *a = run_plan(r, id, id, BUNDLE_KIND_TEXT);
    assert_non_null(a);
    a->status = status;
    a->fd = fileio_anonymous(".");
    assert_true(a->fd >= 0);
    assert_int_equal(fileio_write(a->fd, slice_from(text), &err), STATUS_OK);
    a->bytes_raw = strlen(text);
    return a;
}

static void holds(const struct artifact *a, const char *want)
{
    char got[100] = "";
    ssize_t n = pread(a->fd, got, sizeof got - 1, 0);
    assert_int_equal(n, strlen(want));
    assert_string_equal(got, want);
}

static void a_probe_that_does_not_die_writes_into_no_other_artifact(void **state)
{
    (void)state;
    static const char late[] = "not redacted, and far too late for any bundle\n";
    struct collect_options options = {.policy = POLICY_STANDARD};
    struct target target = {.procfd = -1, .rootfd = -1};
    struct pack_result result;
    struct run r;
    struct error err = {0};
    run_init(&r, &options, &target);
    r.spool_dir = strdup(".");
    r.redactor = redactor_new();
    struct artifact *stuck = put(&r, "process.stacks", BUNDLE_TIMEOUT, "as far as it came\n");
    int of_probe = dup(stuck->fd);
    struct artifact *next = put(&r, "process.status", BUNDLE_OK, "Name: x\n");
    struct artifact *last = put(&r, "process.limits", BUNDLE_OK, "Limit\n");
    pack_prepare(&r, &result);
    assert_int_equal(fileio_write(of_probe, slice_from(late), &err), STATUS_OK);
    holds(stuck, "as far as it came\n");
    holds(next, "Name: x\n");
    holds(last, "Limit\n");
    assert_int_equal(stuck->status, BUNDLE_TIMEOUT);
    close(of_probe);
    redactor_free(r.redactor);
    run_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_probe_that_does_not_die_writes_into_no_other_artifact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
