/* profile_dump: what report counts in one profile (pprof, or text) or in two, as lines that a
 * script compares.
 *
 *     profile_dump TYPE FIRST [SECOND]      one sample type, of FIRST or of SECOND minus FIRST
 *     profile_dump -lines TYPE FIRST [SECOND]   the same by line of source
 *     profile_dump -types FIRST             the sample types: name, unit
 *
 *     total TOTAL                           as pprof prints it: of the base where there are two
 *     FLAT CUM NAME[ FILE[:LINE]]           what costs anything, in no order */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>

#include "fileio.h"
#include "gunzip.h"
#include "limits_input.h"
#include "pprof.h"
#include "profile_build.h"
#include "profile_text.h"

static enum status load(struct arena *a, const char *path, struct sbuf *file, struct pprof *p,
                        struct error *err)
{
    struct slice bytes;
    enum status s = fileio_read(AT_FDCWD, path, file, err);
    if (s == STATUS_OK)
        s = gunzip(a, sbuf_view(file), &bytes, err);
    if (s == STATUS_OK)
        s = profile_text_is(bytes) ? profile_text_parse(a, bytes, p, err)
                                   : pprof_parse(a, bytes, p, err);
    return s;
}

static void print_types(const struct profile *p)
{
    for (size_t i = 0; i < p->ntypes; i++)
        printf("%.*s %.*s\n", SLICE_ARG(p->types[i].type), SLICE_ARG(p->types[i].unit));
}

static void print_functions(const struct profile *p, int side, size_t t)
{
    for (size_t i = 0; i < p->nfunctions; i++) {
        const struct profile_function *f = &p->functions[i];
        int64_t flat = profile_flat(p, f, side, t), cum = profile_cum(p, f, side, t);
        if (flat || cum)
            printf("%" PRId64 " %" PRId64 " %.*s\n", flat, cum, SLICE_ARG(f->name));
    }
}

static void print_lines(const struct profile *p, int side, size_t t)
{
    for (size_t i = 0; i < p->nlines; i++) {
        const struct profile_line *l = &p->lines[i];
        int64_t flat = profile_value(p, l->flat, side, t), cum = profile_value(p, l->cum, side, t);
        if (!flat && !cum)
            continue;
        printf("%" PRId64 " %" PRId64 " %.*s", flat, cum, SLICE_ARG(l->function->name));
        if (l->file.len > 0)
            printf(" %.*s", SLICE_ARG(l->file));
        if (l->line != 0)
            printf(":%" PRId64, l->line);
        putchar('\n');
    }
}

static int print_costs(const struct profile *p, const char *type, bool lines)
{
    size_t t = *type ? profile_type_index(p, type) : p->default_type;
    if (t == p->ntypes) {
        fprintf(stderr, "no sample type %s\n", type);
        return EXIT_FAILURE;
    }
    int side = p->present[1] ? PROFILE_DIFF : 0;
    int64_t total = p->total[t];
    if (side == PROFILE_DIFF && total == 0)
        total = p->total[p->ntypes + t];
    printf("total %" PRId64 "\n", total);
    (lines ? print_lines : print_functions)(p, side, t);
    return EXIT_SUCCESS;
}

static int dump(struct arena *a, int argc, char **argv, bool lines, struct sbuf *file)
{
    struct error err = {0};
    struct pprof records[2];
    const struct pprof *side[2] = {NULL, NULL};
    const char *member[2] = {NULL, NULL};
    struct profile profile;
    for (int i = 2; i < argc; i++) {
        if (load(a, argv[i], &file[i - 2], &records[i - 2], &err) != STATUS_OK) {
            fprintf(stderr, "%s: %s\n", argv[i], err.msg);
            return EXIT_FAILURE;
        }
        side[i - 2] = &records[i - 2];
        member[i - 2] = argv[i];
    }
    if (profile_build(a, "profile", member, side, &profile, &err) != STATUS_OK) {
        fprintf(stderr, "%s\n", err.msg);
        return EXIT_FAILURE;
    }
    if (profile.damaged[0] || profile.damaged[1])
        fprintf(stderr, "damaged %" PRIu64 " %" PRIu64 "\n", profile.damaged[0],
                profile.damaged[1]);
    if (slice_is(slice_from(argv[1]), "-types")) {
        print_types(&profile);
        return EXIT_SUCCESS;
    }
    return print_costs(&profile, argv[1], lines);
}

int main(int argc, char **argv)
{
    bool lines = argc > 1 && slice_is(slice_from(argv[1]), "-lines");
    argc -= lines;
    argv += lines;
    if (argc < 3 || argc > 4) {
        fputs("usage: profile_dump [-lines] TYPE|-types FIRST [SECOND]\n", stderr);
        return 2;
    }
    struct arena a = ARENA_INIT;
    struct sbuf file[2];
    for (size_t i = 0; i < 2; i++)
        sbuf_init(&file[i], LIMIT_HTTP_PROFILE);
    int rc = dump(&a, argc, argv, lines, file);
    for (size_t i = 0; i < 2; i++)
        sbuf_done(&file[i]);
    arena_done(&a);
    return rc;
}
