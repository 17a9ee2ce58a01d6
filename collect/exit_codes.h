/* exit_codes.h - what the exit status of collect means; --help prints the same from
 * collect_options.c. */
#ifndef COLLECT_EXIT_CODES_H
#define COLLECT_EXIT_CODES_H

enum exit_code {
    EXIT_COMPLETE = 0,
    EXIT_GAPS = 1,
    EXIT_USAGE = 2,
    EXIT_NO_TARGET = 3,
    EXIT_NOTHING = 4,
    EXIT_UNSAFE = 5,
    EXIT_CANNOT_WRITE = 6,
};

#endif
