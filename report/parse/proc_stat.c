#include "proc_stat.h"

#include <stddef.h>

/* Position behind the name, counted as proc(5) does: state is 3. */
#define U64(number, field)                                                                         \
    {                                                                                              \
        number, false, offsetof(struct proc_stat, field)                                           \
    }
#define I64(number, field)                                                                         \
    {                                                                                              \
        number, true, offsetof(struct proc_stat, field)                                            \
    }

static const struct {
    unsigned number;
    bool is_signed;
    size_t offset;
} fields[] = {
    I64(4, ppid),      I64(5, pgrp),       I64(6, session),      I64(7, tty_nr),
    U64(10, minflt),   U64(11, cminflt),   U64(12, majflt),      U64(13, cmajflt),
    U64(14, utime),    U64(15, stime),     U64(16, cutime),      U64(17, cstime),
    I64(18, priority), I64(19, nice),      U64(20, num_threads), U64(22, starttime),
    U64(23, vsize),    U64(24, rss_pages), U64(39, processor),   U64(42, delayacct_blkio_ticks),
};

static void read_field(struct proc_stat *s, unsigned number, struct slice word)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        void *field = (unsigned char *)s + fields[i].offset;
        if (fields[i].number != number)
            continue;
        if (fields[i].is_signed)
            *(struct known_i64 *)field = known_i64(word);
        else
            *(struct known_u64 *)field = known_u64(word);
    }
}

/* "4711 (a ) (b) S 1 ...": the name ends at the last bracket of the file, and may hold newlines. */
enum status proc_stat_parse(struct slice text, struct proc_stat *ret, struct error *err)
{
    struct slice rest = text, word;
    size_t close = slice_rfind_byte(text, ')');
    struct proc_stat s = {0};
    if (close == SIZE_MAX || !slice_next(&rest, '(', &word) || word.len >= close)
        return error_set(err, STATUS_SYNTAX, 0, "no name in brackets");
    s.pid = known_u64(slice_trim(word));
    s.comm = slice_drop(slice_take(text, close), word.len + 1);
    if (!s.pid.known)
        return error_set(err, STATUS_SYNTAX, 0, "no pid in front of the name");
    rest = slice_drop(text, close + 1);
    bool cut = text.ptr[text.len - 1] != '\n'; /* then the last number may have lost digits */
    if (!cut)
        rest = slice_trim(rest);
    for (unsigned number = 3; slice_next_word(&rest, &word) && (rest.len || !cut); number++) {
        if (number == 3 && word.len == 1)
            s.state = (char)word.ptr[0];
        else
            read_field(&s, number, word);
    }
    if (s.state == '\0')
        return error_set(err, STATUS_SYNTAX, close, "no state behind the name");
    *ret = s;
    return STATUS_OK;
}

enum status proc_statm_parse(struct slice text, struct proc_statm *ret, struct error *err)
{
    struct slice rest = slice_trim(text), word;
    struct known_u64 n[7] = {{0}};
    for (size_t i = 0; i < sizeof n / sizeof n[0]; i++)
        if (slice_next_word(&rest, &word))
            n[i] = known_u64(word);
    if (!n[0].known || !n[1].known || !n[6].known) /* all seven are there, or it was cut */
        return error_set(err, STATUS_SYNTAX, 0, "no seven numbers of pages");
    *ret = (struct proc_statm){n[0], n[1], n[2], n[3], n[5]};
    return STATUS_OK;
}
