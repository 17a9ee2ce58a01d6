#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <curl/curl.h>

#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"
#include "platform.h"

enum { CONNECT_TIMEOUT_MS = 5000 };

struct transfer {
    struct transfer *next;
    CURL *easy;
    struct http_request q;
    uint64_t bytes;
    bool full;
    uint64_t head;  /* bytes of header lines so far, those behind the body too */
    bool head_full; /* more than LIMIT_HTTP_HEAD */
    int sys;        /* errno of a failed write */
    char *tail;     /* the last HTTP_TAIL bytes, when q.tail_from is set */
    size_t tail_len;
    bool cancelled;
};

struct http {
    CURLM *multi;
    struct http_access access;
    struct curl_slist *headers;
    int inside; /* /proc folder of a process in another network namespace, or -1 */
    struct transfer *transfers;
};

struct http *http_new(void)
{
    struct http *h = calloc(1, sizeof *h);
    if (!h || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(h);
        return NULL;
    }
    h->inside = -1;
    h->multi = curl_multi_init();
    if (!h->multi) {
        free(h);
        return NULL;
    }
    return h;
}

static void transfer_free(struct http *h, struct transfer *t)
{
    struct transfer **link = &h->transfers;
    while (*link && *link != t)
        link = &(*link)->next;
    if (*link)
        *link = t->next;
    curl_multi_remove_handle(h->multi, t->easy);
    curl_easy_cleanup(t->easy);
    free(t->tail);
    free(t);
}

void http_free(struct http *h)
{
    if (!h)
        return;
    while (h->transfers)
        transfer_free(h, h->transfers);
    curl_slist_free_all(h->headers);
    curl_multi_cleanup(h->multi);
    curl_global_cleanup();
    free(h);
}

/* Keeps the last HTTP_TAIL bytes: the buffer is twice as large, so that bytes move only now and
 * then. */
static void keep_tail(struct transfer *t, const char *data, size_t len)
{
    if (len > HTTP_TAIL) {
        data += len - HTTP_TAIL;
        len = HTTP_TAIL;
    }
    if (t->tail_len + len > 2 * (size_t)HTTP_TAIL) {
        size_t keep = HTTP_TAIL - len;
        memmove(t->tail, t->tail + t->tail_len - keep, keep);
        t->tail_len = keep;
    }
    memcpy(t->tail + t->tail_len, data, len);
    t->tail_len += len;
}

static size_t on_body(char *data, size_t size, size_t count, void *arg)
{
    struct transfer *t = arg;
    size_t len = size * count;
    if (t->cancelled) /* its file may be closed, and the number be that of another one by now */
        return 0;
    uint64_t room = t->q.ceiling - t->bytes;
    size_t take = len <= room ? len : (size_t)room;
    struct error err = {0};
    if (t->tail)
        keep_tail(t, data, take);
    else if (fileio_write(t->q.fd, (struct slice){(unsigned char *)data, take}, &err) != STATUS_OK)
        t->sys = err.sys ? err.sys : EIO;
    t->bytes += take;
    t->full = take < len;
    return t->full || t->sys ? 0 : len; /* 0 ends the transfer */
}

/* libcurl keeps every line, and limits only those before the body. */
static size_t on_header(char *data, size_t size, size_t count, void *arg)
{
    struct transfer *t = arg;
    size_t len = size * count;
    (void)data;
    t->head += len;
    t->head_full = t->head > LIMIT_HTTP_HEAD;
    return t->head_full ? 0 : len;
}

enum status http_set_access(struct http *h, const struct http_access *a, struct error *err)
{
    h->access = *a;
    for (size_t i = 0; i < a->nheaders; i++) {
        struct curl_slist *longer = curl_slist_append(h->headers, a->headers[i]);
        if (!longer)
            return error_set(err, STATUS_LIMIT, 0, "out of memory");
        h->headers = longer;
    }
    return STATUS_OK;
}

void http_enter(struct http *h, int procfd)
{
    h->inside = procfd;
}

static curl_socket_t open_inside(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    const struct http *h = arg;
    (void)purpose;
    int fd =
        platform_socket_inside(h->inside, address->family, address->socktype, address->protocol);
    return fd >= 0 ? fd : CURL_SOCKET_BAD;
}

static bool is_near(const struct transfer *t)
{
    return t->q.unix_path || http_is_loopback(t->q.url);
}

static void configure_access(const struct http *h, struct transfer *t)
{
    const struct http_access *a = &h->access;
    CURL *e = t->easy;
    curl_easy_setopt(e, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    if (h->headers)
        curl_easy_setopt(e, CURLOPT_HTTPHEADER, h->headers);
    if (a->user)
        curl_easy_setopt(e, CURLOPT_USERPWD, a->user);
    if (a->cacert)
        curl_easy_setopt(e, CURLOPT_CAINFO, a->cacert);
    if (a->cert)
        curl_easy_setopt(e, CURLOPT_SSLCERT, a->cert);
    if (a->key)
        curl_easy_setopt(e, CURLOPT_SSLKEY, a->key);
    if (a->insecure && is_near(t)) {
        curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 0L);
    }
}

static void configure(struct http *h, struct transfer *t)
{
    CURL *e = t->easy;
    configure_access(h, t);
    curl_easy_setopt(e, CURLOPT_URL, t->q.url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)(t->q.deadline * 1000));
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(e, CURLOPT_USERAGENT, "exhibit-collect/" EXHIBIT_VERSION);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(e, CURLOPT_PRIVATE, t);
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(e, CURLOPT_BUFFERSIZE, 64L * 1024);
    if (t->q.unix_path)
        curl_easy_setopt(e, CURLOPT_UNIX_SOCKET_PATH, t->q.unix_path);
    if (h->inside >= 0 && !t->q.unix_path) {
        curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_inside);
        curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, h);
    }
    if (is_near(t) || h->inside >= 0)
        curl_easy_setopt(e, CURLOPT_PROXY, "");
}

enum status http_start(struct http *h, const struct http_request *q, struct error *err)
{
    struct transfer *t = calloc(1, sizeof *t);
    if (!t)
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    t->q = *q;
    t->easy = curl_easy_init();
    if (q->tail_from)
        t->tail = malloc(2 * (size_t)HTTP_TAIL);
    if (!t->easy || (q->tail_from && !t->tail)) {
        curl_easy_cleanup(t->easy);
        free(t->tail);
        free(t);
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    }
    configure(h, t);
    t->next = h->transfers;
    h->transfers = t;
    if (curl_multi_add_handle(h->multi, t->easy) != CURLM_OK) {
        transfer_free(h, t);
        return error_set(err, STATUS_IO, 0, "libcurl does not take the request");
    }
    return STATUS_OK;
}

void http_wait(struct http *h, struct pollfd *fds, unsigned nfds, int timeout_ms)
{
    enum { EXTRA_MAX = 128 };
    struct curl_waitfd extra[EXTRA_MAX];
    unsigned n = nfds < EXTRA_MAX ? nfds : EXTRA_MAX;
    for (unsigned i = 0; i < n; i++)
        extra[i] = (struct curl_waitfd){.fd = fds[i].fd, .events = CURL_WAIT_POLLIN};
    int running;
    curl_multi_perform(h->multi, &running);
    curl_multi_poll(h->multi, extra, n, timeout_ms, NULL);
    for (unsigned i = 0; i < n; i++)
        fds[i].revents = extra[i].revents;
    curl_multi_perform(h->multi, &running);
}

/* Cuts everything before the last line that starts with q.tail_from, and writes the rest. */
static void finish_tail(struct transfer *t, struct http_result *ret)
{
    struct slice tail = {(unsigned char *)t->tail, t->tail_len};
    struct slice mark = slice_from(t->q.tail_from);
    size_t at = SIZE_MAX;
    for (size_t from = 0, hit; (hit = slice_find(slice_drop(tail, from), mark)) != SIZE_MAX;) {
        at = from + hit;
        from = at + 1;
    }
    struct error err = {0};
    if (at == SIZE_MAX) {
        ret->status = BUNDLE_FAILED;
        snprintf(ret->reason, sizeof ret->reason,
                 "the answer does not end as expected (no \"%.40s\")", t->q.tail_from);
    } else if (fileio_write(t->q.fd, slice_drop(tail, at), &err) != STATUS_OK) {
        ret->status = BUNDLE_FAILED;
        snprintf(ret->reason, sizeof ret->reason, "%s", err.msg);
    }
}

/* url with some parts set anew (NULL removes one). */
static char *url_with(const char *url, const CURLUPart *parts, const char *const *values, size_t n)
{
    CURLU *u = curl_url();
    char *text = NULL, *copy = NULL;
    bool good = u && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK;
    for (size_t i = 0; good && i < n; i++)
        good = curl_url_set(u, parts[i], values[i], 0) == CURLUE_OK;
    if (good && curl_url_get(u, CURLUPART_URL, &text, 0) == CURLUE_OK)
        copy = strdup(text);
    curl_free(text);
    curl_url_cleanup(u);
    return copy;
}

/* What a status code means, and what its reader can do about it. */
static const struct {
    int from, to;
    enum bundle_status status;
    const char *reason;
} http_meanings[] = {
    {200, 200, BUNDLE_OK, ""},
    {201, 299, BUNDLE_FAILED, "an answer without the profile"},
    {300, 399, BUNDLE_FAILED, "redirected to what is no web address"},
    {401, 401, BUNDLE_DENIED,
     "a password or token is needed: --user NAME:PASSWORD or --header 'Authorization: Bearer "
     "TOKEN'"},
    {403, 403, BUNDLE_DENIED,
     "forbidden by the server: try it on its own machine, or with --header or --user"},
    {404, 404, BUNDLE_UNSUPPORTED, "the server does not have it"},
    {400, 499, BUNDLE_FAILED, "the server refused the request"},
    {500, 599, BUNDLE_FAILED, "the server failed to answer it"},
};

/* The address without credentials and query, when it may be shown; or NULL. The caller frees it. */
static char *plain_url(const char *url)
{
    static const CURLUPart parts[] = {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY,
                                      CURLUPART_FRAGMENT};
    static const char *const none[] = {NULL, NULL, NULL, NULL};
    enum { SHOWN_MAX = 90 };
    char host[256];
    unsigned port;
    char *plain = url && http_url_host(url, host, sizeof host, &port)
                      ? url_with(url, parts, none, sizeof parts / sizeof parts[0])
                      : NULL;
    bool good = plain && strlen(plain) <= SHOWN_MAX;
    for (const char *c = plain; good && *c; c++)
        good = *c > ' ' && *c < 127;
    if (!good) {
        free(plain);
        plain = NULL;
    }
    return plain;
}

/* Redirects are never followed: what was sent to open one door must not be carried to another. */
static void name_redirect(const struct transfer *t, struct http_result *ret)
{
    char from[256], to[256];
    unsigned from_port, to_port;
    char *where = NULL;
    curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &where);
    AUTO_FREE char *plain = plain_url(where);
    if (!plain || !http_url_host(plain, to, sizeof to, &to_port) ||
        !http_url_host(t->q.url, from, sizeof from, &from_port))
        return;
    bool same = strcasecmp(from, to) == 0 && from_port == to_port;
    snprintf(ret->reason, sizeof ret->reason, "HTTP %d: sent on to %s%s; %s", ret->http_status,
             plain, same ? "" : ", another server",
             same ? "log in with --header 'Cookie: NAME=VALUE', or give that address"
                  : "redirects are not followed: give that address");
}

static void judge_answer(struct http_result *ret)
{
    for (size_t i = 0; i < sizeof http_meanings / sizeof http_meanings[0]; i++) {
        if (ret->http_status < http_meanings[i].from || ret->http_status > http_meanings[i].to)
            continue;
        ret->status = http_meanings[i].status;
        if (ret->status != BUNDLE_OK)
            snprintf(ret->reason, sizeof ret->reason, "HTTP %d: %s", ret->http_status,
                     http_meanings[i].reason);
        return;
    }
    ret->status = BUNDLE_FAILED;
    snprintf(ret->reason, sizeof ret->reason, "not an HTTP answer");
}

/* What libcurl reports, where more can be said than its own words. */
static const struct {
    CURLcode code;
    const char *reason;
} curl_meanings[] = {
    {CURLE_UNSUPPORTED_PROTOCOL, "not an HTTP answer"},
    {CURLE_PEER_FAILED_VERIFICATION,
     "its certificate is not trusted, or is for another name: --cacert FILE trusts it"},
    {CURLE_SSL_CONNECT_ERROR, "no TLS connection: does the server speak https there?"},
    {CURLE_SSL_CERTPROBLEM, "--cert or --key cannot be used: a PEM file, without a password?"},
    {CURLE_SSL_CACERT_BADFILE, "--cacert cannot be used: a PEM file?"},
};

static const char *meaning_of(CURLcode code, const struct transfer *t)
{
    if (code == CURLE_PEER_FAILED_VERIFICATION && is_near(t))
        return "its certificate is not trusted: --cacert FILE trusts it, --insecure does without";
    for (size_t i = 0; i < sizeof curl_meanings / sizeof curl_meanings[0]; i++)
        if (curl_meanings[i].code == code)
            return curl_meanings[i].reason;
    return curl_easy_strerror(code);
}

static void judge(const struct http *h, const struct transfer *t, CURLcode code,
                  struct http_result *ret)
{
    judge_answer(ret);
    if (ret->http_status >= 300 && ret->http_status < 400)
        name_redirect(t, ret);
    if (ret->http_status == 401 && (h->access.user || h->headers))
        snprintf(ret->reason, sizeof ret->reason,
                 "HTTP 401: the password or token that was sent is not the right one");
    if (t->cancelled || code == CURLE_OPERATION_TIMEDOUT) {
        ret->status = BUNDLE_TIMEOUT;
        snprintf(ret->reason, sizeof ret->reason, "%s after %.0f s, %llu bytes came",
                 t->cancelled ? "given up" : "no complete answer", t->q.deadline,
                 (unsigned long long)t->bytes);
    } else if (t->sys) {
        ret->status = BUNDLE_FAILED;
        snprintf(ret->reason, sizeof ret->reason, "cannot write: %s", strerror(t->sys));
    } else if (t->head_full) {
        ret->status = BUNDLE_FAILED;
        snprintf(ret->reason, sizeof ret->reason, "header lines of more than %zu bytes",
                 (size_t)LIMIT_HTTP_HEAD);
    } else if (t->full) {
        ret->status = BUNDLE_TRUNCATED;
        snprintf(ret->reason, sizeof ret->reason, "longer than %llu bytes",
                 (unsigned long long)t->q.ceiling);
    } else if (code != CURLE_OK) {
        ret->status = BUNDLE_FAILED;
        snprintf(ret->reason, sizeof ret->reason, "%s", meaning_of(code, t));
    }
}

bool http_take(struct http *h, struct http_result *ret)
{
    int left;
    CURLMsg *msg;
    while ((msg = curl_multi_info_read(h->multi, &left)) && msg->msg != CURLMSG_DONE)
        ;
    struct transfer *t = NULL;
    CURLcode code = CURLE_OK;
    if (msg) {
        code = msg->data.result;
        curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&t);
    } else {
        for (t = h->transfers; t && !t->cancelled; t = t->next)
            ;
    }
    if (!t)
        return false;
    *ret = (struct http_result){.owner = t->q.owner, .bytes = t->bytes};
    long answer = 0;
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &answer);
    ret->http_status = (int)answer;
    const char *type = NULL;
    curl_easy_getinfo(t->easy, CURLINFO_CONTENT_TYPE, &type);
    ret->html = type && strncasecmp(type, "text/html", 9) == 0;
    judge(h, t, code, ret);
    if (t->tail && ret->status == BUNDLE_OK)
        finish_tail(t, ret);
    transfer_free(h, t);
    return true;
}

void http_cancel(struct http *h, const void *owner)
{
    for (struct transfer *t = h->transfers; t; t = t->next)
        if (t->q.owner == owner)
            t->cancelled = true;
}

/* One part of a URL, in memory that the caller frees; NULL when the URL or the part is not there.
 */
static char *url_part(const char *url, CURLUPart part, unsigned flags)
{
    CURLU *u = curl_url();
    char *text = NULL, *copy = NULL;
    if (u && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(u, part, &text, flags) == CURLUE_OK)
        copy = strdup(text);
    curl_free(text);
    curl_url_cleanup(u);
    return copy;
}

bool http_url_host(const char *url, char *host, size_t size, unsigned *port)
{
    AUTO_FREE char *scheme = url_part(url, CURLUPART_SCHEME, 0);
    AUTO_FREE char *name = url_part(url, CURLUPART_HOST, 0);
    AUTO_FREE char *number = url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    uint64_t n;
    if (!scheme || !name || !number || strlen(name) >= size ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) ||
        !slice_to_u64(slice_from(number), &n) || n > 65535)
        return false;
    /* [::1] -> ::1 */
    size_t len = strlen(name);
    bool bracketed = len > 2 && name[0] == '[' && name[len - 1] == ']';
    snprintf(host, size, "%.*s", (int)(bracketed ? len - 2 : len), name + bracketed);
    *port = (unsigned)n;
    return true;
}

bool http_is_loopback(const char *url)
{
    char host[256];
    unsigned port;
    struct in_addr v4;
    struct in6_addr v6;
    if (!http_url_host(url, host, sizeof host, &port))
        return false;
    if (strcasecmp(host, "localhost") == 0)
        return true;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == 127;
    return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

char *http_url_public(const char *url)
{
    static const CURLUPart parts[] = {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT};
    static const char *const none[] = {NULL, NULL, NULL};
    return url_with(url, parts, none, 3);
}

char *http_url_userinfo(const char *url)
{
    AUTO_FREE char *user = url_part(url, CURLUPART_USER, 0);
    AUTO_FREE char *password = url_part(url, CURLUPART_PASSWORD, 0);
    size_t size = (user ? strlen(user) : 0) + (password ? strlen(password) : 0) + 2;
    char *both = malloc(size);
    if (both)
        snprintf(both, size, "%s%s%s", user ? user : "", password ? ":" : "",
                 password ? password : "");
    return both;
}

char *http_url_join(const char *base, const char *path)
{
    static const CURLUPart parts[] = {CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_FRAGMENT};
    AUTO_FREE char *front = url_part(base, CURLUPART_PATH, 0);
    if (!front)
        return NULL;
    size_t len = strlen(front);
    while (len && front[len - 1] == '/')
        len--;
    const char *query = strchr(path, '?');
    size_t path_len = query ? (size_t)(query - path) : strlen(path);
    AUTO_FREE char *joined = malloc(len + path_len + 2);
    if (!joined)
        return NULL;
    snprintf(joined, len + path_len + 2, "%.*s/%.*s", (int)len, front, (int)path_len, path);
    const char *values[] = {joined, query ? query + 1 : NULL, NULL};
    return url_with(base, parts, values, 3);
}
