/* Which process a name means: the same on every system. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "target.h"

void target_close(struct target *t)
{
    if (t->procfd >= 0)
        close(t->procfd);
    if (t->rootfd >= 0)
        close(t->rootfd);
    t->procfd = t->rootfd = -1;
}

static struct slice last_element(struct slice path)
{
    size_t slash = slice_rfind_byte(path, '/');
    return slash == SIZE_MAX ? path : slice_drop(path, slash + 1);
}

struct first_argument {
    char text[256];
    bool set;
};

static void keep_first(void *arg, struct slice argument)
{
    struct first_argument *first = arg;
    if (!first->set)
        snprintf(first->text, sizeof first->text, "%.*s", SLICE_ARG(argument));
    first->set = true;
}

static bool has_name(const struct target *t, const char *name)
{
    struct first_argument first = {"", false};
    if (strcmp(t->name, name) == 0)
        return true;
    struct slice exe = slice_from(t->executable);
    if (slice_has_suffix(exe, SLICE(" (deleted)")))
        exe.len -= SLICE(" (deleted)").len;
    if (slice_is(last_element(exe), name))
        return true;
    target_arguments(t, keep_first, &first);
    return slice_is(last_element(slice_from(first.text)), name);
}

size_t target_find(const char *name, struct target_candidate *ret)
{
    AUTO_FREE pid_t *pids = NULL;
    size_t n = target_pids(&pids), count = 0;
    for (size_t i = 0; i < n; i++) {
        struct target t;
        struct error err = {0};
        if (pids[i] == getpid() || target_open(&t, pids[i], &err) != STATUS_OK)
            continue;
        if (has_name(&t, name)) {
            if (count < TARGET_CANDIDATES_MAX) {
                struct target_candidate *c = &ret[count];
                *c = (struct target_candidate){.pid = t.pid,
                                               .uid = t.uid,
                                               .started_utc_ns = t.started_utc_ns,
                                               .rss = target_rss(&t)};
                memcpy(c->name, t.name, sizeof c->name);
                snprintf(c->executable, sizeof c->executable, "%.200s", t.executable);
            }
            count++;
        }
        target_close(&t);
    }
    return count;
}
