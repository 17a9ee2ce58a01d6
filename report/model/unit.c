#include "unit.h"

const char *const unit_names[] = {"count", "bytes", "seconds", "fraction", "load"};

bool unit_has_rate(enum unit unit)
{
    return unit != UNIT_FRACTION && unit != UNIT_LOAD;
}

struct units_text unit_text(enum unit unit, double value)
{
    static struct units_text (*const write[])(double) = {units_count, units_bytes, units_duration,
                                                         units_percent, units_count};
    return write[unit](value);
}
