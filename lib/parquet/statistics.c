/* statistics: the least and the greatest values; see statistics.h. */
#include "parquet/statistics.h"

#include <math.h>

#include "base/le.h"
#include "base/utf8.h"

static double
double_of(int64_t bits)
{
	double d;

	memcpy(&d, &bits, sizeof(d));
	return d;
}

uint64_t
statistics_prefix(const uint8_t *s, size_t len)
{
	uint64_t v = 0;
	size_t i;

	if (len >= 8) {
		v = le_get64(s);
		return __builtin_bswap64(v);
	}
	for (i = 0; i < 8; i++)
		v = v << 8 | (i < len ? s[i] : 0);
	return v;
}

static int
compare_bytes(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	size_t n = a_len < b_len ? a_len : b_len;
	int c = n == 0 ? 0 : memcmp(a, b, n);

	if (c != 0)
		return c;
	return a_len < b_len ? -1 : a_len > b_len;
}

/* Two's complement, big-endian, of one length. */
static int
compare_wide(const uint8_t *a, const uint8_t *b, size_t len)
{
	int c = (int)(a[0] ^ 0x80) - (int)(b[0] ^ 0x80);

	return c != 0 ? c : memcmp(a, b, len);
}

static int
compare_spans(const struct column_builder *v, const uint8_t *a, size_t a_len,
    const uint8_t *b, size_t b_len)
{
	if (v->phys == PHYS_FIXED)
		return compare_wide(a, b, 16);
	return compare_bytes(a, a_len, b, b_len);
}

static void
range_nums(const int64_t *v, size_t n, struct range *r)
{
	int64_t lo = v[0], hi = v[0];
	size_t i;

	for (i = 1; i < n; i++) {
		lo = v[i] < lo ? v[i] : lo;
		hi = v[i] > hi ? v[i] : hi;
	}
	r->lo = lo;
	r->hi = hi;
}

static void
range_doubles(const int64_t *v, size_t n, struct range *r)
{
	double lo = double_of(v[0]), hi = lo, d;
	bool nan = isnan(lo);
	size_t i;

	for (i = 1; i < n; i++) {
		d = double_of(v[i]);
		nan |= isnan(d);
		lo = d < lo ? d : lo;
		hi = d > hi ? d : hi;
	}
	r->nan = nan;
	memcpy(&r->lo, &lo, sizeof(lo));
	memcpy(&r->hi, &hi, sizeof(hi));
}

static void
range_wide(const uint8_t *v, size_t n, struct range *r)
{
	size_t i;

	r->lo_at = r->hi_at = v;
	r->lo_len = r->hi_len = 16;
	for (i = 1; i < n; i++) {
		if (compare_wide(v + i * 16, r->lo_at, 16) < 0)
			r->lo_at = v + i * 16;
		if (compare_wide(v + i * 16, r->hi_at, 16) > 0)
			r->hi_at = v + i * 16;
	}
}

/* Ranges of text being found: the bounds' prefixes settle most comparisons. */
struct finding {
	struct range *r;
	uint64_t lo, hi;
};

static ALWAYS_INLINE void
see(struct finding *f, const uint8_t *s, size_t len, uint64_t prefix)
{
	struct range *r = f->r;

	if (LIKELY(prefix > f->lo && prefix < f->hi))
		return;
	if (!r->some || prefix < f->lo ||
	    (prefix == f->lo &&
		compare_bytes(s, len, r->lo_at, r->lo_len) < 0)) {
		r->lo_at = s;
		r->lo_len = len;
		f->lo = prefix;
	}
	if (!r->some || prefix > f->hi ||
	    (prefix == f->hi &&
		compare_bytes(s, len, r->hi_at, r->hi_len) > 0)) {
		r->hi_at = s;
		r->hi_len = len;
		f->hi = prefix;
	}
	r->some = true;
}

static void
range_plain(
    const struct column_builder *v, size_t n, size_t *at, struct range *r)
{
	struct finding f = { r, 0, 0 };
	const uint8_t *s;
	size_t len;

	r->some = false;
	for (; n > 0; n--) {
		s = v->plain + *at + 4;
		len = le_get32(s - 4);
		see(&f, s, len, statistics_prefix(s, len));
		*at += 4 + len;
	}
}

static void
range_ids(const struct column_builder *v, size_t from, size_t to,
    const uint64_t *prefixes, struct range *r)
{
	struct finding f = { r, 0, 0 };
	uint32_t id, before = DICT_NONE;
	const uint8_t *s;
	size_t i;

	r->some = false;
	for (i = from; i < to; i++) {
		id = v->ids[i];
		if (id == before)
			continue;
		before = id;
		if (LIKELY(prefixes[id] > f.lo && prefixes[id] < f.hi))
			continue;
		s = v->dict.data + v->dict.at[id] + 4;
		see(&f, s, le_get32(s - 4), prefixes[id]);
	}
}

struct range
statistics_range(const struct column_builder *v, size_t from, size_t to,
    const uint64_t *prefixes, size_t *at)
{
	struct range r = { .some = from < to };

	if (!r.some)
		return r;
	if (v->phys == PHYS_FIXED)
		range_wide(v->wide + from * 16, to - from, &r);
	else if (v->phys == PHYS_DOUBLE)
		range_doubles(v->nums + from, to - from, &r);
	else if (v->phys != PHYS_BYTES)
		range_nums(v->nums + from, to - from, &r);
	else if (v->folded)
		range_ids(v, from, to, prefixes, &r);
	else
		range_plain(v, to - from, at, &r);
	return r;
}

static void
join_spans(
    struct range *a, const struct range *b, const struct column_builder *v)
{
	if (compare_spans(v, b->lo_at, b->lo_len, a->lo_at, a->lo_len) < 0) {
		a->lo_at = b->lo_at;
		a->lo_len = b->lo_len;
	}
	if (compare_spans(v, b->hi_at, b->hi_len, a->hi_at, a->hi_len) > 0) {
		a->hi_at = b->hi_at;
		a->hi_len = b->hi_len;
	}
}

void
statistics_join(
    struct range *a, const struct range *b, const struct column_builder *v)
{
	if (!b->some)
		return;
	if (!a->some) {
		*a = *b;
		return;
	}
	a->nan |= b->nan;
	if (v->phys == PHYS_FIXED || v->phys == PHYS_BYTES) {
		join_spans(a, b, v);
	} else if (v->phys == PHYS_DOUBLE) {
		if (double_of(b->lo) < double_of(a->lo))
			a->lo = b->lo;
		if (double_of(b->hi) > double_of(a->hi))
			a->hi = b->hi;
	} else {
		if (b->lo < a->lo)
			a->lo = b->lo;
		if (b->hi > a->hi)
			a->hi = b->hi;
	}
}

static void
bound_num(
    const struct column_builder *v, int64_t num, bool upper, struct bound *b)
{
	double d = double_of(num);

	if (v->phys == PHYS_DOUBLE && d == 0) {
		d = upper ? 0.0 : -0.0;
		memcpy(&num, &d, sizeof(num));
	}
	le_put64(b->bytes, (uint64_t)num);
	b->len = v->phys == PHYS_BOOLEAN ? 1 : v->width;
	b->exact = true;
}

/* Of n bytes at s the last whole character that has a next one becomes it. */
static size_t
next_text(uint8_t *s, size_t n)
{
	size_t start;
	uint32_t cp;

	while (n > 0) {
		start = n - 1;
		while (start > 0 && (s[start] & 0xc0) == 0x80)
			start--;
		if (utf8_next((const char *)s + start, n - start, &cp) == 0)
			return 0;
		cp = cp == 0xd7ff ? 0xe000 : cp + 1;
		if (cp <= 0x10ffff) {
			/* A longer form may not fit any more: then shorter. */
			char to[4];
			size_t len = utf8_put(to, cp);

			if (start + len <= STATISTICS_LEN) {
				memcpy(s + start, to, len);
				return start + len;
			}
		}
		n = start;
	}
	return 0;
}

bool
statistics_text(const uint8_t *s, size_t len, bool upper, struct bound *b)
{
	b->exact = len <= STATISTICS_LEN;
	b->len =
	    b->exact ? len : utf8_floor((const char *)s, len, STATISTICS_LEN);
	if (b->len > 0)
		memcpy(b->bytes, s, b->len);
	if (upper && !b->exact)
		b->len = next_text(b->bytes, b->len);
	return b->exact || b->len > 0;
}

bool
statistics_make(const struct range *r, const struct column_builder *v,
    struct bound *lo, struct bound *hi)
{
	if (!r->some || r->nan)
		return false;
	if (v->phys == PHYS_BYTES)
		return statistics_text(r->lo_at, r->lo_len, false, lo) &&
		    statistics_text(r->hi_at, r->hi_len, true, hi);
	if (v->phys == PHYS_FIXED) {
		lo->len = hi->len = v->width;
		memcpy(lo->bytes, r->lo_at + 16 - v->width, v->width);
		memcpy(hi->bytes, r->hi_at + 16 - v->width, v->width);
		lo->exact = hi->exact = true;
		return true;
	}
	bound_num(v, r->lo, false, lo);
	bound_num(v, r->hi, true, hi);
	return true;
}

/* A PLAIN number of 1, 4 or 8 bytes. */
static int64_t
num_of(const uint8_t *p, size_t len)
{
	if (len == 8)
		return (int64_t)le_get64(p);
	return len == 4 ? (int32_t)le_get32(p) : p[0];
}

int
statistics_compare(struct coltype type, const uint8_t *a, size_t a_len,
    const uint8_t *b, size_t b_len)
{
	enum physical_type phys = physical_type_of(type);
	int64_t x, y;

	if (phys == PHYS_BYTES)
		return compare_bytes(a, a_len, b, b_len);
	if (phys == PHYS_FIXED)
		return compare_wide(a, b, a_len < b_len ? a_len : b_len);
	x = num_of(a, a_len);
	y = num_of(b, b_len);
	if (phys == PHYS_DOUBLE) {
		double c = double_of(x), d = double_of(y);

		return c < d ? -1 : c > d;
	}
	return x < y ? -1 : x > y;
}
