#include "heap_layout.h"

#include <stddef.h>

const uint16_t heap_class_size[HEAP_CLASSES] = {
    0,     8,     16,    24,    32,    48,    64,    80,    96,    112,   128,   144,
    160,   176,   192,   208,   224,   240,   256,   288,   320,   352,   384,   416,
    448,   480,   512,   576,   640,   704,   768,   896,   1024,  1152,  1280,  1408,
    1536,  1792,  2048,  2304,  2688,  3072,  3200,  3456,  4096,  4864,  5376,  6144,
    6528,  6784,  6912,  8192,  9472,  9728,  10240, 10880, 12288, 13568, 14336, 16384,
    18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
};

/* A row holds from its version on. */
static const struct heap_layout layouts[] = {
    /* span: size, allocated, class, state, element size; goal; delta: size, tiny; cycle */
    {18, {144, 96, 98, 99, 104}, 104, {1176, 48}, 32},
    {20, {160, 96, 98, 99, 104}, 48, {1176, 48}, 32},
    {21, {168, 104, 106, 107, 112}, 72, {1176, 48}, 32},
    {22, {160, 96, 98, 99, 104}, 72, {1176, 48}, 32},
    {25, {160, 96, 98, 99, 104}, 72, {1168, 40}, 32},
    {27, {160, 96, 98, 99, 104}, 72, {1168, 40}, 16},
};

const struct heap_layout *heap_layout_for(unsigned minor)
{
    size_t i = sizeof layouts / sizeof layouts[0] - 1;
    while (i > 0 && layouts[i].minor > minor)
        i--;
    return &layouts[i];
}
