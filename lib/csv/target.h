/*
 * target: where CSV goes: a staged file, perhaps compressed.
 *
 * Layer: csv.
 */
#ifndef CSV_TARGET_H
#define CSV_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "codec/gzip.h"
#include "sink/row_filter.h"
#include "sink/stage.h"

/* This many bytes are much: they are written. */
#define CSV_TARGET_FLUSH ((size_t)256 << 10)

/* A zeroed struct may be closed. */
struct csv_target {
	struct stage *to; /* borrowed; NULL: nowhere */
	struct buf out;   /* not written yet */
	struct buf packed;
	struct gzip gzip;
	bool compressed;
	bool open;
	bool hold; /* write nothing yet */
	struct row_counts counts; /* of rows of which it was asked whether they
				     stay */
};

/* Start; to is NULL where all is only counted. */
void csv_target_open(struct csv_target *t, struct stage *to, bool gzip);

/* Write what out holds when that is much, or now at all events. */
int csv_target_flush(
    struct csv_target *t, bool now, struct error *e) MUST_CHECK;

/* End well. */
int csv_target_finish(struct csv_target *t, struct error *e) MUST_CHECK;

void csv_target_close(struct csv_target *t);

#endif
