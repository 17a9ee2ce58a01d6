/* member_hash.h - SHA-256 as the manifest writes it (the only user of libsodium in this stage). */
#ifndef BUNDLE_MEMBER_HASH_H
#define BUNDLE_MEMBER_HASH_H

#include "slice.h"

enum { MEMBER_HASH_HEX = 64 };

void member_hash(struct slice bytes, char hex[MEMBER_HASH_HEX + 1]);

#endif
