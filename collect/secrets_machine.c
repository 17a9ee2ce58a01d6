/* What identifies this machine and the people on it. */
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "digest.h"
#include "fileio.h"
#include "limits_input.h"
#include "platform.h"
#include "secrets.h"

enum { PASSWD_FIELDS = 7, HOST_MAX = 256, PASSWD_BUFFER = 16 * 1024 };

enum { NOBODY = 65534 }; /* belongs to no person either */

static bool is_personal(struct slice home)
{
    return slice_has_prefix(home, SLICE("/home/")) || slice_has_prefix(home, SLICE("/Users/"));
}

static void add_person(struct redactor *r, uint64_t uid, struct slice name, struct slice home)
{
    if ((uid < platform_least_person || uid == NOBODY) && !is_personal(home))
        return;
    redactor_add(r, REDACT_USER, name);
    redactor_add(r, REDACT_HOME, home);
}

/* "alice:x:1000:1000:Alice:/home/alice:/bin/sh". True when a line is about uid. */
static bool add_from_file(struct redactor *r, unsigned uid)
{
    AUTO_SBUF struct sbuf text;
    struct error err = {0};
    sbuf_init(&text, LIMIT_PROC_FILE);
    if (fileio_read(AT_FDCWD, "/etc/passwd", &text, &err) != STATUS_OK)
        return false;
    bool found = false;
    struct slice rest = sbuf_view(&text), line;
    while (slice_next_line(&rest, &line)) {
        struct slice field[PASSWD_FIELDS] = {{0}};
        uint64_t number;
        for (size_t i = 0; i < PASSWD_FIELDS; i++)
            slice_next(&line, ':', &field[i]);
        if (!slice_to_u64(field[2], &number) || number != uid)
            continue;
        add_person(r, number, field[0], field[5]); /* two names may share a number */
        found = true;
    }
    return found;
}

/* The file first: the name service may ask a network that is down. */
static void add_user(struct redactor *r, unsigned uid)
{
    if (add_from_file(r, uid) || (uid < platform_least_person || uid == NOBODY))
        return;
    struct passwd entry, *found = NULL;
    char buffer[PASSWD_BUFFER];
    if (getpwuid_r((uid_t)uid, &entry, buffer, sizeof buffer, &found) == 0 && found)
        add_person(r, uid, slice_from(found->pw_name), slice_from(found->pw_dir));
}

static void add_environment(struct redactor *r)
{
    static const char *const names[] = {"USER", "LOGNAME", "SUDO_USER"};
    uint64_t sudo_uid;
    struct slice home = slice_from(getenv("HOME"));
    bool person = (getuid() >= platform_least_person && getuid() != NOBODY) || is_personal(home);
    if (person)
        redactor_add(r, REDACT_HOME, home);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (person || i == 2)
            redactor_add(r, REDACT_USER, slice_from(getenv(names[i])));
    if (slice_to_u64(slice_from(getenv("SUDO_UID")), &sudo_uid) && sudo_uid <= UINT32_MAX)
        add_user(r, (unsigned)sudo_uid);
}

static void add_host(struct redactor *r, struct slice host)
{
    struct slice name = host, label;
    redactor_add(r, REDACT_HOST, host);
    if (slice_next(&name, '.', &label))
        redactor_add(r, REDACT_HOST, label);
}

void redactor_add_machine(struct redactor *r, unsigned target_uid)
{
    char host[HOST_MAX] = "";
    unsigned uids[] = {(unsigned)getuid(), (unsigned)geteuid(), target_uid};
    for (size_t i = 0; i < sizeof uids / sizeof uids[0]; i++)
        add_user(r, uids[i]);
    add_environment(r);
    if (gethostname(host, sizeof host - 1) == 0)
        add_host(r, slice_from(host));
    redactor_name_host(r, slice_from(host));
    AUTO_SBUF struct sbuf text;
    struct error err = {0};
    sbuf_init(&text, HOST_MAX);
    if (fileio_read(AT_FDCWD, "/etc/hostname", &text, &err) == STATUS_OK)
        add_host(r, slice_trim(sbuf_view(&text)));
}

const char *redactor_host(const struct redactor *r)
{
    return r->host;
}
