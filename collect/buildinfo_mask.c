#include "buildinfo_mask.h"

static bool is_separator(unsigned char c)
{
    return c == ' ' || c == '"' || c == '\'' || c == '\\' || c == '\t';
}

/* Where the word at at ends: at a blank or a quote; in single quotes, only at the next one. */
static size_t word_end(struct slice text, size_t at)
{
    bool quoted = at && text.ptr[at - 1] == '\'' && at < text.len && text.ptr[at] != '\'';
    while (at < text.len && (quoted ? text.ptr[at] != '\'' : !is_separator(text.ptr[at])))
        at++;
    return at;
}

/* The value of one setting: "-s -w -X main.token=x -X 'main.words=a b'", with quotes around it. */
static void mask_flags(struct redactor *r, struct slice flags, struct sbuf *out)
{
    struct argument_context before = {.program = "link"};
    bool closing = false;
    for (size_t at = 0; at < flags.len;) {
        if (is_separator(flags.ptr[at])) {
            sbuf_addc(out, (char)flags.ptr[at++]);
            if (closing) { /* the quote behind a word does not open another one */
                closing = false;
                continue;
            }
            if (at >= flags.len || is_separator(flags.ptr[at]))
                continue;
        }
        size_t end = word_end(flags, at);
        if (slice_has_prefix(slice_drop(flags, at), SLICE("-X="))) { /* the same as "-X " */
            sbuf_adds(out, "-X=");
            at += 3;
        }
        closing = at && flags.ptr[at - 1] == '\'' && end < flags.len && flags.ptr[end] == '\'';
        redactor_argument(r, &before, slice_take(slice_drop(flags, at), end - at), out);
        at = end;
    }
}

/* "build\t-ldflags=...", "build\tCGO_LDFLAGS=...": flags. Others are facts, a revision for one. */
static bool is_flags(struct slice line)
{
    return slice_skip(&line, SLICE("build\t")) &&
           (slice_has_prefix(line, SLICE("-")) || slice_has_prefix(line, SLICE("CGO_")));
}

bool buildinfo_mask(struct redactor *r, struct slice text, struct sbuf *out)
{
    struct slice line;
    while (slice_next_line(&text, &line)) {
        size_t equals = is_flags(line) ? slice_find(line, SLICE("=")) : SIZE_MAX;
        size_t head = equals == SIZE_MAX ? line.len : equals + 1;
        sbuf_add(out, slice_take(line, head));
        mask_flags(r, slice_drop(line, head), out);
        sbuf_addc(out, '\n');
    }
    return sbuf_ok(out);
}
