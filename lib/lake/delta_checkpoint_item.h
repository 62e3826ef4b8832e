/*
 * delta_checkpoint_item: the columns of a checkpoint of ours.  Private to
 * delta_checkpoint_put, which fills them, and delta_checkpoint_file, which
 * writes them.
 *
 * Layer: lake.
 */
#ifndef LAKE_DELTA_CHECKPOINT_ITEM_H
#define LAKE_DELTA_CHECKPOINT_ITEM_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum delta_checkpoint_kind {
	KIND_STRUCT,
	KIND_MAP,  /* of text to text: columns of its keys and of its values */
	KIND_LIST, /* of text */
	KIND_TEXT,
	KIND_LONG,
	KIND_INT,
	KIND_BOOL,
	KIND_FALSE, /* what a truth value becomes in a checkpoint */
};

/* What a checkpoint of ours has, each before what is in it. */
struct delta_checkpoint_item {
	const char *name;
	uint8_t depth;
	uint8_t kind;
	uint8_t column; /* the first of its columns */
	uint8_t members;
};

#define DELTA_CHECKPOINT_ITEMS   34
#define DELTA_CHECKPOINT_COLUMNS 34
#define DELTA_CHECKPOINT_ROOTS	 5

extern const struct delta_checkpoint_item
    delta_checkpoint_items[DELTA_CHECKPOINT_ITEMS];

/* An entry for each value, and for each null, with its levels. */
struct delta_checkpoint_column {
	struct buf reps; /* a byte each */
	struct buf defs;
	struct buf values; /* PLAIN; of truth values a byte each */
};

#endif
