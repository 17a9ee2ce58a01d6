/* live-memstats.json: the numbers of runtime.MemStats as they stand in the memory of a process, how
 * they were found, and its objects by size. */
#include "source_live.h"

#include "clocks.h"
#include "units.h"

/* A limit that is not set, and what follows from it, is "off". */
static void add_stat(struct sbuf *json, const char *name, uint64_t value, bool millionths)
{
    if (millionths)
        sbuf_addf(json, "  \"%s\": %.6f,\n", name, (double)value / 1e6);
    else if (value > INT64_MAX)
        sbuf_addf(json, "  \"%s\": \"off\",\n", name);
    else
        sbuf_addf(json, "  \"%s\": %llu,\n", name, (unsigned long long)value);
}

static void add_stats(struct sbuf *json, const struct heap_stats *s)
{
    for (unsigned i = 0; i < STAT_COUNT; i++)
        if (s->value[i].known)
            add_stat(json, heap_stat_names[i], s->value[i].value, i == STAT_GC_CPU_MILLIONTHS);
    sbuf_adds(json, "  \"absent\": [");
    const char *comma = "";
    for (unsigned i = 0; i < STAT_COUNT; i++) {
        if (s->value[i].known)
            continue;
        sbuf_addf(json, "%s\"%s\"", comma, heap_stat_names[i]);
        comma = ", ";
    }
    sbuf_addf(json, "],\n  \"retries\": %u,\n  \"stable\": %s,\n", s->retries,
              s->unstable ? "false" : "true");
}

static void add_places(struct sbuf *json, const struct heap_places *p)
{
    sbuf_addf(json,
              "  \"found\": {\"spans\": %u, \"controller\": %u, \"statistics\": %u, "
              "\"layout_by_shape\": %s, \"no_collection_yet\": %s},\n",
              p->span_candidates, p->controller_candidates, p->stats_candidates,
              p->layout_by_shape ? "true" : "false", p->no_gc ? "true" : "false");
}

/* Size classes that hold anything; size 0: larger objects, each with a span of its own. */
static void add_classes(struct sbuf *json, const struct heap_spans *s)
{
    const char *comma = "";
    sbuf_addf(json,
              "  \"spans\": {\"in_use\": %llu, \"objects\": %llu, \"bytes\": %llu, "
              "\"unreadable\": %llu, \"complete\": %s},\n  \"size_classes\": [",
              (unsigned long long)s->in_use, (unsigned long long)s->objects,
              (unsigned long long)s->bytes, (unsigned long long)s->unreadable,
              s->cut ? "false" : "true");
    for (size_t i = 0; i < sizeof s->class / sizeof s->class[0]; i++) {
        const struct heap_class *c = &s->class[i];
        if (!c->spans)
            continue;
        sbuf_addf(json,
                  "%s\n    {\"size\": %llu, \"pointers\": %s, \"spans\": %llu, \"objects\": %llu, "
                  "\"bytes\": %llu}",
                  comma, (unsigned long long)c->size, c->pointers ? "true" : "false",
                  (unsigned long long)c->spans, (unsigned long long)c->objects,
                  (unsigned long long)c->bytes);
        comma = ",";
    }
    sbuf_adds(json, "\n  ]\n");
}

void live_memstats_json(const struct heap_places *places, const struct heap_stats *stats,
                        const struct heap_spans *spans, struct sbuf *json)
{
    sbuf_addf(json, "{\n  \"format\": \"exhibit-live-memstats/1\",\n  \"time\": \"%s\",\n",
              units_utc(clock_utc_ns()).s);
    add_stats(json, stats);
    add_places(json, places);
    add_classes(json, spans);
    sbuf_adds(json, "}\n");
}
