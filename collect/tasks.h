/* tasks.h - the work list of one run: probes in children and HTTP requests, each with its deadline.
 */
#ifndef COLLECT_TASKS_H
#define COLLECT_TASKS_H

#include "child.h"
#include "endpoints.h"
#include "goroutine_count.h"
#include "http.h"
#include "run.h"

enum task_state { TASK_WAITING, TASK_RUNNING, TASK_DONE };

struct task {
    struct artifact *artifact;
    enum task_state state;
    enum stage stage;  /* of HTTP requests; probes begin at once */
    double deadline;   /* seconds that it may take */
    double asked;      /* of them, those that the server was asked to take */
    bool told_to_stop; /* a probe that goes on */
    double ends_at;    /* run_seconds() at which it is given up */

    const struct source *probe;                  /* a probe in a child, or NULL */
    struct artifact *output[SOURCE_OUTPUTS_MAX]; /* of its rows; NULL where one is not wanted.
                                                    artifact is the first that is */
    size_t outputs;
    struct child child;

    const struct endpoint *endpoint; /* an HTTP request, or NULL */
    uint64_t ceiling;
    char *url;
    char *unix_path;
};

struct tasks {
    struct task item[RUN_ARTIFACTS_MAX];
    size_t count;
    struct run *run;
    struct http *http;
    struct goroutine_count goroutines;
    double ends_at; /* run_seconds() at which everything is given up */
};

/* Appends the whole of an anonymous file; nothing when it cannot be read. */
void tasks_read_spool(int fd, struct sbuf *out);

/* output[i] is the artifact of s[i], or NULL; one of them is not. */
struct task *tasks_add_probe(struct tasks *ts, const struct source *s,
                             struct artifact *const *output, size_t outputs);
/* url (and unix_path) are copied. extra: seconds that the server was asked to take. */
struct task *tasks_add_request(struct tasks *ts, const struct endpoint *e, struct artifact *a,
                               const char *url, const char *unix_path, double extra);
void tasks_start(struct tasks *ts, struct task *t);
/* Waits a little, and takes what has finished. */
void tasks_step(struct tasks *ts);
/* Gives up the task of this artifact without a word: nobody waits for it any more. */
void tasks_drop(struct tasks *ts, const struct artifact *a);
/* Gives up everything that still runs. */
void tasks_give_up(struct tasks *ts, const char *why);
bool tasks_over(const struct tasks *ts);
/* The process is being read from outside: nothing is asked of its server before that is over. */
bool tasks_reading_live(const struct tasks *ts);
/* When only probes are left that do not end by themselves: tells them to. */
void tasks_wind_up(struct tasks *ts);
/* The earliest stage that still has requests to do; STAGE_END when there is none. */
enum stage tasks_stage(const struct tasks *ts);
void tasks_done(struct tasks *ts);

#endif
