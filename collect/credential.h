/* credential.h - what a credential looks like by itself, wherever it stands: tokens by their first
 * letters, passwords in addresses, private keys, random words in the path of an address. Pure. */
#ifndef COLLECT_CREDENTIAL_H
#define COLLECT_CREDENTIAL_H

#include "slice.h"

enum {
    CREDENTIAL_AROUND = 1024, /* bytes before and behind that are looked at */
};

/* What a credential goes on with, when the text that is known so far ends within it. */
enum credential_rest { REST_NONE, REST_TOKEN, REST_KEY };

/* How many bytes from at on are a credential; 0 when none begins there. In binary text it may
 * follow a letter, which is the length of a string. */
size_t credential_at(struct slice text, size_t at, bool binary, enum credential_rest *rest);

/* For a search that must be fast: what the bytes at a place and before it say about it. None begins
 * at c behind before, unless CREDENTIAL_AFTER is in the class of before, or CREDENTIAL_FIRST in
 * that of c and either before is no letter or digit or one of the six bytes before is an
 * CREDENTIAL_ESCAPE. */
enum { CREDENTIAL_FIRST = 1, CREDENTIAL_AFTER = 2, CREDENTIAL_WORD = 4, CREDENTIAL_ESCAPE = 8 };
unsigned char credential_class(unsigned char c);

/* How many of the first bytes of text go on with it. */
size_t credential_go_on(struct slice text, enum credential_rest rest);

/* "ghp_0123456789abcdefghij", "eyJhbGciOi...": known by how it begins. */
bool credential_is_marked(struct slice word);

/* "XvT8kq2LmZp0aBcD9eFgH1iJ": long, and no word or number that a person wrote. */
bool credential_is_random(struct slice word);

#endif
