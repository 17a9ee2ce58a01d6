/* sink.h - where a stage of a byte stream hands its output: the next stage, or a file. */
#ifndef COLLECT_SINK_H
#define COLLECT_SINK_H

#include "slice.h"
#include "status.h"

struct sink {
    enum status (*write)(void *ctx, struct slice bytes, struct error *err);
    void *ctx;
};

static inline enum status sink_write(struct sink sink, struct slice bytes, struct error *err)
{
    return bytes.len ? sink.write(sink.ctx, bytes, err) : STATUS_OK;
}

#endif
