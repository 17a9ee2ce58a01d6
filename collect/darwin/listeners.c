#include "listeners.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "listener_match.h"
#include "sockets.h"

/* Calls fn for each listening socket of a process, until it says true. 0 or errno. */
static int each_listener(pid_t pid, bool (*fn)(void *arg, const struct listener *l), void *arg)
{
    AUTO_LIST struct calls_list list;
    int sys = calls_fds(pid, &list);
    const struct proc_fdinfo *fds = list.item;
    for (size_t i = 0; !sys && i < list.count; i++) {
        struct socket_fdinfo info;
        struct socket_facts s;
        if (fds[i].proc_fdtype != PROX_FDTYPE_SOCKET ||
            calls_fd(pid, fds[i].proc_fd, PROC_PIDFDSOCKETINFO, &info, sizeof info) != 0)
            continue;
        sockets_facts(&info, &s);
        if (!s.listens || !s.proto || (!s.local.address_len && s.local.path[0] != '/'))
            continue;
        s.local.inode = s.number;
        if (s.local.address_len)
            listener_name_host(&s.local);
        if (fn(arg, &s.local))
            break;
    }
    return sys;
}

struct own_listeners {
    struct listener *ret;
    size_t count;
};

/* After a fork, or dup(), several descriptors are one socket. */
static bool keep(void *arg, const struct listener *l)
{
    struct own_listeners *o = arg;
    for (size_t i = 0; i < o->count; i++)
        if (o->ret[i].inode == l->inode)
            return false;
    o->ret[o->count++] = *l;
    return o->count == LISTENERS_MAX;
}

size_t listeners_of(const struct target *t, struct listener *ret, bool *foreign, bool *blind)
{
    struct own_listeners o = {ret, 0};
    *foreign = false; /* there is one network for all */
    *blind = each_listener(t->pid, keep, &o) != 0;
    return o.count;
}

struct search {
    struct listener_wanted wanted;
    bool found;
};

static bool is_wanted(void *arg, const struct listener *l)
{
    struct search *s = arg;
    s->found = listener_matches(&s->wanted, l);
    return s->found;
}

/* Sockets are seen through their owners only: *hidden when one of them may not be looked at. */
pid_t listeners_owner(const char *host, unsigned port, const char *path, bool *hidden)
{
    struct search s = {.found = false};
    AUTO_FREE pid_t *pids = NULL;
    *hidden = false;
    if (!listener_want(&s.wanted, host, port, path))
        return 0;
    size_t n = target_pids(&pids);
    bool denied = false;
    for (size_t i = 0; i < n; i++) {
        int sys = each_listener(pids[i], is_wanted, &s);
        if (s.found)
            return pids[i];
        denied = denied || sys == EPERM || sys == EACCES;
    }
    *hidden = denied;
    return 0;
}
