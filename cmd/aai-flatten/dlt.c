/*
 * dlt: the columns that link dlt's tables, made from the keys, so that they
 * are the same in every run; see dlt.h.
 */
#include <stdio.h>
#include <string.h>

#include "aai-flatten/dlt.h"
#include "aai-flatten/emit.h"
#include "aai-flatten/keys.h"
#include "base/hash.h"

/* 14 characters of base64, as dlt's ids are, for the text. */
static void
make_id(const void *text, size_t len, char *quoted)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint64_t a = hash_64(text, len, 0), b = hash_64(text, len, 1);
	size_t i;

	quoted[0] = '"';
	for (i = 1; i <= 10; i++, a >>= 6)
		quoted[i] = digits[a & 63];
	for (; i <= 14; i++, b >>= 6)
		quoted[i] = digits[b & 63];
	quoted[15] = '"';
}

#define QUOTED 16

/* The id of the current row. */
static int
name_row(struct flatten *f, struct model_table *t)
{
	struct buf text = buf_make(SIZE_MAX / 2);

	if (t->parent == NULL) {
		if (keys_find(f) != 0)
			return -1;
		buf_put(&text, t->name, t->name_len);
		buf_put(&text, f->root->keytext.data, f->root->keytext.len);
	} else {
		buf_put(&text, t->dlt_parent, QUOTED);
		buf_put(&text, t->name, t->name_len);
		buf_u64(&text, t->ordinal);
	}
	make_id(text.data, text.len, t->dlt_id);
	buf_free(&text);
	return 0;
}

int
dlt_begin(struct flatten *f, struct model_table *t)
{
	if (name_row(f, t->parent) != 0)
		return -1;
	memcpy(t->dlt_parent, t->parent->dlt_id, QUOTED);
	t->ordinal = 0;
	return 0;
}

int
dlt_row(struct flatten *f, struct model_table *t)
{
	int n;

	if (name_row(f, t) != 0)
		return -1;
	emit_cell(t->dlt[0], t->dlt_id, t->dlt_id + QUOTED);
	if (t->parent == NULL)
		return 0;
	n = snprintf(t->dlt_index, sizeof(t->dlt_index), "%llu",
	    (unsigned long long)t->ordinal++);
	emit_cell(t->dlt[1], t->dlt_parent, t->dlt_parent + QUOTED);
	emit_cell(t->dlt[2], t->dlt_index, t->dlt_index + n);
	return 0;
}
