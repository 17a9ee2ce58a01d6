/* darwin_probe.h - runs one probe for macOS on the libproc that we made up. */
#ifndef TESTS_DARWIN_PROBE_H
#define TESTS_DARWIN_PROBE_H

#include "source_probe.h"

#include "fake.h"

static inline void look(const char *id, struct probe *ret)
{
    struct source_context ctx = {
        .procfd = -1, .rootfd = -1, .pid = FAKE_PID, .start = FAKE_START * 1000000ULL + 250000};
    run_source_at(source_by_id(id), &ctx, ret);
}

static inline int start(void **state)
{
    (void)state;
    fake_reset();
    return 0;
}

static inline void assert_holds(const struct probe *p, const char *line)
{
    if (!strstr(sbuf_text(&p->text), line))
        fail_msg("no '%s' in:\n%s", line, sbuf_text(&p->text));
}

static inline size_t rows_of(const struct probe *p)
{
    size_t rows = 0;
    for (size_t i = 0; i < p->text.len; i++)
        rows += p->text.ptr[i] == '\n';
    return rows ? rows - 1 : 0;
}

static inline void set_arguments(int32_t count, const char *rest, size_t size)
{
    memcpy(fake.arguments, &count, sizeof count);
    memcpy(fake.arguments + sizeof count, rest, size);
    fake.narguments = sizeof count + size;
}

#define T(name) cmocka_unit_test_setup(name, start)

#endif
