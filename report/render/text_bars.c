#include "text_bars.h"

enum { LABEL_WIDTH = 32, BAR_WIDTH = 24 };

double bar_value(const struct bar *bar, size_t side)
{
    return bar->value[side].known && chart_knows(bar->value[side].value) ? bar->value[side].value
                                                                         : 0;
}

static double greatest(const struct figure *f, const struct bar *bar)
{
    double most = 0;
    for (size_t i = 0; i < f->nsides; i++)
        most = bar_value(bar, i) > most ? bar_value(bar, i) : most;
    return most;
}

/* Of all that is above 0: what is below lies over it. */
static double sum_of(const struct figure *f, size_t side)
{
    double sum = 0;
    for (const struct bar *b = f->first; b; b = b->next)
        sum += bar_value(b, side) > 0 ? bar_value(b, side) : 0;
    return sum;
}

double figure_scale(const struct figure *f, const struct bar *bar)
{
    double scale = 0;
    if (f->kind == FIGURE_PARTS)
        for (size_t side = 0; side < f->nsides; side++)
            scale = sum_of(f, side) > scale ? sum_of(f, side) : scale;
    else if (!f->common && f->kind == FIGURE_BARS)
        return greatest(f, bar);
    else
        for (const struct bar *b = f->first; b; b = b->next)
            scale = greatest(f, b) > scale ? greatest(f, b) : scale;
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
    double scale = figure_scale(f, bar), from = f->kind == FIGURE_SPANS ? bar->start : 0;
    double value = bar_value(bar, side);
    size_t first = scale > 0 && from > 0 ? (size_t)(from / scale * BAR_WIDTH) : 0;
    size_t end = scale > 0 && value > 0 ? (size_t)(value / scale * BAR_WIDTH + 0.5) : 0;
    first = first < BAR_WIDTH ? first : BAR_WIDTH - 1;
    if (end <= first && value > 0)
        end = first + 1;                   /* little is not nothing */
    for (size_t i = 0; i < BAR_WIDTH; i++) /* full block, light shade */
        sbuf_adds(out, i >= first && i < end ? "\xE2\x96\x88" : "\xE2\x96\x91");
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
