/* subject.h - the things that rules look at, with their text and their numbers.
 *
 * The text has one line per property ("type: file", "template: /tmp/x-*", "frame: main.watch",
 * "created by: main.main"), so that a rule's pattern can say with ^ which of them it means. */
#ifndef FINDINGS_SUBJECT_H
#define FINDINGS_SUBJECT_H

#include "arena.h"
#include "model.h"

enum subject_kind {
    SUBJECT_PROCESS, /* the whole: metrics only */
    SUBJECT_DESCRIPTORS,
    SUBJECT_GOROUTINES,
    SUBJECT_FUNCTION, /* of one profile */
    SUBJECT_THREADS,
    SUBJECT_RELATIVES, /* parent, children and what they started: of the last bundle */
    SUBJECT_LOCKS,     /* locks on open files: of the last bundle */
    SUBJECT_NIGHT,     /* quantities over the log of a watch (night.h) */
    SUBJECT_KIND_COUNT
};
extern const char *const subject_names[SUBJECT_KIND_COUNT]; /* "descriptor_group", ... */

struct subject {
    const struct model *model;
    enum subject_kind kind;
    size_t index; /* in the model's list, or in the profile's functions */
    const struct profile *profile;
    size_t type;
    /* Several looked at as one, index being the largest of them: their counts are added up, of a
     * maximum the largest is taken. 0: only the one. */
    const size_t *members;
    size_t nmembers;
    struct slice *texts; /* of goroutines, by index, made once for all rules; NULL: not kept */
};

/* The subject alone, or member i of several. */
static inline size_t subject_count_of(const struct subject *s)
{
    return s->nmembers > 0 ? s->nmembers : 1;
}

static inline size_t subject_member_at(const struct subject *s, size_t i)
{
    return s->nmembers > 0 ? s->members[i] : s->index;
}

/* A number that every subject of one kind has. */
struct field {
    enum subject_kind subject;
    const char *name;
    enum unit unit; /* of a function's cost: see field_unit() */
    bool both;      /* one number about both bundles, the same whatever the side */
    struct number (*get)(const struct subject *s, int side);
    const char *member; /* of the bundle, where the subject does not say; NULL: it does */
};

const struct field *field_find(enum subject_kind subject, const char *name);

/* The unit of a function's cost depends on the sample type; type may be NULL for other subjects. */
enum unit field_unit(const struct field *f, const char *type);

/* How many subjects of this kind the model has; profile may be NULL for all but functions. */
size_t subject_count(const struct model *m, enum subject_kind kind, const struct profile *profile);

/* False when nothing of this kind was collected on that side. */
bool subject_collected(const struct model *m, enum subject_kind kind, const struct profile *profile,
                       int side);

struct slice subject_text(struct arena *a, const struct subject *s);

/* Member of the bundle that the subject's numbers come from; empty for the process. */
struct slice subject_member(const struct subject *s, int side);

/* The first frame where an author would look, else the innermost; empty without frames. */
struct frame subject_where(const struct goroutine_group *g);

/* True when two subjects name the same application function. */
bool subject_shares_function(const struct subject *s, const struct subject *other);

#endif
