#include "naming.h"

#include <stdio.h>
#include <string.h>

#include "http.h"
#include "units.h"

static void make_safe(struct sbuf *name)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    for (size_t i = 0; i < name->len; i++)
        if (!name->ptr[i] || !strchr(allowed, name->ptr[i]) ||
            (i == 0 && (name->ptr[i] == '.' || name->ptr[i] == '-'))) /* hidden, or an option */
            name->ptr[i] = '_';
}

/* 2026-11-23T02:27:00Z -> 20261123T022700Z */
static void stamp(int64_t utc_ns, char *out, size_t size)
{
    struct units_text utc = units_utc(utc_ns);
    size_t n = 0;
    for (const char *c = utc.s; *c && n + 1 < size; c++)
        if (*c != '-' && *c != ':')
            out[n++] = *c;
    out[n] = '\0';
}

void naming_bundle(const struct run *r, char name[NAMING_MAX])
{
    AUTO_SBUF struct sbuf program;
    struct redact_count ignored = {0};
    char when[32], host[256];
    unsigned port = 0;
    stamp(r->started_utc_ns, when, sizeof when);
    sbuf_init(&program, 1000);
    redactor_text(r->redactor, slice_from(r->target->name), &program, &ignored);
    make_safe(&program);
    if (r->target->pid)
        snprintf(name, NAMING_MAX, "%.60s-%ld-%s", program.len ? sbuf_text(&program) : "process",
                 (long)r->target->pid, when);
    else {
        if (r->url)
            (void)http_url_host(r->url, host, sizeof host, &port);
        snprintf(name, NAMING_MAX, "pprof-%u-%s", port, when);
    }
}
