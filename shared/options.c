#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "units.h"

enum { ROWS_MAX = 64, FIRST_LONG = 256, HELP_COLUMN = 26, HELP_WIDTH = 80 };

static bool store(const struct option_row *row, const char *text, void *into)
{
    char *field = (char *)into + row->offset;
    struct slice s = slice_from(text);
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)(void *)field = true;
        return true;
    case OPTION_TEXT:
        *(const char **)(void *)field = text;
        return true;
    case OPTION_LIST: {
        struct option_list *list = (struct option_list *)(void *)field;
        if (list->count == OPTION_LIST_MAX)
            return false;
        list->item[list->count++] = text;
        return true;
    }
    case OPTION_COUNT:
        return slice_to_u64(s, (uint64_t *)(void *)field);
    case OPTION_DURATION:
        return units_parse_duration(s, (double *)(void *)field);
    case OPTION_SIZE:
        return units_parse_size(s, (uint64_t *)(void *)field);
    }
    return false;
}

/* Builds what getopt_long wants from the table. */
static void fill_getopt(const struct program *p, struct option *longs, char *shorts, size_t size)
{
    size_t n = 0;
    shorts[n++] = ':'; /* a missing value is told apart from an unknown option */
    for (size_t i = 0; i < p->nrows; i++) {
        const struct option_row *row = &p->rows[i];
        int has_value = row->value ? required_argument : no_argument;
        longs[i] = (struct option){row->name, has_value, NULL, FIRST_LONG + (int)i};
        if (row->letter && n + 3 < size) {
            shorts[n++] = row->letter;
            if (row->value)
                shorts[n++] = ':';
        }
    }
    longs[p->nrows] = (struct option){0};
    shorts[n] = '\0';
}

static const struct option_row *row_of(const struct program *p, int c)
{
    if (c >= FIRST_LONG)
        return &p->rows[c - FIRST_LONG];
    for (size_t i = 0; i < p->nrows; i++)
        if (p->rows[i].letter == c)
            return &p->rows[i];
    return NULL;
}

/* The word the user typed is shown only when it is plain text: the message may reach a log. */
static enum status refuse(struct error *err, const char *what, const char *word)
{
    for (const char *c = word; *c; c++)
        if (*c < ' ' || *c == 127)
            return error_set(err, STATUS_USAGE, 0, "%s", what);
    return error_set(err, STATUS_USAGE, 0, "%s: %.100s", what, word);
}

enum status options_parse(const struct program *p, int argc, char **argv, void *into, int *first,
                          struct error *err)
{
    struct option longs[ROWS_MAX + 1];
    char shorts[3 * ROWS_MAX];
    if (p->nrows > ROWS_MAX)
        return error_set(err, STATUS_USAGE, 0, "too many options in the table");
    fill_getopt(p, longs, shorts, sizeof shorts);
    opterr = 0;
#ifdef __APPLE__
    optreset = 1;
    optind = 1;
#else
    optind = 0; /* makes glibc and musl forget an earlier run */
#endif
    int c;
    while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        if (c == '?' && optopt > 0 && optopt < FIRST_LONG)
            return error_set(err, STATUS_USAGE, 0, "unknown option: -%c", optopt);
        if (c == '?')
            return refuse(err, "unknown option", argv[optind - 1]);
        if (c == ':')
            return refuse(err, "this option needs a value", argv[optind - 1]);
        const struct option_row *row = row_of(p, c);
        if (!row || !store(row, optarg, into)) {
            char what[80];
            snprintf(what, sizeof what, "--%s does not take this value", row ? row->name : "?");
            return refuse(err, what, optarg ? optarg : "");
        }
    }
    *first = optind;
    return STATUS_OK;
}

/* Adds text wrapped at HELP_WIDTH, with lines after the first indented by indent. */
static void add_wrapped(struct sbuf *out, const char *text, size_t indent)
{
    size_t column = indent;
    struct slice rest = slice_from(text), word;
    bool first = true;
    while (slice_next_word(&rest, &word)) {
        if (!first && column + 1 + word.len > HELP_WIDTH) {
            sbuf_addf(out, "\n%*s", (int)indent, "");
            column = indent;
            first = true;
        }
        if (!first) {
            sbuf_addc(out, ' ');
            column++;
        }
        sbuf_add(out, word);
        column += word.len;
        first = false;
    }
    sbuf_addc(out, '\n');
}

static void add_option_help(struct sbuf *out, const struct option_row *row)
{
    char left[64];
    snprintf(left, sizeof left, "  %c%c%s --%s%s%s", row->letter ? '-' : ' ',
             row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
             row->value ? " " : "", row->value ? row->value : "");
    sbuf_addf(out, "%-*s", HELP_COLUMN - 1, left);
    if (strlen(left) >= HELP_COLUMN - 1)
        sbuf_addf(out, "\n%*s", HELP_COLUMN, "");
    else
        sbuf_addc(out, ' ');
    add_wrapped(out, row->help, HELP_COLUMN);
}

void options_help(const struct program *p, struct sbuf *out)
{
    sbuf_addf(out, "%s - %s\n\nUsage: %s %s\n\nOptions:\n", p->name, p->summary, p->name,
              p->synopsis);
    for (size_t i = 0; i < p->nrows; i++)
        if (p->rows[i].help)
            add_option_help(out, &p->rows[i]);
    sbuf_adds(out, "\nExit codes:\n");
    for (const struct option_pair *e = p->exits; e->name; e++) {
        sbuf_addf(out, "  %s  ", e->name);
        add_wrapped(out, e->help, 2 + strlen(e->name) + 2);
    }
    sbuf_adds(out, "\nExamples:\n");
    for (const struct option_pair *e = p->examples; e->name; e++)
        sbuf_addf(out, "  %s\n      %s\n", e->name, e->help);
}

/* Markdown keeps a line apart from the next one with a hard break; cmark makes the man page from
 * it. */
static void describe_markdown(const struct program *p, struct sbuf *out)
{
    sbuf_addf(out,
              "# NAME\n\n%s - %s\n\n# SYNOPSIS\n\n**%s** %s\n\n# DESCRIPTION\n\n%s\n\n# OPTIONS\n",
              p->name, p->summary, p->name, p->synopsis, p->about);
    for (size_t i = 0; i < p->nrows; i++) {
        const struct option_row *row = &p->rows[i];
        if (!row->help)
            continue;
        sbuf_adds(out, "\n");
        if (row->letter)
            sbuf_addf(out, "**-%c**, ", row->letter);
        sbuf_addf(out, "**--%s**", row->name);
        if (row->value)
            sbuf_addf(out, " *%s*", row->value);
        sbuf_addf(out, "\\\n%s\n", row->help);
    }
    sbuf_adds(out, "\n# EXIT STATUS\n");
    for (const struct option_pair *e = p->exits; e->name; e++)
        sbuf_addf(out, "\n**%s** %s\n", e->name, e->help);
    sbuf_adds(out, "\n# EXAMPLES\n");
    for (const struct option_pair *e = p->examples; e->name; e++)
        sbuf_addf(out, "\n`%s`\\\n%s\n", e->name, e->help);
}

static void bash_values(const struct program *p, struct sbuf *out)
{
    for (size_t i = 0; i < p->nrows; i++) {
        const struct option_row *row = &p->rows[i];
        if (!row->value || !row->help)
            continue;
        sbuf_addf(out, "        --%s", row->name);
        if (row->letter)
            sbuf_addf(out, "|-%c", row->letter);
        const char *how = row->complete ? row->complete : "";
        if (strcmp(how, "file") == 0)
            sbuf_adds(out, ") COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n");
        else if (strcmp(how, "dir") == 0)
            sbuf_adds(out, ") COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n");
        else
            sbuf_addf(out, ") COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", how);
    }
}

static void describe_bash(const struct program *p, struct sbuf *out)
{
    sbuf_addf(out, "# bash completion for %s, made from its option table\n_exhibit_%s()\n{\n",
              p->name, p->name);
    sbuf_adds(out, "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                   "    COMPREPLY=()\n    case $prev in\n");
    bash_values(p, out);
    sbuf_adds(out, "    esac\n    if [[ $cur == -* ]]; then\n        COMPREPLY=($(compgen -W '");
    for (size_t i = 0; i < p->nrows; i++)
        if (p->rows[i].help)
            sbuf_addf(out, "%s--%s", i ? " " : "", p->rows[i].name);
    sbuf_adds(out, "' -- \"$cur\"))\n    else\n");
    if (strcmp(p->operand, "process") == 0)
        sbuf_adds(
            out, "        COMPREPLY=($(compgen -W \"$(ps -eo comm= 2>/dev/null)\" -- \"$cur\"))\n");
    else
        sbuf_adds(out, "        COMPREPLY=($(compgen -f -- \"$cur\"))\n");
    sbuf_addf(out, "    fi\n}\ncomplete -o filenames -F _exhibit_%s %s\n", p->name, p->name);
}

/* In a zsh _arguments spec ':' and ']' end a field, and a quote ends the word. */
static void add_zsh_text(struct sbuf *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            sbuf_adds(out, "'\\''");
        else {
            if (*c == ':' || *c == '[' || *c == ']')
                sbuf_addc(out, '\\');
            sbuf_addc(out, *c);
        }
    }
}

static void add_zsh_option(struct sbuf *out, const struct option_row *row)
{
    const char *repeat = row->kind == OPTION_LIST ? "*" : "";
    sbuf_addf(out, "        '%s--%s%s[", repeat, row->name, row->value ? "=" : "");
    add_zsh_text(out, row->help);
    sbuf_adds(out, "]");
    if (row->value) {
        const char *how = row->complete ? row->complete : "";
        sbuf_addf(out, ":%s:", row->value);
        if (strcmp(how, "file") == 0)
            sbuf_adds(out, "_files");
        else if (strcmp(how, "dir") == 0)
            sbuf_adds(out, "_files -/");
        else if (*how)
            sbuf_addf(out, "(%s)", how);
        else
            sbuf_adds(out, " ");
    }
    sbuf_adds(out, "' \\\n");
}

static void describe_zsh(const struct program *p, struct sbuf *out)
{
    sbuf_addf(out,
              "#compdef %s\n# zsh completion, made from the option table\n_exhibit_%s() {\n"
              "    _arguments \\\n",
              p->name, p->name);
    for (size_t i = 0; i < p->nrows; i++)
        if (p->rows[i].help)
            add_zsh_option(out, &p->rows[i]);
    bool process = strcmp(p->operand, "process") == 0;
    sbuf_addf(out, "        '*:%s:%s'\n}\n_exhibit_%s \"$@\"\n", p->operand,
              process ? "_pids" : "_files", p->name);
}

bool options_describe(const struct program *p, const char *as, struct sbuf *out)
{
    static const struct {
        const char *name;
        void (*write)(const struct program *, struct sbuf *);
    } forms[] = {
        {"markdown", describe_markdown},
        {"bash", describe_bash},
        {"zsh", describe_zsh},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(as, forms[i].name) == 0) {
            forms[i].write(p, out);
            return true;
        }
    }
    return false;
}
