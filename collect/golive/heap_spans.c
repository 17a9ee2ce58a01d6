#include "heap_spans.h"

#include <stdlib.h>

#include "bytes.h"
#include "cleanup.h"

enum { BATCH = 1024, STATE_IN_USE = 1, STATE_MANUAL = 2 };
static const uint64_t SPANS_MOST = 1 << 24; /* 128 GiB in spans of one page */
static const uint64_t LARGEST = (uint64_t)1 << 46;

static void count_span(struct heap_spans *s, const struct heap_layout *l, const unsigned char *span)
{
    unsigned state = span[l->span.state], class = span[l->span.class] >> 1;
    bool pointers = !(span[l->span.class] & 1);
    uint64_t size = bytes_u64(span + l->span.element_size);
    uint64_t objects = bytes_u16(span + l->span.alloc_count);
    s->stacks += state == STATE_MANUAL;
    if (state != STATE_IN_USE || class >= HEAP_CLASSES || size > LARGEST)
        return;
    struct heap_class *c = &s->class[2 * class + pointers];
    c->size = heap_class_size[class];
    c->pointers = pointers;
    c->spans++;
    c->objects += objects;
    c->bytes += objects * size;
    s->in_use++;
    s->objects += objects;
    s->bytes += objects * size;
    s->pages_in_use += bytes_u64(span + SPAN_PAGES) % LARGEST;
}

/* Spans can be freed while they are read, their memory stays: what cannot be read is counted. */
static void count_spans(struct heap_spans *s, const struct heap_layout *l, struct remote *memory,
                        struct remote_range *range, size_t count, unsigned char *into)
{
    while (count && !memory->exhausted) {
        size_t whole = remote_read_vector(memory, range, count, into) / l->span.size;
        for (size_t i = 0; i < whole; i++)
            count_span(s, l, into + i * l->span.size);
        s->unreadable += whole < count;
        whole += whole < count;
        range += whole;
        count -= whole;
    }
}

bool heap_spans_read(const struct heap_places *places, struct remote *memory,
                     struct heap_spans *ret)
{
    unsigned char slice[24], address[BATCH * 8];
    struct remote_range range[BATCH];
    const struct heap_layout *l = places->layout;
    *ret = (struct heap_spans){.spans = 0};
    AUTO_FREE unsigned char *into = malloc(BATCH * (size_t)SPAN_SIZE_MAX);
    if (!into || !places->spans || !remote_read(memory, places->spans, slice, sizeof slice))
        return false;
    uint64_t list = bytes_u64(slice), total = bytes_u64(slice + 8);
    ret->cut = total > SPANS_MOST;
    total = ret->cut ? SPANS_MOST : total;
    while (ret->spans < total) {
        size_t some = total - ret->spans < BATCH ? (size_t)(total - ret->spans) : BATCH;
        if (!remote_read(memory, list + 8 * ret->spans, address, 8 * some)) {
            ret->cut = true;
            break;
        }
        for (size_t i = 0; i < some; i++)
            range[i] = (struct remote_range){bytes_u64(address + 8 * i), l->span.size};
        count_spans(ret, l, memory, range, some, into);
        ret->spans += some;
    }
    ret->cut |= memory->exhausted;
    return true;
}
