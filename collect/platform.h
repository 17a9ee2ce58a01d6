/* platform.h - what every system does in its own way and is no evidence itself. One file per system
 * implements it: linux/platform.c, darwin/platform.c. The build takes one of them, so that no other
 * file has to ask which system this is. */
#ifndef COLLECT_PLATFORM_H
#define COLLECT_PLATFORM_H

#include "sbuf.h"

/* From now on the end of the parent sends this signal, where the system knows how. */
void platform_die_with_parent(int number);

/* From now on reads and writes of this process and its children come after those of others. */
void platform_wait_for_disk(void);

/* A pipe whose ends no program inherits. 0, or -1 with errno. */
int platform_pipe(int ends[2]);

/* Zeroed memory that stays common to this process and the children that it forks; munmap() ends it.
 * NULL with errno. */
void *platform_shared(size_t len);

/* A socket in the network namespace of the process behind its /proc folder, wherever it is used
 * afterwards. -1 with errno when this user may not go there, or the system has no such thing. */
int platform_socket_inside(int procfd, int family, int type, int protocol);

/* Environment for tools, NULL at its end: words and numbers of no language, names in UTF-8. */
char *const *platform_tool_environment(void);

/* What tells one start of the machine from the next. Appends nothing when it is not known. */
void platform_boot_id(int rootfd, struct sbuf *out);

/* The name of the system as people know it: "Debian GNU/Linux 12 (bookworm)". The same. */
void platform_distribution(int rootfd, struct sbuf *out);

/* What --version says about this system, NULL when there is nothing to say. */
extern const char *const platform_note;

/* The folder that has one of each process, NULL where there is none: for people. */
extern const char *const platform_proc;

/* User ids below this one belong to programs, not to people. */
extern const unsigned platform_least_person;

#endif
