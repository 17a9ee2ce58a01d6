/* Any bytes as what a program publishes: Prometheus metrics, expvar. */
#include "expvar_text.h"
#include "prometheus.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice text = {data, size};
    struct prometheus p;
    struct expvar_text e;
    if (prometheus_parse(&a, text, &p, &err) == STATUS_OK)
        (void)prometheus_label(&p, "go_info", "version");
    (void)!expvar_text_parse(&a, text, &e, &err);
    arena_done(&a);
    return 0;
}
