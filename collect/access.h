/* access.h - what the user gave so that a server lets collect in: headers, a password,
 * certificates.
 *
 * Every value becomes a secret of the redactor before the first request is sent. */
#ifndef COLLECT_ACCESS_H
#define COLLECT_ACCESS_H

#include "collect_options.h"
#include "http.h"
#include "redact.h"

enum { ACCESS_HEADERS_MAX = 32 };

struct access {
    struct http_access http; /* points into what follows */
    char *header[ACCESS_HEADERS_MAX];
    char *user;
};

/* Reads the options, and the files that they name with @. STATUS_USAGE when one is not of the right
 * form, STATUS_IO when a file cannot be read; err never shows a value. */
MUST_CHECK enum status access_open(struct access *a, const struct collect_options *o,
                                   struct redactor *r, struct error *err);
void access_done(struct access *a);

/* What the options must not be used for with this URL (or NULL): an unchecked certificate of
 * another machine. STATUS_USAGE then. *warning is set when a secret would travel unencrypted. */
MUST_CHECK enum status access_suits(const struct access *a, const char *url, const char **warning,
                                    struct error *err);

#endif
