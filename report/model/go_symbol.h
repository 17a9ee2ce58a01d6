/* go_symbol.h - what the name of a Go function says about where it comes from. */
#ifndef MODEL_GO_SYMBOL_H
#define MODEL_GO_SYMBOL_H

#include <stdbool.h>

#include "slice.h"

/* "net/http.(*conn).serve" -> "net/http"; empty when the name has no package ("memmove", C). */
struct slice go_symbol_package(struct slice function);

/* "a.b/c/watcher.(*Watcher).wait" -> "watcher.(*Watcher).wait": what people call a function. */
struct slice go_symbol_short(struct slice function);

/* Neither the runtime, nor the standard library (golang.org/x as vendored by it included), nor
 * generated or foreign code: where the author of the program would look. main.* is. */
bool go_symbol_is_application(struct slice function);

/* A library outside of the standard one that makes values out of text or bytes: what it allocates
 * is the caller's. */
bool go_symbol_is_decoder(struct slice function);

#endif
