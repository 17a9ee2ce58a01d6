/* rules_make.c - checks a rule file and turns it into rules. */
#include "rules_raw.h"

#include <math.h>
#include <string.h>

#include "pattern.h"
#include "slots.h"
#include "templates.h"
#include "units.h"
#include "words.h"

enum { MOST_DEFAULT = 3 };

struct making {
    struct arena *arena;
    struct slice yaml;
    const char *name;
    const struct raw_rule *raw;
    struct rule *rule;
    struct error *err;
};

/* Line of "id: ID" in the file, for errors; 0 when it is written in an unusual way. */
static unsigned long long line_of(struct slice yaml, const char *id)
{
    struct slice line;
    unsigned long long number = 0;

    while (slice_next_line(&yaml, &line)) {
        number++;
        line = slice_trim(line);
        slice_skip(&line, SLICE("- "));
        line = slice_trim(line);
        if (slice_skip(&line, SLICE("id:")) && slice_is(slice_trim(line), id))
            return number;
    }
    return 0;
}

static enum status complain(const struct making *k, const char *what, const char *word)
{
    char safe[40];
    size_t i = 0;

    for (; word && word[i] && i < sizeof safe - 1; i++)
        if (word[i] >= ' ' && word[i] <= '~')
            safe[i] = word[i];
        else
            safe[i] = '?';
    safe[i] = '\0';
    return error_set(k->err, STATUS_SYNTAX, 0, "%.60s:%llu: rule %.40s: %s%s%s", k->name,
                     line_of(k->yaml, k->raw->id), k->raw->id, what, word ? " " : "", safe);
}

static const char *keep(const struct making *k, const char *text)
{
    return text ? (const char *)arena_copy(k->arena, slice_from(text)).ptr : NULL;
}

/* ---- conditions ---- */

/* "50", "100MiB", "5%", "30s": what is allowed depends on what it is compared with. */
static bool parse_bound(struct slice s, enum unit unit, enum reading of, double *value)
{
    uint64_t bytes = 0;

    if (slice_has_suffix(s, SLICE("%"))) {
        bool ok = slice_to_double(slice_take(s, s.len - 1), value);
        *value /= 100;
        return ok && (unit == UNIT_FRACTION || of == READING_RATIO);
    }
    if (of == READING_RATIO || of == READING_SIGMAS || unit == UNIT_COUNT || !unit_has_rate(unit))
        return slice_to_double(s, value);
    if (unit == UNIT_SECONDS)
        return units_parse_duration(s, value);
    if (!units_parse_size(s, &bytes))
        return false;
    *value = (double)bytes;
    return true;
}

/* What is compared: c->metric or c->field, and its unit. */
static enum status make_measured(const struct making *k, const struct raw_condition *raw,
                                 struct condition *c, enum unit *unit)
{
    c->metric = SIZE_MAX;
    c->of = raw->of == RAW_NOT_GIVEN ? READING_LAST : (enum reading)(raw->of - 1);
    if (!raw->metric == !raw->field)
        return complain(k, "a condition needs either a metric or a field", NULL);
    if (raw->metric) {
        c->metric = metric_index(slice_from(raw->metric));
        if (c->metric == SIZE_MAX)
            return complain(k, "unknown metric", raw->metric);
        *unit = metrics[c->metric].unit;
        return STATUS_OK;
    }
    c->field = field_find(k->rule->subject, raw->field);
    if (!c->field)
        return complain(k, "this subject has no field", raw->field);
    *unit = field_unit(c->field, k->rule->type);
    if (c->field->both && c->of != READING_LAST)
        return complain(k, "the number is about both bundles, so \"of\" cannot be asked of",
                        raw->field);
    return STATUS_OK;
}

/* One condition of the file gives one per bound: at_least and below make a range. */
static enum status make_conditions(const struct making *k, const struct raw_condition *raw,
                                   unsigned nraw, const struct condition **ret, size_t *count)
{
    struct condition *when = ARENA_ARRAY(k->arena, struct condition, 4 * (size_t)nraw);
    size_t n = 0;

    for (unsigned i = 0; i < nraw; i++) {
        const char *bounds[] = {[RELATION_AT_LEAST] = raw[i].at_least,
                                [RELATION_AT_MOST] = raw[i].at_most,
                                [RELATION_ABOVE] = raw[i].above,
                                [RELATION_BELOW] = raw[i].below};
        struct condition c = {0};
        enum unit unit = UNIT_COUNT;
        enum status status = make_measured(k, &raw[i], &c, &unit);
        size_t before = n;
        if (status != STATUS_OK)
            return status;
        for (size_t r = 0; r < sizeof bounds / sizeof bounds[0]; r++) {
            if (!bounds[r])
                continue;
            c.relation = (enum relation)r;
            if (!parse_bound(slice_from(bounds[r]), unit, c.of, &c.bound))
                return complain(k, "this value does not fit what it is compared with:", bounds[r]);
            when[n++] = c;
        }
        if (n == before)
            return complain(k, "a condition needs at_least, at_most, above or below", NULL);
    }
    *ret = when;
    *count = n;
    return STATUS_OK;
}

static enum status make_raise(const struct making *k)
{
    struct rule_raise *raise = ARENA_ARRAY(k->arena, struct rule_raise, k->raw->raise_count + 1);

    for (unsigned i = 0; i < k->raw->raise_count; i++) {
        const struct raw_raise *raw = &k->raw->raise[i];
        raise[i].has_severity = raw->severity != RAW_NOT_GIVEN;
        raise[i].has_confidence = raw->confidence != RAW_NOT_GIVEN;
        raise[i].severity = raise[i].has_severity ? (enum severity)(raw->severity - 1) : 0;
        raise[i].confidence = raise[i].has_confidence ? (enum confidence)(raw->confidence - 1) : 0;
        enum status status =
            make_conditions(k, raw->when, raw->when_count, &raise[i].when, &raise[i].nwhen);
        if (status != STATUS_OK)
            return status;
    }
    k->rule->raise = raise;
    k->rule->nraise = k->raw->raise_count;
    return STATUS_OK;
}

/* ---- patterns, words ---- */

static enum status make_pattern(const struct making *k, const char *pattern,
                                const struct pattern **ret)
{
    struct error why;

    if (!pattern)
        return STATUS_OK;
    struct slice kept = arena_copy(k->arena, slice_from(pattern));
    if (pattern_compile(k->arena, kept, ret, &why) != STATUS_OK)
        return complain(k, why.msg, NULL);
    return STATUS_OK;
}

static struct slice embedded(const char *name)
{
    for (size_t i = 0; i < template_findings_count; i++)
        if (strcmp(template_findings[i].name, name) == 0)
            return *template_findings[i].text;
    return SLICE("");
}

static enum status check_slots(const struct making *k, struct slice text)
{
    struct slice before, name;

    while (words_next_slot(&text, &before, &name))
        if (!slot_exists(k->rule->subject, name))
            return complain(k, "its words have an unknown slot",
                            (const char *)arena_copy(k->arena, name).ptr);
    return STATUS_OK;
}

static enum status make_words(const struct making *k)
{
    struct rule *r = k->rule;
    const char *name = k->raw->template ? k->raw->template : k->raw->id;
    struct error why;
    struct slice text =
        k->raw->text ? arena_copy(k->arena, slice_from(k->raw->text)) : embedded(name);

    r->template = k->raw->text ? NULL : keep(k, name);
    if (text.len == 0)
        return complain(
            k, "there are no words for it: no text, and templates/CMakeLists.txt does not list",
            name);
    if (words_parse(k->arena, text, &r->words, &why) != STATUS_OK)
        return complain(k, why.msg, NULL);
    r->brief = arena_copy(k->arena, slice_from(k->raw->brief));
    enum status status = check_slots(k, r->words.title);
    if (status == STATUS_OK)
        status = check_slots(k, r->words.body);
    if (status == STATUS_OK)
        status = check_slots(k, r->brief);
    for (size_t i = 0; i < r->words.nnext && status == STATUS_OK; i++)
        status = check_slots(k, r->words.next[i]);
    return status;
}

/* ---- rules ---- */

static const char *const *keep_list(const struct making *k, char **list, unsigned count)
{
    const char **kept = ARENA_ARRAY(k->arena, const char *, (size_t)count + 1);

    for (unsigned i = 0; i < count; i++)
        kept[i] = keep(k, list[i]);
    return kept;
}

static void copy_plain(const struct making *k)
{
    const struct raw_rule *raw = k->raw;
    struct rule *r = k->rule;

    r->id = keep(k, raw->id);
    r->subject = (enum subject_kind)(raw->subject - 1);
    r->area = (enum area)(raw->area - 1);
    r->severity = (enum severity)(raw->severity - 1);
    r->confidence = (enum confidence)(raw->confidence - 1);
    r->anchor = raw->anchor ? keep(k, raw->anchor) : area_names[r->area];
    r->profile = keep(k, raw->profile);
    r->type = keep(k, raw->type);
    r->leak = raw->leak;
    r->together = raw->together;
    r->benign =
        raw->benign == RAW_NOT_GIVEN ? BENIGN_LEFT_OUT : (enum benign_choice)(raw->benign - 1);
    r->most = raw->most > 0 ? raw->most : MOST_DEFAULT;
    r->explains = keep_list(k, raw->explains, raw->explains_count);
    r->nexplains = raw->explains_count;
    r->supersedes = keep_list(k, raw->supersedes, raw->supersedes_count);
    r->nsupersedes = raw->supersedes_count;
}

static enum status make_rule(const struct making *k)
{
    struct rule *r = k->rule;

    copy_plain(k);
    if ((r->subject == SUBJECT_FUNCTION) != (r->profile && r->type))
        return complain(k, "profile and type go with profile_function, and only with it", NULL);
    if (r->benign != BENIGN_LEFT_OUT && r->subject != SUBJECT_GOROUTINES)
        return complain(k, "only goroutines can be benign", NULL);
    if (r->together && r->subject == SUBJECT_PROCESS)
        return complain(k, "there is one process only, nothing to take together", NULL);
    enum status status = make_conditions(k, k->raw->when, k->raw->when_count, &r->when, &r->nwhen);
    if (status == STATUS_OK)
        status = make_raise(k);
    if (status == STATUS_OK)
        status = make_pattern(k, k->raw->match, &r->match);
    if (status == STATUS_OK)
        status = make_pattern(k, k->raw->unless, &r->unless);
    if (status == STATUS_OK)
        status = make_pattern(k, k->raw->goroutine, &r->goroutine);
    if (status == STATUS_OK)
        status = make_pattern(k, k->raw->no_goroutine, &r->no_goroutine);
    if (status == STATUS_OK)
        status = make_words(k);
    r->needs_two = k->raw->needs_two;
    for (size_t i = 0; i < r->nwhen; i++)
        r->needs_two = r->needs_two || condition_needs_two(&r->when[i]);
    return status;
}

/* ---- the pack itself ---- */

static enum status make_program(struct arena *a, const struct raw_program *raw,
                                struct rule_pack *pack, const char *name, struct error *err)
{
    const char *texts[] = {raw ? raw->module : NULL, raw ? raw->process : NULL};
    const struct pattern **patterns[] = {&pack->module, &pack->process};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct error why;
        if (!texts[i])
            continue;
        struct slice kept = arena_copy(a, slice_from(texts[i]));
        if (pattern_compile(a, kept, patterns[i], &why) != STATUS_OK)
            return error_set(err, STATUS_SYNTAX, 0, "%.60s: program: %s", name, why.msg);
    }
    return STATUS_OK;
}

/* Line of "metric: NAME" below "baselines:", for errors. */
static unsigned long long line_of_baseline(struct slice yaml, const char *metric)
{
    struct slice line;
    unsigned long long number = 0;
    bool inside = false;

    while (slice_next_line(&yaml, &line)) {
        number++;
        inside = inside || slice_has_prefix(line, SLICE("baselines:"));
        if (inside && slice_find(line, slice_from(metric)) != SIZE_MAX)
            return number;
    }
    return 0;
}

static enum status make_baseline(struct arena *a, const struct raw_baseline *raw, struct slice yaml,
                                 const char *name, struct baseline *ret, struct error *err)
{
    const char *texts[] = {raw->from, raw->to, raw->amber, raw->red};
    double *numbers[] = {&ret->from, &ret->to, &ret->amber, &ret->red};
    unsigned long long line = line_of_baseline(yaml, raw->metric);

    *ret = (struct baseline){.metric = metric_index(slice_from(raw->metric)),
                             .text = arena_copy(a, slice_from(raw->text ? raw->text : ""))};
    if (ret->metric == SIZE_MAX)
        return error_set(err, STATUS_SYNTAX, 0, "%.60s:%llu: baseline of an unknown metric", name,
                         line);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i] &&
            !parse_bound(slice_from(texts[i]), metrics[ret->metric].unit, READING_LAST, numbers[i]))
            return error_set(err, STATUS_SYNTAX, 0,
                             "%.60s:%llu: baseline %s: a value does not fit the metric", name, line,
                             metrics[ret->metric].name);
    return STATUS_OK;
}

static enum status make_baselines(struct arena *a, const struct raw_pack *raw, struct slice yaml,
                                  const char *name, struct rule_pack *pack, struct error *err)
{
    struct baseline *all = ARENA_ARRAY(a, struct baseline, raw->baselines_count + 1);

    for (unsigned i = 0; i < raw->baselines_count; i++) {
        enum status status = make_baseline(a, &raw->baselines[i], yaml, name, &all[i], err);
        if (status != STATUS_OK)
            return status;
    }
    pack->baselines = all;
    pack->nbaselines = raw->baselines_count;
    return STATUS_OK;
}

enum status rules_make(struct arena *a, const struct raw_pack *raw, struct slice yaml,
                       const char *name, struct rule_pack *ret, struct error *err)
{
    struct rule *rules = ARENA_ARRAY(a, struct rule, raw->rules_count);
    struct rule_pack pack = {.name = name, .rules = rules, .count = raw->rules_count};
    enum status pack_status = make_program(a, raw->program, &pack, name, err);

    if (pack_status == STATUS_OK)
        pack_status = make_baselines(a, raw, yaml, name, &pack, err);
    if (pack_status != STATUS_OK)
        return pack_status;

    for (unsigned i = 0; i < raw->rules_count; i++) {
        const struct making k = {a, yaml, name, &raw->rules[i], &rules[i], err};
        enum status status = make_rule(&k);
        if (status != STATUS_OK)
            return status;
        for (unsigned j = 0; j < i; j++)
            if (strcmp(rules[j].id, rules[i].id) == 0)
                return complain(&k, "this id is there twice", NULL);
    }
    *ret = pack;
    return STATUS_OK;
}
