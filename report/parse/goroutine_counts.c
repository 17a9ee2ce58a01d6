#include "goroutine_counts.h"

#include <string.h>

#include "frame_line.h"
#include "limits_input.h"
#include "lines.h"

struct reader {
    struct arena *arena;
    struct stack_frame *frames; /* of the current group: room for LIMIT_FRAMES */
    size_t nframes, total_frames;
    struct count_group group; /* the current one; open when count > 0 */
    struct count_group *groups;
    size_t count, cap;
    uint64_t counted, skipped;
};

/* "goroutine profile: total 43" */
static bool read_title(struct slice line, struct count_profile *p)
{
    struct slice mark = SLICE(" profile: total ");
    size_t at = slice_find(line, mark);
    if (at == SIZE_MAX || at == 0)
        return false;
    p->name = slice_take(line, at);
    return slice_to_u64(slice_trim(slice_drop(line, at + mark.len)), &p->total);
}

static void close_group(struct reader *r)
{
    if (!r->group.count)
        return;
    if (r->nframes > LIMIT_FRAMES_TOTAL - r->total_frames) {
        r->skipped++;
    } else {
        struct stack_frame *frames = ARENA_ARRAY(r->arena, struct stack_frame, r->nframes);
        if (r->nframes)
            memcpy(frames, r->frames, r->nframes * sizeof *frames);
        r->group.frames = frames;
        r->group.nframes = r->nframes;
        r->total_frames += r->nframes;
        *ARENA_PUSH(r->arena, r->groups, r->count, r->cap) = r->group;
    }
    if (__builtin_add_overflow(r->counted, r->group.count, &r->counted))
        r->counted = UINT64_MAX;
    r->group = (struct count_group){0};
    r->nframes = 0;
}

/* "40 @ 0x43a1b6 0x46c9d1" */
static void open_group(struct reader *r, struct slice line)
{
    struct slice count, at;
    close_group(r);
    if (!slice_next_word(&line, &count) || !slice_next_word(&line, &at) || !slice_is(at, "@") ||
        !slice_to_u64(count, &r->group.count) || r->group.count == 0) {
        r->group.count = 0;
        r->skipped++;
    }
}

/* labels: {"tenant":"a"} */
static bool read_labels(struct reader *r, struct slice text)
{
    if (!slice_skip(&text, SLICE("labels: {")) || !slice_has_suffix(text, SLICE("}")))
        return false;
    r->group.labels = slice_take(text, text.len - 1);
    return true;
}

/* "main.worker+0x2c" -> "main.worker" */
static struct slice strip_offset(struct slice function)
{
    size_t plus = slice_rfind_byte(function, '+');
    uint64_t unused;
    bool offset = plus != SIZE_MAX && slice_to_hex(slice_drop(function, plus + 1), &unused);
    return offset ? slice_take(function, plus) : function;
}

/* 0x4a3b2c	main.worker+0x2c		/src/main.go:31
 * 0x4a3b2c                                     when nobody knows the function */
static bool read_frame(struct reader *r, struct slice text)
{
    struct stack_frame f = {0};
    struct slice word;
    uint64_t unused;
    if (!slice_next_word(&text, &word) || !slice_to_hex(word, &unused))
        return false;
    if (slice_next_word(&text, &word)) {
        f.function = strip_offset(word);
        if (!frame_file_line(slice_trim(text), &f.file, &f.line))
            return false;
    }
    if (r->nframes == LIMIT_FRAMES)
        return false;
    r->frames[r->nframes++] = f;
    return true;
}

/* A line that begins with "#" describes the group above it. */
static void read_comment(struct reader *r, struct slice line)
{
    struct slice text = slice_trim(slice_drop(line, 1));
    if (r->group.count && text.len && !read_labels(r, text) && !read_frame(r, text))
        r->skipped++;
}

enum status goroutine_counts_parse(struct arena *a, struct slice text, struct count_profile *ret,
                                   struct error *err)
{
    struct count_profile p = {0};
    struct slice rest = text, line;
    if (!slice_next_line(&rest, &line) || !read_title(line, &p))
        return error_set(err, STATUS_SYNTAX, 0, "no profile of counts");
    struct reader r = {.arena = a};
    r.frames = ARENA_ARRAY(a, struct stack_frame, LIMIT_FRAMES);
    rest = lines_whole(rest, &p.cut);
    r.skipped = p.cut;
    while (slice_next_line(&rest, &line)) {
        if (line.len && line.ptr[0] == '#')
            read_comment(&r, line);
        else if (slice_trim(line).len)
            open_group(&r, line);
    }
    close_group(&r);
    p.groups = r.groups;
    p.ngroups = r.count;
    p.counted = r.counted;
    p.skipped = r.skipped;
    p.cut |= r.counted < p.total;
    *ret = p;
    return STATUS_OK;
}
