#include "hash.h"

#include <sodium.h>
#include <string.h>

struct hash_source hash_source(struct slice bytes)
{
    struct hash_source h = {"sha256-"};
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes.ptr, bytes.len);
    size_t n = strlen(h.s);
    sodium_bin2base64(h.s + n, sizeof h.s - n, digest, sizeof digest,
                      sodium_base64_VARIANT_ORIGINAL);
    return h;
}
