#include "units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double magnitude(double x)
{
    return x < 0 ? -x : x;
}

struct units_text units_bytes(double bytes)
{
    static const char *const names[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    struct units_text t;
    size_t i = 0;
    /* 1023.96 would print as 1024.0: step up as soon as the rounded text would reach the next unit
     */
    while (i + 1 < sizeof names / sizeof names[0] && magnitude(bytes) >= (i ? 1023.95 : 1023.5)) {
        bytes /= 1024;
        i++;
    }
    snprintf(t.s, sizeof t.s, i ? "%.1f %s" : "%.0f %s", bytes, names[i]);
    return t;
}

struct units_text units_count(double n)
{
    struct units_text t;
    char digits[32];
    bool whole = n == floor(n) || magnitude(n) < 0.0005;
    int decimals = whole ? 0 : magnitude(n) < 0.1 ? 3 : 2;
    int len = snprintf(digits, sizeof digits, "%.*f", decimals, magnitude(n));
    if (len < 0 || magnitude(n) >= 1e18) {
        snprintf(t.s, sizeof t.s, "%.3g", n);
        return t;
    }
    size_t integer = (size_t)len - (whole ? 0 : (size_t)decimals + 1);
    size_t out = 0;
    if (n < 0 && !(whole && magnitude(n) < 1))
        t.s[out++] = '-';
    for (size_t i = 0; i < (size_t)len; i++) {
        if (i && i < integer && (integer - i) % 3 == 0)
            t.s[out++] = ',';
        t.s[out++] = digits[i];
    }
    t.s[out] = '\0';
    return t;
}

struct units_text units_duration(double seconds)
{
    struct units_text t;
    double s = magnitude(seconds);
    const char *sign = seconds < 0 ? "-" : "";
    s = s >= 59.5 ? round(s) : s; /* 3,599.99 s are an hour; of an hour only what is over counts */
    if (s >= 86400)
        snprintf(t.s, sizeof t.s, "%s%.0f d %.0f h", sign, floor(s / 86400),
                 floor(fmod(s, 86400) / 3600));
    else if (s >= 3600)
        snprintf(t.s, sizeof t.s, "%s%.0f h %.0f min", sign, floor(s / 3600),
                 floor(fmod(s, 3600) / 60));
    else if (s >= 60)
        snprintf(t.s, sizeof t.s, "%s%.0f min %.0f s", sign, floor(s / 60), fmod(s, 60));
    else if (s >= 0.9995 || s == 0)
        snprintf(t.s, sizeof t.s, s >= 9.95 || s == 0 ? "%s%.0f s" : "%s%.1f s", sign, s);
    else if (s >= 0.0009995)
        snprintf(t.s, sizeof t.s, "%s%.0f ms", sign, s * 1e3);
    else
        snprintf(t.s, sizeof t.s, "%s%.0f \u00b5s", sign, s * 1e6);
    return t;
}

struct units_text units_percent(double fraction)
{
    struct units_text t;
    snprintf(t.s, sizeof t.s, "%.1f %%", fraction * 100);
    return t;
}

struct units_text units_utc(int64_t nanoseconds)
{
    struct units_text t = {"unknown time"};
    time_t seconds = (time_t)(nanoseconds / 1000000000);
    struct tm tm;
    if (gmtime_r(&seconds, &tm))
        strftime(t.s, sizeof t.s, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return t;
}

struct suffix {
    const char *name;
    double factor;
};

/* Cuts the unit off the end of s and finds it in the table; "" must be its first row. */
static bool parse_with_suffix(struct slice s, const struct suffix *table, size_t n, double *value)
{
    size_t digits = 0;
    while (digits < s.len &&
           ((s.ptr[digits] >= '0' && s.ptr[digits] <= '9') || s.ptr[digits] == '.'))
        digits++;
    struct slice unit = slice_trim(slice_drop(s, digits));
    if (!slice_to_double(slice_take(s, digits), value))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (slice_is(unit, table[i].name)) {
            *value *= table[i].factor;
            return true;
        }
    }
    return false;
}

bool units_parse_duration(struct slice s, double *seconds)
{
    static const struct suffix table[] = {
        {"", 1}, {"s", 1}, {"ms", 1e-3}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400},
    };
    return parse_with_suffix(s, table, sizeof table / sizeof table[0], seconds);
}

bool units_parse_size(struct slice s, uint64_t *bytes)
{
    static const struct suffix table[] = {
        {"", 1},        {"B", 1},        {"k", 1024},    {"K", 1024},     {"KB", 1024},
        {"KiB", 1024},  {"M", 0x1p20},   {"MB", 0x1p20}, {"MiB", 0x1p20}, {"G", 0x1p30},
        {"GB", 0x1p30}, {"GiB", 0x1p30}, {"T", 0x1p40},  {"TB", 0x1p40},  {"TiB", 0x1p40},
    };
    double value;
    if (!parse_with_suffix(s, table, sizeof table / sizeof table[0], &value) || value >= 0x1p63)
        return false;
    *bytes = (uint64_t)value;
    return true;
}
