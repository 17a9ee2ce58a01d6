#include "buildinfo_write.h"

static void write_fact(struct source_output *out, const char *format, const char *name,
                       const char *value)
{
    if (!value[0])
        return;
    source_write(out, slice_from(format));
    source_write(out, SLICE("\t"));
    source_write(out, slice_from(name));
    source_write(out, SLICE("\t"));
    source_write(out, slice_from(value));
    source_write(out, SLICE("\n"));
}

void buildinfo_write(const struct buildinfo *b, struct source_output *out)
{
    if (b->version.len) {
        source_write(out, SLICE("go\t"));
        source_write(out, sbuf_view(&b->version));
        source_write(out, SLICE("\n"));
        source_write(out, sbuf_view(&b->modules));
    }
    write_fact(out, b->format, "build-id", b->build_id);
    write_fact(out, b->format, "go-build-id", b->go_build_id);
    write_fact(out, b->format, "symbols", b->symbols ? "yes" : "no");
    write_fact(out, b->format, "dwarf", b->dwarf ? "yes" : "no");
    if (b->named || b->version.len)
        write_fact(out, b->format, "go", b->of_go || b->version.len ? "yes" : "no");
    write_fact(out, b->format, "machine", b->machine);
    write_fact(out, b->format, "machines", b->machines);
    write_fact(out, b->format, "least-os", b->least_os);
    write_fact(out, b->format, "bits", b->is_64 ? "64" : "32");
}
