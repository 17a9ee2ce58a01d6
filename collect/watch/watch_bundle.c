/* The bundles of a watch: when one is taken, what became of it, and which one goes when there is no
 * room for more. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "clocks.h"
#include "exit_codes.h"
#include "fileio.h"
#include "limits_input.h"
#include "watching.h"

enum { ATTEMPTS = 3, ROOM_FACTOR = 8 }; /* a bundle is smaller than what it is made of */

void watch_want(struct watch *w, enum bundle_occasion occasion, const char *trigger)
{
    /* what waits already begins after this moment, so it shows this, too; but the last bundle is
     * the last one */
    if (w->pending.wanted && occasion == OCCASION_TRIGGER)
        return;
    w->pending = (struct pending_bundle){true, occasion, trigger};
    w->job.attempts = 0;
}

static bool remove_bundle(struct watch *w, const struct bundle_record *r, const char *why)
{
    if (!r)
        return false;
    struct bundle_record gone = *r;
    bundle_list_drop(&w->made, r);
    if (unlinkat(w->files.dirfd, gone.name, 0) == 0) {
        double bytes = (double)gone.bytes;
        watch_event(w, EVENT_BUNDLE_REMOVED, &bytes, gone.name, why);
    }
    return true;
}

bool watch_make_room(struct watch *w)
{
    return remove_bundle(w, bundle_list_oldest(&w->made), "disk full");
}

/* Those that are more than are to be kept. False when there is none. */
static bool drop_surplus(struct watch *w)
{
    return remove_bundle(w, bundle_list_surplus(&w->made), "keep");
}

/* Before a bundle is begun, so that it does not come out with gaps while older ones take the room.
 */
static void make_room_ahead(struct watch *w)
{
    struct statvfs disk;
    double wanted = ROOM_FACTOR * (double)bundle_list_largest(&w->made) + (double)MIB;
    while (fstatvfs(w->files.dirfd, &disk) == 0 &&
           (double)disk.f_bavail * (double)disk.f_frsize < wanted && watch_make_room(w))
        ;
}

static bool is_dangerous(const struct watch *w)
{
    for (size_t i = 0; i < w->triggers; i++)
        if (trigger_is_dangerous(&w->trigger[i], &w->seen))
            return true;
    return false;
}

static void start(struct watch *w)
{
    struct error err = {0};
    bool is_last = w->pending.occasion == OCCASION_END || w->pending.occasion == OCCASION_EXIT;
    struct bundle_plan plan = {.resolved = &w->resolved.run,
                               .files = &w->files,
                               .occasion = w->pending.occasion,
                               .trigger = w->pending.trigger,
                               .cheap = is_dangerous(w),
                               .quick = is_last && w->hurried};
    make_room_ahead(w);
    w->pending.wanted = false;
    if (bundle_job_start(&w->job, &plan, &err) == STATUS_OK)
        return;
    w->failed++;
    watch_event(w, EVENT_BUNDLE_FAILED, NULL, w->job.record.name, err.msg);
}

void watch_start_wanted(struct watch *w)
{
    if (w->pending.wanted && !w->job.pid)
        start(w);
    else if (w->phase == PHASE_LAST && !w->pending.wanted && !w->job.pid)
        w->phase = PHASE_OVER;
}

static void keep(struct watch *w, const struct bundle_verdict *v)
{
    struct stat st;
    struct bundle_record *r = &w->job.record;
    r->bytes =
        fstatat(w->files.dirfd, r->name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? (uint64_t)st.st_size : 0;
    double bytes = (double)r->bytes;
    w->with_gaps += v->code == EXIT_GAPS;
    watch_event(w, EVENT_BUNDLE, &bytes, r->name, bundle_occasion_names[r->occasion]);
    live_line_hide(&w->line);
    printf("%s/%s\n", w->files.folder, r->name);
    fflush(stdout);
    if (!bundle_list_add(&w->made, r) && drop_surplus(w))
        (void)bundle_list_add(&w->made, r);
    while (drop_surplus(w))
        ;
}

/* The index that a bundle found is where the next ones, and the samples, ask, as long as it is the
 * same process. */
static void learn_address(struct watch *w, const struct bundle_verdict *v)
{
    struct run *r = &w->resolved.run;
    if (!v->url[0])
        return;
    free(r->url);
    free(r->unix_path);
    r->url = strdup(v->url);
    r->unix_path = v->unix_path[0] ? strdup(v->unix_path) : NULL;
    w->server_found = true;
}

void watch_take_verdict(struct watch *w)
{
    struct bundle_verdict v;
    if (!bundle_job_finish(&w->job, &v))
        return;
    if (v.code == EXIT_COMPLETE || v.code == EXIT_GAPS) {
        learn_address(w, &v);
        keep(w, &v);
        return;
    }
    watch_event(w, EVENT_BUNDLE_FAILED, NULL, w->job.record.name, v.reason);
    if (fileio_is_full(v.sys) && ++w->job.attempts < ATTEMPTS && watch_make_room(w)) {
        w->pending = (struct pending_bundle){true, w->job.record.occasion, w->job.trigger};
        return;
    }
    w->failed++;
    live_line_hide(&w->line);
    fprintf(stderr, "collect: %s: %s\n", w->job.record.name, v.reason);
}

void watch_check_job(struct watch *w)
{
    double runs = clock_seconds() - w->job.began, most = bundle_job_deadline(w->options);
    if (!w->job.pid)
        return;
    if (runs > most)
        bundle_job_kill(&w->job);
    watch_take_verdict(w);
}
