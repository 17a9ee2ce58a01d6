#include "collect_options.h"

#include <string.h>

#include "limits_input.h"

#define AT(field) offsetof(struct collect_options, field)

static const struct option_row rows[] = {
    {"output", 'o', OPTION_TEXT, AT(output), "FILE", "file",
     "Write the bundle to FILE, or to standard output with -. "
     "Default: NAME-PID-TIME.tgz in the current folder, NAME-PID-TIME-2.tgz where that is taken."},
    {"seconds", 's', OPTION_DURATION, AT(seconds), "N", NULL,
     "Length of the CPU profile; 0 leaves it out. A process without pprof is watched for three "
     "seconds (for N, if that is less). Default: 30."},
    {"trace", 0, OPTION_DURATION, AT(trace), "N", NULL,
     "Length of the execution trace, in seconds; 0 leaves it out. Default: 1."},
    {"quick", 0, OPTION_FLAG, AT(quick), NULL, NULL,
     "Neither CPU profile nor trace: done in a second or two."},
    {"only", 0, OPTION_LIST, AT(only), "ID,...", NULL,
     "Collect nothing but these: ids as --list shows them, or what they begin with (go., host). "
     "Repeatable."},
    {"skip", 0, OPTION_LIST, AT(skip), "ID,...", NULL,
     "Leave these out, named in the same way; stronger than --only. Repeatable."},
    {"list", 0, OPTION_FLAG, AT(list), NULL, NULL,
     "List everything that can be collected, with cost and the privilege that it takes. Needs no "
     "TARGET."},
    {"dry-run", 'n', OPTION_FLAG, AT(dry_run), NULL, NULL,
     "Say exactly what would be read and requested, and end without doing it."},
    {"live", 0, OPTION_TEXT, AT(live_text), "WHEN", NULL,
     "Read goroutines out of the process itself, before its server is asked: auto (default) from "
     "every Go program that can be read so, always the same with a gap in the bundle where it "
     "cannot, or never. The program is neither stopped nor touched."},
    {"briefly-stop", 0, OPTION_FLAG, AT(briefly_stop), NULL, NULL,
     "While goroutines are read out of the process, hold the thread of each one that is running, "
     "for about a millisecond, so that it has a stack too."},
    {"deadline", 0, OPTION_DURATION, AT(deadline), "N", NULL,
     "End after N seconds at the latest, with what there is. "
     "Default: 120, or a minute more than the CPU profile takes."},
    {"pprof", 0, OPTION_TEXT, AT(pprof), "URL", NULL,
     "Address of the pprof index, when it is not found by itself."},
    {"header", 'H', OPTION_LIST, AT(header), "NAME:VALUE", NULL,
     "Send this header with every request, a token or a cookie; @FILE takes them from a file, "
     "where "
     "ps does not show them. The value is kept out of the bundle. Repeatable."},
    {"user", 'u', OPTION_TEXT, AT(user), "NAME:PASSWORD", NULL,
     "Log in with this name and password; @FILE takes them from a file. Kept out of the bundle."},
    {"cacert", 0, OPTION_TEXT, AT(cacert), "FILE", "file",
     "Trust the certificates in FILE (PEM) instead of the system's."},
    {"cert", 0, OPTION_TEXT, AT(cert), "FILE", "file",
     "Show this certificate (PEM) to a server that asks for one."},
    {"key", 0, OPTION_TEXT, AT(key), "FILE", "file",
     "The key to --cert, when it is not in the same file."},
    {"insecure", 0, OPTION_FLAG, AT(insecure), NULL, NULL,
     "Do not check certificates of servers on this machine. For others there is --cacert: whoever "
     "stands between would get the password, and could answer for the program."},
    {"gc", 0, OPTION_FLAG, AT(gc), NULL, NULL,
     "Let the program collect garbage before its heap profile, so that it shows what is live. "
     "That stops it for a moment."},
    {"label", 'l', OPTION_TEXT, AT(label), "TEXT", NULL,
     "A word for this bundle, shown in the report: baseline, morning."},
    {"max-size", 0, OPTION_SIZE, AT(max_size), "SIZE", NULL,
     "Largest bundle; the least important artifacts are left out first. Default: 25MB."},
    {"max-goroutines", 0, OPTION_COUNT, AT(max_goroutines), "N", NULL,
     "Ask for the stack of every single goroutine only when there are at most N of them, "
     "because that stops the program for a moment. Default: 10000."},
    {"watch", 'w', OPTION_FLAG, AT(watch), NULL, NULL,
     "Stay and watch: a bundle now as the baseline, one sample a period into a log (CSV), a bundle "
     "whenever --when comes true, and a last one at the end or on Ctrl-C. All of it goes into the "
     "folder of -o, by default NAME-PID-TIME-watch."},
    {"every", 0, OPTION_DURATION, AT(every), "TIME", NULL,
     "With --watch: the period of the samples. Default: 60s."},
    {"for", 0, OPTION_DURATION, AT(lasting), "TIME", NULL,
     "With --watch: end after TIME. Default: when the program ends, or on a signal."},
    {"when", 0, OPTION_LIST, AT(when), "EXPR", NULL,
     "With --watch: take a bundle when EXPR comes true: 'process.rss>2G,4G', 'fds.total>80%limit', "
     "'go.goroutines grows 5000 in 10m', 'cpu>150% for 30s', 'exit'. Repeatable; see below."},
    {"keep", 0, OPTION_COUNT, AT(keep), "N", NULL,
     "With --watch: keep at most N bundles of triggers, and of ends and restarts but for the last; "
     "the oldest goes first, the baseline and the log never. Default: 20."},
    {"follow", 0, OPTION_FLAG, AT(follow), NULL, NULL,
     "With --watch: when the program ends, wait for a new process of the same executable and go on "
     "with that one."},
    {"smaps", 0, OPTION_FLAG, AT(smaps), NULL, NULL,
     "Read the details of every memory region (smaps, pmap) however large the program is. Above 2 "
     "GiB or 20,000 regions that may hold it up for seconds, so it is left out there."},
    {"ignore-memory-limit", 0, OPTION_FLAG, AT(ignore_memory_limit), NULL, NULL,
     "Collect also what the memory limit of a control group has no room for: that of the process, "
     "or that of collect itself. Without this it is left out, because it could end the process."},
    {"hash-exe", 0, OPTION_FLAG, AT(hash_exe), NULL, NULL,
     "Read the executable once for its SHA-256, to tell it from every other build."},
    {"redact", 0, OPTION_TEXT, AT(redact), "HOW", "none standard strict",
     "standard: user, home folder, host and credentials are replaced. strict: so are the names in "
     "paths below home and where else people choose them, as far as no rule needs them. none: only "
     "credentials. Default: standard."},
    {"redact-key", 0, OPTION_TEXT, AT(redact_key), "FILE", "file",
     "Make pseudonyms with the secret in FILE, which is created when it is not there. Bundles made "
     "with the same one compare, and without it nobody can guess what a pseudonym stands for. "
     "Default: the id of this machine."},
    {"no-redact", 0, OPTION_FLAG, AT(no_redact), NULL, NULL,
     "The same as --redact none, for a bundle that stays with you. Credentials in arguments and "
     "addresses are masked all the same; the bundle says loudly that it was not redacted."},
    {"json", 0, OPTION_FLAG, AT(json), NULL, NULL,
     "Print one JSON object instead of the path: path, sha256, exit code, artifacts with status."},
    {"quiet", 'q', OPTION_FLAG, AT(quiet), NULL, NULL, "Say nothing but errors."},
    {"help", 'h', OPTION_FLAG, AT(help), NULL, NULL, "Show this help."},
    {"version", 'V', OPTION_FLAG, AT(version), NULL, NULL, "Show the version."},
    {"describe", 0, OPTION_TEXT, AT(describe), "FORM", NULL, NULL},
};

const char *const redact_policy_names[] = {
    [POLICY_NONE] = "none", [POLICY_STANDARD] = "standard", [POLICY_STRICT] = "strict", NULL};

static const struct option_pair exits[] = {
    {"0", "The bundle is complete."},
    {"1",
     "The bundle is written, but something is missing: the last lines and its manifest say what."},
    {"2", "Wrong usage, or the name fits several processes."},
    {"3", "No such target, or it may not be examined."},
    {"4", "The deadline passed, or the run was interrupted, before anything useful was collected."},
    {"5", "Nothing was written, because the finished bundle still held something that had to be "
          "hidden."},
    {"6", "The bundle could not be written."},
    {NULL, NULL},
};

static const struct option_pair examples[] = {
    {"collect sidecar", "Everything about the process of that name, as sidecar-PID-TIME.tgz."},
    {"collect --label baseline 4711", "By process id, with a word for the report."},
    {"collect http://localhost:6060", "By the address of its pprof server."},
    {"collect --quick sidecar", "Without profiling: done in a second."},
    {"collect --only files,process.limits sidecar", "Descriptors, sockets and limits alone."},
    {"collect --header 'Authorization: Bearer TOKEN' https://host:6060",
     "A server that wants a token. With --header @FILE the token is not on the command line."},
    {"collect --redact strict --redact-key ~/.exhibit.key sidecar",
     "For a public issue: no name of a folder or file of yours, and bundles still compare."},
    {"collect --watch --for 9h --when 'process.rss>2G,4G' -o night sidecar",
     "Overnight: a baseline, a log, a bundle at 2 and at 4 GiB, one in the morning. report night "
     "explains it."},
    {"collect -o - sidecar | ssh host 'cat > bundle.tgz'", "Straight to another machine."},
    {NULL, NULL},
};

const struct program collect_program = {
    .name = "collect",
    .version = EXHIBIT_VERSION,
    .summary = "snapshot everything about a running process into one file",
    .synopsis = "[options] TARGET",
    .about =
        "Takes a snapshot of a running process, all of it at once: status, memory map, "
        "descriptors, "
        "threads, limits, and, from a Go program with net/http/pprof, every profile that it "
        "offers. "
        "The result is one compressed archive that can be attached to a bug report; report(1) "
        "explains "
        "it.\n\n"
        "TARGET is a process id, the name of a process, the address of a pprof server "
        "(http://HOST:PORT, https://HOST:PORT, optionally with a path), or unix:/PATH of a socket. "
        "From a process its pprof server is found by itself; from an address the process behind "
        "it.\n\n"
        "The target is only read: no signal, no stop, no change. Home folder, user name, host name "
        "and values that look like credentials are replaced before anything is written, and the "
        "finished archive is searched for them once more.",
    .operand = "process",
    .rows = rows,
    .nrows = sizeof rows / sizeof rows[0],
    .exits = exits,
    .examples = examples,
};

struct collect_options collect_options_default(void)
{
    return (struct collect_options){.seconds = 30,
                                    .trace = 1,
                                    .max_size = 25 * MIB,
                                    .max_goroutines = 10000,
                                    .every = 60,
                                    .keep = 20};
}

bool collect_options_to_stdout(const struct collect_options *o)
{
    return o->output && strcmp(o->output, "-") == 0;
}
