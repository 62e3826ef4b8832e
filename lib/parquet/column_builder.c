/* column_builder: the values of one column while they gather; see
 * column_builder.h. */
#include "parquet/column_builder.h"

#include "base/le.h"
#include "base/mem.h"

/*
 * When to give a dictionary up: from this many values on, at every doubling,
 * when more than half of them were new; and when its own page gets too large.
 */
#define FOLD_CHECK ((size_t)1024)
#define FOLD_BYTES ((size_t)2 << 20)

/*
 * But not when it stands for this many bytes and this many times its own: they
 * would all be there at once.  It then ends its row group instead.
 */
#define FOLD_RAW   ((size_t)4 << 20)
#define FOLD_TIMES 4

/* Longer text hardly repeats, and is not worth the hashing. */
#define FOLD_LEN ((size_t)4096)

struct column_builder
column_builder_make(struct coltype type, bool plain_only,
    struct column_builder_account *account)
{
	struct column_builder v = { .type = type, .plain_only = plain_only,
		.account = account };

	v.phys = physical_type_of(type);
	v.width = physical_type_width(type);
	v.folded = v.phys == PHYS_BYTES && !plain_only;
	v.last = DICT_NONE;
	return v;
}

/* Grow an array, and the account with it. */
static void *
grow(struct column_builder *v, void *p, size_t *cap, size_t want, size_t size)
{
	size_t before = *cap;

	p = mem_grow(p, cap, want, size);
	v->account->bytes += (*cap - before) * size;
	return p;
}

void
column_builder_grow(struct column_builder *v, size_t row)
{
	size_t before = v->present_cap, i;
	bool first = v->present == NULL;

	v->present = grow(v, v->present, &v->present_cap, row / 8 + 1, 1);
	memset(v->present + before, 0, v->present_cap - before);
	/* Up to now every row had a value. */
	if (!first)
		return;
	memset(v->present, 0xff, v->n / 8);
	for (i = v->n / 8 * 8; i < v->n; i++)
		v->present[i / 8] |= (uint8_t)(1 << i % 8);
}

void
column_builder_cover(struct column_builder *v, size_t rows)
{
	if (v->n == 0 || v->n == rows)
		return;
	if (v->present == NULL || (rows - 1) / 8 >= v->present_cap)
		column_builder_grow(v, rows - 1);
	v->rows = rows;
}

void
column_builder_grow_nums(struct column_builder *v)
{
	v->nums = grow(v, v->nums, &v->nums_cap, v->n + 1, sizeof(*v->nums));
}

/* The low 64 bits of a big-endian number of 16 bytes. */
static int64_t
low64(const uint8_t unscaled[16])
{
	uint64_t v = 0;
	unsigned i;

	for (i = 8; i < 16; i++)
		v = v << 8 | unscaled[i];
	return (int64_t)v;
}

void
column_builder_put_decimal(
    struct column_builder *v, size_t row, const uint8_t unscaled[16])
{
	if (v->phys != PHYS_FIXED) {
		column_builder_put_num(v, row, low64(unscaled));
		return;
	}
	column_builder_mark(v, row);
	if (v->n == v->wide_cap)
		v->wide = grow(v, v->wide, &v->wide_cap, v->n + 1, 16);
	memcpy(v->wide + v->n++ * 16, unscaled, 16);
}

void
column_builder_put_digits(
    struct column_builder *v, size_t row, int64_t unscaled)
{
	uint8_t bytes[16];
	uint64_t big = __builtin_bswap64((uint64_t)unscaled);

	if (v->phys != PHYS_FIXED) {
		column_builder_put_num(v, row, unscaled);
		return;
	}
	memset(bytes, unscaled < 0 ? 0xff : 0, 8);
	le_put64(bytes + 8, big);
	column_builder_put_decimal(v, row, bytes);
}

static void
put_plain(struct column_builder *v, const void *s, size_t len)
{
	size_t want = v->plain_len + 4 + len;

	if (want > v->plain_cap)
		v->plain = grow(v, v->plain, &v->plain_cap, want, 1);
	le_put32(v->plain + v->plain_len, (uint32_t)len);
	if (len > 0)
		memcpy(v->plain + v->plain_len + 4, s, len);
	v->plain_len = want;
}

void
column_builder_unfold(struct column_builder *v)
{
	const uint8_t *entry;
	size_t i, len;

	if (!v->folded)
		return;
	v->folded = false;
	if (v->raw > v->plain_cap)
		v->plain = grow(v, v->plain, &v->plain_cap, v->raw, 1);
	for (i = 0; i < v->n; i++) {
		entry = v->dict.data + v->dict.at[v->ids[i]];
		len = 4 + (size_t)le_get32(entry);
		memcpy(v->plain + v->plain_len, entry, len);
		v->plain_len += len;
	}
	v->account->bytes -=
	    dict_bytes(&v->dict) + v->ids_cap * sizeof(*v->ids);
	dict_free(&v->dict);
	mem_free(v->ids);
	v->ids = NULL;
	v->ids_cap = 0;
	v->last = DICT_NONE;
}

void
column_builder_grow_ids(struct column_builder *v)
{
	v->ids = grow(v, v->ids, &v->ids_cap, v->n + 1, sizeof(*v->ids));
}

/* Whether the value before was this one, as with keys it often is. */
static ALWAYS_INLINE bool
as_before(
    const struct column_builder *v, const char *s, size_t len, uint64_t key)
{
	return v->last_key == key && v->last_len == len &&
	    v->last != DICT_NONE &&
	    (len <= 8 ||
		dict_same_long((const char *)v->dict.data + v->last_at, s,
		    len));
}

static ALWAYS_INLINE void
put_other(
    struct column_builder *v, size_t row, uint32_t id, size_t len, uint64_t key)
{
	v->last = id;
	v->last_len = len;
	v->last_key = key;
	v->last_at = v->dict.at[id] + 4;
	column_builder_put_id(v, row, id, len);
}

static void
put_plain_text(struct column_builder *v, size_t row, const char *s, size_t len)
{
	column_builder_mark(v, row);
	put_plain(v, s, len);
	v->raw += 4 + len;
	v->n++;
}

/* Turn ids into PLAIN values, or have the row group end with them. */
static void
give_up(struct column_builder *v)
{
	if (v->raw > FOLD_RAW && v->raw / FOLD_TIMES > v->dict.len)
		v->account->full = true;
	else
		column_builder_unfold(v);
}
/* Put a text that is not the one before; it may be new. */
static void
put_new(struct column_builder *v, size_t row, const char *s, size_t len,
    uint64_t key)
{
	size_t bytes = dict_bytes(&v->dict);

	put_other(v, row, dict_add(&v->dict, s, len, key), len, key);
	/* Looking a text up may take memory, new or not. */
	v->account->bytes += dict_bytes(&v->dict) - bytes;
	if (v->dict.len > FOLD_BYTES)
		give_up(v);
	if (UNLIKELY((v->n & (v->n - 1)) == 0 && v->n >= FOLD_CHECK &&
		v->dict.n > v->n / 2))
		give_up(v);
}

void
column_builder_put_text(
    struct column_builder *v, size_t row, const char *s, size_t len)
{
	uint64_t key;
	uint32_t id;

	if (UNLIKELY(v->folded && len > FOLD_LEN))
		give_up(v);
	if (!v->folded) {
		put_plain_text(v, row, s, len);
		return;
	}
	key = dict_key(s, len);
	if (as_before(v, s, len, key)) {
		column_builder_put_id(v, row, v->last, len);
		return;
	}
	id = dict_glance(&v->dict, s, len, key);
	if (LIKELY(id != DICT_NONE))
		put_other(v, row, id, len, key);
	else
		put_new(v, row, s, len, key);
}

bool
column_builder_put_known(
    struct column_builder *v, size_t row, const char *s, size_t len)
{
	uint64_t key;
	uint32_t id;

	if (!v->folded || len > FOLD_LEN)
		return false;
	key = dict_key(s, len);
	if (as_before(v, s, len, key)) {
		column_builder_put_id(v, row, v->last, len);
		return true;
	}
	id = dict_find(&v->dict, s, len, key);
	if (id == DICT_NONE)
		return false;
	put_other(v, row, id, len, key);
	return true;
}

size_t
column_builder_count(const struct column_builder *v, size_t from, size_t to)
{
	size_t count = 0, i;

	if (to > v->rows)
		to = v->rows;
	if (from >= to)
		return 0;
	if (v->present == NULL)
		return to - from;
	for (i = from; i < to && i % 8 != 0; i++)
		count += v->present[i / 8] >> i % 8 & 1;
	for (; i + 8 <= to; i += 8)
		count += (size_t)__builtin_popcount(v->present[i / 8]);
	for (; i < to; i++)
		count += v->present[i / 8] >> i % 8 & 1;
	return count;
}

struct column_builder_mark
column_builder_mark_now(const struct column_builder *v)
{
	struct column_builder_mark m = { v->rows, v->n, v->raw, v->dict.n };

	return m;
}

void
column_builder_cut(
    struct column_builder *v, const struct column_builder_mark *to)
{
	size_t i;

	for (i = to->rows; v->present != NULL && i < v->rows; i++)
		v->present[i / 8] &= (uint8_t)~(1 << i % 8);
	v->rows = to->rows;
	v->n = to->n;
	v->raw = to->raw;
	v->last = DICT_NONE;
	if (v->folded)
		dict_cut(&v->dict, to->entries);
	else
		v->plain_len = to->raw;
}

void
column_builder_free(struct column_builder *v)
{
	if (v->account != NULL)
		v->account->bytes -= v->present_cap + v->wide_cap * 16 +
		    v->nums_cap * sizeof(*v->nums) + v->plain_cap +
		    v->ids_cap * sizeof(*v->ids) + dict_bytes(&v->dict);
	mem_free(v->present);
	mem_free(v->nums);
	mem_free(v->wide);
	mem_free(v->ids);
	mem_free(v->plain);
	dict_free(&v->dict);
	*v = column_builder_make(v->type, v->plain_only, v->account);
}
