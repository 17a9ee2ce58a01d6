#include "frame_args.h"

#include "bytes.h"

/* abi.TraceArgs*: what is below FIRST_SIGN is an offset, followed by a size. */
enum {
    SIGN_OFFSET_TOO_LARGE = 0xfb,
    SIGN_DOTDOTDOT = 0xfc,
    SIGN_END_GROUP = 0xfd,
    SIGN_BEGIN_GROUP = 0xfe,
    SIGN_END = 0xff,
    PROGRAM_MAX = 64 /* bytes: the compiler stops at ten words and five levels */
};

/* Which words are in registers that were spilled, and still true at pc. */
struct liveness {
    struct slice bits; /* empty: all are */
    unsigned from;     /* lowest offset that has a bit */
};

static struct liveness liveness_at(const struct golive *l, const struct function *f, uint64_t pc)
{
    struct liveness live = {.from = 0xff};
    struct slice info = pclntab_funcdata(&l->functions, f, FUNCDATA_ARG_LIVE);
    int32_t index = pclntab_pcdata(&l->functions, f, PCDATA_ARG_LIVE, pc);
    if (info.len)
        live.from = info.ptr[0];
    if (index > 0)
        live.bits = slice_drop(info, (size_t)index);
    return live;
}

static bool is_live(const struct liveness *live, unsigned offset, unsigned slot)
{
    return offset < live->from || live->bits.len <= slot / 8 ||
           (live->bits.ptr[slot / 8] >> (slot % 8) & 1);
}

void frame_args_hex(struct sbuf *out, uint64_t value)
{
    char text[18];
    size_t at = sizeof text;
    do {
        text[--at] = "0123456789abcdef"[value & 15];
        value >>= 4;
    } while (value);
    text[--at] = 'x';
    text[--at] = '0';
    sbuf_add(out, (struct slice){(unsigned char *)text + at, sizeof text - at});
}

/* A word of size bytes at address; what is not in the copy reads as zero. */
static uint64_t word(const struct stack *stack, uint64_t address, unsigned size)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size && i < 8; i++) {
        struct slice byte = bytes_at(stack->bytes, address - stack->address + i, 1);
        if (byte.len)
            value |= (uint64_t)byte.ptr[0] << (8 * i);
    }
    return value;
}

void frame_args(const struct golive *l, const struct stack *stack, const struct function *f,
                uint64_t argp, uint64_t pc, struct sbuf *out)
{
    struct slice program =
        slice_take(pclntab_funcdata(&l->functions, f, FUNCDATA_ARG_INFO), PROGRAM_MAX);
    struct liveness live = liveness_at(l, f, pc);
    bool first = true;
    unsigned slot = 0;
    for (size_t i = 0; i < program.len && program.ptr[i] != SIGN_END; i++) {
        unsigned sign = program.ptr[i];
        if (!first && sign != SIGN_END_GROUP)
            sbuf_adds(out, ", ");
        first = sign == SIGN_BEGIN_GROUP;
        if (sign == SIGN_BEGIN_GROUP)
            sbuf_addc(out, '{');
        else if (sign == SIGN_END_GROUP)
            sbuf_addc(out, '}');
        else if (sign == SIGN_DOTDOTDOT)
            sbuf_adds(out, "...");
        else if (sign == SIGN_OFFSET_TOO_LARGE)
            sbuf_addc(out, '_');
        else if (++i < program.len) {
            frame_args_hex(out, word(stack, argp + sign, program.ptr[i]));
            if (!is_live(&live, sign, slot))
                sbuf_addc(out, '?');
            slot += sign >= live.from;
        }
    }
}
