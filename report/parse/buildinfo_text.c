#include "buildinfo_text.h"

#include "limits_input.h"
#include "lines.h"

enum { DEPS_MAX = 20000 };

struct reading {
    struct arena *arena;
    struct buildinfo_text *b;
    struct buildinfo_module *deps;
    size_t cap;
};

static struct buildinfo_module module_of(struct slice rest)
{
    struct buildinfo_module m = {0};
    (void)slice_next(&rest, '\t', &m.path);
    (void)slice_next(&rest, '\t', &m.version);
    return m;
}

static void read_dep(struct reading *r, struct slice rest)
{
    if (r->b->ndeps < DEPS_MAX)
        *ARENA_PUSH(r->arena, r->deps, r->b->ndeps, r->cap) = module_of(rest);
    else
        r->b->skipped++;
}

/* "=>" says what took the place of the module before it. */
static void read_replacement(struct reading *r, struct slice rest)
{
    if (r->b->ndeps == 0) {
        r->b->skipped++;
        return;
    }
    struct buildinfo_module *m = &r->deps[r->b->ndeps - 1];
    m->version = module_of(rest).version;
    m->replaced = true;
}

static void read_build(struct reading *r, struct slice rest)
{
    struct slice key, modified = {0};
    const struct {
        const char *name;
        struct slice *value;
    } settings[] = {
        {"vcs.revision", &r->b->revision},
        {"vcs.time", &r->b->revision_time},
        {"vcs.modified", &modified},
        {"CGO_ENABLED", &r->b->cgo},
        {"-tags", &r->b->tags},
    };
    if (!slice_next(&rest, '=', &key)) {
        r->b->skipped++;
        return;
    }
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (slice_is(key, settings[i].name))
            *settings[i].value = rest;
    if (slice_is(modified, "true"))
        r->b->modified = true;
}

/* Facts about the executable file: "elf\tNAME\tVALUE", "macho\tNAME\tVALUE". */
static void read_file(struct reading *r, struct slice rest)
{
    struct slice name;
    if (!slice_next(&rest, '\t', &name))
        r->b->skipped++;
    else if (slice_is(name, "build-id") || (slice_is(name, "go-build-id") && !r->b->build_id.len))
        r->b->build_id = rest;
    else if (slice_is(name, "symbols"))
        r->b->symbols = rest;
    else if (slice_is(name, "go"))
        r->b->of_go = rest;
    else if (slice_is(name, "dwarf"))
        r->b->dwarf = rest;
}

static void read_go(struct reading *r, struct slice rest)
{
    r->b->go_version = rest;
}

static void read_path(struct reading *r, struct slice rest)
{
    r->b->path = rest;
}

static void read_main(struct reading *r, struct slice rest)
{
    r->b->main = module_of(rest);
}

void buildinfo_text_parse(struct arena *a, struct slice text, struct buildinfo_text *ret)
{
    static const struct {
        const char *key;
        void (*read)(struct reading *r, struct slice rest);
    } keys[] = {{"go", read_go},    {"path", read_path},      {"mod", read_main},
                {"dep", read_dep},  {"=>", read_replacement}, {"build", read_build},
                {"elf", read_file}, {"macho", read_file}};
    struct buildinfo_text b = {0};
    struct reading r = {.arena = a, .b = &b};
    bool cut;
    struct slice rest = lines_whole(text, &cut), line, key;
    b.skipped = cut;
    while (slice_next_line(&rest, &line)) {
        if (line.len > LIMIT_LINE || !slice_next(&line, '\t', &key)) {
            b.skipped++;
            continue;
        }
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
            if (slice_is(key, keys[i].key))
                keys[i].read(&r, line);
    }
    b.deps = r.deps;
    *ret = b;
}

struct slice buildinfo_text_version(const struct buildinfo_text *b, const char *module)
{
    for (size_t i = 0; i < b->ndeps; i++)
        if (slice_is(b->deps[i].path, module))
            return b->deps[i].version;
    return slice_is(b->main.path, module) ? b->main.version : (struct slice){0};
}
