#include "goroutine_text.h"

#include "frame_args.h"
#include "frame_rules.h"
#include "goroutine_labels.h"

enum {
    SHOWN_INNER = 50, /* since 1.21: so many of the innermost, and as many of the outermost */
    SHOWN_OUTER = 50,
    WALKED_BEFORE_121 = 100, /* up to 1.20: the innermost, hidden ones counted in */
    NEW_ELISION = 21,
    SYMBOL_AFTER_INLINING = 20, /* up to 1.20 the arguments' liveness is looked up there */
    NS_PER_MINUTE_E9 = 60
};

/* One logical frame that is to be printed. */
struct line {
    struct slice name, file;
    int32_t number;
    bool inlined;
    struct function function;
    uint64_t pc, argp, live_pc;
};

struct printing {
    struct goroutine_text *t;
    const struct reading *r;
    struct sbuf *out;
    bool all; /* hidden ones too: nothing else was left */
    int callee;
    uint64_t shown;
    struct line outer[SHOWN_OUTER]; /* a ring: the last ones that did not fit into the inner part */
};

static void add_decimal(struct sbuf *out, uint64_t value)
{
    char text[20];
    size_t at = sizeof text;
    do {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    sbuf_add(out, (struct slice){(unsigned char *)text + at, sizeof text - at});
}

static void add_name(const struct golive *l, struct slice name, struct sbuf *out)
{
    struct slice part[3];
    frame_name(l, name, part);
    for (size_t i = 0; i < 3; i++)
        sbuf_add(out, part[i]);
}

static void add_place(struct slice file, int32_t line, uint64_t offset, struct sbuf *out)
{
    sbuf_addc(out, '\t');
    sbuf_add(out, file);
    sbuf_addc(out, ':');
    add_decimal(out, line > 0 ? (uint64_t)line : 0);
    if (offset) {
        sbuf_adds(out, " +");
        frame_args_hex(out, offset);
    }
    sbuf_addc(out, '\n');
}

static void print_line(const struct printing *p, const struct line *line)
{
    const struct golive *l = p->t->l;
    add_name(l, line->name, p->out);
    sbuf_addc(p->out, '(');
    if (line->inlined)
        sbuf_adds(p->out, "...");
    else
        frame_args(l, &p->r->stack, &line->function, line->argp, line->live_pc, p->out);
    sbuf_adds(p->out, ")\n");
    uint64_t offset = line->inlined ? 0 : line->pc - line->function.entry;
    add_place(line->file, line->number, offset, p->out);
}

static void show(struct printing *p, const struct line *line)
{
    if (p->shown < SHOWN_INNER || p->t->l->layout.minor < NEW_ELISION)
        print_line(p, line);
    else
        p->outer[(p->shown - SHOWN_INNER) % SHOWN_OUTER] = *line;
    p->shown++;
}

static bool add_frame(void *arg, const struct unwind_frame *f)
{
    struct printing *p = arg;
    const struct golive *l = p->t->l;
    const struct frame *frame;
    if (l->layout.minor < NEW_ELISION && f->index >= WALKED_BEFORE_121)
        return false;
    size_t n = symbols_frames(p->t->symbols, f->function, f->symbol_pc, &frame);
    for (size_t i = 0; i < n; i++) {
        const struct frame *x = &frame[i];
        bool shown = p->all || frame_is_shown(l, x->name, x->id, p->shown == 0, p->callee);
        p->callee = x->id;
        if (!shown)
            continue;
        struct line line = {.name = x->name,
                            .file = x->file,
                            .number = x->line,
                            .inlined = x->inlined,
                            .function = *f->function,
                            .pc = f->pc,
                            .argp = f->argp};
        line.live_pc = l->layout.minor <= SYMBOL_AFTER_INLINING ? x->pc : f->symbol_pc;
        show(p, &line);
    }
    return true;
}

/* What the ring holds, with a note on what fell out of it. */
static void print_outer(const struct printing *p)
{
    uint64_t beyond = p->shown > SHOWN_INNER ? p->shown - SHOWN_INNER : 0, first = 0;
    if (p->t->l->layout.minor < NEW_ELISION)
        return;
    if (beyond > SHOWN_OUTER) {
        first = beyond - SHOWN_OUTER;
        sbuf_adds(p->out, "...");
        add_decimal(p->out, first);
        sbuf_adds(p->out, " frames elided...\n");
    }
    for (uint64_t i = first; i < beyond; i++)
        print_line(p, &p->outer[i % SHOWN_OUTER]);
}

static void note(struct goroutine_list *list, uint64_t goid)
{
    if (list->count < GOROUTINE_TEXT_NAMED)
        list->goid[list->count] = goid;
    list->count++;
}

static enum unwind_end print_stack(struct printing *p)
{
    p->callee = -1;
    p->shown = 0;
    enum unwind_end end = unwind(p->t->l, p->t->symbols, p->r, add_frame, p);
    print_outer(p);
    return end;
}

static const char *status_name(const struct goroutine_text *t, const struct goroutine *g)
{
    static const char *const names[] = {
        "idle", "runnable", "running",   "syscall",   "waiting", "???",
        "dead", "???",      "copystack", "preempted", "leaked",  "waiting for cgo callback"};
    bool waits = g->status == GOROUTINE_WAITING || g->status == GOROUTINE_LEAKED;
    if (waits && g->waitreason && g->waitreason < t->reasons.count)
        return t->reasons.name[g->waitreason];
    return g->status < sizeof names / sizeof names[0] ? names[g->status] : "???";
}

/* "goroutine 18 [chan receive, 3 minutes, locked to thread] {tenant: acme}:" */
static void print_header(const struct goroutine_text *t, const struct goroutine *g,
                         struct sbuf *out)
{
    bool dated = g->status == GOROUTINE_WAITING || g->status == GOROUTINE_SYSCALL;
    uint64_t now = t->now_ns > 0 ? (uint64_t)t->now_ns : 0;
    sbuf_adds(out, "goroutine ");
    add_decimal(out, g->goid);
    sbuf_adds(out, " [");
    sbuf_adds(out, status_name(t, g));
    if (g->status == GOROUTINE_LEAKED)
        sbuf_adds(out, " (leaked)");
    if (dated && g->waitsince && now > g->waitsince) {
        uint64_t minutes = (now - g->waitsince) / 1000000000 / NS_PER_MINUTE_E9;
        if (minutes) {
            sbuf_adds(out, ", ");
            add_decimal(out, minutes);
            sbuf_adds(out, " minutes");
        }
    }
    if (g->lockedm)
        sbuf_adds(out, ", locked to thread");
    sbuf_addc(out, ']');
    if (t->labels)
        goroutine_labels(t->l, g, out);
    sbuf_adds(out, ":\n");
}

static void print_created_by(const struct goroutine_text *t, const struct goroutine *g,
                             struct sbuf *out)
{
    struct function f;
    struct slice file;
    int32_t line;
    if (g->goid == 1 || !pclntab_function(&t->l->functions, g->gopc, &f) ||
        !frame_is_shown(t->l, f.name, f.id, false, -1))
        return;
    sbuf_adds(out, "created by ");
    add_name(t->l, f.name, out);
    if (g->parent) {
        sbuf_adds(out, " in goroutine ");
        add_decimal(out, g->parent);
    }
    sbuf_addc(out, '\n');
    uint64_t back = g->gopc > f.entry ? t->l->functions.quantum : 0;
    (void)pclntab_line(&t->l->functions, &f, g->gopc - back, &file, &line);
    add_place(file, line, g->gopc - f.entry, out);
}

/* The frames, or why there are none. */
static void print_frames(struct printing *p)
{
    struct goroutine_text *t = p->t;
    const struct reading *r = p->r;
    if (r->state != READING_STABLE) {
        note(r->state == READING_RUNNING ? &t->running : &t->unstable, r->g.goid);
        sbuf_adds(p->out, "\tgoroutine running on other thread; stack unavailable\n");
        return;
    }
    enum unwind_end end = print_stack(p);
    if (p->shown == 0) {
        p->all = true;
        end = print_stack(p);
    }
    t->ends[end]++;
    if (end != UNWIND_COMPLETE)
        sbuf_adds(p->out, "...additional frames elided...\n");
    if (r->cut || (end != UNWIND_COMPLETE && end != UNWIND_STOPPED))
        note(&t->incomplete, r->g.goid);
}

bool goroutine_text_init(struct goroutine_text *t, const struct golive *l, int64_t now_ns)
{
    *t = (struct goroutine_text){.l = l, .now_ns = now_ns, .symbols = symbols_new(&l->functions)};
    t->labels = goroutine_labels_are_shown(l);
    wait_reasons_find(l, &t->reasons);
    return t->symbols != NULL;
}

void goroutine_text_done(struct goroutine_text *t)
{
    symbols_free(t->symbols);
    t->symbols = NULL;
}

/* Ends the walk at the first function that is not the runtime's. */
static bool is_runtime_frame(void *arg, const struct unwind_frame *f)
{
    bool *user_code = arg;
    *user_code = !slice_has_prefix(f->function->name, SLICE("runtime."));
    return !*user_code;
}

static bool is_system(struct goroutine_text *t, const struct reading *r)
{
    bool user_code = false;
    enum frame_start start = frame_start_of(t->l, r->g.startpc);
    if (start == START_FINALIZERS && r->state == READING_STABLE)
        (void)unwind(t->l, t->symbols, r, is_runtime_frame, &user_code);
    return start == START_SYSTEM || (start == START_FINALIZERS && !user_code) ||
           (start == START_CLEANUPS && !r->g.running_cleanups);
}

bool goroutine_text_add(struct goroutine_text *t, const struct reading *r, struct sbuf *out)
{
    struct printing p = {.t = t, .r = r, .out = out};
    if (is_system(t, r)) {
        t->system++;
        return false;
    }
    if (t->written++)
        sbuf_addc(out, '\n');
    print_header(t, &r->g, out);
    print_frames(&p);
    print_created_by(t, &r->g, out);
    return true;
}
