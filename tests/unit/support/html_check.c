#include "html_check.h"

#include <stdio.h>
#include <string.h>

static bool is_in(struct slice word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_is(word, list[i]))
            return true;
    return false;
}

static bool is_name_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

static struct slice take_name(struct slice *s)
{
    size_t n = 0;
    while (n < s->len && is_name_byte(s->ptr[n]))
        n++;
    struct slice name = slice_take(*s, n);
    *s = slice_drop(*s, n);
    return name;
}

static bool complain(const char *what, struct slice s)
{
    printf("    %s: %.*s\n", what, SLICE_ARG(slice_take(s, 60)));
    return false;
}

/* To a part of the page, or to source code at one of the hosts that source_url.h knows. */
static bool is_our_link(struct slice url)
{
    static const char *const hosts[] = {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org",
                                        "gitea.com"};
    struct slice host;
    if (slice_has_prefix(url, SLICE("#")))
        return true;
    if (!slice_skip(&url, SLICE("https://")) || !slice_next(&url, '/', &host) ||
        !is_in(host, hosts, sizeof hosts / sizeof hosts[0]))
        return false;
    for (size_t i = 0; i < url.len; i++)
        if (!is_name_byte(url.ptr[i]) && !strchr("/._#", url.ptr[i]))
            return false;
    return url.len > 0;
}

/* name="value" or a bare name. */
static bool check_attribute(struct slice *s)
{
    static const char *const known[] = {"lang",
                                        "charset",
                                        "http-equiv",
                                        "content",
                                        "name",
                                        "class",
                                        "id",
                                        "href",
                                        "d",
                                        "aria-hidden",
                                        "scope",
                                        "x",
                                        "viewBox",
                                        "preserveAspectRatio",
                                        "width",
                                        "y",
                                        "height",
                                        "open",
                                        "start",
                                        "role",
                                        "aria-labelledby",
                                        "hidden",
                                        "focusable",
                                        "aria-label",
                                        "data-label",
                                        "type",
                                        "data-sort",
                                        "data-at",
                                        "data-from",
                                        "data-until",
                                        "data-panel",
                                        "x1",
                                        "x2",
                                        "y1",
                                        "y2",
                                        "cx",
                                        "cy",
                                        "r",
                                        "fill",
                                        "patternUnits",
                                        "patternTransform",
                                        "rel",
                                        "target"};
    struct slice name = take_name(s);
    if (!is_in(name, known, sizeof known / sizeof known[0]))
        return complain("attribute", name.len > 0 ? name : *s);
    if (!slice_skip(s, SLICE("=\"")))
        return slice_is(name, "open") || complain("attribute without value", name);
    struct slice value;
    if (!slice_next(s, '"', &value))
        return complain("attribute is not closed", name);
    if (slice_is(name, "href") && !is_our_link(value))
        return complain("link leaves the page", value);
    return true;
}

/* s stands behind '<'. */
static bool check_tag(struct slice *s, struct slice *name)
{
    static const char *const known[] = {
        "html",    "head",    "meta",   "title",   "style", "body",    "svg",        "symbol",
        "path",    "a",       "header", "h1",      "p",     "b",       "div",        "nav",
        "ol",      "li",      "main",   "section", "h2",    "dl",      "dt",         "dd",
        "span",    "use",     "strong", "code",    "table", "caption", "thead",      "tbody",
        "tr",      "th",      "td",     "small",   "wbr",   "article", "h3",         "h4",
        "h5",      "h6",      "em",     "pre",     "ul",    "figure",  "figcaption", "rect",
        "details", "summary", "footer", "script",  "br",    "sub",     "blockquote", "hr",
        "text",    "pattern", "line",   "circle",  "g"};
    bool closing = slice_skip(s, SLICE("/"));
    *name = take_name(s);
    if (!is_in(*name, known, sizeof known / sizeof known[0]))
        return complain("element", name->len > 0 ? *name : *s);
    while (s->len > 0 && s->ptr[0] != '>') {
        if (slice_skip(s, SLICE(" ")) || slice_skip(s, SLICE("/")) || slice_skip(s, SLICE("\n")))
            continue;
        if (closing || !check_attribute(s))
            return complain("in element", *name);
    }
    *s = slice_drop(*s, 1);
    if (closing)
        *name = SLICE("");
    return true;
}

static void skip_past(struct slice *s, struct slice end)
{
    size_t at = slice_find(*s, end);
    *s = at == SIZE_MAX ? SLICE("") : slice_drop(*s, at + end.len);
}

bool html_is_ours(struct slice page)
{
    slice_skip(&page, SLICE("<!DOCTYPE html>\n"));
    struct slice before, name;
    size_t scripts = 0;
    while (slice_next(&page, '<', &before)) {
        if (page.len == 0)
            break;
        bool data = slice_has_prefix(page, SLICE("script type=\"application/json\""));
        if (!check_tag(&page, &name))
            return false;
        if (slice_is(name, "style"))
            skip_past(&page, SLICE("</style>"));
        if (slice_is(name, "script") && !data) {
            scripts++;
            skip_past(&page, SLICE("</script>"));
        }
    }
    return scripts <= 1 || complain("more than one script", SLICE(""));
}

static bool is_word(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool check_text(struct slice text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        struct slice here = slice_drop(text, i);
        bool entity = i > 0 && text.ptr[i - 1] == '&'; /* "&#60;" */
        if ((here.ptr[0] == '@' || here.ptr[0] == '#') && is_word(here.ptr[1]) && !entity)
            return complain("live text", here);
        if (slice_has_prefix(here, SLICE("://")) || slice_has_prefix(here, SLICE("www.")))
            return complain("live link", here);
    }
    return true;
}

bool html_text_is_inert(struct slice page)
{
    struct slice text, tag;
    while (slice_next(&page, '<', &text)) {
        if (!check_text(text))
            return false;
        if (slice_has_prefix(page, SLICE("code>")) || slice_has_prefix(page, SLICE("code ")))
            skip_past(&page, SLICE("</code>"));
        else if (!slice_next(&page, '>', &tag))
            break;
    }
    return true;
}
