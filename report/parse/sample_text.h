/* sample_text.h - reads what sample(1) of macOS writes: how often each thread was seen where. It
 * shows threads of the system, not goroutines. Records point into the text. */
#ifndef PARSE_SAMPLE_TEXT_H
#define PARSE_SAMPLE_TEXT_H

#include "status.h"
#include "tool_words.h"

struct sample_leaf {
    struct slice function, module; /* "kevent", "libsystem_kernel.dylib" */
    uint64_t count;                /* how often a thread was seen in it, and in nothing below it */
};

struct sample_thread {
    struct slice name;       /* "Thread_2155218", with its queue or name behind it */
    uint64_t count;          /* how often it was seen */
    struct sample_leaf most; /* where most often */
};

struct sample_text {
    struct tool_header header;
    double interval_ms; /* 0 when it is not told */
    const struct sample_thread *threads;
    size_t nthreads;
    const struct sample_leaf *leaves; /* of all threads, by count, falling */
    size_t nleaves;
    uint64_t skipped;
    bool cut; /* the call graph has no end: its last frames may be missing */
};

/* STATUS_SYNTAX when it has no call graph. */
MUST_CHECK enum status sample_text_parse(struct arena *a, struct slice text,
                                         struct sample_text *ret, struct error *err);

#endif
