#include "readme.h"

#include "units.h"

#define NOT_REDACTED                                                                               \
    "*** NOT REDACTED *** This bundle was made with --no-redact: user, home folder and host "      \
    "stand\n"                                                                                      \
    "in it as they are. Do not attach it to a public issue; make another one without that "        \
    "option.\n\n"

static void add_missing(const struct run *r, struct sbuf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct artifact *a = r->artifacts[i];
        if (a->status == BUNDLE_OK)
            continue;
        if (n++ == 0)
            sbuf_adds(out, "NOT COLLECTED, OR NOT WHOLE\n\n");
        sbuf_addf(out, "  %-24s %s%s%s\n", a->id, bundle_status_names[a->status],
                  a->reason[0] ? ": " : "", a->reason);
    }
    sbuf_adds(out, n ? "\n" : "Everything that was planned was collected.\n\n");
}

static const char *const replaced[] = {
    [POLICY_NONE] = "Argument values that look like credentials\nwere masked, and nothing else.\n",
    [POLICY_STANDARD] = "Home folder, user name, host name and argument\n"
                        "values that look like credentials were replaced; "
                        "90-collect/redactions.json counts them.\n",
    [POLICY_STRICT] =
        "Home folder, user name, host name and argument\n"
        "values that look like credentials were replaced, and so were the names in paths below "
        "home\n"
        "and where else people choose them, unless a rule needs them; 90-collect/redactions.json\n"
        "counts them.\n",
};

enum status readme_write(const struct run *r, struct sbuf *out, struct error *err)
{
    sbuf_addf(
        out,
        "This is a snapshot of one running process, taken by collect %s at %s.\n"
        "Open it with:  report BUNDLE.tgz    (and two of them:  report EARLIER.tgz LATER.tgz)\n\n",
        EXHIBIT_VERSION, units_utc(r->started_utc_ns).s);
    if (r->options->policy == POLICY_NONE)
        sbuf_adds(out, NOT_REDACTED);
    add_missing(r, out);
    sbuf_adds(out, "LOOK BEFORE YOU SEND IT\n\n"
                   "  tar -tzf BUNDLE.tgz                    the list of files\n"
                   "  tar -xzf BUNDLE.tgz                    all of them, in one folder\n"
                   "  go tool pprof -top 40-go/heap.pb.gz    a profile, inside that folder\n\n"
                   "Environment values are never collected. ");
    sbuf_adds(out, replaced[r->options->policy]);
    sbuf_adds(
        out,
        "This cannot be complete: file names and goroutine stacks may still tell what the program\n"
        "works on.\n\n"
        "WHAT IS WHERE\n\n"
        "  00-bundle.json  what was examined, when, what was planned\n"
        "  10-process/     state, limits, threads, command line\n"
        "  20-memory/      memory map and its sums\n"
        "  30-files/       open descriptors and sockets\n"
        "  40-go/          live-*: read out of the process from outside; the rest from its server\n"
        "  50-host/        the machine\n"
        "  60-samples/     memory, CPU and descriptors, once a second\n"
        "  90-collect/     what collect did, what it replaced\n"
        "  manifest.json   status, times and SHA-256 of each file; written last\n");
    return sbuf_ok(out) ? STATUS_OK : error_set(err, STATUS_LIMIT, 0, "the readme is too large");
}
