/* stop.h - the user's word to end: asked once, what there is becomes a bundle; asked twice, nothing
 * does. */
#ifndef COLLECT_STOP_H
#define COLLECT_STOP_H

#include <signal.h>
#include <stdbool.h>

extern volatile sig_atomic_t stop_asked;

/* From now on SIGINT, SIGTERM and SIGHUP are that word, also where the parent blocked them. */
void stop_listen(void);

/* From now on they are handled so, SIGTERM and SIGHUP alike, for who does something else with them.
 */
void stop_handle(void (*on_interrupt)(int number), void (*on_termination)(int number));

/* The file that has no final name yet, and is removed by the second word; NULL: there is none.
 * False when the path is too long to be remembered. */
bool stop_removes(const char *path);

/* So that between two calls either nothing or something that is known is left behind. */
void stop_hold(sigset_t *before);
void stop_release(const sigset_t *before);

#endif
