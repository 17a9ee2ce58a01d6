/* night_subject.h - quantities over the log of a watch, as rules see them. Inside findings only. */
#ifndef FINDINGS_NIGHT_SUBJECT_H
#define FINDINGS_NIGHT_SUBJECT_H

#include "night.h"
#include "slots.h"

/* Fields. All of them but the samples are of the rise at the end of the log; unknown where nothing
 * rises, and on every side but the last one, to which the log belongs. */
struct number night_grown_bytes(const struct subject *s, int side); /* of bytes */
struct number night_grown(const struct subject *s, int side);       /* of anything else */
struct number night_share(const struct subject *s, int side);       /* by where it began */
struct number night_certainty(const struct subject *s, int side);   /* slope by its error */
struct number night_has_begin(const struct subject *s, int side);   /* 1: it began in the log */
struct number night_lasts(const struct subject *s, int side);
struct number night_samples(const struct subject *s, int side);
struct number night_to_limit(const struct subject *s, int side); /* at the soonest */

/* "metric: process.rss", "course: rising", "leading" or "together" */
struct slice night_text(struct arena *a, const struct subject *s);

/* "3 h to 5 h": until the limit of this metric is reached; empty: there is no log, no limit, no
 * rise. */
struct slice night_until(struct arena *a, const struct model *m, const char *metric);

/* Slots. */
struct slice night_slot_what(const struct slot_context *c);
struct slice night_slot_What(const struct slot_context *c); /* at the begin of a sentence */
struct slice night_slot_began(const struct slot_context *c);
struct slice night_slot_rate(const struct slot_context *c);
struct slice night_slot_levels(const struct slot_context *c);
struct slice night_slot_together(const struct slot_context *c);
struct slice night_slot_before(const struct slot_context *c);
struct slice night_slot_limit(const struct slot_context *c);

#endif
