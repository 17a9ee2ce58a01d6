/* sample_model.h - a model and findings made by hand: a program that leaks descriptors, goroutines
 * and heap, seen once or twice. For tests of document and render. */
#ifndef TESTS_SAMPLE_MODEL_H
#define TESTS_SAMPLE_MODEL_H

#include "document.h"

struct sample {
    struct arena *arena;
    size_t nsides;
    /* NULL, or what stands in every field that a bundle could fill */
    const struct slice *hostile;
    bool many; /* series that are long, and more than two bundles */
    bool cut;  /* the last bundle broke off: little was collected */
    struct glossary glossary;
    struct model model;
    struct findings findings;
};

/* nsides, hostile, cut and arena are set by the caller. */
void sample_fill(struct sample *s);

#endif
