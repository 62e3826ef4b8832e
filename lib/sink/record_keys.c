/* record_keys: the keys of a load's records; see record_keys.h. */
#include "sink/record_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Names that wait before they are written, and are read at once. */
#define WAITING ((size_t)64 << 10)

/* At least this many are a part. */
#define PART_MIN ((uint64_t)64 << 10)

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

/* Make the row's key; false when it has none. */
static bool
make_key(struct record_keys *k, const struct table *t,
    const struct record_types *types, const struct cell *cells)
{
	size_t i, at, n = 0;

	root_key_begin(&k->key);
	for (i = 0; i < t->ncolumns; i++) {
		if (!t->columns[i].key)
			continue;
		at = types->places != NULL ? types->places[i] : i;
		root_key_put_cell(&k->key, types->out->columns[at].type.type,
		    t->zone, &cells[i]);
		n++;
	}
	return n > 0 && !k->key.null &&
	    !(n == 1 && t->columns[0].key &&
		is_content(&t->columns[0], &cells[0]));
}

/* What names the key among those of all tables. */
static struct root_key_name
name_of(size_t number, const struct root_key *key)
{
	struct root_key_name name = root_key_name(key);

	name.half[0] ^= (uint64_t)number * 0x9e3779b97f4a7c15;
	return name;
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
    const struct record_types *types, const struct cell *cells, bool *noted,
    struct error *e)
{
	*noted = false;
	if (t->parent != NULL)
		return 0;
	if (k->key.text.max == 0)
		k->key = root_key_make();
	if (!make_key(k, t, types, cells))
		return 0;
	*noted = true;
	if (k->nwaiting == WAITING && flush(k, e) != 0)
		return -1;
	k->waiting = mem_grow(
	    k->waiting, &k->cap, k->nwaiting + 1, sizeof(*k->waiting));
	k->waiting[k->nwaiting++] = name_of(number, &k->key);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct root_key_name *x = a, *y = b;
	size_t i = x->half[0] == y->half[0];

	return (x->half[i] > y->half[i]) - (x->half[i] < y->half[i]);
}

static void
sort(struct record_keys *k)
{
	if (k->nall > 0)
		qsort(k->all, k->nall, sizeof(*k->all), compare);
}

int
record_keys_end(struct record_keys *k, uint64_t memory, struct error *e)
{
	uint64_t most = memory / 16 / sizeof(*k->all);

	k->parts = 1;
	if (!k->file.open) {
		k->all = k->waiting;
		k->nall = k->nwaiting;
		k->waiting = NULL;
		k->nwaiting = k->cap = 0;
		sort(k);
		return 0;
	}
	if (flush(k, e) != 0)
		return -1;
	if (most < PART_MIN)
		most = PART_MIN;
	k->parts = (uint64_t)k->file.size / sizeof(*k->all) / most + 1;
	return k->parts == 1 ? record_keys_take(k, 0, e) : 0;
}

/* Gather the names of one part out of the file. */
static int
gather(struct record_keys *k, uint64_t part, struct error *e)
{
	size_t i, len, size = sizeof(*k->all);
	int64_t at;

	k->nall = 0;
	for (at = 0; at < k->file.size; at += (int64_t)(len * size)) {
		len = (size_t)((uint64_t)(k->file.size - at) / size);
		if (len > WAITING)
			len = WAITING;
		if (stage_read(&k->file, k->waiting, len * size, at, e) != 0)
			return -1;
		k->all = mem_grow(k->all, &k->all_cap, k->nall + len, size);
		for (i = 0; i < len; i++)
			/* The other half is nobody's secret. */
			if (k->waiting[i].half[0] % k->parts == part)
				k->all[k->nall++] = k->waiting[i];
	}
	return 0;
}

int
record_keys_take(struct record_keys *k, uint64_t part, struct error *e)
{
	if (!k->file.open || (k->parts == 1 && k->nall > 0))
		return 0;
	if (gather(k, part, e) != 0)
		return -1;
	sort(k);
	return 0;
}

uint64_t
record_keys_repeated(const struct record_keys *k)
{
	uint64_t found = 0;
	size_t i;

	for (i = 1; i < k->nall; i++)
		found += compare(&k->all[i], &k->all[i - 1]) == 0;
	return found;
}

bool
record_keys_have(
    const struct record_keys *k, size_t number, const struct root_key *key)
{
	struct root_key_name name;

	if (k->nall == 0 || key->null)
		return false;
	name = name_of(number, key);
	return bsearch(&name, k->all, k->nall, sizeof(name), compare) != NULL;
}

bool
record_keys_ask(const struct record_keys *k,
    bool (*has)(const void *filter, uint64_t hash), const void *filter)
{
	size_t i;

	for (i = 0; i < k->nall; i++)
		if (has(filter, k->all[i].half[1]))
			return true;
	return false;
}

void
record_keys_close(struct record_keys *k)
{
	mem_free(k->waiting);
	mem_free(k->all);
	stage_close(&k->file);
	root_key_free(&k->key);
	memset(k, 0, sizeof(*k));
}
