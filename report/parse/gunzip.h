/* gunzip.h - unpacks gzip data that is whole in memory. The only user of libdeflate here.
 *
 * Several members in a row are joined, as gzip does. The checksums are verified. */
#ifndef PARSE_GUNZIP_H
#define PARSE_GUNZIP_H

#include "arena.h"
#include "status.h"

/* Data that does not begin like gzip is handed through as it is: *ret is then packed itself.
 * STATUS_SYNTAX when the stream is cut or damaged, STATUS_LIMIT when it unpacks to more than
 * LIMIT_GUNZIP or than any honest profile does (LIMIT_GUNZIP_RATIO). */
MUST_CHECK enum status gunzip(struct arena *a, struct slice packed, struct slice *ret,
                              struct error *err);

#endif
