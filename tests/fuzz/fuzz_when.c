/* Conditions of collect --watch, and what a trigger makes of them. */
#include <stdint.h>
#include <stdlib.h>

#include "trigger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct when when;
    struct error err = {0};
    struct slice text = {data, size};
    if (when_parse(text, &when, &err) != STATUS_OK) {
        if (err.offset > size || !err.msg[0])
            abort();
        return 0;
    }
    static struct trigger t;
    struct trigger_firing f;
    struct observation seen = {.at_s = 0};
    trigger_init(&t, &when, "");
    for (int i = 0; i < 50; i++) {
        struct sample s = {.state = 'S'};
        s.cell[when.metric.column] =
            (struct sample_value){data[(size_t)i % size] != ' ', data[(size_t)i % size] * 1e8};
        observe(&seen, 7.0 * i, &s);
        (void)trigger_feed(&t, &seen, &f);
        (void)trigger_is_dangerous(&t, &seen);
    }
    return 0;
}
