/* secrets.h - what a redactor knows, and where it stands in a text. For the files of the redactor
 * only; everybody else uses redact.h. */
#ifndef COLLECT_SECRETS_H
#define COLLECT_SECRETS_H

#include "credential.h"
#include "redact.h"

enum {
    SECRETS_MAX = 4096,
    SECRET_LENGTH_MAX = 16 * 1024, /* a longer one is searched in pieces of this length */
    SECRETS_BEHIND = 2048, /* with the longest secret: bytes around a match that decide about it */
    SECRETS_MADE_MAX = 64,
    SECRETS_FIRST = 16 /* beside the bits of credential_class() */
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
    size_t begin[257];        /* item[begin[b]] .. item[begin[b + 1]] have the first byte b */
    unsigned char class[256]; /* credential_class(), and SECRETS_FIRST where one begins so */
    bool secrets_only;        /* names and folders are shown as they are */
    bool strict;              /* so are no parts of a path that no rule needs */
    char
        own_root[256]; /* "/acme/": where the target's own folder begins; "" when it is elsewhere */
    char own_name[256]; /* the last part of its executable: the program's name */
    bool incomplete;    /* one could not be added: nothing may be called clean */
    unsigned char key[64];
    size_t key_length;
    char host[16];
};

/* The key of pseudonyms from this machine's id, or what comes nearest: without one they hold for
 * this run only. */
void secrets_machine_key(struct redactor *r);

/* Sets what redactor_host() answers. */
void redactor_name_host(struct redactor *r, struct slice host);

/* How the surroundings of a match are judged. */
enum secrets_mode {
    SECRETS_TEXT,  /* words */
    SECRETS_BINARY /* an execution trace: length-prefixed strings among arbitrary bytes */
};

struct secrets_match {
    size_t at, len;
    enum redact_kind kind;
    struct slice shown;        /* what stands there instead; may point into made */
    struct slice as_long;      /* the same with len bytes; empty: asterisks */
    enum credential_rest rest; /* it may go on behind the end of the text */
    char made[SECRETS_MADE_MAX];
};

/* A walk over a text from its start on, where all but mode is zero: where in a path it is. */
struct secrets_walk {
    enum secrets_mode mode;
    bool in_path;
    bool person;    /* the next part is a person's name */
    bool code;      /* from here on all parts stay */
    bool after_pkg; /* the part before was "pkg" */
    unsigned skip;  /* slashes of the folder that began it, still to come */
};

/* The first match that starts in text[from, until): a known secret, what looks like a credential,
 * or a part of a path. What stands before from and from until on is looked at, but not searched.
 * The longest secret wins where several begin. Goes over a text in order: *w is what is known from
 * what was searched before. */
bool secrets_find(const struct redactor *r, struct slice text, size_t from, size_t until,
                  struct secrets_walk *w, struct secrets_match *ret);

/* The same for known secrets alone: what the finished archive is searched for. */
bool secrets_find_known(const struct redactor *r, struct slice text, size_t from, size_t until,
                        enum secrets_mode mode, struct secrets_match *ret);

/* Where a replacement of text[from, end) must end so that it tears no known secret. */
size_t secrets_cover(const struct redactor *r, struct slice text, size_t from, size_t end,
                     enum secrets_mode mode);

/* Takes the walk one byte further, to at. True when a part of a path begins there that must not be
 * shown. */
bool secrets_path(const struct redactor *r, struct slice text, size_t at, struct secrets_walk *w,
                  struct secrets_match *ret);
/* A home folder was met: what follows is below it. */
void secrets_path_home(struct secrets_walk *w);

#endif
