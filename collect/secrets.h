/* secrets.h - what a redactor knows, and where it stands in a text. For the files of the redactor
 * only; everybody else uses redact.h. */
#ifndef COLLECT_SECRETS_H
#define COLLECT_SECRETS_H

#include "redact.h"

enum {
    SECRETS_MAX = 4096,
    SECRET_LENGTH_MAX = 16 * 1024, /* a longer one is searched in pieces of this length */
    SECRETS_BEHIND = 512, /* with the longest secret: bytes around a match that decide about it */
};

struct secret {
    enum redact_kind kind;
    bool bounded;               /* only as a word of its own */
    struct slice text;          /* owned, as the next two */
    struct slice shown;         /* what stands there instead */
    struct slice shown_as_long; /* the same with the length of text */
};

struct redactor {
    struct secret *item; /* by first byte in lower case, then longest first */
    size_t count, cap;
    size_t longest;
    size_t begin[257]; /* item[begin[b]] .. item[begin[b + 1]] have the first byte b */
    bool secrets_only; /* names and folders are shown as they are */
    bool incomplete;   /* one could not be added: nothing may be called clean */
    unsigned char key[64];
    size_t key_length;
    char host[16];
};

/* Sets what redactor_host() answers. */
void redactor_name_host(struct redactor *r, struct slice host);

/* How the surroundings of a match are judged. */
enum secrets_mode {
    SECRETS_TEXT,  /* words */
    SECRETS_BINARY /* an execution trace: length-prefixed strings among arbitrary bytes */
};

struct secrets_match {
    size_t at;
    const struct secret *secret;
};

/* The first match that starts in text[from, until). What stands before from and from until on is
 * looked at, but not searched. The longest secret wins where several begin. */
bool secrets_find(const struct redactor *r, struct slice text, size_t from, size_t until,
                  enum secrets_mode mode, struct secrets_match *ret);

#endif
