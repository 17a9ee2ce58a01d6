#include "dump_call.h"

enum { POINTER_LEAST = 5 }; /* "0xc00": shorter ones are no pointers */

size_t dump_hex_digits(struct slice s)
{
    size_t n = 0;
    while (n < s.len &&
           ((s.ptr[n] >= '0' && s.ptr[n] <= '9') || (s.ptr[n] >= 'a' && s.ptr[n] <= 'f')))
        n++;
    return n;
}

/* "main.(*Store).Get(0xc00001a0b0, 0x1)", "syscall.Syscall(0x0?, ...)" */
bool dump_call_parse(struct slice line, struct dump_call *c)
{
    size_t i = 0;

    if (line.len == 0 || line.ptr[0] == '\t' || line.ptr[0] == ' ' || line.ptr[line.len - 1] != ')')
        return false;
    /* The arguments begin at the last bracket that does not belong to a receiver's type. */
    for (i = line.len; i > 0 && line.ptr[i - 1] != '('; i--)
        ;
    if (i < 2)
        return false;
    struct slice args = slice_drop(line, i);
    *c = (struct dump_call){.function = slice_take(line, i - 1), .rest = args};
    if (!slice_has_prefix(args, SLICE("0x")))
        return true;
    c->first = slice_take(args, 2 + dump_hex_digits(slice_drop(args, 2)));
    c->doubtful = slice_has_prefix(slice_drop(args, c->first.len), SLICE("?"));
    return true;
}

bool dump_call_next_word(struct slice *rest, uint64_t *word)
{
    for (;;) {
        size_t at = slice_find(*rest, SLICE("0x"));
        if (at == SIZE_MAX)
            return false;
        struct slice digits = slice_drop(*rest, at + 2);
        digits = slice_take(digits, dump_hex_digits(digits));
        *rest = slice_drop(*rest, at + 2 + digits.len);
        if (!slice_has_prefix(*rest, SLICE("?")) && slice_to_hex(digits, word))
            return true;
    }
}

uint64_t dump_call_pointer(const struct dump_call *c)
{
    uint64_t word;

    if (c->doubtful || c->first.len < POINTER_LEAST || !slice_to_hex(c->first, &word))
        return 0;
    return word;
}

struct slice dump_call_type(struct slice function)
{
    size_t at = slice_find(function, SLICE(".(*")), end;

    if (at == SIZE_MAX)
        return (struct slice){0};
    end = slice_find(slice_drop(function, at), SLICE(")."));
    return end == SIZE_MAX ? (struct slice){0} : slice_take(function, at + end + 2);
}
