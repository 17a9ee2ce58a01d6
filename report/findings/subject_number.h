/* subject_number.h - how fields of a subject make their number. Inside of the findings stage. */
#ifndef FINDINGS_SUBJECT_NUMBER_H
#define FINDINGS_SUBJECT_NUMBER_H

#include "model.h"

static inline struct number known(double value)
{
    return (struct number){true, value};
}

static inline struct number unknown(void)
{
    return (struct number){false, 0};
}

static inline struct number share(struct number part, struct number whole)
{
    return part.known && whole.known && whole.value > 0 ? known(part.value / whole.value)
                                                        : unknown();
}

#endif
