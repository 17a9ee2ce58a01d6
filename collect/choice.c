#include "choice.h"

#include <stdio.h>
#include <string.h>

#include "endpoints.h"
#include "near.h"

enum { NEAR_MOST = 4, WORD_MOST = 80 };

static const char *id_at(size_t i)
{
    return i < sources_count ? sources[i].id : endpoints[i - sources_count].id;
}

static size_t id_count(void)
{
    return sources_count + endpoints_count;
}

static bool is_id(struct slice word)
{
    for (size_t i = 0; i < id_count(); i++)
        if (slice_is(word, id_at(i)))
            return true;
    return false;
}

/* "go." and "go" begin "go.heap"; "go.heap" begins "go.heap.debug1" only where it is no id. */
static bool names(struct slice word, const char *id)
{
    struct slice rest = slice_from(id);
    if (slice_equal(word, rest))
        return true;
    if (!word.len || !slice_skip(&rest, word))
        return false;
    return word.ptr[word.len - 1] == '.' || (rest.len && rest.ptr[0] == '.' && !is_id(word));
}

/* Calls fn for each word until it says true. Blanks around a word are not part of it. */
static bool any_word(const struct option_list *list, bool (*fn)(struct slice word, void *arg),
                     void *arg)
{
    for (size_t i = 0; i < list->count; i++) {
        struct slice rest = slice_from(list->item[i]), word;
        while (slice_next(&rest, ',', &word))
            if (slice_trim(word).len && fn(slice_trim(word), arg))
                return true;
    }
    return false;
}

static bool word_names(struct slice word, void *arg)
{
    return names(word, arg);
}

static bool listed(const struct option_list *list, const char *id)
{
    char text[WORD_MOST + 20];
    snprintf(text, sizeof text, "%s", id);
    return any_word(list, word_names, text);
}

bool choice_skips(const struct collect_options *o, const char *id)
{
    return listed(&o->skip, id);
}

const char *choice_left_out(const struct collect_options *o, const char *id)
{
    bool cpu = strcmp(id, "go.cpu") == 0, trace = strcmp(id, "go.trace") == 0;
    if (choice_skips(o, id))
        return "by --skip";
    if (o->only.count && !listed(&o->only, id))
        return "not among --only";
    if (o->live == LIVE_NEVER && strncmp(id, "go.live.", 8) == 0)
        return "by --live never";
    if (o->quick && (cpu || trace || strcmp(id, "process.sample") == 0))
        return "by --quick";
    if (strcmp(id, "process.exe-hash") == 0 && !o->hash_exe)
        return "--hash-exe asks for it";
    if (trace && o->policy == POLICY_STRICT)
        return "by --redact strict: names in a trace cannot be told apart";
    if ((cpu && o->seconds <= 0) || (trace && o->trace <= 0))
        return "its length was set to 0";
    return NULL;
}

/* Samples do not count: their file has a heading even when the target is gone. */
static bool is_about_target(const char *id)
{
    return strncmp(id, "host.", 5) != 0 && strcmp(id, "samples") != 0;
}

static bool any_wanted(const struct collect_options *o, bool from_server, bool from_machine)
{
    for (size_t i = 0; i < id_count(); i++) {
        bool of_server = i >= sources_count;
        if ((from_server || !of_server) && (from_machine || is_about_target(id_at(i))) &&
            !choice_left_out(o, id_at(i)))
            return true;
    }
    return false;
}

/* "go.fgprof": fit for the id of a profile, and no id of ours. */
static bool is_profile_id(struct slice word)
{
    char safe[WORD_MOST];
    struct slice name = word;
    return !is_id(word) && slice_skip(&name, SLICE("go.")) && name.len &&
           endpoints_safe_name(name, safe, sizeof safe) && slice_is(name, safe);
}

struct profile_visitor {
    void (*fn)(void *arg, struct slice id);
    void *arg;
};

static bool visit_profile(struct slice word, void *arg)
{
    const struct profile_visitor *v = arg;
    bool is_ours = false;
    for (size_t i = 0; i < id_count(); i++)
        is_ours = is_ours || names(word, id_at(i));
    if (!is_ours && is_profile_id(word))
        v->fn(v->arg, word);
    return false;
}

void choice_unknown_profiles(const struct collect_options *o,
                             void (*fn)(void *arg, struct slice id), void *arg)
{
    struct profile_visitor v = {fn, arg};
    (void)any_word(&o->only, visit_profile, &v);
}

static bool read_live(struct collect_options *o)
{
    static const char *const names[] = {
        [LIVE_AUTO] = "auto", [LIVE_ALWAYS] = "always", [LIVE_NEVER] = "never"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (o->live_text && strcmp(o->live_text, names[i]) == 0) {
            o->live = (enum live_choice)i;
            return true;
        }
    }
    return o->live_text == NULL;
}

static void note_one(void *arg, struct slice id)
{
    (void)id;
    *(bool *)arg = true;
}

bool choice_needs_server(const struct collect_options *o)
{
    bool unknown = false;
    for (size_t i = 0; i < endpoints_count; i++)
        if (!choice_left_out(o, endpoints[i].id))
            return true;
    choice_unknown_profiles(o, note_one, &unknown);
    return unknown;
}

bool choice_about_target(const struct collect_options *o)
{
    return any_wanted(o, false, false) || choice_needs_server(o);
}

static bool is_printable(struct slice word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < ' ' || word.ptr[i] >= 127)
            return false;
    return true;
}

/* "files.fd, files.sockets": ids that the word may have meant. Returns how many. */
static size_t add_near(struct slice word, char *text, size_t size)
{
    size_t n = 0, used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < id_count() && n < NEAR_MOST; i++)
        if (near_distance(word, id_at(i)) < NEAR_FAR && used + strlen(id_at(i)) + 3 < size) {
            used += (size_t)snprintf(text + used, size - used, "%s%s", n ? ", " : "", id_at(i));
            n++;
        }
    return n;
}

static bool refuse_unknown(struct slice word, void *arg)
{
    struct error *err = arg;
    char near[100];
    for (size_t i = 0; i < id_count(); i++)
        if (names(word, id_at(i)))
            return false;
    bool found = add_near(word, near, sizeof near) > 0;
    if (!found && is_profile_id(word)) /* a profile of this program's own: its index will tell */
        return false;
    (void)error_set(err, STATUS_USAGE, 0, "nothing is called %.*s%s%s%s; --list shows the ids",
                    is_printable(word) ? (int)(word.len < 40 ? word.len : 40) : 4,
                    is_printable(word) ? (const char *)word.ptr : "this", found ? " (near: " : "",
                    near, found ? ")" : "");
    return true;
}

enum status choice_check(struct collect_options *o, struct error *err)
{
    if (!read_live(o))
        return error_set(err, STATUS_USAGE, 0, "--live takes auto, always or never");
    if (any_word(&o->only, refuse_unknown, err) || any_word(&o->skip, refuse_unknown, err))
        return STATUS_USAGE;
    if (any_wanted(o, true, true) || choice_needs_server(o))
        return STATUS_OK;
    return error_set(err, STATUS_USAGE, 0,
                     "--only, --skip and --quick leave nothing to collect; --list shows the ids");
}
