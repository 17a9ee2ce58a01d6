#include "resolve.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "exit_codes.h"
#include "fileio.h"
#include "http.h"
#include "limits_input.h"
#include "listeners.h"
#include "units.h"

/* Names come from other people's processes: nothing of them may steer the terminal. */
static void print_plain(FILE *f, const char *s)
{
    for (; *s; s++)
        fputc((unsigned char)*s < ' ' || *s == 127 ? '?' : *s, f);
}

static const char *user_name(unsigned uid, char *number, size_t size)
{
    const struct passwd *p = getpwuid(uid);
    if (p)
        return p->pw_name;
    snprintf(number, size, "%u", uid);
    return number;
}

static void list_candidates(const struct target_candidate *c, size_t count)
{
    fprintf(stderr, "%8s  %-12s  %-20s  %10s  %s\n", "PID", "USER", "STARTED", "MEMORY", "PROGRAM");
    for (size_t i = 0; i < count && i < TARGET_CANDIDATES_MAX; i++) {
        char number[16];
        fprintf(stderr, "%8ld  %-12s  %-20s  %10s  ", (long)c[i].pid,
                user_name(c[i].uid, number, sizeof number), units_utc(c[i].started_utc_ns).s,
                c[i].rss == UINT64_MAX ? "?" : units_bytes((double)c[i].rss).s);
        print_plain(stderr, c[i].executable[0] ? c[i].executable : c[i].name);
        fputc('\n', stderr);
    }
    if (count > TARGET_CANDIDATES_MAX)
        fprintf(stderr, "          and %zu more\n", count - TARGET_CANDIDATES_MAX);
}

/* The process that a thread belongs to; 0 where that is not told. */
static pid_t group_of(int procfd)
{
    AUTO_SBUF struct sbuf b;
    struct error err = {0};
    struct slice rest, line;
    uint64_t pid;
    sbuf_init(&b, LIMIT_PROC_FILE);
    if (procfd < 0 || fileio_read(procfd, "status", &b, &err) != STATUS_OK)
        return 0;
    rest = sbuf_view(&b);
    while (slice_next_line(&rest, &line))
        if (slice_skip(&line, SLICE("Tgid:")))
            return slice_to_u64(slice_trim(line), &pid) && pid <= INT32_MAX ? (pid_t)pid : 0;
    return 0;
}

static int open_pid(struct run *r, pid_t pid)
{
    struct error err = {0};
    if (target_open(r->target, pid, &err) == STATUS_OK) {
        pid_t whole = group_of(r->target->procfd);
        if (whole <= 0 || whole == pid)
            return 0;
        fprintf(stderr, "collect: %ld is a thread of process %ld, which is examined\n", (long)pid,
                (long)whole);
        target_close(r->target);
        if (target_open(r->target, whole, &err) == STATUS_OK)
            return 0;
    }
    fprintf(stderr, "collect: %s%s\n", err.msg, err.sys == EACCES ? "; try sudo collect" : "");
    return EXIT_NO_TARGET;
}

static int open_name(struct run *r, const char *name)
{
    AUTO_FREE struct target_candidate *found = calloc(TARGET_CANDIDATES_MAX, sizeof *found);
    size_t count = found ? target_find(name, found) : 0;
    if (count == 1)
        return open_pid(r, found[0].pid);
    fputs("collect: ", stderr);
    print_plain(stderr, name);
    if (count == 0) {
        fputs(strchr(name, ':') ? ": no process of that name; an address begins with http://\n"
                                : ": no process of that name; ps -e lists them\n",
              stderr);
        return EXIT_NO_TARGET;
    }
    fprintf(stderr, ": %zu processes have that name, say which by its PID:\n", count);
    list_candidates(found, count);
    return EXIT_USAGE;
}

static void hide_credentials(const struct run *r, const char *url)
{
    AUTO_FREE char *userinfo = http_url_userinfo(url);
    if (!userinfo || !userinfo[0])
        return;
    struct slice rest = slice_from(userinfo), user;
    redactor_add(r->redactor, REDACT_SECRET, rest);
    slice_next(&rest, ':', &user);
    redactor_add(r->redactor, REDACT_SECRET, rest);
}

/* The process behind an address, when it is one of this machine's that may be seen. */
static int open_owner(struct run *r, const char *host, unsigned port)
{
    bool hidden;
    pid_t pid = listeners_owner(host, port, r->unix_path, &hidden);
    if (pid)
        return open_pid(r, pid);
    target_none(r->target);
    r->owner_hidden = hidden;
    if (hidden)
        fputs("collect: the process behind this address belongs to another user; only what its "
              "server "
              "says is collected (sudo collect would see the process)\n",
              stderr);
    return 0;
}

static int open_url(struct run *r, const char *url)
{
    char host[256];
    unsigned port;
    if (!http_url_host(url, host, sizeof host, &port)) {
        fputs("collect: this is not an address of the form http(s)://HOST:PORT[/PATH]\n", stderr);
        return EXIT_USAGE;
    }
    hide_credentials(r, url);
    r->url = strdup(url);
    return open_owner(r, host, port);
}

static int open_unix(struct run *r, const char *path)
{
    if (path[0] != '/' || strlen(path) >= 108) {
        fputs("collect: unix: wants the full path of a socket (unix:/run/name.sock)\n", stderr);
        return EXIT_USAGE;
    }
    r->url = strdup("http://localhost/");
    r->unix_path = strdup(path);
    return open_owner(r, NULL, 0);
}

static void refuse_server(const struct target *wanted, unsigned port, pid_t owner)
{
    struct target other;
    struct error err = {0};
    bool named = target_open(&other, owner, &err) == STATUS_OK;
    fprintf(stderr, "collect: port %u belongs to ", port);
    print_plain(stderr, named ? other.name : "process");
    fprintf(stderr, ", PID %ld, not to ", (long)owner);
    print_plain(stderr, wanted->name);
    fprintf(stderr,
            ", PID %ld: its profiles would be those of the wrong program. Without --pprof the port "
            "of the right one is looked for\n",
            (long)wanted->pid);
    if (named)
        target_close(&other);
}

/* --pprof beside a process: the server must be that process's own, or it would be the wrong
 * profile. */
static int check_server(struct run *r)
{
    const char *url = r->options->pprof;
    char host[256];
    unsigned port;
    bool hidden;
    if (!http_url_host(url, host, sizeof host, &port)) {
        fputs("collect: --pprof wants an address of the form http(s)://HOST:PORT[/PATH]\n", stderr);
        return EXIT_USAGE;
    }
    hide_credentials(r, url);
    pid_t owner = listeners_owner(host, port, NULL, &hidden);
    if (owner && owner != r->target->pid) {
        refuse_server(r->target, port, owner);
        return EXIT_NO_TARGET;
    }
    free(r->url);
    r->url = strdup(url);
    return 0;
}

/* So that a recycled number, or the wrong one of two, is seen at once. */
static void tell_target(const struct run *r)
{
    const struct target *t = r->target;
    if (r->options->quiet || t->pid == 0)
        return;
    fputs("Examining ", stderr);
    print_plain(stderr, t->name);
    fprintf(stderr, ", PID %ld, started %s\n", (long)t->pid, units_utc(t->started_utc_ns).s);
}

static int resolve(struct run *r, const char *given)
{
    uint64_t pid;
    int code;
    struct slice rest = slice_from(given);
    r->given = given;
    if (slice_skip(&rest, SLICE("unix:")))
        return open_unix(r, (const char *)rest.ptr);
    if (slice_has_prefix(rest, SLICE("http://")) || slice_has_prefix(rest, SLICE("https://")))
        return open_url(r, given);
    if (slice_to_u64(rest, &pid))
        code = pid > 0 && pid <= INT32_MAX ? open_pid(r, (pid_t)pid) : open_name(r, given);
    else
        code = open_name(r, given);
    return code == 0 && r->options->pprof ? check_server(r) : code;
}

int resolve_target(struct run *r, const char *given)
{
    int code = resolve(r, given);
    if (code == EXIT_COMPLETE)
        tell_target(r);
    return code;
}
