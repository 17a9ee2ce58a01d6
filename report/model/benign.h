/* benign.h - goroutines that wait for ever by design, and must never be called leaks. */
#ifndef MODEL_BENIGN_H
#define MODEL_BENIGN_H

#include "model.h"

/* Name of the pattern of those that read the events of one watcher of files each. */
extern const char benign_file_watcher[];

/* Name of the pattern, or NULL. Most patterns count only when no application frame stands inside of
 * the one that they match: a handler of net/http that hangs is not net/http waiting. */
const char *benign_name(const struct goroutine_group *g);

#endif
