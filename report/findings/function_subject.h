/* function_subject.h - fields of a function in a profile. Inside of the findings stage. */
#ifndef FINDINGS_FUNCTION_SUBJECT_H
#define FINDINGS_FUNCTION_SUBJECT_H

#include "subject.h"

struct number function_flat(const struct subject *s, int side);
struct number function_cum(const struct subject *s, int side);
struct number function_owned(const struct subject *s, int side);
struct number function_share(const struct subject *s, int side);

/* What it holds in the profile that the next collection will publish, where both bundles have that;
 * else as function_owned(). */
struct number function_owned_latest(const struct subject *s, int side);

#endif
