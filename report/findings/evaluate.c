#include "evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "candidate.h"
#include "go_symbol.h"
#include "night.h"
#include "pattern.h"
#include "slots.h"
#include "unknown.h"
#include "words.h"

const char *const severity_names[] = {"ok", "note", "warning", "critical"};
const char *const confidence_names[] = {"watch", "likely", "strong", "proven"};
const char *const area_names[AREA_COUNT] = {
    [AREA_MEMORY] = "memory",         [AREA_DESCRIPTORS] = "descriptors",
    [AREA_GOROUTINES] = "goroutines", [AREA_CPU] = "cpu",
    [AREA_THREADS] = "threads",       [AREA_RESPONSIVENESS] = "responsiveness",
    [AREA_EVIDENCE] = "evidence",
};

/* ---- can the rule be asked at all ---- */

bool rule_pack_applies(const struct rule_pack *p, const struct model *m)
{
    const struct identity *id = &m->identity[model_last(m)];
    struct slice built = id->module.len > 0 ? id->module : id->package;

    if (!p->module && !p->process)
        return true;
    if (p->module && built.len > 0)
        return pattern_match(p->module, built);
    return p->process && pattern_match(p->process, id->name);
}

static const char *subject_noun(enum subject_kind kind)
{
    static const char *const nouns[SUBJECT_KIND_COUNT] = {
        [SUBJECT_PROCESS] = "facts about the process", [SUBJECT_DESCRIPTORS] = "descriptors",
        [SUBJECT_GOROUTINES] = "goroutines",           [SUBJECT_THREADS] = "threads",
        [SUBJECT_RELATIVES] = "parents and children",  [SUBJECT_LOCKS] = "locks on files",
        [SUBJECT_NIGHT] = "samples of a watch",
    };

    return nouns[kind];
}

static struct slice why_not_comparable(struct arena *a, const struct model *m)
{
    if (m->nsides < 2)
        return SLICE("needs a second bundle of the same process");
    if (m->ncaveats > 0)
        return arena_printf(a, "the bundles are not of one and the same process: %.*s",
                            SLICE_ARG(m->caveats[0]));
    return SLICE("the bundles are not of one and the same process");
}

static struct slice why_not_collected(struct arena *a, const struct model *m, const struct rule *r,
                                      const struct profile *p)
{
    size_t first = r->needs_two ? 0 : (size_t)model_last(m);

    if (r->subject == SUBJECT_NIGHT && !m->night)
        return SLICE("there is no log of a watch");
    if ((r->subject == SUBJECT_GOROUTINES || r->subject == SUBJECT_FUNCTION) &&
        m->identity[model_last(m)].not_go)
        return SLICE("it is no Go program");
    for (size_t side = first; side < m->nsides; side++) {
        const char *where = m->nsides < 2 ? ""
                            : side == 0   ? " in the first bundle"
                                          : " in the second bundle";
        if (subject_collected(m, r->subject, p, (int)side))
            continue;
        if (r->subject == SUBJECT_FUNCTION)
            return arena_printf(a, "there is no %s profile%s", r->profile, where);
        return arena_printf(a, "no %s were collected%s", subject_noun(r->subject), where);
    }
    return SLICE("");
}

/* Empty when the rule can be evaluated. */
static struct slice why_not(struct arena *a, const struct model *m, const struct rule *r,
                            const struct profile *p)
{
    const struct subject whole = {.model = m, .kind = SUBJECT_PROCESS};

    if (r->needs_two && (m->nsides < 2 || !m->same_process))
        return why_not_comparable(a, m);
    if (r->subject == SUBJECT_FUNCTION && p && profile_type_index(p, r->type) == p->ntypes)
        return arena_printf(a, "the %s profile has no %s", r->profile, r->type);
    struct slice reason = why_not_collected(a, m, r, p);
    if (reason.len == 0 && (r->goroutine || r->no_goroutine) && !m->has_goroutines[model_last(m)])
        reason = SLICE("no goroutines were collected");
    for (size_t i = 0; i < r->nwhen && reason.len == 0; i++)
        if (!r->when[i].field && condition_check(&r->when[i], &whole) == VERDICT_UNKNOWN)
            reason = unknown_why(a, m, metrics[r->when[i].metric].name);
    return reason;
}

/* ---- subjects for which it holds ---- */

static bool all_hold(const struct condition *when, size_t count, const struct subject *s)
{
    for (size_t i = 0; i < count; i++)
        if (condition_check(&when[i], s) != VERDICT_HOLDS)
            return false;
    return true;
}

static bool is_looked_at(const struct rule *r, const struct subject *s)
{
    if (s->kind != SUBJECT_GOROUTINES || r->benign == BENIGN_TOO)
        return true;
    return (s->model->goroutines[s->index].benign != NULL) == (r->benign == BENIGN_ONLY);
}

static bool text_matches(struct arena *a, const struct rule *r, const struct subject *s)
{
    if (!r->match && !r->unless)
        return true;
    struct slice text = subject_text(a, s);
    return (!r->match || pattern_match(r->match, text)) &&
           (!r->unless || !pattern_match(r->unless, text));
}

static bool rule_holds(struct arena *a, const struct rule *r, const struct subject *s)
{
    return is_looked_at(r, s) && all_hold(r->when, r->nwhen, s) && text_matches(a, r, s);
}

static void raise_levels(struct candidate *c)
{
    for (size_t i = 0; i < c->rule->nraise; i++) {
        const struct rule_raise *raise = &c->rule->raise[i];
        if (!all_hold(raise->when, raise->nwhen, &c->subject))
            continue;
        if (raise->has_severity)
            c->severity = raise->severity;
        if (raise->has_confidence)
            c->confidence = raise->confidence;
    }
}

/* What orders findings of one rule: growth where it looks at growth, else size. */
static double weight(const struct candidate *c)
{
    enum reading of = c->rule->needs_two ? READING_DELTA : READING_LAST;
    struct number n = measure_value(&c->measure, c->subject.model, of);

    return n.known ? n.value : 0;
}

/* Worst first; no two are equal. */
static int compare(const void *left, const void *right)
{
    const struct candidate *x = left, *y = right;
    double wx = weight(x), wy = weight(y);

    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    if (wx > wy || wx < wy)
        return wx > wy ? -1 : 1;
    return x->subject.index < y->subject.index ? -1 : x->subject.index > y->subject.index;
}

/* A rule that this model can answer. */
struct question {
    const struct rule *rule;
    const struct profile *profile;
    size_t type, order;
    struct slice *texts; /* see struct subject */
};

/* Groups are sorted, the largest first: what comes behind so many is not looked at together. */
enum { TOGETHER_MOST = 5000 };

static struct subject subject_of(const struct model *m, const struct question *q, size_t index)
{
    return (struct subject){.model = m,
                            .kind = q->rule->subject,
                            .index = index,
                            .profile = q->profile,
                            .type = q->type,
                            .texts = q->texts};
}

static bool supersedes(const struct rule *better, const struct rule *r)
{
    if (better->subject != r->subject || better->together)
        return false;
    for (size_t i = 0; i < better->nsupersedes; i++)
        if (strcmp(better->supersedes[i], r->id) == 0)
            return true;
    return false;
}

/* Another rule says more about this subject. */
static bool superseded(struct arena *a, const struct question *questions, size_t count,
                       const struct question *q, const struct subject *s)
{
    for (size_t i = 0; i < count; i++)
        if (supersedes(questions[i].rule, q->rule) && questions[i].profile == q->profile &&
            rule_holds(a, questions[i].rule, s))
            return true;
    return false;
}

static struct candidate candidate_of(const struct question *q, const struct subject *s)
{
    struct candidate c = {.rule = q->rule,
                          .order = q->order,
                          .subject = *s,
                          .severity = q->rule->severity,
                          .confidence = q->rule->confidence,
                          .explained_by = CANDIDATE_NONE};

    c.measure = measure_read(&q->rule->when[0], s);
    raise_levels(&c);
    return c;
}

/* The stacks among these that the function behind c has started, and what they add up to. */
static struct family family_of(const struct candidates *found, const struct candidate *c)
{
    const struct goroutine_group *list = c->subject.model->goroutines;
    struct family f = {0};

    if (c->subject.kind != SUBJECT_GOROUTINES)
        return f;
    struct slice creator = list[c->subject.index].created_by.function;
    /* A library that starts goroutines for everybody tells nothing about whose they are. */
    for (size_t i = 0; i < found->count && go_symbol_is_application(creator); i++) {
        const struct candidate *x = &found->items[i];
        if (!slice_equal(list[x->subject.index].created_by.function, creator))
            continue;
        for (size_t side = 0; side < SIDES_MAX; side++) {
            f.side[side].known = x->measure.side[side].known;
            f.side[side].value += x->measure.side[side].value;
        }
        f.stacks++;
    }
    return f;
}

/* What the rule measures of this subject, on the side where there is more of it. */
static double size_of(const struct rule *r, const struct subject *s)
{
    struct measure q = measure_read(&r->when[0], s);
    double x = q.side[0].known ? q.side[0].value : 0, y = q.side[1].known ? q.side[1].value : 0;

    return fmax(x, y);
}

/* All subjects that match, as one; index is the largest. False when there is none. */
static bool take_together(struct arena *a, const struct question *q, struct subject *s)
{
    size_t all = subject_count(s->model, s->kind, s->profile), cap = 0, n = 0;
    size_t count = all < TOGETHER_MOST ? all : TOGETHER_MOST;
    size_t *members = NULL, largest = 0;
    double most = -1;

    for (size_t k = 0; k < count; k++) {
        s->index = k;
        if (!is_looked_at(q->rule, s) || !text_matches(a, q->rule, s))
            continue;
        double size = size_of(q->rule, s);
        if (size > most) {
            most = size;
            largest = k;
        }
        *ARENA_PUSH(a, members, n, cap) = k;
    }
    s->index = largest;
    s->members = members;
    s->nmembers = n;
    return n > 0;
}

static void ask_together(struct arena *a, const struct model *m, const struct question *q,
                         struct candidates *out)
{
    struct subject s = subject_of(m, q, 0);

    if (take_together(a, q, &s) && all_hold(q->rule->when, q->rule->nwhen, &s))
        *ARENA_PUSH(a, out->items, out->count, out->cap) = candidate_of(q, &s);
}

/* What a rule asks of the goroutines beside its subject. */
static bool goroutines_allow(struct arena *a, const struct model *m, const struct question *q)
{
    const struct rule *r = q->rule;
    bool wanted = r->goroutine == NULL;
    int last = model_last(m);

    if (!r->goroutine && !r->no_goroutine)
        return true;
    for (size_t i = 0; i < m->ngoroutines; i++) {
        struct subject s = {.model = m, .kind = SUBJECT_GOROUTINES, .index = i, .texts = q->texts};
        if (m->goroutines[i].count[last] == 0)
            continue;
        struct slice text = subject_text(a, &s);
        if (r->no_goroutine && pattern_match(r->no_goroutine, text))
            return false;
        wanted = wanted || pattern_match(r->goroutine, text);
    }
    return wanted;
}

/* The subjects for which question i holds: the worst of them, and how many more there are. So the
 * number of candidates depends on the rules, not on the input. */
static void ask(struct arena *a, const struct model *m, const struct question *questions,
                size_t nquestions, size_t i, struct candidates *out)
{
    const struct question *q = &questions[i];
    size_t count = subject_count(m, q->rule->subject, q->profile);
    struct candidates found = {0};

    if (q->rule->together) {
        ask_together(a, m, q, out);
        return;
    }
    for (size_t k = 0; k < count; k++) {
        struct subject s = subject_of(m, q, k);
        if (rule_holds(a, q->rule, &s) && !superseded(a, questions, nquestions, q, &s))
            *ARENA_PUSH(a, found.items, found.count, found.cap) = candidate_of(q, &s);
    }
    if (found.count > 1)
        qsort(found.items, found.count, sizeof *found.items, compare);
    for (size_t k = 0; k < found.count && k < q->rule->most; k++) {
        struct candidate *c = ARENA_PUSH(a, out->items, out->count, out->cap);
        *c = found.items[k];
        c->family = family_of(&found, c);
        if (found.count > q->rule->most)
            c->others = found.count - (size_t)q->rule->most;
    }
}

/* ---- words and evidence ---- */

/* " in 12 groups, most of them": behind the number of subjects that were added up. */
static struct slice spread(struct arena *a, const struct subject *s, const char *noun)
{
    if (s->nmembers < 2)
        return SLICE("");
    return arena_printf(a, " in %zu %s, most of them", s->nmembers, noun);
}

static struct slice evidence_text(struct arena *a, const struct candidate *c, int side)
{
    const struct subject *s = &c->subject;
    struct slice n = slot_number(a, c->measure.side[side], c->measure.unit, false);
    const struct model *m = s->model;

    switch (s->kind) {
    case SUBJECT_DESCRIPTORS:
        return arena_printf(a, "%.*s %s %.*s%.*s", SLICE_ARG(n),
                            strcmp(c->measure.name, "most") == 0 ? "on one file of"
                                                                 : "descriptors of",
                            SLICE_ARG(m->descriptors[s->index].template),
                            SLICE_ARG(s->nmembers > 1 ? SLICE(" and the like") : SLICE("")));
    case SUBJECT_GOROUTINES:
        return arena_printf(a, "%.*s goroutines%.*s at %.*s", SLICE_ARG(n),
                            SLICE_ARG(spread(a, s, "groups")),
                            SLICE_ARG(subject_where(&m->goroutines[s->index]).function));
    case SUBJECT_FUNCTION:
        return arena_printf(
            a, "%.*s %.*s by%.*s %.*s", SLICE_ARG(n), SLICE_ARG(s->profile->types[s->type].type),
            SLICE_ARG(spread(a, s, "functions")), SLICE_ARG(s->profile->functions[s->index].name));
    case SUBJECT_THREADS:
        return arena_printf(a, "%.*s threads in %.*s", SLICE_ARG(n),
                            SLICE_ARG(m->threads[s->index].wchan));
    case SUBJECT_RELATIVES:
        return arena_printf(a, "%.*s processes %.*s", SLICE_ARG(n),
                            SLICE_ARG(m->family[s->index].name));
    case SUBJECT_LOCKS:
        return arena_printf(a, "%.*s locks on %.*s", SLICE_ARG(n),
                            SLICE_ARG(m->locks[s->index].path));
    case SUBJECT_NIGHT:
        return arena_printf(a, "%s: %.*s more", m->night->series[s->index].what, SLICE_ARG(n));
    default:
        return arena_printf(a, "%s = %.*s", c->measure.name, SLICE_ARG(n));
    }
}

static void add_evidence(struct arena *a, const struct candidate *c, struct finding *f)
{
    struct evidence *evidence = ARENA_ARRAY(a, struct evidence, SIDES_MAX);

    for (size_t side = 0; side < c->subject.model->nsides; side++) {
        if (!c->measure.side[side].known)
            continue;
        struct slice member = c->measure.member ? slice_from(c->measure.member)
                                                : subject_member(&c->subject, (int)side);
        evidence[f->nevidence++] =
            (struct evidence){(int)side, member, evidence_text(a, c, (int)side)};
    }
    f->evidence = evidence;
}

static struct finding make(struct arena *a, const struct candidate *c)
{
    const struct words *w = &c->rule->words;
    const struct model *m = c->subject.model;
    const struct identity *who = &m->identity[model_last(m)];
    struct slot_context context = {a, c->rule, &c->subject, c->measure, c->others, c->family};
    struct finding f = {.rule = c->rule->id,
                        .severity = c->severity,
                        .confidence = c->confidence,
                        .source = words_body_for(a, w->body, who),
                        .anchor = c->rule->anchor};
    struct slice *next = ARENA_ARRAY(a, struct slice, w->nnext + 1);

    f.slots = slots_collect(&context, &f.nslots);
    f.title = words_fill(a, w->title, f.slots, f.nslots, WORDS_PLAIN);
    f.text = slice_trim(words_fill(a, f.source, f.slots, f.nslots, WORDS_PLAIN));
    for (size_t i = 0; i < w->nnext; i++) {
        struct slice step = w->next[i];
        if (!words_for(&step, who))
            continue;
        bool command = slice_has_prefix(step, SLICE("$ "));
        next[f.nnext++] =
            words_fill(a, step, f.slots, f.nslots, command ? WORDS_SHELL : WORDS_PLAIN);
    }
    f.next = next;
    add_evidence(a, c, &f);
    return f;
}

static void finish(struct arena *a, const struct candidates *c, struct findings *ret)
{
    struct finding *items = ARENA_ARRAY(a, struct finding, c->count + 1);

    for (size_t i = 0; i < c->count; i++) {
        items[i] = make(a, &c->items[i]);
        if (c->items[i].explained_by != CANDIDATE_NONE)
            items[i].explained_by = &items[c->items[i].explained_by];
        if (items[i].severity > ret->severity)
            ret->severity = items[i].severity;
    }
    ret->items = items;
    ret->count = c->count;
}

/* A pack that comes later has a rule of the same id: that one counts. */
static bool is_replaced(const struct rule_pack *const *packs, size_t npacks, size_t p,
                        const struct rule *r, const struct model *m)
{
    for (size_t later = p + 1; later < npacks; later++)
        for (size_t i = 0; i < packs[later]->count; i++)
            if (strcmp(packs[later]->rules[i].id, r->id) == 0 && rule_pack_applies(packs[later], m))
                return true;
    return false;
}

/* The rules that can be asked; the others go to ret->skipped with the reason. */
static struct question *choose(struct arena *a, const struct model *m,
                               const struct rule_pack *const *packs, size_t npacks,
                               struct findings *ret, size_t *count)
{
    struct not_evaluated *skipped = NULL;
    struct question *questions = NULL;
    struct slice *texts = ARENA_ARRAY(a, struct slice, m->ngoroutines + 1);
    size_t order = 0, skipped_cap = 0, cap = 0;

    *count = 0;
    for (size_t p = 0; p < npacks; p++)
        for (size_t i = 0; rule_pack_applies(packs[p], m) && i < packs[p]->count; i++, order++) {
            const struct rule *r = &packs[p]->rules[i];
            if (is_replaced(packs, npacks, p, r, m))
                continue;
            const struct profile *profile = r->profile ? model_profile(m, r->profile) : NULL;
            struct slice reason = why_not(a, m, r, profile);
            if (reason.len > 0) {
                *ARENA_PUSH(a, skipped, ret->nskipped, skipped_cap) =
                    (struct not_evaluated){r->id, reason};
                continue;
            }
            *ARENA_PUSH(a, questions, *count, cap) = (struct question){
                r, profile, profile ? profile_type_index(profile, r->type) : 0, order, texts};
        }
    ret->skipped = skipped;
    return questions;
}

void findings_evaluate(struct arena *a, const struct model *m, const struct rule_pack *const *packs,
                       size_t npacks, struct findings *ret)
{
    struct findings f = {0};
    struct candidates c = {0};
    size_t count = 0;
    struct question *questions = choose(a, m, packs, npacks, &f, &count);

    for (size_t i = 0; i < count; i++)
        if (goroutines_allow(a, m, &questions[i]))
            ask(a, m, questions, count, i, &c);
    if (c.count > 1)
        qsort(c.items, c.count, sizeof *c.items, compare);
    candidates_join(m, &c);
    finish(a, &c, &f);
    ranges_fill(a, m, packs, npacks, &f);
    trail_fill(a, m, &c, &f);
    triage_fill(a, m, &c, &f);
    f.verdict = verdict_text(a, m, &c, &f);
    verdict_confidence(&c, &f);
    *ret = f;
}
