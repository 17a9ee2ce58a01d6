#include "unit.h"

const char *const unit_names[] = {"count", "bytes", "seconds", "fraction"};

struct units_text unit_text(enum unit unit, double value)
{
    static struct units_text (*const write[])(double) = {units_count, units_bytes, units_duration,
                                                         units_percent};
    return write[unit](value);
}
