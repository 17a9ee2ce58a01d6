/* hash.h - SHA-256 as a Content-Security-Policy writes it (the only user of libsodium here). */
#ifndef RENDER_HASH_H
#define RENDER_HASH_H

#include "slice.h"

struct hash_source {
    char s[64]; /* "sha256-<base64>" */
};

struct hash_source hash_source(struct slice bytes);

#endif
