#include "text_bars.h"

enum { LABEL_WIDTH = 32, BAR_WIDTH = 24 };

double figure_scale(const struct figure *f, const struct bar *bar, size_t side)
{
    double scale = 0;
    if (f->kind == FIGURE_BARS) {
        for (size_t i = 0; i < f->nsides; i++)
            if (bar->value[i].known && bar->value[i].value > scale)
                scale = bar->value[i].value;
        return scale;
    }
    for (const struct bar *b = f->first; b; b = b->next)
        if (b->value[side].known && b->value[side].value > 0)
            scale += b->value[side].value;
    return scale;
}

size_t text_width(struct slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += (s.ptr[i] & 0xc0) != 0x80;
    return n;
}

/* Width in characters, not bytes: labels may hold UTF-8. */
static size_t add_label(struct slice label, struct sbuf *out)
{
    size_t all = text_width(label), room = all > LABEL_WIDTH ? LABEL_WIDTH - 1 : all, n = 0;
    for (size_t i = 0; i < label.len; i++) {
        if ((label.ptr[i] & 0xc0) != 0x80 && n++ == room)
            break;
        sbuf_addc(out, (char)label.ptr[i]);
    }
    if (room < all)
        sbuf_adds(out, "\xE2\x80\xA6"); /* an ellipsis */
    return room < all ? LABEL_WIDTH : all;
}

static void add_bar(const struct figure *f, const struct bar *bar, size_t side, struct sbuf *out)
{
    double scale = figure_scale(f, bar, side);
    double value = bar->value[side].known ? bar->value[side].value : 0;
    double length = scale > 0 && value > 0 ? value / scale * BAR_WIDTH : 0;
    size_t full = (size_t)(length + 0.5);
    if (full == 0 && value > 0)
        full = 1; /* little is not nothing */
    for (size_t i = 0; i < BAR_WIDTH; i++)
        sbuf_adds(out, i < full ? "\xE2\x96\x88" : "\xE2\x96\x91"); /* full block, light shade */
}

void text_bars(const struct figure *f, struct sbuf *out)
{
    for (const struct bar *bar = f->first; bar; bar = bar->next) {
        for (size_t side = 0; side < f->nsides; side++) {
            size_t n = side == 0 ? add_label(bar->label, out) : 0;
            for (; n < LABEL_WIDTH + 1; n++)
                sbuf_addc(out, ' ');
            add_bar(f, bar, side, out);
            if (side + 1 == f->nsides) {
                sbuf_addc(out, ' ');
                sbuf_add(out, bar->text);
            }
            sbuf_addc(out, '\n');
        }
    }
}
