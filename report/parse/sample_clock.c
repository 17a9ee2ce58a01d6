#include "sample_clock.h"

static const double DAY_S = 86400;
static const double MILLISECONDS_LEAST = 1e11; /* of seconds, that were in the year 5138 */

/* Exactly n digits off the front. */
static bool take_digits(struct slice *s, size_t n, unsigned *value)
{
    uint64_t v;
    if (s->len < n || s->ptr[0] == '+' || !slice_to_u64(slice_take(*s, n), &v))
        return false;
    *value = (unsigned)v;
    *s = slice_drop(*s, n);
    return true;
}

/* "02:27:00.5" */
static bool take_time(struct slice *s, double *seconds)
{
    unsigned h, m, whole;
    double fraction = 0;
    if (!take_digits(s, 2, &h) || !slice_skip(s, SLICE(":")) || !take_digits(s, 2, &m) ||
        !slice_skip(s, SLICE(":")) || !take_digits(s, 2, &whole) || h > 24 || m > 59 || whole > 60)
        return false;
    if (s->len && s->ptr[0] == '.') {
        size_t n = 1;
        while (n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9')
            n++;
        struct slice digits = slice_take(*s, n);
        double scale = 1;
        for (size_t i = 1; i < digits.len && i < 10; i++) {
            scale /= 10;
            fraction += (digits.ptr[i] - '0') * scale;
        }
        *s = slice_drop(*s, n);
    }
    *seconds = h * 3600.0 + m * 60.0 + whole + fraction;
    return true;
}

/* Days since 1970-01-01 in the calendar of today. */
static double days_of(unsigned year, unsigned month, unsigned day)
{
    unsigned y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;
    unsigned era = y / 400, of_era = y - era * 400;
    unsigned of_year = (153 * m + 2) / 5 + day - 1;
    unsigned days = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return (double)days - 719468;
}

static bool take_date(struct slice *s, double *seconds)
{
    unsigned year, month, day;
    struct slice rest = *s;
    if (!take_digits(&rest, 4, &year) || !slice_skip(&rest, SLICE("-")) ||
        !take_digits(&rest, 2, &month) || !slice_skip(&rest, SLICE("-")) ||
        !take_digits(&rest, 2, &day) || year < 1970 || month < 1 || month > 12 || day < 1 ||
        day > 31)
        return false;
    if (!slice_skip(&rest, SLICE("T")) && !slice_skip(&rest, SLICE(" ")))
        return false;
    *seconds = days_of(year, month, day) * DAY_S;
    *s = rest;
    return true;
}

/* "Z", "+0100", "-05:30": what is to be taken away for UTC. */
static bool take_zone(struct slice s, double *seconds)
{
    unsigned h, m = 0;
    *seconds = 0;
    if (s.len == 0 || slice_is(s, "Z"))
        return true;
    double sign = s.ptr[0] == '-' ? -1 : 1;
    if (!slice_skip(&s, SLICE("+")) && !slice_skip(&s, SLICE("-")))
        return false;
    if (!take_digits(&s, 2, &h))
        return false;
    slice_skip(&s, SLICE(":"));
    if (s.len && !take_digits(&s, 2, &m))
        return false;
    *seconds = sign * (h * 3600.0 + m * 60.0);
    return s.len == 0;
}

struct known_real sample_clock_parse(struct slice text, bool *dated)
{
    struct slice rest = slice_trim(text);
    double date = 0, time = 0, zone = 0;
    *dated = take_date(&rest, &date);
    if (take_time(&rest, &time) && take_zone(slice_trim(rest), &zone))
        return (struct known_real){true, date + time - zone};
    *dated = true;
    struct known_real epoch = {false, 0};
    bool number = slice_to_double(slice_trim(text), &epoch.value) && epoch.value >= 0;
    if (number && epoch.value >= MILLISECONDS_LEAST)
        epoch.value /= 1000;
    epoch.known = number && epoch.value < MILLISECONDS_LEAST;
    return epoch;
}
