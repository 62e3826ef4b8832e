/* delta_encoding: packed differences, and split bytes; see delta_encoding.h. */
#include "parquet/delta_encoding.h"

#include "base/le.h"

#define BLOCK 128
#define MINIS 4
#define MINI (BLOCK / MINIS)

static unsigned
bits_of(uint64_t v)
{
	return v == 0 ? 0 : 64 - (unsigned)__builtin_clzll(v);
}

/* Append MINI numbers of this many bits (0 to 64), lowest bits first. */
static void
pack(struct buf *out, const uint64_t *v, unsigned width)
{
	uint8_t *to = buf_reserve(out, (size_t)width * MINI / 8);
	uint64_t acc = 0;
	unsigned have = 0, i;

	if (to == NULL || width == 0)
		return;
	for (i = 0; i < MINI; i++) {
		acc |= v[i] << have;
		if (have + width < 64) {
			have += width;
			continue;
		}
		le_put64(to, acc);
		to += 8;
		acc = have == 0 ? 0 : v[i] >> (64 - have);
		have = have + width - 64;
	}
	/* 32 numbers are whole bytes, of which some may be left. */
	for (; have > 0; have -= 8) {
		*to++ = (uint8_t)acc;
		acc >>= 8;
	}
	out->len += (size_t)width * MINI / 8;
}

/* Put one block: the differences between n values and those before them. */
static void
put_block(struct buf *out, const int64_t *v, size_t n, int64_t before,
    bool narrow)
{
	uint64_t d[BLOCK] = { 0 }, most;
	int64_t min = INT64_MAX, diff;
	uint8_t widths[MINIS] = { 0 };
	size_t i, m;

	for (i = 0; i < n; i++) {
		d[i] = (uint64_t)v[i] - (uint64_t)before;
		before = v[i];
		diff = narrow ? (int32_t)(uint32_t)d[i] : (int64_t)d[i];
		d[i] = (uint64_t)diff;
		if (diff < min)
			min = diff;
	}
	for (m = 0; m * MINI < n; m++) {
		most = 0;
		for (i = m * MINI; i < (m + 1) * MINI; i++) {
			d[i] = i < n ? d[i] - (uint64_t)min : 0;
			if (narrow)
				d[i] = (uint32_t)d[i];
			most |= d[i];
		}
		widths[m] = (uint8_t)bits_of(most);
	}
	buf_varint(out, le_zigzag(min));
	buf_put(out, widths, MINIS);
	for (m = 0; m * MINI < n; m++)
		pack(out, d + m * MINI, widths[m]);
}

void
delta_encoding_put(struct buf *out, const int64_t *v, size_t n, bool narrow)
{
	size_t i, part;

	buf_varint(out, BLOCK);
	buf_varint(out, MINIS);
	buf_varint(out, n);
	buf_varint(out, n > 0 ? le_zigzag(v[0]) : 0);
	for (i = 1; i < n; i += part) {
		part = n - i < BLOCK ? n - i : BLOCK;
		put_block(out, v + i, part, v[i - 1], narrow);
	}
}

/* What a reader keeps while it goes through the blocks. */
struct reading {
	const uint8_t *p;
	const uint8_t *end;
	bool bad;
};

static uint64_t
get_varint(struct reading *r)
{
	uint64_t v = 0;
	size_t n = r->bad ? 0 :
	    le_get_varint(r->p, (size_t)(r->end - r->p), &v);

	if (n == 0) {
		r->bad = true;
		return 0;
	}
	r->p += n;
	return v;
}

/* Number i of those of this many bits at p. */
static uint64_t
unpack_at(const uint8_t *p, size_t i, unsigned width)
{
	size_t bit = i * width;
	unsigned have = 0, take;
	uint64_t v = 0;

	while (have < width) {
		take = 8 - (unsigned)(bit % 8);
		if (take > width - have)
			take = width - have;
		v |= (uint64_t)((unsigned)p[bit / 8] >> bit % 8 &
			 ((1u << take) - 1))
		    << have;
		have += take;
		bit += take;
	}
	return v;
}

/* Read one block's values, n at most, after *at of them. */
static void
get_block(struct reading *r, size_t minis, size_t mini, int64_t *v, size_t n,
    size_t *at, bool narrow)
{
	uint64_t min = (uint64_t)le_unzigzag(get_varint(r)), d;
	const uint8_t *widths = r->p;
	size_t m, i, bytes;

	if (r->bad || minis > (size_t)(r->end - r->p)) {
		r->bad = true;
		return;
	}
	r->p += minis;
	for (m = 0; m < minis && *at < n; m++) {
		bytes = mini / 8 * widths[m];
		if (widths[m] > (narrow ? 32 : 64) ||
		    bytes > (size_t)(r->end - r->p)) {
			r->bad = true;
			return;
		}
		for (i = 0; i < mini && *at < n; i++, (*at)++) {
			d = unpack_at(r->p, i, widths[m]) + min +
			    (uint64_t)v[*at - 1];
			v[*at] = narrow ? (int32_t)(uint32_t)d : (int64_t)d;
		}
		r->p += bytes;
	}
}

bool
delta_encoding_get(const uint8_t *p, size_t len, int64_t *v, size_t n,
    bool narrow, size_t *used)
{
	struct reading r = { p, p + len, false };
	uint64_t block = get_varint(&r), minis = get_varint(&r);
	uint64_t count = get_varint(&r);
	int64_t first = le_unzigzag(get_varint(&r));
	size_t at = 1;

	if (r.bad || block == 0 || block % 128 != 0 || block > 1 << 20 ||
	    minis == 0 || block % minis != 0 || block / minis % 32 != 0 ||
	    count != n || (narrow && first != (int32_t)first))
		return false;
	if (n > 0)
		v[0] = first;
	while (at < n && !r.bad)
		get_block(&r, (size_t)minis, (size_t)(block / minis), v, n,
		    &at, narrow);
	*used = (size_t)(r.p - p);
	return !r.bad;
}

void
delta_encoding_split(struct buf *out, const int64_t *v, size_t n)
{
	uint8_t *to = buf_reserve(out, n * 8);
	unsigned b;
	size_t i;

	if (to == NULL)
		return;
	for (b = 0; b < 8; b++) {
		for (i = 0; i < n; i++)
			to[b * n + i] = (uint8_t)((uint64_t)v[i] >> 8 * b);
	}
	out->len += n * 8;
}

void
delta_encoding_join(const uint8_t *p, int64_t *v, size_t n)
{
	uint64_t bits;
	unsigned b;
	size_t i;

	for (i = 0; i < n; i++) {
		bits = 0;
		for (b = 0; b < 8; b++)
			bits |= (uint64_t)p[b * n + i] << 8 * b;
		v[i] = (int64_t)bits;
	}
}
