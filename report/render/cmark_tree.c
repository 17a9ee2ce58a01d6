#include "cmark_tree.h"

#include <cmark.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "live_text.h"

enum { PROSE_SHIFT = 2, PROSE_HEADING = 4, HEADING_DEEPEST = 6 };

/* cmark wants NUL-terminated text; clean text holds no NUL. */
static char *terminated(struct slice s)
{
    char *copy = malloc(s.len + 1);
    if (!copy)
        abort(); /* as cmark itself does */
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return copy;
}

static cmark_node *literal_node(cmark_node_type type, struct slice text)
{
    cmark_node *node = cmark_node_new(type);
    char *copy = terminated(text);
    cmark_node_set_literal(node, copy);
    free(copy);
    return node;
}

/* A piece of constant Markdown that must stay as it is. */
static cmark_node *raw_node(const char *markup)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
    cmark_node_set_on_enter(node, markup);
    return node;
}

/* ---- text into the tree ------------------------------------------------------------------------
 * Nodes go into parent, before `before`, or at its end when that is NULL. */
struct place {
    cmark_node *parent, *before;
};

static void put(struct place at, cmark_node *node)
{
    if (at.before)
        cmark_node_insert_before(at.before, node);
    else
        cmark_node_append_child(at.parent, node);
}

static void put_text(struct place at, struct slice text, enum tree_format format)
{
    if (format == TREE_HTML) {
        put(at, literal_node(CMARK_NODE_TEXT, text));
        return;
    }
    struct slice plain;
    const char *instead;
    while (live_next(&text, &plain, &instead)) {
        if (plain.len > 0)
            put(at, literal_node(CMARK_NODE_TEXT, plain));
        if (instead)
            put(at, raw_node(instead));
    }
}

/* A code span of Markdown cannot hold every text in every place (a table cell ends at a '|' even
 * there), so that text becomes an element whose special characters are entities. */
static void put_code(struct place at, struct slice text, enum tree_format format)
{
    bool plain = text.len > 0;
    for (size_t i = 0; i < text.len; i++)
        if (strchr("|\\`", text.ptr[i]))
            plain = false;
    plain = plain && text.ptr[0] != ' ' && text.ptr[text.len - 1] != ' ';
    if (format == TREE_HTML || plain) {
        put(at, literal_node(CMARK_NODE_CODE, text));
        return;
    }
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, SIZE_MAX);
    sbuf_adds(&b, "<code>");
    live_entities(text, &b);
    sbuf_adds(&b, "</code>");
    put(at, raw_node(sbuf_text(&b)));
}

static void put_span(struct place at, const struct span *s, enum tree_format format)
{
    if (s->kind == SPAN_CODE) {
        put_code(at, s->text, format);
        return;
    }
    cmark_node *around = NULL;
    if (s->kind == SPAN_STRONG && s->text.len > 0)
        around = cmark_node_new(CMARK_NODE_STRONG);
    if (s->kind == SPAN_LINK && format == TREE_HTML) {
        AUTO_SBUF struct sbuf url;
        sbuf_init(&url, SIZE_MAX);
        sbuf_addc(&url, '#');
        sbuf_add(&url, s->anchor);
        around = cmark_node_new(CMARK_NODE_LINK);
        cmark_node_set_url(around, sbuf_text(&url));
    }
    if (around) {
        put(at, around);
        at = (struct place){around, NULL};
    }
    put_text(at, s->text, format);
}

static void put_line(cmark_node *parent, const struct line *line, enum tree_format format)
{
    for (const struct span *s = line->first; s; s = s->next)
        put_span((struct place){parent, NULL}, s, format);
}

/* ---- the tree out ------------------------------------------------------------------------------
 */

static void render(cmark_node *root, enum tree_format format, struct sbuf *out)
{
    char *text = format == TREE_HTML ? cmark_render_html(root, CMARK_OPT_DEFAULT)
                                     : cmark_render_commonmark(root, CMARK_OPT_DEFAULT, 0);
    if (text)
        sbuf_adds(out, text);
    free(text);
}

static cmark_node *document_of(cmark_node_type type, cmark_node **child)
{
    cmark_node *root = cmark_node_new(CMARK_NODE_DOCUMENT);
    *child = cmark_node_new(type);
    cmark_node_append_child(root, *child);
    return root;
}

void tree_paragraph(const struct line *line, enum tree_format format, struct sbuf *out)
{
    cmark_node *paragraph, *root = document_of(CMARK_NODE_PARAGRAPH, &paragraph);
    put_line(paragraph, line, format);
    render(root, format, out);
    cmark_node_free(root);
}

void tree_inline(const struct line *line, enum tree_format format, struct sbuf *out)
{
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, SIZE_MAX);
    tree_paragraph(line, format, &b);
    struct slice s = slice_trim(sbuf_view(&b));
    slice_skip(&s, SLICE("<p>"));
    if (format == TREE_HTML && slice_has_suffix(s, SLICE("</p>")))
        s = slice_take(s, s.len - strlen("</p>"));
    sbuf_add(out, s);
}

void tree_list(const struct list *list, enum tree_format format, struct sbuf *out)
{
    cmark_node *node, *root = document_of(CMARK_NODE_LIST, &node);
    cmark_node_set_list_type(node, list->ordered ? CMARK_ORDERED_LIST : CMARK_BULLET_LIST);
    cmark_node_set_list_tight(node, 1);
    if (list->ordered)
        cmark_node_set_list_start(node, 1);
    for (const struct item *i = list->first; i; i = i->next) {
        cmark_node *item = cmark_node_new(CMARK_NODE_ITEM);
        cmark_node *paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
        cmark_node_append_child(node, item);
        cmark_node_append_child(item, paragraph);
        put_line(paragraph, &i->line, format);
    }
    render(root, format, out);
    cmark_node_free(root);
}

void tree_code(struct slice text, enum tree_format format, struct sbuf *out)
{
    cmark_node *root = cmark_node_new(CMARK_NODE_DOCUMENT);
    cmark_node *code = literal_node(CMARK_NODE_CODE_BLOCK, text);
    if (format == TREE_MARKDOWN)
        cmark_node_set_fence_info(code, "text"); /* otherwise cmark indents instead of fencing */
    cmark_node_append_child(root, code);
    render(root, format, out);
    cmark_node_free(root);
}

/* ---- templates ---------------------------------------------------------------------------------
 */

static struct slice slot_value(const struct prose *prose, struct slice name)
{
    for (size_t i = 0; i < prose->nslots; i++)
        if (slice_is(name, prose->slots[i].name))
            return prose->slots[i].value;
    return SLICE("(unknown)");
}

/* Cuts *rest at the first {{name}}: *head is what stands before it. False: there is none. */
static bool next_slot(struct slice *rest, struct slice *head, struct slice *name)
{
    size_t open = slice_find(*rest, SLICE("{{"));
    if (open == SIZE_MAX)
        return false;
    struct slice after = slice_drop(*rest, open + 2);
    size_t close = slice_find(after, SLICE("}}"));
    if (close == SIZE_MAX)
        return false;
    *head = slice_take(*rest, open);
    *name = slice_trim(slice_take(after, close));
    *rest = slice_drop(after, close + 2);
    return true;
}

/* Text of a template keeps what its author wrote; only the values are broken up. */
static void fill_text(cmark_node *node, const struct prose *prose, enum tree_format format)
{
    char *copy = terminated(slice_from(cmark_node_get_literal(node)));
    struct slice rest = slice_from(copy), head, name;
    struct place at = {NULL, node};
    while (next_slot(&rest, &head, &name)) {
        if (head.len > 0)
            put(at, literal_node(CMARK_NODE_TEXT, head));
        put_text(at, slot_value(prose, name), format);
    }
    if (rest.len > 0)
        put(at, literal_node(CMARK_NODE_TEXT, rest));
    free(copy);
    cmark_node_free(node);
}

static void fill_code(cmark_node *node, const struct prose *prose, enum tree_format format)
{
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, SIZE_MAX);
    struct slice rest = slice_from(cmark_node_get_literal(node)), head, name;
    while (next_slot(&rest, &head, &name)) {
        sbuf_add(&b, head);
        sbuf_add(&b, slot_value(prose, name));
    }
    sbuf_add(&b, rest);
    if (cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK) {
        cmark_node_set_literal(node, sbuf_text(&b));
        return;
    }
    put_code((struct place){NULL, node}, sbuf_view(&b), format);
    cmark_node_free(node);
}

/* HTML has no place in words (tree_template_fault): what comes in all the same, with the words of
 * --rules, is shown as it is written. */
static cmark_node *without_html(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    if (type != CMARK_NODE_HTML_BLOCK && type != CMARK_NODE_HTML_INLINE)
        return node;
    cmark_node *shown =
        literal_node(type == CMARK_NODE_HTML_BLOCK ? CMARK_NODE_CODE_BLOCK : CMARK_NODE_TEXT,
                     slice_from(cmark_node_get_literal(node)));
    cmark_node_replace(node, shown);
    cmark_node_free(node);
    return shown;
}

static void fill_node(cmark_node *node, const struct prose *prose, enum tree_format format)
{
    node = without_html(node);
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING) {
        int level = cmark_node_get_heading_level(node) + PROSE_SHIFT;
        level = level < PROSE_HEADING ? PROSE_HEADING : level;
        cmark_node_set_heading_level(node, level < HEADING_DEEPEST ? level : HEADING_DEEPEST);
    }
    if (type != CMARK_NODE_TEXT && type != CMARK_NODE_CODE && type != CMARK_NODE_CODE_BLOCK)
        return;
    if (slice_find(slice_from(cmark_node_get_literal(node)), SLICE("{{")) == SIZE_MAX)
        return;
    if (type == CMARK_NODE_TEXT)
        fill_text(node, prose, format);
    else
        fill_code(node, prose, format);
}

/* The next node in reading order, not going into `node` when it is about to be replaced: text and
 * code have no children, so their successor can be taken first. */
static cmark_node *successor(cmark_node *node, cmark_node *root)
{
    if (cmark_node_first_child(node))
        return cmark_node_first_child(node);
    while (node != root && !cmark_node_next(node))
        node = cmark_node_parent(node);
    return node == root ? NULL : cmark_node_next(node);
}

void tree_prose(const struct prose *prose, enum tree_format format, struct sbuf *out)
{
    cmark_node *root =
        cmark_parse_document((const char *)prose->source.ptr, prose->source.len, CMARK_OPT_DEFAULT);
    cmark_consolidate_text_nodes(root); /* "{{a_b}}" comes in three pieces */
    for (cmark_node *node = cmark_node_first_child(root), *next; node; node = next) {
        next = successor(node, root);
        fill_node(node, prose, format);
    }
    render(root, format, out);
    cmark_node_free(root);
}

static const char *link_fault(cmark_node *node)
{
    struct slice url = slice_from(cmark_node_get_url(node));

    if (!slice_has_prefix(url, SLICE("https://")))
        return "a link may lead to https:// only";
    if (slice_find(url, SLICE("{")) != SIZE_MAX || slice_find(url, SLICE("%7B")) != SIZE_MAX ||
        slice_find(slice_from(cmark_node_get_title(node)), SLICE("{{")) != SIZE_MAX)
        return "a slot cannot stand in the address or the title of a link";
    return NULL;
}

static const char *heading_fault(cmark_node *node)
{
    return cmark_node_get_heading_level(node) == 1 && !cmark_node_previous(node)
               ? NULL
               : "the title and ## Next are the only headings";
}

static const char *html_fault(cmark_node *node)
{
    (void)node;
    return "HTML is not shown: write `<` as \\<";
}

static const char *image_fault(cmark_node *node)
{
    (void)node;
    return "a picture would have to be fetched";
}

const char *tree_template_fault(struct slice source, size_t *line)
{
    static const struct {
        cmark_node_type type;
        const char *(*fault)(cmark_node *node);
    } checks[] = {
        {CMARK_NODE_HTML_BLOCK, html_fault}, {CMARK_NODE_HTML_INLINE, html_fault},
        {CMARK_NODE_IMAGE, image_fault},     {CMARK_NODE_LINK, link_fault},
        {CMARK_NODE_HEADING, heading_fault},
    };
    cmark_node *root =
        cmark_parse_document((const char *)source.ptr, source.len, CMARK_OPT_DEFAULT);
    const char *fault = NULL;
    for (cmark_node *node = root; node && !fault; node = successor(node, root)) {
        for (size_t i = 0; i < sizeof checks / sizeof checks[0] && !fault; i++)
            fault = cmark_node_get_type(node) == checks[i].type ? checks[i].fault(node) : NULL;
        *line = (size_t)cmark_node_get_start_line(node);
    }
    cmark_node_free(root);
    return fault;
}
