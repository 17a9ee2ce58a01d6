#include "recognise.h"

#include "wire.h"

/* Field numbers of profile.proto. */
enum { SAMPLE_TYPE = 1, SAMPLE = 2, STRING = 6, TIME = 9, DEFAULT_TYPE = 14, FIELDS = 16 };
enum { TYPES_MAX = 16 };

struct outline {
    size_t ntypes;
    uint64_t type[TYPES_MAX]; /* number of the string that names it */
    uint64_t default_type;
    int64_t time_ns;
    struct slice names[TYPES_MAX], default_name;
    size_t samples;
    bool unlocks; /* a function that gives up a lock is named */
};

/* The name of a value type: field 1 of the message. */
static uint64_t type_of(struct slice message)
{
    struct wire w = wire_over(message);
    struct wire_field f;
    uint64_t type = 0;
    while (wire_next(&w, &f))
        if (f.number == 1 && f.type == WIRE_VARINT)
            type = f.value;
    return type;
}

static void take_field(struct outline *o, const struct wire_field *f)
{
    if (f->number == SAMPLE_TYPE && f->type == WIRE_BYTES && o->ntypes < TYPES_MAX)
        o->type[o->ntypes++] = type_of(f->bytes);
    else if (f->number == TIME && f->type == WIRE_VARINT)
        o->time_ns = (int64_t)f->value;
    else if (f->number == DEFAULT_TYPE && f->type == WIRE_VARINT)
        o->default_type = f->value;
    else if (f->number == SAMPLE)
        o->samples++;
}

/* Mutex profiles are of those who gave the lock up, block profiles of those who waited for it. */
static bool is_unlock(struct slice s)
{
    static const struct slice names[] = {
        SLICE_INIT("sync.(*Mutex).Unlock"), SLICE_INIT("sync.(*RWMutex).Unlock"),
        SLICE_INIT("sync.(*RWMutex).RUnlock"), SLICE_INIT("runtime._LostContendedRuntimeLock"),
        SLICE_INIT("runtime.unlock")};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_equal(s, names[i]))
            return true;
    return false;
}

static void take_string(struct outline *o, uint64_t number, struct slice s)
{
    for (size_t i = 0; i < o->ntypes; i++)
        if (o->type[i] == number)
            o->names[i] = s;
    if (o->default_type == number)
        o->default_name = s;
    o->unlocks |= is_unlock(s);
}

/* Strings come last in what Go writes, so they take a walk of their own. A cut file keeps what can
 * be seen of it. */
static bool read_outline(struct slice bytes, struct outline *o)
{
    struct wire w = wire_over(bytes);
    struct wire_field f;
    uint64_t number = 0;
    while (wire_next(&w, &f)) {
        if (f.number == 0 || f.number >= FIELDS)
            return false;
        take_field(o, &f);
    }
    if (o->ntypes == 0)
        return false;
    w = wire_over(bytes);
    while (wire_next(&w, &f))
        if (f.number == STRING && f.type == WIRE_BYTES)
            take_string(o, number++, f.bytes);
    return number > 0;
}

static bool has_type(const struct outline *o, const char *name)
{
    for (size_t i = 0; i < o->ntypes; i++)
        if (slice_is(o->names[i], name))
            return true;
    return false;
}

static bool is_allocs(const struct outline *o, struct slice name)
{
    return has_type(o, "alloc_space") &&
           (slice_is(o->default_name, "alloc_space") || recognise_hint(name, "allocs"));
}

static bool is_heap(const struct outline *o, struct slice name)
{
    (void)name;
    return has_type(o, "inuse_space") || has_type(o, "alloc_space");
}

static bool is_cpu(const struct outline *o, struct slice name)
{
    (void)name;
    return has_type(o, "cpu");
}

static bool is_mutex(const struct outline *o, struct slice name)
{
    return has_type(o, "contentions") &&
           (recognise_hint(name, "mutex") || (o->unlocks && !recognise_hint(name, "block")));
}

static bool is_block(const struct outline *o, struct slice name)
{
    (void)name;
    return has_type(o, "contentions");
}

static bool is_leak(const struct outline *o, struct slice name)
{
    (void)name;
    return has_type(o, "goroutineleak");
}

static bool is_goroutine(const struct outline *o, struct slice name)
{
    (void)name;
    return has_type(o, "goroutine") || has_type(o, "goroutines");
}

static bool is_threads(const struct outline *o, struct slice name)
{
    (void)name;
    return has_type(o, "threadcreate");
}

/* First match wins. */
static const struct {
    bool (*is)(const struct outline *o, struct slice name);
    const char *member, *what;
} kinds[] = {
    {is_allocs, "40-go/allocs.pb.gz", "profile of allocations"},
    {is_heap, "40-go/heap.pb.gz", "heap profile"},
    {is_cpu, "40-go/cpu.pb.gz", "CPU profile"},
    {is_mutex, "40-go/mutex.pb.gz", "mutex profile"},
    {is_block, "40-go/block.pb.gz", "blocking profile"},
    {is_leak, "40-go/goroutineleak.pb.gz", "profile of leaked goroutines"},
    {is_goroutine, "40-go/goroutine.pb.gz", "goroutine profile"},
    {is_threads, "40-go/threadcreate.pb.gz", "profile of threads"},
};

/* A profile of the program's own is named after its first sample type. */
static struct slice own_member(struct arena *a, struct slice type)
{
    struct slice safe = arena_copy(a, slice_take(type, 64));
    unsigned char *p = arena_alloc(a, safe.len + 1, 1, 1);
    for (size_t i = 0; i < safe.len; i++) {
        unsigned char c = safe.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        p[i] = plain || c == '_' ? c : '-';
    }
    return arena_printf(a, "40-go/%.*s.pb.gz", (int)safe.len, (const char *)p);
}

bool recognise_pprof(struct arena *a, struct slice name, struct slice bytes,
                     struct recognition *ret)
{
    struct outline o = {.ntypes = 0};
    if (!read_outline(bytes, &o))
        return false;
    *ret = (struct recognition){.dated = o.time_ns > 0, .utc_ns = o.time_ns};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].is(&o, name)) {
            ret->member = slice_from(kinds[i].member);
            ret->what = kinds[i].what;
            return true;
        }
    ret->member = own_member(a, o.names[0].len ? o.names[0] : SLICE("profile"));
    ret->what = "profile of the program's own";
    return true;
}
