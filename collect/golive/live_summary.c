#include "live_summary.h"

static void add_count(struct sbuf *out, const char *name, uint64_t value, bool last)
{
    sbuf_addf(out, "\"%s\": %llu%s", name, (unsigned long long)value, last ? "" : ", ");
}

static void add_address(struct sbuf *out, const char *name, uint64_t value)
{
    sbuf_addf(out, "\"%s\": \"0x%llx\", ", name, (unsigned long long)value);
}

static const char *yes(bool value)
{
    return value ? "true" : "false";
}

static void add_program(const struct golive *l, struct sbuf *out)
{
    sbuf_addf(out, "  \"go_version\": \"%s\",\n  \"go_version_from\": \"%s\",\n", l->version.text,
              l->version.from);
    sbuf_addf(out,
              "  \"layout\": {\"minor\": %u, \"version_known\": %s, \"fields_corrected\": %u},\n",
              l->layout.minor, yes(l->layout_known), l->layout_disputed);
}

static void add_found(const struct live_summary *s, struct sbuf *out)
{
    const struct golive *l = s->l;
    sbuf_addf(out, "  \"found\": {\"loaded_at_known_by\": \"%s\", ",
              !l->image.movable       ? "its file"
              : l->mappings->exe_base ? "its mapping"
                                      : "AT_ENTRY");
    add_address(out, "function_table", l->functions.address);
    add_count(out, "functions", l->functions.count, false);
    add_address(out, "module", l->module.address);
    add_count(out, "module_candidates", l->module.candidates, false);
    sbuf_addf(out, "\"function_data_by_shape\": %s, ", yes(l->module.gofunc_by_shape));
    add_address(out, "goroutine_list", l->allgs.address);
    add_count(out, "goroutine_list_candidates", l->allgs.candidates, false);
    add_count(out, "wait_reasons", s->text->reasons.count, true);
    sbuf_addf(out,
              "},\n  \"checked_in_process\": {\"number\": %s, \"start\": %s, \"parent\": %s},\n",
              yes(l->allgs.found.goid), yes(l->allgs.found.startpc), yes(l->allgs.found.parent));
}

static void add_goroutines(const struct live_summary *s, struct sbuf *out)
{
    const struct goroutines_count *c = s->count;
    const struct {
        const char *name;
        uint64_t value;
    } rows[] = {{"listed", c->listed},
                {"dead", c->dead},
                {"read", c->read},
                {"written", s->text->written},
                {"of_the_runtime", s->text->system},
                {"read_again", c->retried},
                {"running_without_stack", s->text->running.count},
                {"held_for_a_moment", c->interrupted},
                {"unstable", c->unstable},
                {"without_stack", c->no_stack},
                {"stack_cut", c->cut},
                {"unreadable", c->unreadable},
                {"stack_incomplete", s->text->incomplete.count}};
    enum { ROWS = sizeof rows / sizeof rows[0] };
    sbuf_adds(out, "  \"goroutines\": {");
    for (size_t i = 0; i < ROWS; i++)
        add_count(out, rows[i].name, rows[i].value, i + 1 == ROWS);
    sbuf_adds(out, "},\n  \"stacks\": {");
    for (size_t i = 0; i < UNWIND_ENDS; i++)
        add_count(out, unwind_end_names[i], s->text->ends[i], i + 1 == UNWIND_ENDS);
    sbuf_adds(out, "},\n");
}

/* The first of them, by number. */
static void add_list(struct sbuf *out, const char *name, const struct goroutine_list *list)
{
    sbuf_addf(out, "  \"%s\": [", name);
    for (size_t i = 0; i < list->count && i < GOROUTINE_TEXT_NAMED; i++)
        sbuf_addf(out, "%s%llu", i ? ", " : "", (unsigned long long)list->goid[i]);
    sbuf_adds(out, "],\n");
}

static void add_missing(const struct live_summary *s, struct sbuf *out)
{
    const struct golive *l = s->l;
    const struct {
        bool missing;
        const char *what;
    } rows[] = {
        {!l->layout_known,
         "this Go version is not in the table of layouts: used as far as its checks pass"},
        {l->layout_disputed != 0,
         "the process differs from the table of layouts, and the process was believed"},
        {l->module.candidates > 1, "more than one description of the program passed the checks"},
        {l->allgs.candidates > 1,
         "more than one list of goroutines passed the checks: the longest was taken"},
        {l->module.next != 0, "frames of plugins: their function tables are not read"},
        {s->text->reasons.count == 0,
         "what goroutines wait for: the runtime's table was not found"},
        {l->module.types == 0, "types of channels: the program's types were not found"},
        {l->memory->exhausted, "the rest: the most that is read of a process was reached"},
        {s->interrupt == NULL && s->text->running.count != 0,
         "stacks of goroutines on a processor: --briefly-stop reads them"},
        {s->interrupt && s->interrupt->refused != 0,
         "stacks of some running goroutines: their threads could not be held"},
    };
    const char *comma = "";
    sbuf_adds(out, "  \"not_available\": [");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!rows[i].missing)
            continue;
        sbuf_addf(out, "%s\"%s\"", comma, rows[i].what);
        comma = ", ";
    }
    sbuf_adds(out, "],\n");
}

/* "reason": "..." with what JSON wants escaped. */
static void add_text(struct sbuf *out, const char *name, const char *text)
{
    sbuf_addf(out, "\"%s\": \"", name);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            sbuf_addc(out, '\\');
        if (*text >= ' ')
            sbuf_addc(out, *text);
    }
    sbuf_addc(out, '"');
}

static void add_parts(const struct live_summary *s, struct sbuf *out)
{
    sbuf_adds(out, "  \"parts\": {");
    for (size_t i = 0; i < s->parts; i++) {
        sbuf_addf(out, "%s\n    \"%s\": {", i ? "," : "", s->part[i].name);
        add_text(out, "status", s->part[i].status);
        if (s->part[i].reason[0]) {
            sbuf_adds(out, ", ");
            add_text(out, "reason", s->part[i].reason);
        }
        sbuf_addc(out, '}');
    }
    sbuf_adds(out, "\n  },\n");
}

static void add_records(const struct live_records *r, const char *name, struct sbuf *out)
{
    sbuf_addf(out, "    \"%s\": {", name);
    add_address(out, "list", r->list);
    add_count(out, "candidates", r->candidates, false);
    add_count(out, "records", r->records, false);
    add_count(out, "read_again", r->retries, false);
    add_count(out, "unknown_frames", r->unknown_frames, false);
    sbuf_addf(out, "\"stable\": %s, \"without_bytes\": %s, \"broken\": %s, \"cut\": %s},\n",
              yes(!r->unstable), yes(r->only_counts), yes(r->broken), yes(r->cut));
}

static void add_rate(struct sbuf *out, const char *name, const struct rate *rate, bool last)
{
    if (rate->known)
        add_count(out, name, rate->value, last);
    else
        sbuf_addf(out, "\"%s\": null%s", name, last ? "" : ", ");
}

/* Where the heap's structures are, how many passed the checks, and how profiles are sampled. */
static void add_heap(const struct live_heap *h, struct sbuf *out)
{
    if (!h || !h->places.layout)
        return;
    const struct heap_places *p = &h->places;
    sbuf_adds(out, "  \"heap\": {\n    \"found\": {");
    add_address(out, "spans", p->spans);
    add_count(out, "span_candidates", p->span_candidates, false);
    add_address(out, "controller", p->controller);
    add_count(out, "controller_candidates", p->controller_candidates, false);
    add_address(out, "statistics", p->stats);
    add_count(out, "statistics_candidates", p->stats_candidates, false);
    sbuf_addf(out, "\"layout_by_shape\": %s, \"no_collection_yet\": %s},\n",
              yes(p->layout_by_shape), yes(p->no_gc));
    sbuf_adds(out, "    \"numbers\": {");
    add_count(out, "missing", h->numbers_missing, false);
    add_count(out, "read_again", h->retries, false);
    sbuf_addf(out, "\"stable\": %s},\n", yes(!h->unstable));
    add_records(&h->records[BUCKET_HEAP], "heap_records", out);
    add_records(&h->records[BUCKET_BLOCK], "block_records", out);
    add_records(&h->records[BUCKET_MUTEX], "mutex_records", out);
    sbuf_addf(out, "    \"sampling\": {\"heap_profile_linked\": %s, ", yes(h->rates.heap_linked));
    add_rate(out, "heap_rate", &h->rates.heap, false);
    add_rate(out, "mutex_fraction", &h->rates.mutex, false);
    add_rate(out, "cycles_per_second", &h->rates.cycles, true);
    sbuf_adds(out, "}\n  },\n");
}

static void add_reading(const struct live_summary *s, struct sbuf *out)
{
    sbuf_adds(out, "  \"channels\": {");
    add_count(out, "rows", s->channels->rows, false);
    add_count(out, "goroutines", s->channels->goroutines, false);
    add_count(out, "moved", s->channels->moved, true);
    sbuf_addf(out, "},\n  \"read\": {\"by\": \"%s\", ",
              s->by_mem ? "/proc/PID/mem" : "process_vm_readv");
    add_count(out, "bytes", s->l->memory->bytes, false);
    add_count(out, "calls", s->l->memory->calls, true);
    sbuf_adds(out, "},\n");
    if (s->interrupt)
        sbuf_addf(out, "  \"held\": {\"threads\": %llu, \"longest_s\": %.6f, \"total_s\": %.6f},\n",
                  (unsigned long long)s->interrupt->held, s->interrupt->longest_s,
                  s->interrupt->total_s);
    sbuf_addf(out, "  \"began\": \"%s\",\n  \"ended\": \"%s\",\n  \"seconds\": %.6f\n", s->began,
              s->ended, s->seconds);
}

void live_summary_add(const struct live_summary *s, struct sbuf *out)
{
    sbuf_adds(out, "{\n  \"format\": 1,\n");
    add_program(s->l, out);
    add_found(s, out);
    add_goroutines(s, out);
    add_list(out, "incomplete", &s->text->incomplete);
    add_list(out, "unstable", &s->text->unstable);
    add_list(out, "running", &s->text->running);
    add_parts(s, out);
    add_heap(s->heap, out);
    add_missing(s, out);
    add_reading(s, out);
    sbuf_adds(out, "}\n");
}
