#include "lock_line.h"

/* "fe:00:11004177": hexadecimal device, decimal inode. */
static bool parse_file(struct slice text, struct lock_line *ret)
{
    struct slice word;
    return slice_next(&text, ':', &word) && slice_to_hex(word, &ret->major) &&
           slice_next(&text, ':', &word) && slice_to_hex(word, &ret->minor) &&
           slice_to_u64(text, &ret->inode);
}

bool lock_line_parse(struct slice line, struct lock_line *ret)
{
    struct slice word;
    uint64_t id;
    *ret = (struct lock_line){0};
    if (!slice_next_word(&line, &ret->id) || !slice_has_suffix(ret->id, SLICE(":")))
        return false;
    ret->id.len--;
    if (!slice_to_u64(ret->id, &id) || !slice_next_word(&line, &ret->kind))
        return false;
    ret->waits = slice_is(ret->kind, "->");
    if (ret->waits && !slice_next_word(&line, &ret->kind))
        return false;
    return slice_next_word(&line, &word) && slice_next_word(&line, &ret->mode) &&
           slice_next_word(&line, &word) && slice_to_i64(word, &ret->pid) &&
           slice_next_word(&line, &word) && parse_file(word, ret) &&
           slice_next_word(&line, &ret->start) && slice_next_word(&line, &ret->end);
}
