/* syscall_names.h - names of Linux system calls in which programs are found waiting. */
#ifndef MODEL_SYSCALL_NAMES_H
#define MODEL_SYSCALL_NAMES_H

#include "arena.h"

/* "read"; "system call 512" where the number has no name here. machine: as uname says it. */
struct slice syscall_name(struct arena *a, struct slice machine, uint64_t number);

#endif
