/* section_glossary.c - the terms of this report, one sentence each; only those that it uses. */
#include "section.h"

static const struct {
    const char *term, *meaning;
    bool go; /* only of use for a Go program */
} terms[] = {
    {"RSS", "resident set size: memory of the process that is in RAM now.", false},
    {"PSS", "like RSS, but a page shared by n processes counts as 1/n.", false},
    {"descriptor", "a number under which the process holds a file, socket or pipe open.", false},
    {"flat", "what a function's own lines cost.", true},
    {"cum",
     "what a function and everything it called cost; callers count again, so sums of cum "
     "exceed the total.",
     true},
    {"inuse_space", "bytes that were allocated and not yet freed, estimated from samples.", true},
    {"alloc_space", "bytes allocated since the start, freed or not.", true},
    {"goroutine", "a lightweight thread of Go; one that waits for ever is a leak.", true},
    {"signature",
     "a short name made from stack, state and creator; equal in both bundles for "
     "equal groups.",
     true},
};

bool section_glossary(struct builder *b, const struct context *c)
{
    bool go =
        c->m->nprofiles > 0 || c->m->has_goroutines[0] || c->m->has_goroutines[model_last(c->m)];
    struct line *summary;
    struct builder in = build_details(b, NULL, SLICE(""), &summary);
    line_text(&in, summary, SLICE("Terms in this report"));
    struct list *list = build_list(&in, false, NULL);
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        if (terms[i].go && !go)
            continue;
        struct line *l = list_item(&in, list);
        line_strong(&in, l, slice_from(terms[i].term));
        line_textf(&in, l, ": %s", terms[i].meaning);
    }
    return true;
}
