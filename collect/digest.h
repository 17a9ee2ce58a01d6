/* digest.h - SHA-256 of members, and short keyed hashes for pseudonyms. The only user of libsodium.
 */
#ifndef COLLECT_DIGEST_H
#define COLLECT_DIGEST_H

#include "slice.h"

enum { DIGEST_HEX = 64 };

struct digest {
    _Alignas(16) unsigned char state[128]; /* crypto_hash_sha256_state, kept out of this header */
};

/* Call before the others. False when the system gives no randomness. */
bool digest_ready(void);

void digest_init(struct digest *d);
void digest_add(struct digest *d, struct slice bytes);
void digest_hex(struct digest *d, char hex[DIGEST_HEX + 1]); /* ends it */

/* The same text under the same key always has the same hash; without the key it tells nothing. The
 * key may be of any length. */
void digest_keyed(struct slice key, struct slice text, char hex[DIGEST_HEX + 1]);

/* n random bytes. */
void digest_random(void *into, size_t n);

/* The hash of the whole file behind fd, and its size. False when it cannot be read. */
bool digest_file(int fd, char hex[DIGEST_HEX + 1], uint64_t *bytes);

#endif
