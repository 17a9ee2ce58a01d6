/* redact.h - the one choke point: every byte that enters a bundle passes here, and the finished
 * archive is searched once more for what must not be in it.
 *
 * A redactor knows the secrets of this run: home folders, user names, host names, and masked
 * argument values and URL credentials. Each has a replacement that is the same in every artifact,
 * and, keyed by the machine's id, in every bundle of this machine, so that two bundles still
 * compare. */
#ifndef COLLECT_REDACT_H
#define COLLECT_REDACT_H

#include <stdbool.h>
#include <stdint.h>

#include "argument_mask.h"
#include "bundle_format.h"
#include "sbuf.h"
#include "status.h"

enum redact_kind {
    REDACT_HOME,
    REDACT_USER,
    REDACT_HOST,
    REDACT_SECRET,
    REDACT_PATH, /* a part of a path, by --redact=strict */
    REDACT_KINDS
};
extern const char *const redact_kind_names[REDACT_KINDS];

struct redact_count {
    uint64_t hits[REDACT_KINDS];
};

struct redactor;

struct redactor *redactor_new(void); /* NULL when out of memory */
void redactor_free(struct redactor *r);

/* --redact=strict: from now on the parts of paths below home folders, and below others where people
 * choose the names, become pseudonyms, unless a rule or a reader needs them. folder (the target's
 * working folder, or that of its program) is one of them; the name of executable stays. */
void redactor_strict(struct redactor *r, const char *folder, const char *executable);

/* --redact-key: pseudonyms by the secret in this file, instead of by this machine's id. A file that
 * is not there is made with a new one (0600), and *made is true. Before anything is added. */
MUST_CHECK enum status redactor_use_key(struct redactor *r, const char *path, bool *made,
                                        struct error *err);

/* --no-redact: from now on only credentials (REDACT_SECRET) are secrets; people, folders and hosts
 * are shown. */
void redactor_show_names(struct redactor *r);

/* Adds one secret. Too short or too common words ("root", "localhost", "/root", ...) are left
 * alone: they say nothing and would tear up the text. Adding the same one twice is fine. */
void redactor_add(struct redactor *r, enum redact_kind kind, struct slice secret);

/* Home, user and host of this machine and of the target's user; machine-id as the key. */
void redactor_add_machine(struct redactor *r, unsigned target_uid);

/* The stable pseudonym of this machine's host name ("host-3f2a9c"). */
const char *redactor_host(const struct redactor *r);

/* Short text (a name, a label, a URL, a log line): appended to out, redacted. */
void redactor_text(const struct redactor *r, struct slice text, struct sbuf *out,
                   struct redact_count *count);

/* Copies the file in to the file out (both from offset 0), redacted in the way that fits kind:
 * - text, tables, JSON: replaced, words bounded;
 * - pprof: gzip and protobuf checked to the last byte (CRC, wire format, field types), strings of
 * the string table replaced, written as gzip again: still a valid profile with the same numbers;
 * - trace: replaced by text of the same length, because strings are length-prefixed.
 * STATUS_SYNTAX when a profile is not one (err says why): it must then not be stored.
 * Memory is bounded, whatever in holds. */
MUST_CHECK enum status redactor_file(const struct redactor *r, enum bundle_kind kind, int in,
                                     int out, struct redact_count *count, struct error *err);

/* Reads a finished .tar.gz from offset 0 and searches it, unpacked and inside every gzip member,
 * for every secret. STATUS_UNSAFE on a hit: err names the kind and the member's number, never the
 * secret. */
MUST_CHECK enum status redactor_scan(const struct redactor *r, int archive, struct error *err);

/* Masks values that look like credentials in one command-line argument (--token=x, -p x with the
 * argument before, user:password@ in URLs, KEY=value): appends what may be shown, and adds what was
 * hidden to r, so that it is searched for everywhere. */
void redactor_argument(struct redactor *r, struct argument_context *before, struct slice argument,
                       struct sbuf *shown);

#endif
