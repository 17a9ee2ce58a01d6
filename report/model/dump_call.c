#include "dump_call.h"

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
    size_t end = 2;
    while (end < args.len && ((args.ptr[end] >= '0' && args.ptr[end] <= '9') ||
                              (args.ptr[end] >= 'a' && args.ptr[end] <= 'f')))
        end++;
    c->first = slice_take(args, end);
    return true;
}
