/* Any bytes as what vmmap, footprint, lsof, ps and sample print. */
#include "footprint.h"
#include "lsof.h"
#include "ps.h"
#include "sample_text.h"
#include "vmmap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice text = {data, size};
    struct vmmap v;
    struct footprint f;
    struct lsof l;
    struct ps p;
    struct sample_text s;
    if (vmmap_parse(&a, text, &v, &err) == STATUS_OK)
        for (int kind = 0; kind < VMMAP_KIND_COUNT; kind++)
            (void)vmmap_sum(&v, (enum vmmap_kind)kind, VMMAP_DIRTY);
    if (lsof_parse(&a, text, &l, &err) == STATUS_OK)
        for (size_t i = 0; i < l.count; i++)
            (void)lsof_type(&l.files[i]);
    (void)!footprint_parse(&a, text, 4711, &f, &err);
    (void)!ps_parse(&a, text, &p, &err);
    (void)!sample_text_parse(&a, text, &s, &err);
    arena_done(&a);
    return 0;
}
