/* http.h - many GET requests at once in one loop; the only user of libcurl.
 *
 * Each request writes its body into a file descriptor of the caller, up to a ceiling and a
 * deadline. Redirects are reported, never followed; proxies from the environment are ignored for
 * this machine. */
#ifndef COLLECT_HTTP_H
#define COLLECT_HTTP_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "bundle_format.h"
#include "status.h"

struct http;

/* What opens the door of a server. Sent to the host of the URL only, never to a proxy. */
struct http_access {
    const char *const *headers; /* "NAME: VALUE" */
    size_t nheaders;
    const char *user; /* NAME:PASSWORD, or NULL */
    const char *cacert, *cert, *key;
    bool insecure; /* certificates of servers on this machine are not checked */
};

struct http_request {
    const char *url;
    const char *unix_path; /* connect here instead of to the host of url; NULL for TCP */
    int fd;                /* the body goes here */
    uint64_t ceiling;
    double deadline; /* seconds from now */
    /* NULL, or a line start: only what follows its last occurrence is kept. For bodies of gigabytes
     * whose end is wanted; at most HTTP_TAIL bytes of it. */
    const char *tail_from;
    void *owner; /* handed back in the result */
};

enum { HTTP_TAIL = 128 * 1024 };

struct http_result {
    void *owner;
    enum bundle_status status; /* ok, timeout, truncated, failed, denied, unsupported (404) */
    int http_status;           /* 0 when no answer came */
    uint64_t bytes;            /* of the body, before the tail was cut out */
    bool html;                 /* the content type says HTML */
    char reason[200]; /* one line; "" when status is ok. Of foreign bytes only a plain URL */
};

struct http *http_new(void);    /* NULL when libcurl cannot start */
void http_free(struct http *h); /* cancels what still runs */

/* For every request from now on. What a points to must outlive h. */
MUST_CHECK enum status http_set_access(struct http *h, const struct http_access *a,
                                       struct error *err);

/* From now on connects from inside the network namespace of the process behind this /proc folder,
 * which must outlive h, and past every proxy. */
void http_enter(struct http *h, int procfd);

MUST_CHECK enum status http_start(struct http *h, const struct http_request *q, struct error *err);

/* Waits for network traffic, for input on one of fds, or for at most timeout_ms. */
void http_wait(struct http *h, struct pollfd *fds, unsigned nfds, int timeout_ms);

/* Takes one finished request. False when there is none at the moment. */
bool http_take(struct http *h, struct http_result *ret);

/* Ends the request of this owner; its result then comes through http_take as BUNDLE_TIMEOUT. */
void http_cancel(struct http *h, const void *owner);

/* True when the host part of url is this machine (loopback name or address). */
bool http_is_loopback(const char *url);

/* The URL without user:password@, query kept, in memory that the caller frees; NULL when it is no
 * http(s) URL. */
char *http_url_public(const char *url);
/* Host and port of url (the default port when none is given). False when it is no http(s) URL. */
bool http_url_host(const char *url, char *host, size_t size, unsigned *port);
/* user:password of url, as written there; "" when there is none. The caller frees it. */
char *http_url_userinfo(const char *url);
/* base with path appended, exactly one '/' between them; the query of base is dropped. */
char *http_url_join(const char *base, const char *path);

#endif
