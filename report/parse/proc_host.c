#include "proc_host.h"

static struct known_real known_real(struct slice text)
{
    struct known_real n = {0};
    n.known = slice_to_double(text, &n.value);
    return n;
}

static struct known_real next_real(struct slice *rest)
{
    struct slice word = {0};
    slice_next_word(rest, &word);
    return known_real(word);
}

/* "0.31 0.20 0.10 2/345 6789": averages, runnable/threads, the newest pid,
 * which begins anew after some tens of thousands and so counts nothing. */
enum status proc_loadavg_parse(struct slice text, struct proc_loadavg *ret, struct error *err)
{
    struct slice rest = slice_trim(text), word = {0}, runnable;
    struct proc_loadavg l = {0};
    l.one = next_real(&rest);
    l.five = next_real(&rest);
    l.fifteen = next_real(&rest);
    if (!l.one.known || !l.five.known || !l.fifteen.known)
        return error_set(err, STATUS_SYNTAX, 0, "no three load averages");
    slice_next_word(&rest, &word);
    if (slice_next(&word, '/', &runnable)) {
        l.runnable = known_u64(runnable);
        l.threads = known_u64(word);
    }
    *ret = l;
    return STATUS_OK;
}

/* "12345.67 45678.90" */
enum status proc_uptime_parse(struct slice text, struct proc_uptime *ret, struct error *err)
{
    struct slice rest = slice_trim(text);
    struct proc_uptime u = {0};
    u.up_s = next_real(&rest);
    u.idle_s = next_real(&rest);
    if (!u.up_s.known)
        return error_set(err, STATUS_SYNTAX, 0, "no uptime in seconds");
    *ret = u;
    return STATUS_OK;
}
