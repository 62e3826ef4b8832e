/*
 * flush_many: many files or folders flushed to disk, several at a time.
 *
 * A disk that has flushed one has often flushed what waits beside it, so that
 * thousands take the time of some tens: 2,000 small files of an ext4 took 7 s
 * one by one, and 0.2 s so.
 *
 * Layer: sink.
 */
#ifndef SINK_FLUSH_MANY_H
#define SINK_FLUSH_MANY_H

#include <stddef.h>

#include "base/cc.h"
#include "base/error.h"

/*
 * Call flush(arg, i, e) for each i below n, from several threads at a time if
 * there are many, in any order.  -1 with *e when one of them failed, after
 * which none is begun.
 */
int flush_many(size_t n, int (*flush)(void *arg, size_t i, struct error *e),
    void *arg, struct error *e) MUST_CHECK;

#endif
