/*
 * row_put: the text of a row that is an array, in line.
 *
 * Private to emit.c and row_text.c.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_ROW_PUT_H
#define AAI_FLATTEN_ROW_PUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "aai-flatten/model.h"
#include "base/cc.h"

/* Bytes copied at once, beyond the end of what is copied. */
#define ROW_WIDE 32

#define ROW_NULL ",null"
#define ROW_NULL_LEN (sizeof(ROW_NULL) - 1)

/* More nulls than these between values may be longer than names. */
#define ROW_NULLS_FEW 16

/* Bytes that the row takes at most, with what may be written after it. */
static ALWAYS_INLINE size_t
row_put_room(const struct model_table *t)
{
	/* Of a column there is a null, or a comma and a value. */
	return t->prefix_len + t->index_len + t->root->idtext.len +
	       t->row_len + ROW_NULL_LEN * t->next_order + sizeof("]\n") +
	       MODEL_PAD;
}

static ALWAYS_INLINE char *
row_put(char *to, const char *from, size_t n)
{
	memcpy(to, from, ROW_WIDE);
	if (UNLIKELY(n > ROW_WIDE))
		memcpy(to + ROW_WIDE, from + ROW_WIDE, n - ROW_WIDE);
	return to + n;
}

/* The same of what often is longer: a key. */
static ALWAYS_INLINE char *
row_put_prefix(char *to, const char *from, size_t n)
{
	memcpy(to, from, MODEL_PAD);
	if (UNLIKELY(n > MODEL_PAD))
		memcpy(to + MODEL_PAD, from + MODEL_PAD, n - MODEL_PAD);
	return to + n;
}

/* How many columns come before the cells' own. */
static ALWAYS_INLINE uint32_t
row_put_before(const struct model_table *t)
{
	if (t->parent != NULL)
		return (uint32_t)t->nkeys;
	return t->root->idtext.len > 0 ? 1 : 0;
}

/*
 * The row as an array to where there is room; its end.  Unless any is taken,
 * NULL when its cells are not in order, or there are many nulls between them.
 */
static ALWAYS_INLINE char *
row_put_array(char *to, const struct model_table *t, bool any)
{
	const struct buf *id = &t->root->idtext;
	const struct model_cell *c, *end = t->end;
	uint32_t order = row_put_before(t), next;

	to = row_put_prefix(to, t->prefix, t->prefix_len);
	if (t->parent != NULL) {
		to = row_put(to, t->index, t->index_len);
	} else if (id->len > 0) {
		memcpy(to, id->data, id->len);
		to += id->len;
	}
	for (c = t->cells; c < end; c++, order++) {
		next = c->column->order;
		if (UNLIKELY(next != order)) {
			/* One that should have come before is far off, too. */
			if (next - order > ROW_NULLS_FEW && !any)
				return NULL;
			for (; order < next; order++) {
				memcpy(to, ROW_NULL, ROW_NULL_LEN);
				to += ROW_NULL_LEN;
			}
		}
		*to++ = ',';
		to = row_put(to, c->s, c->len);
	}
	*to++ = ']';
	*to++ = '\n';
	return to;
}

#endif
