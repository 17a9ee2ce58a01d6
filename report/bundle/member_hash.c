#include "member_hash.h"

#include <sodium.h>

void member_hash(struct slice bytes, char hex[MEMBER_HASH_HEX + 1])
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(sum, bytes.len ? bytes.ptr : (const unsigned char *)"", bytes.len);
    sodium_bin2hex(hex, MEMBER_HASH_HEX + 1, sum, sizeof sum);
}
