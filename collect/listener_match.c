#include "listener_match.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"

static bool is_wildcard(const struct listener *l)
{
    for (size_t i = 0; i < l->address_len; i++)
        if (l->address[i])
            return false;
    return true;
}

void listener_name_host(struct listener *l)
{
    char text[INET6_ADDRSTRLEN];
    bool any = is_wildcard(l);
    if (l->address_len == 4)
        snprintf(l->host, sizeof l->host, "%s",
                 any ? "127.0.0.1" : inet_ntop(AF_INET, l->address, text, sizeof text));
    else
        snprintf(l->host, sizeof l->host, "[%s]",
                 any ? "::1" : inet_ntop(AF_INET6, l->address, text, sizeof text));
}

/* Keeps the address if it is one of this machine: bind() to any other one fails. */
static void keep_own(struct listener_wanted *w, const struct addrinfo *a)
{
    AUTO_FD int s = socket(a->ai_family, SOCK_STREAM, 0);
    if (w->naddresses == LISTENER_ADDRESSES_MAX || s < 0 || bind(s, a->ai_addr, a->ai_addrlen) != 0)
        return;
    size_t n = w->naddresses++;
    w->len[n] = a->ai_family == AF_INET ? 4 : 16;
    const void *bytes =
        a->ai_family == AF_INET
            ? (const void *)&((const struct sockaddr_in *)(const void *)a->ai_addr)->sin_addr
            : (const void *)&((const struct sockaddr_in6 *)(const void *)a->ai_addr)->sin6_addr;
    memcpy(w->bytes[n], bytes, w->len[n]);
}

static void resolve(const char *host, struct listener_wanted *w)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
    if (getaddrinfo(host, NULL, &hints, &list) != 0)
        return;
    for (struct addrinfo *a = list; a; a = a->ai_next)
        keep_own(w, a);
    freeaddrinfo(list);
}

bool listener_want(struct listener_wanted *ret, const char *host, unsigned port, const char *path)
{
    *ret = (struct listener_wanted){.path = host ? NULL : path, .port = port};
    if (host && strcasecmp(host, "localhost") == 0) {
        /* by definition, also where no file and no server says so: small containers have neither */
        resolve("127.0.0.1", ret);
        resolve("::1", ret);
    } else if (host) {
        resolve(host, ret);
    }
    return host ? ret->naddresses > 0 : path != NULL;
}

bool listener_matches(const struct listener_wanted *w, const struct listener *l)
{
    if (w->path)
        return strcmp(w->path, l->path) == 0;
    if (l->path[0] || l->port != w->port)
        return false;
    if (is_wildcard(l))
        return true;
    for (size_t i = 0; i < w->naddresses; i++)
        if (w->len[i] == l->address_len && memcmp(w->bytes[i], l->address, l->address_len) == 0)
            return true;
    return false;
}
