/* Any bytes as a table: every cell of every row is unescaped. */
#include "table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice text = {data, size};
    struct table t;
    if (table_open(&a, text, &t, &err) == STATUS_OK)
        while (table_next(&t))
            for (size_t i = 0; i <= t.ncolumns; i++)
                (void)table_cell_number(&t, i);
    arena_done(&a);
    return 0;
}
