/* verify: a finished file walked from end to end; see verify.h. */
#include "parquet/verify.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/le.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/fd.h"
#include "parquet/bloom.h"
#include "parquet/bounds.h"
#include "parquet/dict.h"
#include "parquet/reader.h"
#include "parquet/thrift.h"

/*
 * As much of a text as is kept for its bounds: those have BOUNDS_LEN bytes at
 * most, so what differs further on makes no other bounds.
 */
#define SEEN_LEN ((size_t)4 * BOUNDS_LEN)

#define INDEX_MAX ((size_t)1 << 31)

/* A stretch of the file that belongs to something. */
struct stretch {
	int64_t at;
	int64_t len;
};

/* What was made out about some values. */
struct seen {
	bool some;
	bool nan;
	struct buf lo, hi; /* PLAIN bytes */
	int64_t nulls;
};

/* One data page, as it was found. */
struct found_page {
	int64_t at;
	int64_t stored;
	int64_t row;
	struct seen seen;
};

/* A file being verified. */
struct verifier {
	struct reader r;
	struct reader_pages pages;
	struct stretch *stretches;
	size_t nstretches;
	size_t stretches_cap;
	struct found_page *found; /* pages of the chunk at hand */
	size_t nfound;
	size_t found_cap;
	uint8_t *tied; /* by row of the group: equal to the row before so far */
	size_t tied_cap;
	struct buf index;  /* an index being looked at */
	struct buf bloom;   /* a filter with its header, as it is stored */
	struct buf entered; /* the filter as it should be */
	size_t bloom_size;  /* the bytes of its bits; 0: none */
	struct buf before; /* the value of the row before */
	bool before_null;
	size_t group, column;
};

PRINTF_LIKE(3, 4)
static int
wrong(const struct verifier *v, struct error *e, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (v->column < v->r.ncolumns)
		error_set(e, ERROR_FAILED,
		    "'%s' is wrong: row group %zu, column '%.*s': %s",
		    v->r.name, v->group, (int)v->r.columns[v->column].name.len,
		    (const char *)v->r.columns[v->column].name.p, text);
	else
		error_set(e, ERROR_FAILED, "'%s' is wrong: %s", v->r.name,
		    text);
	return -1;
}

static void
add_stretch(struct verifier *v, int64_t at, int64_t len)
{
	if (len == 0)
		return;
	v->stretches = mem_grow(v->stretches, &v->stretches_cap,
	    v->nstretches + 1, sizeof(*v->stretches));
	v->stretches[v->nstretches].at = at;
	v->stretches[v->nstretches++].len = len;
}

static int
by_offset(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;

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
			return wrong(v, e, "byte %lld: a gap or an overlap",
			    (long long)at);
		at += v->stretches[i].len;
	}
	if (at != v->r.footer_at)
		return wrong(v, e, "bytes in front of the footer");
	return 0;
}

/* Value number i of the page as the bytes of a PLAIN value; room is 8 bytes. */
static struct span
plain_of(const struct verifier *v, size_t i, uint8_t room[8])
{
	const struct reader_column *c = v->pages.column;
	struct span s = { room, c->width };

	if (c->phys == PHYS_BYTES || c->phys == PHYS_FIXED)
		return v->pages.values.spans[i];
	le_put64(room, (uint64_t)v->pages.values.nums[i]);
	if (c->phys == PHYS_BOOLEAN)
		s.len = 1;
	return s;
}

static bool
is_nan(const struct reader_column *c, struct span s)
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
copy_to(struct buf *b, struct span s, size_t most)
{
	buf_reset(b);
	buf_put(b, s.p, s.len < most ? s.len : most);
}

static void
see(struct seen *seen, const struct reader_column *c, struct span s)
{
	if (is_nan(c, s)) {
		seen->nan = true;
		return;
	}
	if (!seen->some ||
	    bounds_compare(c->type, s.p, s.len, seen->lo.data, seen->lo.len) <
		0)
		copy_to(&seen->lo, s, SEEN_LEN);
	if (!seen->some ||
	    bounds_compare(c->type, s.p, s.len, seen->hi.data, seen->hi.len) >
		0)
		copy_to(&seen->hi, s, SEEN_LEN);
	seen->some = true;
}

/* Compare the row's value (NULL p: null) with the row's before. */
static int
check_order(struct verifier *v, size_t row, struct span s, struct error *e)
{
	bool null = s.p == NULL;
	int c = 0;

	if (row > 0 && v->tied[row] != 0) {
		if (null || v->before_null)
			c = (int)v->before_null - (int)null;
		else
			c = bounds_compare(v->pages.column->type,
			    v->before.data, v->before.len, s.p, s.len);
		if (c > 0)
			return wrong(v, e, "row %zu is not in order", row);
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
	struct span s;
	size_t row, i = 0;

	for (row = 0; row < values->rows; row++) {
		s.p = NULL;
		s.len = 0;
		if (values->present[row] != 0)
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
			return wrong(v, e, "text that is not UTF-8");
		if (v->bloom_size > 0)
			bloom_add(v->entered.data, v->bloom_size, s.p, s.len);
	}
	return 0;
}

/* Read some bytes of the file. */
static int
load(struct verifier *v, int64_t at, int64_t len, struct buf *to,
    struct error *e)
{
	uint8_t *p;

	buf_reset(to);
	if (at < 4 || len < 1 || at > v->r.footer_at ||
	    len > v->r.footer_at - at)
		return wrong(v, e, "an index or filter outside of the file");
	p = buf_reserve(to, (size_t)len);
	if (p == NULL || fd_pread_all(v->r.fd, p, (size_t)len, at) != 0)
		return wrong(v, e, "an index or filter cannot be read");
	to->len = (size_t)len;
	add_stretch(v, at, len);
	return 0;
}

static int
load_bloom(struct verifier *v, const struct reader_chunk *c, struct error *e)
{
	struct buf head = buf_make(64);
	size_t size = 32;
	bool ok;

	v->bloom_size = 0;
	if (c->bloom_len == 0)
		return 0;
	if (load(v, c->bloom_at, c->bloom_len, &v->bloom, e) != 0)
		return -1;
	while (size * 2 < v->bloom.len)
		size *= 2;
	bloom_put_header(&head, size);
	ok = head.len + size == v->bloom.len &&
	    memcmp(head.data, v->bloom.data, head.len) == 0;
	buf_free(&head);
	if (!ok)
		return wrong(v, e, "a damaged Bloom filter");
	v->bloom_size = size;
	buf_reset(&v->entered);
	if (buf_reserve(&v->entered, size) == NULL)
		return wrong(v, e, "too large a filter");
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
		return wrong(v, e, "a filter that is not of its values");
	return 0;
}

/* Whether the bound is the one that stands for the value. */
static bool
bound_is(const struct reader_column *c, struct span bound,
    const struct buf *value, bool upper)
{
	struct bound b;

	if (c->phys == PHYS_BYTES) {
		if (!bounds_text(value->data, value->len, upper, &b))
			return false;
	} else {
		b.len = value->len < BOUNDS_LEN ? value->len : BOUNDS_LEN;
		memcpy(b.bytes, value->data, b.len);
		/* A zero has the sign that takes in both zeros. */
		if (c->phys == PHYS_DOUBLE && le_get64(b.bytes) << 1 == 0)
			le_put64(b.bytes, upper ? 0 : (uint64_t)1 << 63);
	}
	return bound.len == b.len &&
	    (b.len == 0 || memcmp(bound.p, b.bytes, b.len) == 0);
}

static bool
bounds_hold(const struct verifier *v, const struct seen *seen, struct span lo,
    struct span hi)
{
	const struct reader_column *c = v->pages.column;

	return bound_is(c, lo, &seen->lo, false) &&
	    bound_is(c, hi, &seen->hi, true);
}

static int
check_statistics(struct verifier *v, const struct reader_chunk *c,
    const struct seen *all, struct error *e)
{
	if (!c->has_nulls || c->nulls != all->nulls)
		return wrong(v, e, "the count of nulls is not %lld",
		    (long long)all->nulls);
	if (c->has_lo != c->has_hi)
		return wrong(v, e, "one bound without the other");
	if (c->has_lo && (all->nan || !all->some))
		return wrong(v, e, "bounds where there can be none");
	if (!c->has_lo && all->some && !all->nan &&
	    v->pages.column->phys != PHYS_BYTES)
		return wrong(v, e, "no bounds");
	if (c->has_lo &&
	    (!bounds_hold(v, all, c->lo, c->hi) ||
		c->lo_exact != (all->lo.len <= BOUNDS_LEN) ||
		c->hi_exact != (all->hi.len <= BOUNDS_LEN)))
		return wrong(v, e, "bounds that do not hold");
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
	struct span s;
	size_t i;

	if (c->dictionary != (v->pages.dictionary_pages == 1))
		return wrong(v, e, "a dictionary that was not found");
	if (!c->dictionary)
		return c->has_distinct ?
		    wrong(v, e, "a distinct count that nothing tells") :
		    0;
	for (i = 0; i < entries->n; i++) {
		le_put64(room, (uint64_t)entries->nums[i]);
		s.p = room;
		s.len = 8;
		if (v->pages.column->phys == PHYS_BYTES)
			s = entries->spans[i];
		(void)dict_add(&seen, (const char *)s.p, s.len,
		    dict_key((const char *)s.p, s.len));
	}
	i = seen.n;
	dict_free(&seen);
	if (i != entries->n || (c->has_distinct && c->distinct != (int64_t)i))
		return wrong(v, e, "a dictionary with %zu distinct entries",
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
		return wrong(v, e, "a file offset that readers stumble on");
	if (used != c->encodings)
		return wrong(v, e, "encodings that are not those used");
	if (c->data_pages != (int32_t)v->pages.data_pages ||
	    c->dictionary_pages != (int32_t)v->pages.dictionary_pages ||
	    c->data_encoding != v->pages.encoding)
		return wrong(v, e, "encoding statistics that are not so");
	return 0;
}

static int
check_offset_index(struct verifier *v, const struct reader_chunk *c,
    struct error *e)
{
	int64_t at = 0, len = 0, row = 0;
	struct thrift_in t;
	size_t i, n = 0;
	int16_t id;

	if (c->offset_index_len == 0)
		return wrong(v, e, "no offset index");
	if (load(v, c->offset_index_at, c->offset_index_len, &v->index, e) !=
	    0)
		return -1;
	t = thrift_open(v->index.data, v->index.len);
	if (thrift_field(&t) == 1)
		n = thrift_get_list(&t, THRIFT_STRUCT);
	if (n != v->nfound)
		return wrong(v, e, "an offset index of %zu pages", n);
	for (i = 0; i < n && !t.bad; i++) {
		thrift_next_struct(&t);
		while ((id = thrift_field(&t)) != 0) {
			if (id == 1)
				at = thrift_get_i64(&t);
			else if (id == 2)
				len = thrift_get_i32(&t);
			else if (id == 3)
				row = thrift_get_i64(&t);
		}
		if (at != v->found[i].at || len != v->found[i].stored ||
		    row != v->found[i].row)
			return wrong(v, e, "page %zu is not where it should be",
			    i);
	}
	if (thrift_field(&t) != 0 || t.bad || t.p != t.end)
		return wrong(v, e, "a damaged offset index");
	return 0;
}

/* A column index taken apart. */
struct column_index {
	size_t n; /* of pages in each list */
	bool *null_pages;
	struct span *lo, *hi;
	int64_t *nulls;
	int64_t order;
};

static void
parse_spans(struct thrift_in *t, size_t n, struct span *to)
{
	size_t i;

	if (thrift_get_list(t, THRIFT_BINARY) != n)
		t->bad = true;
	for (i = 0; i < n && !t->bad; i++)
		to[i].p = thrift_next_binary(t, &to[i].len);
}

static bool
parse_column_index(struct thrift_in *t, struct column_index *x)
{
	unsigned fields = 0;
	size_t i;
	int16_t id;

	while ((id = thrift_field(t)) != 0) {
		fields |= id <= 5 ? 1u << id : 1;
		if (id == 1) {
			if (thrift_get_list(t, THRIFT_TRUE) != x->n)
				t->bad = true;
			for (i = 0; i < x->n && !t->bad; i++)
				x->null_pages[i] = thrift_next_bool(t);
		} else if (id == 2 || id == 3) {
			parse_spans(t, x->n, id == 2 ? x->lo : x->hi);
		} else if (id == 4) {
			x->order = thrift_get_i32(t);
		} else if (id == 5) {
			if (thrift_get_list(t, THRIFT_I64) != x->n)
				t->bad = true;
			for (i = 0; i < x->n && !t->bad; i++)
				x->nulls[i] = thrift_next_int(t);
		} else {
			t->bad = true;
		}
	}
	return !t->bad && t->p == t->end && fields == 0x3e;
}

/* Whether the pages' bounds are in the order that is announced. */
static bool
order_holds(const struct verifier *v, const struct column_index *x)
{
	struct coltype type = v->pages.column->type;
	bool up = true, down = true;
	size_t i, last = SIZE_MAX;
	int lo, hi;

	for (i = 0; i < x->n; i++) {
		if (x->null_pages[i])
			continue;
		if (last != SIZE_MAX) {
			lo = bounds_compare(type, x->lo[last].p,
			    x->lo[last].len, x->lo[i].p, x->lo[i].len);
			hi = bounds_compare(type, x->hi[last].p,
			    x->hi[last].len, x->hi[i].p, x->hi[i].len);
			up = up && lo <= 0 && hi <= 0;
			down = down && lo >= 0 && hi >= 0;
		}
		last = i;
	}
	return x->order == (up ? 1 : down ? 2 : 0);
}

static bool
index_holds(const struct verifier *v, const struct column_index *x)
{
	const struct seen *s;
	size_t i;

	for (i = 0; i < x->n; i++) {
		s = &v->found[i].seen;
		if (x->null_pages[i] != !s->some || x->nulls[i] != s->nulls)
			return false;
		if (!s->some && (x->lo[i].len != 0 || x->hi[i].len != 0))
			return false;
		if (s->some &&
		    !bounds_hold(v, s, x->lo[i], x->hi[i]))
			return false;
	}
	return order_holds(v, x);
}

static int
check_column_index(struct verifier *v, const struct reader_chunk *c,
    const struct seen *all, struct error *e)
{
	struct column_index x = { .n = v->nfound };
	struct thrift_in t;
	bool ok;

	if (c->column_index_len == 0) {
		/* Bounds are there for all pages or for none. */
		if (all->nan || v->pages.column->phys == PHYS_BYTES)
			return 0;
		return wrong(v, e, "no column index");
	}
	if (all->nan)
		return wrong(v, e, "a column index over a NaN");
	if (load(v, c->column_index_at, c->column_index_len, &v->index, e) !=
	    0)
		return -1;
	t = thrift_open(v->index.data, v->index.len);
	x.null_pages = mem_new(x.n, sizeof(*x.null_pages));
	x.lo = mem_new(x.n, sizeof(*x.lo));
	x.hi = mem_new(x.n, sizeof(*x.hi));
	x.nulls = mem_new(x.n, sizeof(*x.nulls));
	ok = parse_column_index(&t, &x) && index_holds(v, &x);
	mem_free(x.null_pages);
	mem_free(x.lo);
	mem_free(x.hi);
	mem_free(x.nulls);
	return ok ? 0 : wrong(v, e, "a column index that does not hold");
}

static void
seen_make(struct seen *s)
{
	memset(s, 0, sizeof(*s));
	s->lo = buf_make(SIZE_MAX);
	s->hi = buf_make(SIZE_MAX);
}

static void
seen_free(struct seen *s)
{
	buf_free(&s->lo);
	buf_free(&s->hi);
}

/* Walk the chunk's pages. */
static int
find_pages(struct verifier *v, struct seen *all, struct error *e)
{
	const struct reader_column *c = &v->r.columns[v->column];
	struct found_page *f;
	struct span s;
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
	struct seen all;
	int rc = -1;

	seen_make(&all);
	add_stretch(v, c->at, c->stored);
	if (load_bloom(v, c, e) == 0 && find_pages(v, &all, e) == 0 &&
	    check_bloom(v, e) == 0 && check_statistics(v, c, &all, e) == 0 &&
	    check_dictionary(v, c, e) == 0 && check_encodings(v, c, e) == 0 &&
	    check_offset_index(v, c, e) == 0 &&
	    check_column_index(v, c, &all, e) == 0)
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
		return wrong(v, e, "row group %zu does not sum up", v->group);
	if (g->sorted > v->r.ncolumns)
		return wrong(v, e, "row group %zu is sorted by no column",
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
	static const char ours[] = "aai version ";

	v->column = v->r.ncolumns;
	if (rows >= 0 && v->r.rows != rows)
		return wrong(v, e, "%lld rows, not %lld",
		    (long long)v->r.rows, (long long)rows);
	if (v->r.created_by.len < sizeof(ours) ||
	    memcmp(v->r.created_by.p, ours, sizeof(ours) - 1) != 0)
		return wrong(v, e, "another program made it");
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
