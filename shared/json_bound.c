#include "json_bound.h"

#include "limits_input.h"

bool json_bound_holds(struct slice text)
{
    size_t values = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = text.ptr[i];
        if (quoted && c == '\\')
            i++; /* whatever is behind it ends nothing */
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted)
            values += c == '{' || c == '[' || c == ',';
    }
    return values <= LIMIT_JSON_VALUES;
}
