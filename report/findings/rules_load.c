#include "rules_load.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cyaml/cyaml.h>

#include "limits_input.h"
#include "rules_raw.h"
#include "templates.h"

/* ---- what a rule file may hold ---- */

static const cyaml_strval_t subjects[] = {
    {"process", 1 + SUBJECT_PROCESS},
    {"descriptor_group", 1 + SUBJECT_DESCRIPTORS},
    {"goroutine_group", 1 + SUBJECT_GOROUTINES},
    {"profile_function", 1 + SUBJECT_FUNCTION},
    {"thread_group", 1 + SUBJECT_THREADS},
    {"relative", 1 + SUBJECT_RELATIVES},
    {"file_lock", 1 + SUBJECT_LOCKS},
    {"night", 1 + SUBJECT_NIGHT},
};
static const cyaml_strval_t areas[] = {
    {"memory", 1 + AREA_MEMORY},         {"descriptors", 1 + AREA_DESCRIPTORS},
    {"goroutines", 1 + AREA_GOROUTINES}, {"cpu", 1 + AREA_CPU},
    {"threads", 1 + AREA_THREADS},       {"responsiveness", 1 + AREA_RESPONSIVENESS},
    {"evidence", 1 + AREA_EVIDENCE},
};
static const cyaml_strval_t severities[] = {
    {"note", 1 + SEVERITY_NOTE},
    {"warning", 1 + SEVERITY_WARNING},
    {"critical", 1 + SEVERITY_CRITICAL},
};
static const cyaml_strval_t confidences[] = {
    {"watch", 1 + CONFIDENCE_WATCH},
    {"likely", 1 + CONFIDENCE_LIKELY},
    {"strong", 1 + CONFIDENCE_STRONG},
    {"proven", 1 + CONFIDENCE_PROVEN},
};
static const cyaml_strval_t benign_choices[] = {
    {"false", 1 + BENIGN_LEFT_OUT},
    {"true", 1 + BENIGN_ONLY},
    {"any", 1 + BENIGN_TOO},
};
static const cyaml_strval_t readings[] = {
    {"last", 1 + READING_LAST},     {"a", 1 + READING_A},
    {"b", 1 + READING_B},           {"delta", 1 + READING_DELTA},
    {"ratio", 1 + READING_RATIO},   {"per_hour", 1 + READING_PER_HOUR},
    {"sigmas", 1 + READING_SIGMAS},
};

#define OPTIONAL      CYAML_FLAG_OPTIONAL
#define OPTIONAL_LIST (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define TEXT(type, field)                                                                          \
    CYAML_FIELD_STRING_PTR(#field, OPTIONAL_LIST, type, field, 1, CYAML_UNLIMITED)
#define WORD(type, field, flags, table)                                                            \
    CYAML_FIELD_ENUM(#field, (flags) | CYAML_FLAG_STRICT, type, field, table,                      \
                     sizeof(table) / sizeof(table)[0])

static const cyaml_schema_field_t condition_fields[] = {
    TEXT(struct raw_condition, metric),
    TEXT(struct raw_condition, field),
    WORD(struct raw_condition, of, OPTIONAL, readings),
    TEXT(struct raw_condition, at_least),
    TEXT(struct raw_condition, at_most),
    TEXT(struct raw_condition, above),
    TEXT(struct raw_condition, below),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t condition_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_condition, condition_fields),
};
static const cyaml_schema_field_t raise_fields[] = {
    WORD(struct raw_raise, severity, OPTIONAL, severities),
    WORD(struct raw_raise, confidence, OPTIONAL, confidences),
    CYAML_FIELD_SEQUENCE("when", CYAML_FLAG_POINTER, struct raw_raise, when, &condition_schema, 1,
                         LIMIT_RULES),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t raise_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_raise, raise_fields),
};
static const cyaml_schema_value_t id_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, CYAML_UNLIMITED),
};
static const cyaml_schema_field_t rule_fields[] = {
    CYAML_FIELD_STRING_PTR("id", CYAML_FLAG_POINTER, struct raw_rule, id, 1, 100),
    WORD(struct raw_rule, subject, CYAML_FLAG_DEFAULT, subjects),
    WORD(struct raw_rule, area, CYAML_FLAG_DEFAULT, areas),
    WORD(struct raw_rule, severity, CYAML_FLAG_DEFAULT, severities),
    WORD(struct raw_rule, confidence, CYAML_FLAG_DEFAULT, confidences),
    TEXT(struct raw_rule, anchor),
    TEXT(struct raw_rule, profile),
    TEXT(struct raw_rule, type),
    TEXT(struct raw_rule, match),
    TEXT(struct raw_rule, unless),
    TEXT(struct raw_rule, goroutine),
    TEXT(struct raw_rule, no_goroutine),
    TEXT(struct raw_rule, template),
    TEXT(struct raw_rule, text),
    TEXT(struct raw_rule, brief),
    CYAML_FIELD_BOOL("leak", OPTIONAL, struct raw_rule, leak),
    CYAML_FIELD_BOOL("together", OPTIONAL, struct raw_rule, together),
    WORD(struct raw_rule, benign, OPTIONAL, benign_choices),
    CYAML_FIELD_BOOL("needs_two", OPTIONAL, struct raw_rule, needs_two),
    CYAML_FIELD_UINT("most", OPTIONAL, struct raw_rule, most),
    CYAML_FIELD_SEQUENCE("when", CYAML_FLAG_POINTER, struct raw_rule, when, &condition_schema, 1,
                         LIMIT_RULES),
    CYAML_FIELD_SEQUENCE("raise", OPTIONAL_LIST, struct raw_rule, raise, &raise_schema, 0,
                         LIMIT_RULES),
    CYAML_FIELD_SEQUENCE("explains", OPTIONAL_LIST, struct raw_rule, explains, &id_schema, 0,
                         LIMIT_RULES),
    CYAML_FIELD_SEQUENCE("supersedes", OPTIONAL_LIST, struct raw_rule, supersedes, &id_schema, 0,
                         LIMIT_RULES),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t rule_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_rule, rule_fields),
};
static const cyaml_schema_field_t program_fields[] = {
    TEXT(struct raw_program, module),
    TEXT(struct raw_program, process),
    CYAML_FIELD_END,
};
static const cyaml_schema_field_t baseline_fields[] = {
    CYAML_FIELD_STRING_PTR("metric", CYAML_FLAG_POINTER, struct raw_baseline, metric, 1, 100),
    TEXT(struct raw_baseline, from),
    TEXT(struct raw_baseline, to),
    TEXT(struct raw_baseline, amber),
    TEXT(struct raw_baseline, red),
    TEXT(struct raw_baseline, text),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t baseline_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_baseline, baseline_fields),
};
static const cyaml_schema_field_t pack_fields[] = {
    CYAML_FIELD_MAPPING_PTR("program", OPTIONAL_LIST, struct raw_pack, program, program_fields),
    CYAML_FIELD_SEQUENCE("baselines", OPTIONAL_LIST, struct raw_pack, baselines, &baseline_schema,
                         0, LIMIT_RULES),
    CYAML_FIELD_SEQUENCE("rules", CYAML_FLAG_POINTER, struct raw_pack, rules, &rule_schema, 1,
                         LIMIT_RULES),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t pack_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_pack, pack_fields),
};

/* ---- errors ---- */

/* libcyaml says what is wrong in its first message and where in a later one, "(line: 3, ...". */
struct complaint {
    char what[120];
    uint64_t line;
};

static __attribute__((format(printf, 3, 0))) void listen(cyaml_log_t level, void *context,
                                                         const char *fmt, va_list args)
{
    struct complaint *c = context;
    char message[300];
    uint64_t line = 0;

    if (level < CYAML_LOG_ERROR || vsnprintf(message, sizeof message, fmt, args) < 0)
        return;
    struct slice text = slice_trim(slice_from(message));
    size_t at = slice_find(text, SLICE("(line: "));
    struct slice digits = slice_drop(text, at == SIZE_MAX ? text.len : at + strlen("(line: ")), end;
    if (c->line == 0 && slice_next(&digits, ',', &end) && slice_to_u64(end, &line))
        c->line = line;
    slice_skip(&text, SLICE("Load: "));
    if (c->what[0] == '\0' && text.len > 0)
        snprintf(c->what, sizeof c->what, "%.*s", SLICE_ARG(text));
    for (char *p = c->what; *p; p++)
        if ((unsigned char)*p < ' ' || (unsigned char)*p > '~')
            *p = '?';
}

/* For an unknown key libcyaml names the line of the key before: looks for the key itself. */
static void correct_line(struct complaint *c, struct slice yaml)
{
    struct slice key = slice_from(c->what), line;
    uint64_t number = 0;

    if (!slice_skip(&key, SLICE("Unexpected key: ")))
        return;
    while (slice_next_line(&yaml, &line)) {
        line = slice_trim(line);
        slice_skip(&line, SLICE("- "));
        line = slice_trim(line);
        if (++number >= c->line && slice_skip(&line, key) && line.len > 0 && line.ptr[0] == ':') {
            c->line = number;
            return;
        }
    }
}

enum status rules_load(struct arena *a, struct slice yaml, const char *name, struct rule_pack *ret,
                       struct error *err)
{
    struct complaint complaint = {"", 0};
    struct raw_pack *raw = NULL;
    const cyaml_config_t config = {
        .log_fn = listen,
        .log_ctx = &complaint,
        .mem_fn = cyaml_mem,
        .log_level = CYAML_LOG_ERROR,
        .flags = CYAML_CFG_NO_ALIAS, /* no bombs */
    };

    if (yaml.len > LIMIT_RULE_FILE)
        return error_set(err, STATUS_LIMIT, 0, "%.60s: larger than %zu bytes", name,
                         LIMIT_RULE_FILE);
    if (yaml.len == 0)
        return error_set(err, STATUS_SYNTAX, 0, "%.60s:1: the file is empty", name);
    cyaml_err_t code =
        cyaml_load_data(yaml.ptr, yaml.len, &config, &pack_schema, (cyaml_data_t **)&raw, NULL);
    correct_line(&complaint, yaml);
    if (code != CYAML_OK)
        return error_set(err, STATUS_SYNTAX, 0, "%.60s:%llu: %s", name,
                         (unsigned long long)complaint.line,
                         complaint.what[0] ? complaint.what : cyaml_strerror(code));
    if (!raw) /* a document without content */
        return error_set(err, STATUS_SYNTAX, 0, "%.60s:1: there are no rules in it", name);
    enum status status = rules_make(a, raw, yaml, name, ret, err);
    cyaml_free(&config, &pack_schema, raw, 0);
    return status;
}

enum status rules_builtin(struct arena *a, const struct rule_pack *ret[RULES_BUILTIN_MAX],
                          size_t *count, struct error *err)
{
    *count = 0;
    for (size_t i = 0; i < template_rules_count && i < RULES_BUILTIN_MAX; i++) {
        struct rule_pack *pack = ARENA_NEW(a, struct rule_pack);
        enum status status =
            rules_load(a, *template_rules[i].text, template_rules[i].name, pack, err);
        if (status != STATUS_OK)
            return status;
        ret[(*count)++] = pack;
    }
    return STATUS_OK;
}
