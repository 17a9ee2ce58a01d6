/* sample_live.h - parts of the sample that come from inside of the process. For sample_model.c. */
#ifndef TESTS_SAMPLE_LIVE_H
#define TESTS_SAMPLE_LIVE_H

#include "sample_model.h"

void sample_fill_crosschecks(struct sample *s);
void sample_fill_channels(struct sample *s, struct goroutine_group *g);
void sample_fill_syscalls(struct sample *s);
void sample_fill_pipes(struct sample *s);

#endif
