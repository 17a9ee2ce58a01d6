/* json_bound.h - what a JSON text costs once it is a tree in memory, before it is made one.
 *
 * An empty object is two bytes of text and two hundred of tree, so that a limit on bytes is none.
 */
#ifndef SHARED_JSON_BOUND_H
#define SHARED_JSON_BOUND_H

#include <stdbool.h>

#include "slice.h"

/* Has it at most LIMIT_JSON_VALUES objects, arrays and values in them? Of what is no JSON this says
 * nothing beyond the first error, where a parser stops. */
bool json_bound_holds(struct slice text);

#endif
