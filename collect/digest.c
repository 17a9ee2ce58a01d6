#include "digest.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct digest), "digest is too small");

enum { KEYED_BYTES = 32 };

bool digest_ready(void)
{
    return sodium_init() >= 0;
}

void digest_init(struct digest *d)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    memcpy(d->state, &state, sizeof state);
}

void digest_add(struct digest *d, struct slice bytes)
{
    crypto_hash_sha256_state state;
    memcpy(&state, d->state, sizeof state);
    crypto_hash_sha256_update(&state, bytes.len ? bytes.ptr : (const unsigned char *)"", bytes.len);
    memcpy(d->state, &state, sizeof state);
}

void digest_hex(struct digest *d, char hex[DIGEST_HEX + 1])
{
    crypto_hash_sha256_state state;
    unsigned char sum[crypto_hash_sha256_BYTES];
    memcpy(&state, d->state, sizeof state);
    crypto_hash_sha256_final(&state, sum);
    sodium_bin2hex(hex, DIGEST_HEX + 1, sum, sizeof sum);
}

void digest_keyed(struct slice key, struct slice text, char hex[DIGEST_HEX + 1])
{
    unsigned char sum[KEYED_BYTES], short_key[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(short_key, key.len ? key.ptr : (const unsigned char *)"", key.len);
    crypto_generichash(sum, sizeof sum, text.len ? text.ptr : NULL, text.len, short_key,
                       sizeof short_key);
    sodium_bin2hex(hex, DIGEST_HEX + 1, sum, sizeof sum);
}

void digest_random(void *into, size_t n)
{
    randombytes_buf(into, n);
}

bool digest_file(int fd, char hex[DIGEST_HEX + 1], uint64_t *bytes)
{
    unsigned char chunk[16 * 1024];
    struct digest d;
    ssize_t n;
    digest_init(&d);
    *bytes = 0;
    while ((n = pread(fd, chunk, sizeof chunk, (off_t)*bytes)) > 0) {
        digest_add(&d, (struct slice){chunk, (size_t)n});
        *bytes += (uint64_t)n;
    }
    digest_hex(&d, hex);
    return n == 0;
}
