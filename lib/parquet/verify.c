/* verify: a finished file walked from end to end; see verify.h. */
#include "parquet/verify.h"

#include <math.h>
#include <stdlib.h>

#include "base/le.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "parquet/bloom.h"
#include "parquet/dict.h"
#include "parquet/verify_internal.h"

/*
 * As much of a text as is kept for its bounds: those have STATISTICS_LEN bytes
 * at most, so what differs further on makes no other bounds.
 */
#define SEEN_LEN ((size_t)4 * STATISTICS_LEN)

#define INDEX_MAX ((size_t)1 << 31)

static int
by_offset(const void *a, const void *b)
{
	const struct byte_range *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* No byte belongs to nothing, none to two. */
static int
check_stretches(struct verifier *v, struct error *e)
{
	int64_t at = 4;
	size_t i;

	v->column = v->r.ncolumns;
	if (v->nstretches > 0)
		qsort(v->stretches, v->nstretches, sizeof(*v->stretches),
		    by_offset);
	for (i = 0; i < v->nstretches; i++) {
		if (v->stretches[i].at != at || v->stretches[i].len < 0)
			return verify_wrong(v, e, "byte %lld: a gap or an overlap",
			    (long long)at);
		at += v->stretches[i].len;
	}
	if (at != v->r.footer_at)
		return verify_wrong(v, e, "bytes in front of the footer");
	return 0;
}

/* Value number i of the page as the bytes of a PLAIN value; room is 8 bytes. */
static struct reader_span
plain_of(const struct verifier *v, size_t i, uint8_t room[8])
{
	const struct reader_column *c = v->pages.column;
	struct reader_span s = { room, c->width };

	if (c->phys == PHYS_BYTES || c->phys == PHYS_FIXED)
		return v->pages.values.spans[i];
	le_put64(room, (uint64_t)v->pages.values.nums[i]);
	if (c->phys == PHYS_BOOLEAN)
		s.len = 1;
	return s;
}

static bool
is_nan(const struct reader_column *c, struct reader_span s)
{
	uint64_t bits;
	double d;

	if (c->phys != PHYS_DOUBLE)
		return false;
	bits = le_get64(s.p);
	memcpy(&d, &bits, sizeof(d));
	return isnan(d);
}

static void
copy_to(struct buf *b, struct reader_span s, size_t most)
{
	buf_reset(b);
	buf_put(b, s.p, s.len < most ? s.len : most);
}

static void
see(struct observed *seen, const struct reader_column *c, struct reader_span s)
{
	if (is_nan(c, s)) {
		seen->nan = true;
		return;
	}
	if (!seen->some || statistics_compare(c->type, s.p, s.len,
			       seen->lo.data, seen->lo.len) < 0)
		copy_to(&seen->lo, s, SEEN_LEN);
	if (!seen->some || statistics_compare(c->type, s.p, s.len,
			       seen->hi.data, seen->hi.len) > 0)
		copy_to(&seen->hi, s, SEEN_LEN);
	seen->some = true;
}

/* Compare the row's value (NULL p: null) with the row's before. */
static int
check_order(
    struct verifier *v, size_t row, struct reader_span s, struct error *e)
{
	bool null = s.p == NULL;
	int c = 0;

	if (row > 0 && v->tied[row] != 0) {
		if (null || v->before_null)
			c = (int)v->before_null - (int)null;
		else
			c = statistics_compare(v->pages.column->type,
			    v->before.data, v->before.len, s.p, s.len);
		if (c > 0)
			return verify_wrong(v, e, "row %zu is not in order", row);
		v->tied[row] = c == 0;
	}
	v->before_null = null;
	if (!null)
		copy_to(&v->before, s, SIZE_MAX);
	return 0;
}

/* Look at every value of the page read last. */
static int
check_values(struct verifier *v, struct found_page *f, struct error *e)
{
	const struct reader_values *values = &v->pages.values;
	const struct reader_column *c = v->pages.column;
	bool sorted = v->column < v->r.groups[v->group].sorted;
	uint8_t room[8];
	struct reader_span s;
	size_t row, i = 0;

	for (row = 0; row < values->rows; row++) {
		s.p = NULL;
		s.len = 0;
		if (reader_has_value(c, values, row))
			s = plain_of(v, i++, room);
		else
			f->seen.nulls++;
		if (sorted &&
		    check_order(v, (size_t)f->row + row, s, e) != 0)
			return -1;
		if (s.p == NULL)
			continue;
		see(&f->seen, c, s);
		if (c->phys == PHYS_BYTES &&
		    utf8_valid((const char *)s.p, s.len) != s.len)
			return verify_wrong(v, e, "text that is not UTF-8");
		if (v->bloom_size > 0)
			bloom_add(v->entered.data, v->bloom_size, s.p, s.len);
	}
	return 0;
}

static int
load_bloom(struct verifier *v, const struct reader_chunk *c, struct error *e)
{
	size_t size;

	v->bloom_size = 0;
	if (c->bloom_len == 0)
		return 0;
	if (verify_load(v, c->bloom_at, c->bloom_len, &v->bloom, e) != 0)
		return -1;
	size = bloom_find(v->bloom.data, v->bloom.len);
	if (size == 0)
		return verify_wrong(v, e, "a damaged Bloom filter");
	v->bloom_size = size;
	buf_reset(&v->entered);
	if (buf_reserve(&v->entered, size) == NULL)
		return verify_wrong(v, e, "too large a filter");
	memset(v->entered.data, 0, size);
	return 0;
}

/* The filter has the values' bits and no others. */
static int
check_bloom(struct verifier *v, struct error *e)
{
	size_t n = v->bloom_size;

	if (n > 0 &&
	    memcmp(v->bloom.data + v->bloom.len - n, v->entered.data, n) != 0)
		return verify_wrong(v, e, "a filter that is not of its values");
	return 0;
}

static int
check_statistics(struct verifier *v, const struct reader_chunk *c,
    const struct observed *all, struct error *e)
{
	if (!c->has_nulls || c->nulls != all->nulls)
		return verify_wrong(v, e, "the count of nulls is not %lld",
		    (long long)all->nulls);
	if (c->has_lo != c->has_hi)
		return verify_wrong(v, e, "one bound without the other");
	if (c->has_lo && (all->nan || !all->some))
		return verify_wrong(v, e, "bounds where there can be none");
	if (!c->has_lo && all->some && !all->nan &&
	    v->pages.column->phys != PHYS_BYTES)
		return verify_wrong(v, e, "no bounds");
	if (c->has_lo &&
	    (!verify_bounds(v, all, c->lo, c->hi) ||
		c->lo_exact != (all->lo.len <= STATISTICS_LEN) ||
		c->hi_exact != (all->hi.len <= STATISTICS_LEN)))
		return verify_wrong(v, e, "bounds that do not hold");
	return 0;
}

/* The dictionary's entries are distinct, and as many as it is said. */
static int
check_dictionary(struct verifier *v, const struct reader_chunk *c,
    struct error *e)
{
	const struct reader_values *entries = &v->pages.entries;
	struct dict seen = { 0 };
	uint8_t room[8];
	struct reader_span s;
	size_t i;

	if (c->dictionary != (v->pages.dictionary_pages == 1))
		return verify_wrong(v, e, "a dictionary that was not found");
	if (!c->dictionary)
		return c->has_distinct ?
		    verify_wrong(v, e, "a distinct count that nothing tells") :
		    0;
	for (i = 0; i < entries->n; i++) {
		if (reader_has_spans(v->pages.column)) {
			s = entries->spans[i];
		} else {
			le_put64(room, (uint64_t)entries->nums[i]);
			s.p = room;
			s.len = 8;
		}
		(void)dict_add(&seen, (const char *)s.p, s.len,
		    dict_key((const char *)s.p, s.len));
	}
	i = seen.n;
	dict_free(&seen);
	if (i != entries->n || (c->has_distinct && c->distinct != (int64_t)i))
		return verify_wrong(v, e, "a dictionary with %zu distinct entries",
		    i);
	return 0;
}

/* The encodings that are announced are those that were found. */
static int
check_encodings(struct verifier *v, const struct reader_chunk *c,
    struct error *e)
{
	uint32_t used = (uint32_t)1 << ENCODING_RLE;

	used |= (uint32_t)1 << v->pages.encoding;
	if (c->dictionary)
		used |= (uint32_t)1 << ENCODING_PLAIN;
	if (c->file_offset != 0)
		return verify_wrong(v, e, "a file offset that readers stumble on");
	if (used != c->encodings)
		return verify_wrong(v, e, "encodings that are not those used");
	if (c->data_pages != (int32_t)v->pages.data_pages ||
	    c->dictionary_pages != (int32_t)v->pages.dictionary_pages ||
	    c->data_encoding != v->pages.encoding)
		return verify_wrong(v, e, "encoding statistics that are not so");
	return 0;
}

static void
seen_make(struct observed *s)
{
	memset(s, 0, sizeof(*s));
	s->lo = buf_make(SIZE_MAX);
	s->hi = buf_make(SIZE_MAX);
}

static void
seen_free(struct observed *s)
{
	buf_free(&s->lo);
	buf_free(&s->hi);
}

/* Walk the chunk's pages. */
static int
find_pages(struct verifier *v, struct observed *all, struct error *e)
{
	const struct reader_column *c = &v->r.columns[v->column];
	struct found_page *f;
	struct reader_span s;
	int rc;

	if (reader_chunk_open(&v->pages, &v->r, v->group, v->column, e) != 0)
		return -1;
	while ((rc = reader_page(&v->pages, e)) == 1) {
		v->found = mem_grow(v->found, &v->found_cap, v->nfound + 1,
		    sizeof(*v->found));
		f = &v->found[v->nfound++];
		seen_make(&f->seen);
		f->at = v->pages.from;
		f->stored = v->pages.at - v->pages.from;
		f->row = v->pages.row;
		if (check_values(v, f, e) != 0)
			return -1;
		all->nulls += f->seen.nulls;
		all->nan |= f->seen.nan;
		if (!f->seen.some)
			continue;
		s.p = f->seen.lo.data;
		s.len = f->seen.lo.len;
		see(all, c, s);
		s.p = f->seen.hi.data;
		s.len = f->seen.hi.len;
		see(all, c, s);
	}
	return rc;
}

static int
check_chunk(struct verifier *v, struct error *e)
{
	const struct reader_chunk *c =
	    &v->r.groups[v->group].chunks[v->column];
	struct observed all;
	int rc = -1;

	seen_make(&all);
	verify_stretch(v, c->at, c->stored);
	if (load_bloom(v, c, e) == 0 && find_pages(v, &all, e) == 0 &&
	    check_bloom(v, e) == 0 && check_statistics(v, c, &all, e) == 0 &&
	    check_dictionary(v, c, e) == 0 && check_encodings(v, c, e) == 0 &&
	    verify_offset_index(v, c, e) == 0 &&
	    verify_column_index(v, c, &all, e) == 0)
		rc = 0;
	seen_free(&all);
	while (v->nfound > 0)
		seen_free(&v->found[--v->nfound].seen);
	return rc;
}

static int
check_group(struct verifier *v, struct error *e)
{
	const struct reader_group *g = &v->r.groups[v->group];
	int64_t raw = 0, stored = 0;
	size_t i;

	v->column = v->r.ncolumns;
	for (i = 0; i < v->r.ncolumns; i++) {
		raw += g->chunks[i].raw;
		stored += g->chunks[i].stored;
	}
	if (raw != g->raw || stored != g->stored ||
	    g->at != g->chunks[0].at || g->ordinal != (int64_t)v->group)
		return verify_wrong(v, e, "row group %zu does not sum up", v->group);
	if (g->sorted > v->r.ncolumns)
		return verify_wrong(v, e, "row group %zu is sorted by no column",
		    v->group);
	if (g->sorted > 0) {
		v->tied = mem_grow(v->tied, &v->tied_cap, (size_t)g->rows, 1);
		memset(v->tied, 1, (size_t)g->rows);
	}
	for (v->column = 0; v->column < v->r.ncolumns; v->column++) {
		if (check_chunk(v, e) != 0)
			return -1;
	}
	return 0;
}

static int
check_file(struct verifier *v, int64_t rows, struct error *e)
{
	v->column = v->r.ncolumns;
	if (rows >= 0 && v->r.rows != rows)
		return verify_wrong(v, e, "%lld rows, not %lld",
		    (long long)v->r.rows, (long long)rows);
	if (!reader_is_ours(&v->r))
		return verify_wrong(v, e, "another program made it");
	for (v->group = 0; v->group < v->r.ngroups; v->group++) {
		if (check_group(v, e) != 0)
			return -1;
	}
	return check_stretches(v, e);
}

int
verify_file(int fd, const char *name, int64_t rows, struct error *e)
{
	struct verifier v = { .index = buf_make(INDEX_MAX) };
	int rc;

	v.bloom = buf_make(INDEX_MAX);
	v.entered = buf_make(INDEX_MAX);
	v.before = buf_make(SIZE_MAX);
	rc = reader_open(&v.r, fd, name, e);
	if (rc == 0)
		rc = check_file(&v, rows, e);
	if (rc != 0)
		e->kind = ERROR_FAILED;
	reader_pages_close(&v.pages);
	reader_close(&v.r);
	mem_free(v.stretches);
	mem_free(v.found);
	mem_free(v.tied);
	buf_free(&v.index);
	buf_free(&v.bloom);
	buf_free(&v.entered);
	buf_free(&v.before);
	return rc;
}
