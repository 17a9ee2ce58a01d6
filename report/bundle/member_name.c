#include "member_name.h"

#include <string.h>

#include "limits_input.h"

struct member_label member_label(struct slice name)
{
    static const char more[] = "...";
    struct member_label label;
    size_t room = sizeof label.s - sizeof more, n = 0;
    for (; n < name.len && n < room; n++) {
        bool plain = name.ptr[n] > ' ' && name.ptr[n] < 127;
        label.s[n] = '?';
        if (plain)
            label.s[n] = (char)name.ptr[n];
    }
    label.s[n] = '\0';
    if (n < name.len)
        memcpy(label.s + n, more, sizeof more);
    return label;
}

/* Empty, "." and "..": two of them hide a second name for the same thing, one leads out. */
static const char *refuse_part(struct slice part)
{
    if (slice_is(part, ".."))
        return "its name leads out of the bundle";
    if (part.len == 0 || slice_is(part, "."))
        return "its name has an empty part";
    return NULL;
}

const char *member_name_refusal(struct slice name)
{
    if (name.len > LIMIT_MEMBER_NAME)
        return "its name is longer than 256 bytes";
    if (name.len && name.ptr[0] == '/')
        return "its name is absolute";
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] < ' ' || name.ptr[i] == 127 || name.ptr[i] == '\\')
            return "its name has a control byte or a backslash";
    for (;;) {
        struct slice part = {0};
        size_t before = name.len;
        slice_next(&name, '/', &part);
        const char *why = refuse_part(part);
        if (why || part.len == before)
            return why;
    }
}
