/* poison.h - functions that this project does not call, because each has a safer neighbour.
 * Force-included into every source; the system headers come first so that only our use is an error.
 */
#ifndef SHARED_POISON_H
#define SHARED_POISON_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Where the C library checks sizes, some of these are macros, and a macro cannot be poisoned. */
#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strncpy
#undef strncat

#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strncat strtok atoi atol atoll atof
#pragma GCC poison strtol strtoll strtoul strtoull gets gmtime localtime ctime asctime popen

/* Only the call: a field may well be named after an operating system. */
#define system(...) poisoned_function_system

#endif
