/* rle: runs and bit-packed groups; see rle.h. */
#include "parquet/rle.h"

#include <string.h>

#include "base/le.h"

/* Values of a group that is packed. */
#define GROUP 8

/* A run below this does not pay for its own head. */
#define RUN_MIN 8

void
rle_put_run(struct buf *out, uint32_t value, size_t n, unsigned width)
{
	uint8_t bytes[4];

	buf_varint(out, (uint64_t)n << 1);
	le_put32(bytes, value);
	buf_put(out, bytes, (width + 7) / 8);
}

/* Pack 8 values into width bytes. */
static uint8_t *
pack_group(uint8_t *to, const uint32_t *ids, unsigned width)
{
	uint64_t acc = 0;
	unsigned have = 0, i;

	for (i = 0; i < GROUP; i++) {
		acc |= (uint64_t)ids[i] << have;
		have += width;
		if (have >= 32) {
			le_put32(to, (uint32_t)acc);
			to += 4;
			acc >>= 32;
			have -= 32;
		}
	}
	for (; have > 0; have -= 8) {
		*to++ = (uint8_t)acc;
		acc >>= 8;
	}
	return to;
}

/* Pack n values in groups, the last one padded with zeros. */
static void
put_packed(struct buf *out, const uint32_t *ids, size_t n, unsigned width)
{
	size_t groups = (n + GROUP - 1) / GROUP, i;
	uint32_t last[GROUP] = { 0 };
	uint8_t *to;

	if (n == 0)
		return;
	buf_varint(out, (uint64_t)groups << 1 | 1);
	to = buf_reserve(out, groups * width);
	if (to == NULL)
		return;
	for (i = 0; i + GROUP <= n; i += GROUP)
		to = pack_group(to, ids + i, width);
	if (i < n) {
		memcpy(last, ids + i, (n - i) * sizeof(*ids));
		(void)pack_group(to, last, width);
	}
	out->len += groups * width;
}

static bool
group_is_run(const uint32_t *ids)
{
	uint32_t differ = 0;
	unsigned i;

	for (i = 1; i < GROUP; i++)
		differ |= ids[i] ^ ids[0];
	return differ == 0;
}

static size_t
run_length(const uint32_t *ids, size_t n)
{
	size_t i = 1;

	while (i < n && ids[i] == ids[0])
		i++;
	return i;
}

void
rle_put(struct buf *out, const uint32_t *ids, size_t n, unsigned width)
{
	size_t literal = 0, i = 0, run;

	/* Runs begin where a group would: literals need whole groups. */
	while (i + GROUP <= n) {
		if (!group_is_run(ids + i)) {
			i += GROUP;
			continue;
		}
		run = run_length(ids + i, n - i);
		if (run < RUN_MIN) {
			i += GROUP;
			continue;
		}
		put_packed(out, ids + literal, i - literal, width);
		rle_put_run(out, ids[i], run, width);
		i += run;
		literal = i;
	}
	put_packed(out, ids + literal, n - literal, width);
}

/* Eight bits from a bitmap, at any bit; bits past total read as 0. */
static uint8_t
bits_at(const uint8_t *bits, size_t at, size_t total)
{
	unsigned shift = at % 8;
	unsigned v = (unsigned)bits[at / 8] >> shift;

	if (shift != 0 && (at / 8 + 1) * 8 < total)
		v |= (unsigned)bits[at / 8 + 1] << (8 - shift);
	if (total - at < 8)
		v &= (1u << (total - at)) - 1;
	return (uint8_t)v;
}

void
rle_put_bits(struct buf *out, const uint8_t *bits, size_t from, size_t n)
{
	size_t total = from + n, at = from, start, i;
	uint8_t byte, full;

	while (at < total) {
		/* A run of equal bits, whole bytes of it, or to the end. */
		byte = bits_at(bits, at, total);
		start = at;
		full = (byte & 1) != 0 ? 0xff : 0;
		while (at + 8 <= total && bits_at(bits, at, total) == full)
			at += 8;
		if (at < total && total - at < 8 &&
		    bits_at(bits, at, total) ==
			(full & ((1u << (total - at)) - 1)))
			at = total;
		if (at - start >= 2 * GROUP || (at == total && at > start)) {
			rle_put_run(out, full & 1, at - start, 1);
			continue;
		}
		/* Literals up to where two bytes of a run begin. */
		at = start;
		do {
			at += 8;
			byte = at < total ? bits_at(bits, at, total) : 0;
		} while (at < total &&
		    !((byte == 0 || byte == 0xff) && at + 16 <= total &&
			bits_at(bits, at + 8, total) == byte));
		buf_varint(out, (uint64_t)((at - start) / 8) << 1 | 1);
		for (i = start; i < at; i += 8)
			buf_byte(out, bits_at(bits, i, total));
	}
}

/* Where numbers go: to the one or to the other. */
struct target {
	uint32_t *ids;
	uint8_t *bytes;
};

static void
unpack(const uint8_t *p, unsigned width, const struct target *to, size_t from,
    size_t n)
{
	uint64_t acc = 0, mask = ((uint64_t)1 << width) - 1;
	unsigned have = 0;
	size_t i;

	for (i = from; i < from + n; i++) {
		while (have < width) {
			acc |= (uint64_t)*p++ << have;
			have += 8;
		}
		if (to->ids != NULL)
			to->ids[i] = (uint32_t)(acc & mask);
		else
			to->bytes[i] = (uint8_t)(acc & mask);
		acc >>= width;
		have -= width;
	}
}

static void
fill(uint32_t value, const struct target *to, size_t from, size_t n)
{
	size_t i;

	if (to->ids == NULL) {
		memset(to->bytes + from, (int)value, n);
		return;
	}
	for (i = from; i < from + n; i++)
		to->ids[i] = value;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * The bytes of this many groups, of which there are have.  Impala leaves out
 * those of the last group that its values, the last ones, do not need.  More
 * than have: they are cut.
 */
static size_t
packed_bytes(uint64_t groups, unsigned width, bool padded, size_t have,
    size_t values)
{
	if (width == 0)
		return 0;
	if (groups <= have / width)
		return (size_t)groups * width;
	if (padded && values <= have / width * 8 + 7 &&
	    (values * width + 7) / 8 <= have)
		return have;
	return SIZE_MAX;
}

static bool
get(const uint8_t *p, size_t len, unsigned width, bool padded,
    struct target to, size_t n, size_t *used)
{
	size_t at = 0, done = 0, head, bytes, part, i;
	uint64_t v, count;
	uint32_t value;

	while (done < n) {
		head = le_get_varint(p + at, len - at, &v);
		if (head == 0)
			return false;
		at += head;
		count = v >> 1;
		if ((v & 1) != 0) {
			if (count == 0 ||
			    (!padded && count > (n - done + 7) / 8))
				return false;
			part = n - done;
			if (count < part / 8 + 1)
				part = least(part, (size_t)count * 8);
			bytes = packed_bytes(count, width, padded, len - at,
			    part);
			if (bytes > len - at)
				return false;
			unpack(p + at, width, &to, done, part);
		} else {
			bytes = (width + 7) / 8;
			if (count == 0 || count > n - done || bytes > len - at)
				return false;
			part = (size_t)count;
			value = 0;
			for (i = 0; i < bytes; i++)
				value |= (uint32_t)p[at + i] << (8 * i);
			if (width < 32 && value >> width != 0)
				return false;
			fill(value, &to, done, part);
		}
		at += bytes;
		done += part;
	}
	if (used != NULL)
		*used = at;
	return true;
}

bool
rle_get(const uint8_t *p, size_t len, unsigned width, uint32_t *ids,
    size_t n, size_t *used)
{
	return get(p, len, width, false, (struct target){ ids, NULL }, n,
	    used);
}

bool
rle_get_padded(const uint8_t *p, size_t len, unsigned width, uint32_t *ids,
    size_t n)
{
	return get(p, len, width, true, (struct target){ ids, NULL }, n, NULL);
}

bool
rle_get_bytes(const uint8_t *p, size_t len, unsigned width, bool padded,
    uint8_t *to, size_t n)
{
	size_t used;

	return width <= 8 &&
	    get(p, len, width, padded, (struct target){ NULL, to }, n,
		&used) &&
	    (padded || used == len);
}
