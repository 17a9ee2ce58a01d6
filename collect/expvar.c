#include "expvar.h"

#include "limits_input.h"

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Copies blanks, and the byte behind them when it is the wanted one. */
static bool copy_up_to(struct slice *rest, unsigned char wanted, struct sbuf *out)
{
    while (rest->len && is_blank(rest->ptr[0])) {
        sbuf_addc(out, (char)rest->ptr[0]);
        *rest = slice_drop(*rest, 1);
    }
    if (!rest->len || rest->ptr[0] != wanted)
        return false;
    sbuf_add(out, slice_take(*rest, 1));
    *rest = slice_drop(*rest, 1);
    return true;
}

/* rest stands behind the opening quote; afterwards behind the closing one. */
static bool take_text(struct slice *rest, struct slice *raw)
{
    for (size_t i = 0; i < rest->len; i++) {
        if (rest->ptr[i] == '\\') {
            i++;
        } else if (rest->ptr[i] == '"') {
            *raw = slice_take(*rest, i);
            *rest = slice_drop(*rest, i + 1);
            return true;
        }
    }
    return false;
}

static void add_utf8(struct sbuf *out, uint64_t c)
{
    const unsigned char two[] = {(unsigned char)(0xc0 | c >> 6), (unsigned char)(0x80 | (c & 63))};
    const unsigned char three[] = {(unsigned char)(0xe0 | c >> 12),
                                   (unsigned char)(0x80 | (c >> 6 & 63)),
                                   (unsigned char)(0x80 | (c & 63))};
    if (c < 0x80)
        sbuf_addc(out, (char)c);
    else
        sbuf_add(out, c < 0x800 ? (struct slice){two, 2} : (struct slice){three, 3});
}

/* \n, \", \u003c -> the bytes that they stand for. Go writes <, > and & the last way. */
static void unescape(struct slice raw, struct sbuf *out)
{
    static const char letters[] = "bfnrt";
    while (raw.len) {
        uint64_t code;
        if (raw.ptr[0] != '\\' || raw.len < 2) {
            sbuf_add(out, slice_take(raw, 1));
            raw = slice_drop(raw, 1);
            continue;
        }
        unsigned char kind = raw.ptr[1];
        size_t used = 2, at = 0;
        while (letters[at] && letters[at] != (char)kind)
            at++;
        if (kind == 'u' && raw.len >= 6 && slice_to_hex(slice_take(slice_drop(raw, 2), 4), &code)) {
            add_utf8(out, code);
            used = 6;
        } else {
            sbuf_add(out, letters[at] ? slice_take(slice_drop(SLICE("\b\f\n\r\t"), at), 1)
                                      : slice_take(slice_drop(raw, 1), 1));
        }
        raw = slice_drop(raw, used);
    }
}

static void add_escaped(struct sbuf *out, struct slice text)
{
    sbuf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = text.ptr[i];
        if (c < ' ' || c == '"' || c == '\\')
            sbuf_addf(out, "\\u%04x", c);
        else
            sbuf_add(out, slice_take(slice_drop(text, i), 1));
    }
    sbuf_addc(out, '"');
}

/* rest stands behind the '[' of a command line; afterwards behind its ']'. */
static bool mask_arguments(struct redactor *r, struct slice *rest, struct sbuf *out)
{
    struct argument_context before = {0};
    while (rest->len && rest->ptr[0] != ']') {
        struct slice raw;
        if (rest->ptr[0] != '"') {
            sbuf_add(out, slice_take(*rest, 1));
            *rest = slice_drop(*rest, 1);
            continue;
        }
        *rest = slice_drop(*rest, 1);
        if (!take_text(rest, &raw))
            return false;
        AUTO_SBUF struct sbuf argument, shown;
        sbuf_init(&argument, LIMIT_PROC_FILE);
        sbuf_init(&shown, LIMIT_PROC_FILE);
        unescape(raw, &argument);
        redactor_argument(r, &before, sbuf_view(&argument), &shown);
        if (!sbuf_ok(&argument) || !sbuf_ok(&shown))
            return false;
        add_escaped(out, sbuf_view(&shown));
    }
    return copy_up_to(rest, ']', out);
}

/* "db_password": "x" is judged as the argument db_password=x would be. */
static bool mask_value(struct redactor *r, struct slice name, struct slice *rest, struct sbuf *out)
{
    AUTO_SBUF struct sbuf argument, shown;
    struct argument_context none = {.program = "-"};
    struct slice raw;
    sbuf_init(&argument, LIMIT_PROC_FILE);
    sbuf_init(&shown, LIMIT_PROC_FILE);
    if (!take_text(rest, &raw))
        return false;
    unescape(name, &argument);
    sbuf_addc(&argument, '=');
    size_t front = argument.len;
    unescape(raw, &argument);
    redactor_argument(r, &none, sbuf_view(&argument), &shown);
    if (!sbuf_ok(&argument) || !sbuf_ok(&shown))
        return false;
    struct slice value = slice_drop(sbuf_view(&shown), front < shown.len ? front : shown.len);
    if (!slice_equal(sbuf_view(&argument), sbuf_view(&shown))) {
        add_escaped(out, value);
        return true;
    }
    sbuf_addc(out, '"');
    sbuf_add(out, raw);
    sbuf_addc(out, '"');
    return true;
}

bool expvar_mask(struct redactor *r, struct slice in, struct sbuf *out)
{
    struct slice rest = in, name;
    while (rest.len) {
        sbuf_add(out, slice_take(rest, 1));
        bool quote = rest.ptr[0] == '"';
        rest = slice_drop(rest, 1);
        if (!quote)
            continue;
        if (!take_text(&rest, &name))
            return false;
        sbuf_add(out, name);
        sbuf_addc(out, '"');
        if (!copy_up_to(&rest, ':', out))
            continue;
        if (copy_up_to(&rest, '[', out)) {
            if (slice_is(name, "cmdline") && !mask_arguments(r, &rest, out))
                return false;
        } else if (rest.len && rest.ptr[0] == '"') {
            rest = slice_drop(rest, 1);
            if (!mask_value(r, name, &rest, out))
                return false;
        }
    }
    return sbuf_ok(out);
}
