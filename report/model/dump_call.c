#include "dump_call.h"

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
    c->function = slice_take(line, i - 1);
    c->first = (struct slice){0};
    struct slice args = slice_drop(line, i);
    if (!slice_has_prefix(args, SLICE("0x")))
        return true;
    c->first = slice_take(args, 2 + dump_hex_digits(slice_drop(args, 2)));
    return true;
}
