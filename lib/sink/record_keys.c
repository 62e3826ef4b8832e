/* record_keys: finds records that come again; see record_keys.h. */
#include "sink/record_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

/* Hashes that wait before they are written, and are read at once. */
#define WAITING ((size_t)64 << 10)

/* At least so many are sorted at once. */
#define SORTED_MIN ((uint64_t)64 << 10)

/* Digits of a hash of content. */
#define CONTENT_DIGITS 32

/* Whether the cell is what aai-flatten makes of a record without a key. */
static bool
is_content(const struct column *c, const struct cell *cell)
{
	size_t i;

	if (strcmp(c->name, "_id") != 0 || cell->kind != CELL_STRING ||
	    cell->len != CONTENT_DIGITS)
		return false;
	for (i = 0; i < cell->len; i++)
		if (strchr("0123456789abcdef", cell->s[i]) == NULL)
			return false;
	return true;
}

/* The key's text; false when the row has none. */
static bool
put_key(struct record_keys *k, const struct table *t, const struct cell *cells)
{
	const char *s;
	size_t i, len, n = 0;

	for (i = 0; i < t->ncolumns; i++) {
		if (!t->columns[i].key)
			continue;
		if (cells[i].kind == CELL_NULL)
			return false;
		(void)cell_text(&cells[i], &k->scratch, &s, &len);
		buf_put(&k->key, s, len);
		/* So that "a", "bc" and "ab", "c" are two keys. */
		buf_put(&k->key, &len, sizeof(len));
		n++;
	}
	return n > 0 && !(n == 1 && t->columns[0].key &&
			    is_content(&t->columns[0], &cells[0]));
}

static int
flush(struct record_keys *k, struct error *e)
{
	if (!k->file.open && stage_open(&k->file, NULL, e) != 0)
		return -1;
	if (stage_append(&k->file, k->waiting,
		k->nwaiting * sizeof(*k->waiting), e) != 0)
		return -1;
	k->nwaiting = 0;
	return 0;
}

int
record_keys_add(struct record_keys *k, size_t number, const struct table *t,
    const struct cell *cells, struct error *e)
{
	if (t->parent != NULL)
		return 0;
	if (k->key.max == 0) {
		k->key = buf_make(SIZE_MAX / 2);
		k->scratch = buf_make(SIZE_MAX / 2);
	}
	buf_reset(&k->key);
	buf_put(&k->key, &number, sizeof(number));
	if (!put_key(k, t, cells))
		return 0;
	if (k->nwaiting == WAITING && flush(k, e) != 0)
		return -1;
	k->waiting = mem_grow(
	    k->waiting, &k->cap, k->nwaiting + 1, sizeof(*k->waiting));
	k->waiting[k->nwaiting++] = hash_table(k->key.data, k->key.len);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sort n hashes, and count those that are there already. */
static uint64_t
count_equal(uint64_t *all, size_t n)
{
	uint64_t found = 0;
	size_t i;

	qsort(all, n, sizeof(*all), compare);
	for (i = 1; i < n; i++)
		found += all[i] == all[i - 1];
	return found;
}

/* Gather the hashes of one part of so many out of the file. */
static int
gather(struct record_keys *k, uint64_t part, uint64_t parts, uint64_t **all,
    size_t *cap, size_t *n, struct error *e)
{
	size_t i, len, size = sizeof(uint64_t);
	int64_t at;

	*n = 0;
	for (at = 0; at < k->file.size; at += (int64_t)(len * size)) {
		len = (size_t)((uint64_t)(k->file.size - at) / size);
		if (len > WAITING)
			len = WAITING;
		if (stage_read(&k->file, k->waiting, len * size, at, e) != 0)
			return -1;
		*all = mem_grow(*all, cap, *n + len, size);
		for (i = 0; i < len; i++)
			if (k->waiting[i] % parts == part)
				(*all)[(*n)++] = k->waiting[i];
	}
	return 0;
}

int
record_keys_count(struct record_keys *k, uint64_t memory, uint64_t *repeated,
    struct error *e)
{
	uint64_t most = memory / 16 / sizeof(uint64_t), part, parts;
	uint64_t *all = NULL;
	size_t cap = 0, n;
	int rc = 0;

	*repeated = 0;
	if (!k->file.open) {
		if (k->nwaiting > 0)
			*repeated = count_equal(k->waiting, k->nwaiting);
		return 0;
	}
	if (flush(k, e) != 0)
		return -1;
	if (most < SORTED_MIN)
		most = SORTED_MIN;
	parts = (uint64_t)k->file.size / sizeof(uint64_t) / most + 1;
	for (part = 0; rc == 0 && part < parts; part++) {
		rc = gather(k, part, parts, &all, &cap, &n, e);
		if (rc == 0)
			*repeated += count_equal(all, n);
	}
	mem_free(all);
	return rc;
}

void
record_keys_close(struct record_keys *k)
{
	mem_free(k->waiting);
	stage_close(&k->file);
	buf_free(&k->key);
	buf_free(&k->scratch);
	memset(k, 0, sizeof(*k));
}
