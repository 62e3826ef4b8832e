/* verify: bounds and page indexes against what was found; see
 * verify_internal.h. */
#include "base/le.h"
#include "base/mem.h"
#include "parquet/thrift.h"
#include "parquet/verify_internal.h"

/* Whether the bound is the one that stands for the value. */
static bool
bound_is(const struct reader_column *c, struct reader_span bound,
    const struct buf *value, bool upper)
{
	struct bound b;

	if (c->phys == PHYS_BYTES) {
		if (!statistics_text(value->data, value->len, upper, &b))
			return false;
	} else {
		b.len =
		    value->len < STATISTICS_LEN ? value->len : STATISTICS_LEN;
		memcpy(b.bytes, value->data, b.len);
		/* A zero has the sign that takes in both zeros. */
		if (c->phys == PHYS_DOUBLE && le_get64(b.bytes) << 1 == 0)
			le_put64(b.bytes, upper ? 0 : (uint64_t)1 << 63);
	}
	return bound.len == b.len &&
	    (b.len == 0 || memcmp(bound.p, b.bytes, b.len) == 0);
}

bool
verify_bounds(const struct verifier *v, const struct observed *seen,
    struct reader_span lo, struct reader_span hi)
{
	const struct reader_column *c = v->pages.column;

	return bound_is(c, lo, &seen->lo, false) &&
	    bound_is(c, hi, &seen->hi, true);
}

int
verify_offset_index(struct verifier *v, const struct reader_chunk *c,
    struct error *e)
{
	int64_t at = 0, len = 0, row = 0;
	struct thrift_in t;
	size_t i, n = 0;
	int16_t id;

	if (c->offset_index_len == 0)
		return verify_wrong(v, e, "no offset index");
	if (verify_load(v, c->offset_index_at, c->offset_index_len, &v->index,
		e) != 0)
		return -1;
	t = thrift_open(v->index.data, v->index.len);
	if (thrift_field(&t) == 1)
		n = thrift_get_list(&t, THRIFT_STRUCT);
	if (n != v->nfound)
		return verify_wrong(v, e, "an offset index of %zu pages", n);
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
			return verify_wrong(v, e, "page %zu is not where it should be",
			    i);
	}
	if (thrift_field(&t) != 0 || t.bad || t.p != t.end)
		return verify_wrong(v, e, "a damaged offset index");
	return 0;
}

/* A column index taken apart. */
struct column_index {
	size_t n; /* of pages in each list */
	bool *null_pages;
	struct reader_span *lo, *hi;
	int64_t *nulls;
	int64_t order;
};

static void
parse_spans(struct thrift_in *t, size_t n, struct reader_span *to)
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
			lo = statistics_compare(type, x->lo[last].p,
			    x->lo[last].len, x->lo[i].p, x->lo[i].len);
			hi = statistics_compare(type, x->hi[last].p,
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
	const struct observed *s;
	size_t i;

	for (i = 0; i < x->n; i++) {
		s = &v->found[i].seen;
		if (x->null_pages[i] != !s->some || x->nulls[i] != s->nulls)
			return false;
		if (!s->some && (x->lo[i].len != 0 || x->hi[i].len != 0))
			return false;
		if (s->some &&
		    !verify_bounds(v, s, x->lo[i], x->hi[i]))
			return false;
	}
	return order_holds(v, x);
}

int
verify_column_index(struct verifier *v, const struct reader_chunk *c,
    const struct observed *all, struct error *e)
{
	struct column_index x = { .n = v->nfound };
	struct thrift_in t;
	bool ok;

	if (c->column_index_len == 0) {
		/* Bounds are there for all pages or for none. */
		if (all->nan || v->pages.column->phys == PHYS_BYTES)
			return 0;
		return verify_wrong(v, e, "no column index");
	}
	if (all->nan)
		return verify_wrong(v, e, "a column index over a NaN");
	if (verify_load(v, c->column_index_at, c->column_index_len, &v->index,
		e) != 0)
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
	return ok ? 0 : verify_wrong(v, e, "a column index that does not hold");
}
