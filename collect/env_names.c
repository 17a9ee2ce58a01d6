#include "env_names.h"

#include <stdio.h>

#include "sbuf.h"

enum { NAME_MOST = 128 };

static bool is_name(struct slice s)
{
    if (s.len == 0 || s.len > NAME_MOST || (s.ptr[0] >= '0' && s.ptr[0] <= '9'))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = s.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              c == '_'))
            return false;
    }
    return true;
}

void env_names_write(struct slice raw, struct source_output *out)
{
    AUTO_SBUF struct sbuf line;
    struct slice entry, name;
    bool trusted = true;
    size_t left_out = 0;
    sbuf_init(&line, NAME_MOST + 1);
    while (slice_next(&raw, '\0', &entry)) {
        struct slice value = entry;
        bool sound = slice_find(entry, SLICE("=")) != SIZE_MAX && slice_next(&value, '=', &name) &&
                     is_name(name);
        if (sound && trusted) {
            sbuf_clear(&line);
            sbuf_add(&line, name);
            sbuf_addc(&line, '\n');
            source_write(out, sbuf_view(&line));
        } else
            left_out += entry.len > 0;
        trusted = sound;
    }
    if (left_out)
        snprintf(out->reason, sizeof out->reason, "left out, because no plain names: %zu",
                 left_out);
}
