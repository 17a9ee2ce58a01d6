#include "access.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"

static struct slice digit_of(uint32_t bits)
{
    struct slice digits = SLICE("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    return slice_take(slice_drop(digits, bits & 63), 1);
}

/* As the header of Basic authentication carries it. */
static void add_base64(struct sbuf *out, struct slice s)
{
    for (; s.len; s = slice_drop(s, 3)) {
        uint32_t three = (uint32_t)s.ptr[0] << 16;
        three |= s.len > 1 ? (uint32_t)s.ptr[1] << 8 : 0;
        three |= s.len > 2 ? (uint32_t)s.ptr[2] : 0;
        sbuf_add(out, digit_of(three >> 18));
        sbuf_add(out, digit_of(three >> 12));
        sbuf_add(out, s.len > 1 ? digit_of(three >> 6) : SLICE("="));
        sbuf_add(out, s.len > 2 ? digit_of(three) : SLICE("="));
    }
}

/* "Bearer abc", "session=abc; other=def": the whole, and each part that may stand elsewhere alone.
 */
static void hide_value(struct redactor *r, struct slice value)
{
    size_t from = 0;
    redactor_add(r, REDACT_SECRET, value);
    for (size_t i = 0; i <= value.len; i++) {
        if (i < value.len && !strchr(" ;,=", value.ptr[i] ? value.ptr[i] : 'x'))
            continue;
        /* "=" also pads base64, where it ends a part and not a name */
        if (i - from > 7)
            redactor_add(r, REDACT_SECRET, slice_take(slice_drop(value, from), i - from));
        from = i + 1;
    }
}

static void hide_user(struct redactor *r, struct slice user)
{
    AUTO_SBUF struct sbuf encoded;
    struct slice password = user, name = {NULL, 0};
    sbuf_init(&encoded, MIB);
    add_base64(&encoded, user);
    slice_next(&password, ':', &name);
    redactor_add(r, REDACT_SECRET, user);
    redactor_add(r, REDACT_SECRET, password);
    redactor_add(r, REDACT_SECRET, sbuf_view(&encoded));
}

static bool is_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ' || name.ptr[i] >= 127 || strchr("()<>@,;:\\\"/[]?={}", name.ptr[i]))
            return false;
    return name.len > 0;
}

static bool is_one_line(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.ptr[i] < ' ' && text.ptr[i] != '\t') || text.ptr[i] == 127)
            return false;
    return text.len > 0;
}

static enum status add_header(struct access *a, struct slice line, struct redactor *r,
                              struct error *err)
{
    struct slice value = line, name = {NULL, 0};
    slice_next(&value, ':', &name);
    value = slice_trim(value);
    if (!is_name(name) || name.len == line.len || !is_one_line(value))
        return error_set(err, STATUS_USAGE, 0,
                         "--header wants NAME:VALUE, or @FILE with one of them a line");
    if (a->http.nheaders == ACCESS_HEADERS_MAX)
        return error_set(err, STATUS_USAGE, 0, "more than %d headers", ACCESS_HEADERS_MAX);
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, LIMIT_PROC_FILE);
    sbuf_add(&b, name);
    sbuf_adds(&b, ": ");
    sbuf_add(&b, value);
    char *text = sbuf_ok(&b) ? strdup(sbuf_text(&b)) : NULL;
    if (!text)
        return error_set(err, STATUS_LIMIT, 0, "a header is too long");
    hide_value(r, value);
    a->header[a->http.nheaders++] = text;
    return STATUS_OK;
}

/* What an option says, or the file behind its @ holds. */
static enum status value_of(const char *option, const char *text, struct sbuf *out,
                            struct error *err)
{
    sbuf_init(out, LIMIT_PROC_FILE);
    if (text[0] != '@')
        sbuf_adds(out, text);
    else if (fileio_read(AT_FDCWD, text + 1, out, err) != STATUS_OK)
        return error_set(err, STATUS_IO, 0, "%s: the file behind @ cannot be read", option);
    return STATUS_OK;
}

static enum status add_headers(struct access *a, const char *text, struct redactor *r,
                               struct error *err)
{
    AUTO_SBUF struct sbuf b;
    enum status s = value_of("--header", text, &b, err);
    struct slice rest = sbuf_view(&b), line;
    if (s == STATUS_OK && text[0] != '@')
        return add_header(a, rest, r, err);
    while (s == STATUS_OK && slice_next_line(&rest, &line))
        if (slice_trim(line).len)
            s = add_header(a, slice_trim(line), r, err);
    return s;
}

static enum status set_user(struct access *a, const char *text, struct redactor *r,
                            struct error *err)
{
    AUTO_SBUF struct sbuf b;
    enum status s = value_of("--user", text, &b, err);
    struct slice user = slice_trim(sbuf_view(&b));
    if (s != STATUS_OK)
        return s;
    if (!is_one_line(user) || slice_find(user, SLICE(":")) == SIZE_MAX)
        return error_set(err, STATUS_USAGE, 0,
                         "--user wants NAME:PASSWORD, or @FILE that holds it");
    hide_user(r, user);
    a->user = strndup((const char *)user.ptr, user.len);
    a->http.user = a->user;
    return a->user ? STATUS_OK : error_set(err, STATUS_LIMIT, 0, "out of memory");
}

static enum status check_files(const struct collect_options *o, struct error *err)
{
    const struct {
        const char *option, *path;
    } files[] = {{"--cacert", o->cacert}, {"--cert", o->cert}, {"--key", o->key}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (files[i].path && access(files[i].path, R_OK) != 0)
            return error_sys(err, "%s", files[i].option);
    if (o->key && !o->cert)
        return error_set(err, STATUS_USAGE, 0, "--key belongs to a --cert");
    return STATUS_OK;
}

enum status access_open(struct access *a, const struct collect_options *o, struct redactor *r,
                        struct error *err)
{
    *a = (struct access){
        .http = {.cacert = o->cacert, .cert = o->cert, .key = o->key, .insecure = o->insecure}};
    a->http.headers = (const char *const *)a->header;
    enum status s = check_files(o, err);
    for (size_t i = 0; s == STATUS_OK && i < o->header.count; i++)
        s = add_headers(a, o->header.item[i], r, err);
    if (s == STATUS_OK && o->user)
        s = set_user(a, o->user, r, err);
    return s;
}

void access_done(struct access *a)
{
    for (size_t i = 0; i < a->http.nheaders; i++)
        free(a->header[i]);
    free(a->user);
    *a = (struct access){.user = NULL};
}

enum status access_suits(const struct access *a, const char *url, const char **warning,
                         struct error *err)
{
    *warning = NULL;
    if (!url || http_is_loopback(url))
        return STATUS_OK;
    if (a->http.insecure)
        return error_set(err, STATUS_USAGE, 0,
                         "--insecure is for servers of this machine only; for another one give "
                         "its certificate with --cacert FILE");
    if ((a->http.nheaders || a->user) && strncmp(url, "https:", 6) != 0)
        *warning = "the header or password travels unencrypted; https://... would hide it";
    return STATUS_OK;
}
