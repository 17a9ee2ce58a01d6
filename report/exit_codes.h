/* exit_codes.h - what the exit status of report means; --help prints the same from
 * report_options.c. Out of memory ends the program with 70 (arena.h). */
#ifndef REPORT_EXIT_CODES_H
#define REPORT_EXIT_CODES_H

enum exit_code {
    EXIT_READ = 0,
    EXIT_FAIL_ON = 1,
    EXIT_ALTERED = 1, /* of --verify */
    EXIT_USAGE = 2,
    EXIT_NO_BUNDLE = 3,
    EXIT_CUT = 4, /* of --verify */
    EXIT_CANNOT_WRITE = 6,
    EXIT_INTERNAL = 70,
};

#endif
