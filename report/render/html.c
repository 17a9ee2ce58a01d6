/* html.c - the document as one HTML file: no remote parts, no active content but our own script.
 *
 * Every text of the evidence passes html_text() or a cmark node; the only constants that look like
 * mark-up are those of the files that write HTML here and in templates/. What is as wide as
 * a number is an attribute of SVG, since the Content-Security-Policy allows no style attributes. */
#include "cmark_tree.h"
#include "hash.h"
#include "html_figures.h"
#include "html_json.h"
#include "html_text.h"
#include "markdown.h"
#include "render.h"
#include "severity.h"
#include "templates.h"

#include <math.h>

struct pen {
    struct sbuf *out;
};

/* ---- pieces ------------------------------------------------------------------------------------
 */

static void add_anchor(struct sbuf *out, struct slice anchor)
{
    if (anchor.len == 0)
        return;
    sbuf_adds(out, " id=\"");
    html_text(out, anchor);
    sbuf_addc(out, '"');
}

static void add_class(struct sbuf *out, const char *role)
{
    if (role)
        sbuf_addf(out, " class=\"%s\"", role);
}

static void add_badge(struct sbuf *out, int severity)
{
    const char *word = severity_word(severity);
    sbuf_addf(out,
              "<span class=\"badge %s\"><svg aria-hidden=\"true\"><use href=\"#i-%s\"/></svg>"
              "%s</span>",
              word, word, word);
}

static void add_permalink(struct sbuf *out, struct slice anchor)
{
    sbuf_adds(out, " <a class=\"permalink\" href=\"#");
    html_text(out, anchor);
    sbuf_adds(out, "\" aria-label=\"Link to this part\">#</a>");
}

/* Nothing is told to the other side, neither where the reader comes from nor a handle on the page.
 */
static void open_source(struct sbuf *out, struct slice url)
{
    sbuf_adds(out, "<a class=\"source\" rel=\"noopener noreferrer\" target=\"_blank\" href=\"");
    html_text(out, url);
    sbuf_adds(out, "\">");
}

/* ---- tables ------------------------------------------------------------------------------------
 */

static void add_cell_text(struct sbuf *out, const struct column *column, const struct cell *cell)
{
    bool link = cell->anchor.len > 0, code = column->kind == COLUMN_CODE && cell->text.len > 0;
    if (link) {
        sbuf_adds(out, "<a href=\"#");
        html_text(out, cell->anchor);
        sbuf_adds(out, "\">");
    }
    if (code)
        sbuf_adds(out, "<code>");
    (code ? html_breakable : html_text)(out, cell->text);
    if (code)
        sbuf_adds(out, "</code>");
    if (link)
        sbuf_adds(out, "</a>");
    if (cell->note.len > 0) {
        sbuf_adds(out, "<small>");
        if (cell->url.len > 0)
            open_source(out, cell->url);
        html_breakable(out, cell->note);
        sbuf_adds(out, cell->url.len > 0 ? "</a></small>" : "</small>");
    }
}

static void write_cell(struct sbuf *out, const struct column *column, const struct cell *cell)
{
    static const char *const classes[] = {
        [COLUMN_TEXT] = "t", [COLUMN_CODE] = "c", [COLUMN_NUMBER] = "n", [COLUMN_STATUS] = "s"};
    if (column->kind == COLUMN_COURSE)
        return; /* a figure shows it */
    sbuf_addf(out, "<td class=\"%s\" data-label=\"%s\"", classes[column->kind], column->title);
    if (column->kind == COLUMN_NUMBER && isfinite(cell->sort))
        sbuf_addf(out, " data-sort=\"%.17g\"", cell->sort);
    if (column->kind == COLUMN_STATUS && cell->severity != SEVERITY_UNKNOWN)
        sbuf_addf(out, " data-sort=\"%d\"", cell->severity);
    sbuf_addc(out, '>');
    if (column->kind == COLUMN_STATUS)
        add_badge(out, cell->severity);
    else
        add_cell_text(out, column, cell);
    sbuf_adds(out, "</td>");
}

static void write_table(struct pen *p, const struct block *b)
{
    const struct table *t = &b->as.table;
    if (t->nrows == 0)
        return;
    const char *role = b->role ? b->role : "data";
    sbuf_addf(p->out, "<div class=\"scroll %s\"><table><caption>%s</caption>\n<thead><tr>", role,
              t->caption);
    for (size_t i = 0; i < t->ncolumns; i++)
        if (t->columns[i].kind != COLUMN_COURSE)
            sbuf_addf(p->out, "<th scope=\"col\"%s>%s</th>",
                      t->columns[i].kind == COLUMN_NUMBER ? " class=\"n\"" : "",
                      t->columns[i].title);
    sbuf_adds(p->out, "</tr></thead>\n<tbody>\n");
    for (const struct row *r = t->first; r; r = r->next) {
        sbuf_adds(p->out, "<tr>");
        for (size_t i = 0; i < t->ncolumns; i++)
            write_cell(p->out, &t->columns[i], &r->cells[i]);
        sbuf_adds(p->out, "</tr>\n");
    }
    sbuf_adds(p->out, "</tbody></table></div>\n");
}

static void write_figure(struct pen *p, const struct block *b)
{
    figure_html(&b->as.figure, p->out);
}

/* ---- blocks ------------------------------------------------------------------------------------
 */
static void write_blocks(struct pen *p, const struct block *first);

static void write_heading(struct pen *p, const struct block *b)
{
    sbuf_addf(p->out, "<h%d", b->as.heading.level);
    add_anchor(p->out, b->anchor);
    sbuf_addc(p->out, '>');
    tree_inline(&b->as.heading.line, TREE_HTML, p->out);
    sbuf_addf(p->out, "</h%d>\n", b->as.heading.level);
}

static void write_paragraph(struct pen *p, const struct block *b)
{
    sbuf_adds(p->out, "<p");
    add_class(p->out, b->role);
    sbuf_addc(p->out, '>');
    tree_inline(&b->as.paragraph, TREE_HTML, p->out);
    sbuf_adds(p->out, "</p>\n");
}

static void write_prose(struct pen *p, const struct block *b)
{
    sbuf_adds(p->out, "<div class=\"prose\">");
    tree_prose(&b->as.prose, TREE_HTML, p->out);
    sbuf_adds(p->out, "</div>\n");
}

static void write_list(struct pen *p, const struct block *b)
{
    tree_list(&b->as.list, TREE_HTML, p->out);
}

static void write_code(struct pen *p, const struct block *b)
{
    const struct code *c = &b->as.code;
    struct slice rest = c->text, line;
    if (c->nurls == 0) {
        tree_code(c->text, TREE_HTML, p->out);
        return;
    }
    sbuf_adds(p->out, "<pre><code>");
    for (size_t i = 0; slice_next(&rest, '\n', &line); i++) {
        struct slice words = slice_trim(line);
        bool link = i < c->nurls && c->urls[i].len > 0;
        sbuf_addf(p->out, "%*s", (int)(words.ptr - line.ptr), "");
        if (link)
            open_source(p->out, c->urls[i]);
        html_text(p->out, words);
        sbuf_adds(p->out, link ? "</a>\n" : "\n");
    }
    sbuf_adds(p->out, "</code></pre>\n");
}

/* What "Copy as Markdown" copies: the same words as in the report for an issue. */
static void add_markdown(struct sbuf *out, const struct block *b)
{
    AUTO_SBUF struct sbuf text;
    sbuf_init(&text, out->max);
    markdown_block(b, &text);
    sbuf_adds(out, "<script type=\"application/json\" class=\"markdown\">");
    html_json_string(out, sbuf_view(&text));
    sbuf_adds(out, "</script>\n");
}

static void write_callout(struct pen *p, const struct block *b)
{
    const struct container *c = &b->as.container;
    bool titled = c->line.first != NULL;
    sbuf_addf(p->out, "<%s class=\"callout %s %s\"", titled ? "article" : "div",
              b->role ? b->role : "", severity_word(c->severity));
    add_anchor(p->out, b->anchor);
    sbuf_adds(p->out, ">\n");
    if (titled) {
        sbuf_adds(p->out, "<h3>");
        add_badge(p->out, c->severity);
        sbuf_addc(p->out, ' ');
        tree_inline(&c->line, TREE_HTML, p->out);
        if (b->anchor.len > 0)
            add_permalink(p->out, b->anchor);
        sbuf_adds(p->out, "</h3>\n");
    } else if (severity_shown(b)) {
        add_badge(p->out, c->severity);
    }
    write_blocks(p, c->first);
    if (titled)
        add_markdown(p->out, b);
    sbuf_adds(p->out, titled ? "</article>\n" : "</div>\n");
}

static void write_details(struct pen *p, const struct block *b)
{
    sbuf_adds(p->out, "<details");
    add_class(p->out, b->role);
    add_anchor(p->out, b->anchor);
    sbuf_adds(p->out, b->as.container.open ? " open><summary>" : "><summary>");
    tree_inline(&b->as.container.line, TREE_HTML, p->out);
    sbuf_adds(p->out, "</summary>\n");
    write_blocks(p, b->as.container.first);
    sbuf_adds(p->out, "</details>\n");
}

static void write_facts(struct pen *p, const struct block *b)
{
    sbuf_adds(p->out, "<dl");
    add_class(p->out, b->role);
    sbuf_adds(p->out, ">\n");
    for (const struct fact *f = b->as.facts.first; f; f = f->next) {
        sbuf_addf(p->out, "<div><dt>%s</dt><dd>", f->label);
        html_breakable(p->out, f->value);
        if (f->note.len > 0) {
            sbuf_adds(p->out, " <small>");
            html_text(p->out, f->note);
            sbuf_adds(p->out, "</small>");
        }
        sbuf_adds(p->out, "</dd></div>\n");
    }
    sbuf_adds(p->out, "</dl>\n");
}

static void write_blocks(struct pen *p, const struct block *first)
{
    static void (*const write[BLOCK_KIND_COUNT])(struct pen *, const struct block *) = {
        [BLOCK_HEADING] = write_heading, [BLOCK_PARAGRAPH] = write_paragraph,
        [BLOCK_PROSE] = write_prose,     [BLOCK_LIST] = write_list,
        [BLOCK_CODE] = write_code,       [BLOCK_TABLE] = write_table,
        [BLOCK_CALLOUT] = write_callout, [BLOCK_DETAILS] = write_details,
        [BLOCK_FACTS] = write_facts,     [BLOCK_FIGURE] = write_figure,
    };
    for (const struct block *b = first; b; b = b->next)
        write[b->kind](p, b);
}

/* ---- the page ----------------------------------------------------------------------------------
 */

static void slot_title(const struct render_input *in, struct sbuf *out)
{
    html_text(out, in->document->title);
}

static void slot_subtitle(const struct render_input *in, struct sbuf *out)
{
    html_text(out, in->document->subtitle);
}

static void slot_nav(const struct render_input *in, struct sbuf *out)
{
    for (const struct section *s = in->document->first; s; s = s->next)
        sbuf_addf(out, "<li><a href=\"#%s\">%s</a></li>\n", s->anchor, s->title);
}

static void slot_body(const struct render_input *in, struct sbuf *out)
{
    struct pen pen = {out};
    for (const struct section *s = in->document->first; s; s = s->next) {
        sbuf_addf(out, "<section id=\"%s\" aria-labelledby=\"h-%s\">\n<h2 id=\"h-%s\">%s",
                  s->anchor, s->anchor, s->anchor, s->title);
        add_permalink(out, slice_from(s->anchor));
        sbuf_adds(out, "</h2>\n");
        write_blocks(&pen, s->first);
        sbuf_adds(out, "</section>\n");
    }
}

static void slot_style(const struct render_input *in, struct sbuf *out)
{
    (void)in;
    sbuf_add(out, template_page_css);
    sbuf_add(out, template_figures_css);
}

static void slot_script(const struct render_input *in, struct sbuf *out)
{
    (void)in;
    sbuf_add(out, template_page_js);
    sbuf_add(out, template_flame_js);
    sbuf_add(out, template_chart_js);
}

static void slot_style_hash(const struct render_input *in, struct sbuf *out)
{
    AUTO_SBUF struct sbuf style;
    sbuf_init(&style, out->max);
    slot_style(in, &style);
    sbuf_adds(out, hash_source(sbuf_view(&style)).s);
}

static void slot_script_hash(const struct render_input *in, struct sbuf *out)
{
    AUTO_SBUF struct sbuf script;
    sbuf_init(&script, out->max);
    slot_script(in, &script);
    sbuf_adds(out, hash_source(sbuf_view(&script)).s);
}

static void slot_version(const struct render_input *in, struct sbuf *out)
{
    (void)in;
    sbuf_adds(out, EXHIBIT_VERSION);
}

static const struct {
    const char *name;
    void (*write)(const struct render_input *, struct sbuf *);
} slots[] = {
    {"title", slot_title},
    {"subtitle", slot_subtitle},
    {"nav", slot_nav},
    {"body", slot_body},
    {"style", slot_style},
    {"script", slot_script},
    {"style-hash", slot_style_hash},
    {"script-hash", slot_script_hash},
    {"version", slot_version},
};

static enum status fill_slot(const struct render_input *in, struct slice name, struct sbuf *out,
                             struct error *err)
{
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        if (slice_is(name, slots[i].name)) {
            slots[i].write(in, out);
            return STATUS_OK;
        }
    }
    return error_set(err, STATUS_SYNTAX, 0, "page.html: unknown slot");
}

enum status render_html(const struct render_input *in, struct sbuf *out, struct error *err)
{
    struct slice rest = template_page_html;
    size_t open, close;
    while ((open = slice_find(rest, SLICE("{{"))) != SIZE_MAX) {
        sbuf_add(out, slice_take(rest, open));
        rest = slice_drop(rest, open + 2);
        close = slice_find(rest, SLICE("}}"));
        if (close == SIZE_MAX)
            return error_set(err, STATUS_SYNTAX, 0, "page.html: a slot is not closed");
        enum status st = fill_slot(in, slice_take(rest, close), out, err);
        if (st)
            return st;
        rest = slice_drop(rest, close + 2);
    }
    sbuf_add(out, rest);
    return sbuf_ok(out) ? STATUS_OK
                        : error_set(err, STATUS_LIMIT, 0, "the HTML report is too long");
}
