/* part: a finished Parquet file as rewrite.h reads it; see part.h. */
#include "parquet_sink/part.h"

#include <string.h>
#include <unistd.h>

#include "base/le.h"
#include "base/mem.h"
#include "json/text.h"
#include "parquet/bloom.h"

/* The type of what the file's column holds: it has no json. */
static struct coltype
type_in_file(const struct reader_column *c, const struct table *from)
{
	size_t at = rewrite_place(from, c);

	if (at != REWRITE_NOWHERE && c->type.type == TYPE_TEXT &&
	    from->columns[at].type.type == TYPE_JSON)
		return from->columns[at].type;
	return c->type;
}

/*
 * Where the file's column goes.  One that the table has gets another id with
 * another type, and keeps its name.
 */
static size_t
find_place(const struct table *from, const struct table *now,
    const struct reader_column *c)
{
	size_t at = rewrite_place(from, c);

	if (at == REWRITE_NOWHERE)
		return rewrite_place(now, c);
	return table_find(
	    now, from->columns[at].name, from->columns[at].name_len);
}

/*
 * Each column of the file has one of the table's, and no two the same, but for
 * those that the table has dropped.
 */
static int
find_columns(struct parquet_part *part, const struct sink_part *given,
    const struct table *now, struct error *e)
{
	const struct reader *r = &part->reader;
	const struct reader_column *c;
	size_t i;

	part->types = mem_new(r->ncolumns, sizeof(*part->types));
	part->places = mem_new(r->ncolumns, sizeof(*part->places));
	for (i = 0; i < r->ncolumns; i++) {
		c = &r->columns[i];
		part->types[i] = type_in_file(c, given->from);
		part->places[i] = REWRITE_NOWHERE;
		if (!rewrite_is_dropped(given->from, c))
			part->places[i] = find_place(given->from, now, c);
	}
	return rewrite_check(r, given->from, part->places, now->ncolumns, e);
}

/* Put a value of the key. */
static int
put_value(struct parquet_part *part, size_t i, const struct convert_value *v,
    struct error *e)
{
	static const struct coltype text = { TYPE_TEXT, 0, 0 };
	struct coltype type = part->types[part->keys[i]];
	struct convert_value copy;

	if (v == NULL) {
		root_key_put_null(&part->key);
		return 0;
	}
	copy = *v;
	if (!convert(&copy, type, text, json_quote, &part->scratch)) {
		error_set(e, ERROR_FAILED, "'%s': a key is too long",
		    part->reader.name);
		return -1;
	}
	root_key_put(&part->key, type.type, copy.s, copy.len);
	return 0;
}

static int
stays(void *arg, const struct convert_value *const *values, struct error *e)
{
	struct parquet_part *part = arg;
	const struct row_filter *f = part->filter;
	size_t i;

	root_key_begin(&part->key);
	if (part->source.nkeys < f->ncolumns)
		root_key_put_null(&part->key);
	for (i = 0; i < part->source.nkeys; i++)
		if (put_value(part, i, values[i], e) != 0)
			return -1;
	return f->stays(f->arg, &part->key, e);
}

/*
 * Find the columns of the key in the file; one that it lacks is null.  Each is
 * there once at most, see find_columns().
 */
static void
find_keys(struct parquet_part *part, const struct table *from)
{
	const struct reader *r = &part->reader;
	const struct row_filter *f = part->filter;
	size_t i, k;

	part->keys = mem_new(f->ncolumns, sizeof(*part->keys));
	for (i = 0; i < f->ncolumns; i++)
		for (k = 0; k < r->ncolumns; k++)
			if (rewrite_place(from, &r->columns[k]) ==
			    f->columns[i])
				part->keys[part->source.nkeys++] = k;
	part->key = root_key_make();
	part->scratch = buf_make(SIZE_MAX / 2);
	part->source.keys = part->keys;
	part->source.stays = stays;
	part->source.mark = f->mark;
	part->source.arg = part;
}

/* Read the footer of a file that another program may have written. */
static int
open_foreign(
    struct parquet_part *part, const struct sink_part *given, struct error *e)
{
	struct reader *r = &part->reader;
	size_t i;

	reader_close(r);
	if (reader_open_any(r, given->fd, given->name, e) != 0)
		return -1;
	for (i = 0; i < r->ncolumns; i++) {
		if (rewrite_can(&r->columns[i]))
			continue;
		error_set(e, ERROR_INPUT,
		    "'%s' is of another program, and its column '%.*s' is not "
		    "of a form that is written here: rows of it cannot be "
		    "replaced",
		    given->name, (int)r->columns[i].name.len,
		    (const char *)r->columns[i].name.p);
		return -1;
	}
	return 0;
}

static int
open_reader(
    struct parquet_part *part, const struct sink_part *given, struct error *e)
{
	int rc = reader_open(&part->reader, given->fd, given->name, e);

	/* Pages of others may be of forms that are not ours, whatever the
	 * footer is. */
	return given->foreign &&
		(rc != 0 ? e->kind == ERROR_INPUT :
			   !reader_is_ours(&part->reader)) ?
	    open_foreign(part, given, e) : rc;
}

int
parquet_part_open(struct parquet_part *part, const struct sink_part *given,
    const struct table *now, struct error *e)
{
	memset(part, 0, sizeof(*part));
	part->filter = given->filter;
	if (open_reader(part, given, e) != 0 ||
	    find_columns(part, given, now, e) != 0)
		return -1;
	part->source.r = &part->reader;
	part->source.types = part->types;
	part->source.places = part->places;
	if (part->filter != NULL)
		find_keys(part, given->from);
	return 0;
}

/* A Bloom filter. */
struct filter {
	const uint8_t *p;
	size_t size;
};

static bool
has_hash(const void *filter, uint64_t hash)
{
	const struct filter *f = filter;

	return bloom_has_hash(f->p, f->size, hash);
}

/* Whether the chunk's Bloom filter, if it has one, may have a key. */
static bool
filter_may_have(struct parquet_part *part, const struct reader_chunk *c)
{
	const struct row_filter *f = part->filter;
	struct filter filter;
	uint8_t *p;
	size_t len = (size_t)c->bloom_len;
	bool may = true;

	if (c->bloom_len <= 0 || len > 2 * BLOOM_BYTES_MAX)
		return true;
	p = mem_new(len, 1);
	if (pread(part->reader.fd, p, len, (off_t)c->bloom_at) == (ssize_t)len)
	{
		filter.size = bloom_find(p, len);
		filter.p = p + len - filter.size;
		may = filter.size == 0 ||
		    f->may_have_hash(f->arg, has_hash, &filter);
	}
	mem_free(p);
	return may;
}

bool
parquet_part_may_go(void *arg, const struct reader *r, size_t group)
{
	struct parquet_part *part = arg;
	const struct row_filter *f = part->filter;
	const struct reader_chunk *c;
	struct row_filter_text lo, hi;
	enum type type;

	/* A file that lacks a column of the key has none of the keys. */
	if (part->source.nkeys < f->ncolumns)
		return false;
	/* Bounds of others may not be what they should. */
	if (f->may_have_text == NULL || !r->strict)
		return true;
	c = &r->groups[group].chunks[part->keys[0]];
	type = part->types[part->keys[0]].type;
	lo = (struct row_filter_text){ c->lo.p, c->lo.len };
	hi = (struct row_filter_text){ c->hi.p, c->hi.len };
	if (type == TYPE_BIGINT && c->has_lo && c->has_hi && lo.len == 8 &&
	    hi.len == 8)
		return f->may_have_number(f->arg, (int64_t)le_get64(lo.p),
		    (int64_t)le_get64(hi.p));
	if (type != TYPE_TEXT)
		return true;
	if (c->has_lo && c->has_hi && !f->may_have_text(f->arg, &lo, &hi))
		return false;
	return filter_may_have(part, c);
}

void
parquet_part_close(struct parquet_part *part)
{
	reader_close(&part->reader);
	mem_free(part->types);
	mem_free(part->places);
	mem_free(part->keys);
	root_key_free(&part->key);
	buf_free(&part->scratch);
	memset(part, 0, sizeof(*part));
}
