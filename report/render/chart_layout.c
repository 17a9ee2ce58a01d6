#include "chart_layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STEPS_MOST = 4 };
static const double LIMIT_NEAR = 2;      /* times the greatest value */
static const double SPAN_LEAST = 0.1;    /* of the greatest value */
static const double FAR_FROM_ZERO = 0.5; /* least value by the greatest */

/* ---- steps -------------------------------------------------------------------------------------
 */

/* The least of 1, 2, 5 times a power of ten that is not below x. */
static double decimal_step(double x)
{
    double power = pow(10, floor(log10(x)));
    static const double factors[] = {1, 2, 5, 10};
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++)
        if (power * factors[i] >= x * (1 - 1e-9))
            return power * factors[i];
    return power * 10;
}

static double binary_step(double x)
{
    return x <= 1 ? 1 : exp2(ceil(log2(x)));
}

static double time_step(double x)
{
    static const double steps[] = {1,     2,     5,     10,    15,     30,    60,
                                   120,   300,   600,   900,   1800,   3600,  7200,
                                   10800, 21600, 43200, 86400, 172800, 432000};
    for (size_t i = 0; x > 0.5 && i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i] >= x * (1 - 1e-9))
            return steps[i];
    return x > 0.5 ? 86400 * decimal_step(x / 86400) : decimal_step(x);
}

/* Of things there are no halves. */
static bool is_whole(const struct chart_panel *p)
{
    return floor(p->least) >= p->least && floor(p->most) >= p->most;
}

static double step_of(const struct chart_panel *p, double x)
{
    static double (*const of[])(double) = {
        [UNIT_COUNT] = decimal_step,    [UNIT_BYTES] = binary_step, [UNIT_SECONDS] = time_step,
        [UNIT_FRACTION] = decimal_step, [UNIT_LOAD] = decimal_step,
    };
    double least = p->unit == UNIT_FRACTION  ? 0.001
                   : p->unit == UNIT_SECONDS ? 1e-6
                   : is_whole(p)             ? 1
                                             : 0.01;
    return of[p->unit](fmax(x, least));
}

/* ---- the axis of values ------------------------------------------------------------------------
 */

struct chart_axis chart_axis(const struct chart_panel *p)
{
    double least = p->least, most = p->most;
    if (p->limit.known && p->limit.value > most && p->limit.value <= most * LIMIT_NEAR)
        most = p->limit.value;
    double size = fmax(fabs(least), fabs(most)), middle = least / 2 + most / 2;
    bool from_zero = least >= 0 && least < most * FAR_FROM_ZERO;
    double low = from_zero ? 0 : least, high = most;
    if (high - low < size * SPAN_LEAST) {
        low = fmin(least, middle - size * SPAN_LEAST / 2);
        high = fmax(most, middle + size * SPAN_LEAST / 2);
        if (least >= 0)
            low = fmax(0, low);
    }
    if (!(high > low))
        high = low + 1;
    struct chart_axis axis = {0, 0, step_of(p, (high - low) / STEPS_MOST)};
    axis.low = floor(low / axis.step) * axis.step;
    axis.high = ceil(high / axis.step) * axis.step;
    return axis;
}

bool chart_shows_limit(const struct chart_panel *p, const struct chart_axis *axis)
{
    return p->limit.known && p->limit.value <= axis->high && p->limit.value >= axis->low;
}

/* As many decimals as the step needs, none behind whole numbers. */
static int decimals_of(double step)
{
    int n = 0;
    for (double s = step; n < 3 && fabs(s - round(s)) > 1e-6 * fabs(s); s *= 10)
        n++;
    return n;
}

struct units_text chart_axis_text(enum unit unit, const struct chart_axis *axis, double value)
{
    static const char *const names[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    struct units_text t;
    double most = fmax(fabs(axis->low), fabs(axis->high)), scale = 1;
    size_t i = 0;
    bool counts = unit == UNIT_COUNT || unit == UNIT_LOAD;
    if (unit == UNIT_SECONDS || (counts && decimals_of(axis->step) == 0))
        return unit_text(unit, fabs(value) < axis->step / 2 ? 0 : value);
    if (unit == UNIT_FRACTION)
        scale = 0.01;
    for (; unit == UNIT_BYTES && i + 1 < sizeof names / sizeof names[0] && most / scale >= 1024;
         i++)
        scale *= 1024;
    double shown = value / scale, step = axis->step / scale;
    if (most / scale >= 1e7)
        snprintf(t.s, sizeof t.s, "%.3g", shown);
    else
        snprintf(t.s, sizeof t.s, "%.*f", decimals_of(step), fabs(shown) < step / 2 ? 0 : shown);
    size_t n = strlen(t.s);
    snprintf(t.s + n, sizeof t.s - n, "%s%s", counts ? "" : " ",
             unit == UNIT_FRACTION ? "%"
             : unit == UNIT_BYTES  ? names[i]
                                   : "");
    return t;
}

/* ---- the axis of time --------------------------------------------------------------------------
 */

struct chart_span chart_span(const struct chart *c)
{
    struct chart_span s = {c->from_s, c->until_s};
    double length = s.until - s.from;
    for (size_t i = 0; i < c->npanels; i++) {
        const struct chart_panel *p = &c->panels[i];
        struct chart_axis axis = chart_axis(p);
        if (p->reached_s.known && chart_shows_limit(p, &axis) &&
            p->reached_s.value <= c->until_s + length)
            s.until = fmax(s.until, p->reached_s.value);
    }
    if (!(s.until > s.from)) {
        s.from -= 0.5;
        s.until = fmax(s.from + 1, nextafter(s.from, INFINITY));
    }
    return s;
}

double chart_first_tick(const struct chart *c, const struct chart_span *s, double *step)
{
    *step = time_step(fmax((s->until - s->from) / STEPS_MOST, 1e-6));
    double start = c->start_utc_ns.known ? fmod(c->start_utc_ns.value / 1e9, *step) : 0;
    return ceil((s->from + start) / *step - 1e-9) * *step - start;
}

struct units_text chart_tick_text(const struct chart *c, double at_s, double step)
{
    static const char *const empty[] = {" 0 s", " 0 min", " 0 h"};
    struct units_text t =
        chart_time_text(c, fabs(at_s) < step / 2 && !c->start_utc_ns.known ? 0 : at_s);
    struct slice text = slice_from(t.s);
    if (c->start_utc_ns.known) {
        if (step >= 60 && text.len == 8) /* 02:27:00 */
            t.s[5] = '\0';
        return t;
    }
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        if (slice_has_suffix(text, slice_from(empty[i])))
            t.s[text.len - strlen(empty[i])] = '\0';
    if (slice_has_suffix(text, SLICE(".0 s")))
        snprintf(t.s + text.len - 4, 3, " s");
    return t;
}
