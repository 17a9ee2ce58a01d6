/* text_flame.h - the heaviest call paths as lines of text, for Markdown. */
#ifndef RENDER_TEXT_FLAME_H
#define RENDER_TEXT_FLAME_H

#include "document.h"
#include "sbuf.h"

void text_flame(const struct flame *f, struct sbuf *out);

#endif
