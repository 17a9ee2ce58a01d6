#include "spawned.h"

#include "compare.h"

/* The kernel counts since its boot, so a count of another boot says nothing. */
void spawned_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    struct number before = model_metric(m, "host.started", 0);
    struct number after = model_metric(m, "host.started", 1);
    double ns = 0;
    bool boot = false;

    if (model_metric(m, "host.spawn_rate", 1).known || !before.known || !after.known ||
        after.value < before.value ||
        !compare_elapsed(&in[0]->manifest, &in[1]->manifest, &ns, &boot) || !boot || ns <= 0)
        return;
    struct number *values = ARENA_ARRAY(a, struct number, metrics_count);
    for (size_t i = 0; i < metrics_count; i++)
        values[i] = m->values[1][i];
    values[metric_index(SLICE("host.spawn_rate"))] =
        (struct number){true, (after.value - before.value) / (ns * 1e-9)};
    m->values[1] = values;
}
