#include "frame_line.h"

struct slice frame_function(struct slice line)
{
    size_t open = slice_rfind_byte(line, '(');
    if (open != SIZE_MAX && open > 0 && line.ptr[line.len - 1] == ')')
        return slice_take(line, open);
    if (slice_has_prefix(line, SLICE("non-Go function at pc=")))
        return slice_take(line, sizeof "non-Go function" - 1);
    return line;
}

static bool is_address(struct slice word)
{
    uint64_t unused;
    return (slice_skip(&word, SLICE("+0x")) || slice_skip(&word, SLICE("pc=0x")) ||
            slice_skip(&word, SLICE("fp=0x")) || slice_skip(&word, SLICE("sp=0x"))) &&
           slice_to_hex(word, &unused);
}

bool frame_file_line(struct slice text, struct slice *file, uint64_t *line)
{
    size_t colon = slice_rfind_byte(text, ':');
    if (colon == SIZE_MAX || colon == 0 || !slice_to_u64(slice_drop(text, colon + 1), line))
        return false;
    *file = slice_take(text, colon);
    return true;
}

bool frame_place(struct slice text, struct slice *file, uint64_t *line, bool *whole)
{
    struct slice s = slice_trim(text);
    *whole = false;
    while (s.len) {
        size_t blank = slice_rfind_byte(s, ' ');
        size_t word = blank == SIZE_MAX ? 0 : blank + 1;
        if (!is_address(slice_drop(s, word)))
            return frame_file_line(s, file, line);
        s = slice_trim(slice_take(s, word));
        *whole = true;
    }
    *file = s;
    *line = 0;
    return *whole;
}
