#include "endpoints.h"

#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "http.h"
#include "limits_input.h"
#include "text_byte.h"

enum { NAME_MAX_LEN = 60 };

const struct endpoint endpoints[] = {
    {"go.index", "", STAGE_INDEX, LIMIT_HTTP_PAGE, 5, COST_REQUEST, "", NULL, false, false},
    {"go.goroutine", "goroutine", STAGE_COUNT, LIMIT_HTTP_PROFILE, 20, COST_REQUEST, NULL, NULL,
     false, false},
    {"go.goroutine.debug1", "goroutine?debug=1", STAGE_COUNT, LIMIT_HTTP_DUMP, 20, COST_REQUEST,
     "goroutine profile: total ", NULL, false, false},
    {"go.goroutine.debug2", "goroutine?debug=2", STAGE_SNAPSHOT, LIMIT_HTTP_DUMP, 30, COST_STOPS,
     "goroutine ", NULL, false, false},
    {"go.heap", "heap", STAGE_SNAPSHOT, LIMIT_HTTP_PROFILE, 30, COST_REQUEST, NULL, NULL, false,
     false},
    /* the records of this text can be gigabytes and the profile above has them: only MemStats is
       kept */
    {"go.heap.debug1", "heap?debug=1", STAGE_SNAPSHOT, 16 * GIB, 30, COST_STOPS,
     "# runtime.MemStats", "# runtime.MemStats", false, false},
    {"go.allocs", "allocs", STAGE_SNAPSHOT, LIMIT_HTTP_PROFILE, 30, COST_REQUEST, NULL, NULL, false,
     false},
    {"go.block", "block", STAGE_SNAPSHOT, LIMIT_HTTP_PROFILE, 20, COST_REQUEST, NULL, NULL, false,
     false},
    {"go.mutex", "mutex", STAGE_SNAPSHOT, LIMIT_HTTP_PROFILE, 20, COST_REQUEST, NULL, NULL, false,
     false},
    {"go.threadcreate", "threadcreate", STAGE_SNAPSHOT, LIMIT_HTTP_PROFILE, 20, COST_REQUEST, NULL,
     NULL, false, false},
    {"go.expvar", "/debug/vars", STAGE_SNAPSHOT, LIMIT_EXPVAR, 10, COST_STOPS, "{", NULL, false,
     true},
    {"go.metrics", "/metrics", STAGE_SNAPSHOT, LIMIT_METRICS, 15, COST_REQUEST, NULL, NULL, false,
     true},
    {"go.cpu", "profile?seconds=%g", STAGE_PROFILE, LIMIT_HTTP_PROFILE, 15, COST_PROFILES, NULL,
     NULL, false, false},
    {"go.trace", "trace?seconds=%g", STAGE_PROFILE, LIMIT_HTTP_PROFILE, 15, COST_PROFILES, "go 1.",
     NULL, false, false},
    {"go.goroutineleak", "goroutineleak", STAGE_LEAK, LIMIT_HTTP_PROFILE, 20, COST_STOPS, NULL,
     NULL, true, false},
};
const size_t endpoints_count = sizeof endpoints / sizeof endpoints[0];

bool endpoints_is_index(struct slice page)
{
    return slice_find(page, SLICE("/debug/pprof/")) != SIZE_MAX &&
           slice_find(page, SLICE("goroutine?debug=")) != SIZE_MAX;
}

/* Links of the index that are no profiles by name: they have rows of their own, or nothing to
 * collect. */
static bool is_not_a_profile(struct slice name)
{
    static const char *const others[] = {"cmdline", "profile", "trace", "symbol", ""};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (slice_is(name, others[i]))
            return true;
    return slice_find(name, SLICE(":")) != SIZE_MAX || name.ptr[0] == '/' || name.ptr[0] == '#' ||
           name.ptr[0] == '.';
}

/* <a href='heap?debug=1'>heap</a>, with either quote. */
void endpoints_listed(struct slice page, void (*fn)(void *arg, struct slice name), void *arg)
{
    struct slice rest = page;
    for (size_t hit; (hit = slice_find(rest, SLICE("href="))) != SIZE_MAX;) {
        struct slice link, name;
        rest = slice_drop(rest, hit + 5);
        if (!rest.len || (rest.ptr[0] != '\'' && rest.ptr[0] != '"'))
            continue;
        unsigned char quote = rest.ptr[0];
        rest = slice_drop(rest, 1);
        if (!slice_next(&rest, quote, &link) || !slice_next(&link, '?', &name))
            continue;
        if (!is_not_a_profile(name))
            fn(arg, name);
    }
}

const struct endpoint *endpoints_by_profile(struct slice name)
{
    for (size_t i = 0; i < endpoints_count; i++)
        if (endpoints[i].query[0] && slice_is(name, endpoints[i].query))
            return &endpoints[i];
    return NULL;
}

double endpoints_seconds(const struct endpoint *e, const struct collect_options *o)
{
    if (!strstr(e->query, "%g"))
        return 0;
    return strcmp(e->id, "go.cpu") == 0 ? o->seconds : o->trace;
}

void endpoints_query(const struct endpoint *e, const struct collect_options *o, double seconds,
                     char *query, size_t size)
{
    const char *number = strstr(e->query, "%g");
    if (number)
        snprintf(query, size, "%.*s%g", (int)(number - e->query), e->query, seconds);
    else
        snprintf(query, size, "%s%s", e->query,
                 o->gc && strcmp(e->id, "go.heap") == 0 ? "?gc=1" : "");
}

char *endpoints_url(const char *index, const char *query)
{
    static const char tail[] = "/debug/pprof";
    if (query[0] != '/')
        return http_url_join(index, query);
    const char *at = strstr(index, tail);
    for (const char *next = at; next; next = strstr(at + 1, tail)) /* the last one */
        at = next;
    AUTO_FREE char *front = at ? strndup(index, (size_t)(at - index)) : NULL;
    return front ? http_url_join(front, query + 1) : NULL;
}

bool endpoints_is_metrics(struct slice text)
{
    struct slice line = {NULL, 0}, rest = text, name;
    while (slice_next_line(&rest, &line) && !slice_trim(line).len)
        ;
    if (slice_has_prefix(line, SLICE("# ")))
        return true;
    size_t n = 0;
    while (n < line.len && (line.ptr[n] == '_' || line.ptr[n] == ':' ||
                            (line.ptr[n] >= '0' && line.ptr[n] <= '9') ||
                            (line.ptr[n] >= 'a' && line.ptr[n] <= 'z') ||
                            (line.ptr[n] >= 'A' && line.ptr[n] <= 'Z')))
        n++;
    name = slice_take(line, n);
    line = slice_drop(line, n);
    return name.len && line.len &&
           (line.ptr[0] == '{' || (line.ptr[0] == ' ' && line.len > 1 &&
                                   strchr("+-0123456789NI", line.ptr[1] ? line.ptr[1] : 'x')));
}

/* Just below the write timeouts that people set. A refusal costs nothing: it is sent before
 * anything is profiled. */
double endpoints_shorter(double seconds)
{
    static const double usual[] = {59, 29, 19, 14, 9, 4, 1};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (usual[i] < seconds)
            return usual[i];
    return 0;
}

bool endpoints_is_write_timeout(struct slice text)
{
    return slice_find(text, SLICE("exceeds server's WriteTimeout")) != SIZE_MAX;
}

bool endpoints_listed_count(struct slice page, const char *name, uint64_t *count)
{
    char link[80];
    for (const char *quote = "'\""; *quote; quote++) {
        snprintf(link, sizeof link, "<a href=%c%s?", *quote, name);
        size_t at = slice_find(page, slice_from(link));
        if (at == SIZE_MAX)
            continue;
        while (at && (page.ptr[at - 1] < '0' || page.ptr[at - 1] > '9') && page.ptr[at - 1] != '\n')
            at--;
        size_t end = at;
        while (at && page.ptr[at - 1] >= '0' && page.ptr[at - 1] <= '9')
            at--;
        return end > at && slice_to_u64(slice_take(slice_drop(page, at), end - at), count);
    }
    return false;
}

bool endpoints_safe_name(struct slice name, char *safe, size_t size)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t n = 0;
    if (name.len == 0 || name.len > NAME_MAX_LEN || name.len >= size)
        return false;
    bool usable = false;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = byte_unescaped(name, &i);
        bool good = c && strchr(allowed, c) && !(n == 0 && c == '.');
        safe[n] = '-';
        if (good)
            safe[n] = (char)c;
        n++;
        usable = usable || (good && c != '-');
    }
    safe[n] = '\0';
    return usable;
}
