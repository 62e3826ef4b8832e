/* order: whether rows come in the order of their keys; see order.h. */
#include "parquet/order.h"

#include "base/le.h"
#include "base/mem.h"
#include "parquet/statistics.h"

/* How value i compares with the one before it; at is where that is in text. */
static int
compare_next(const struct column_builder *v, size_t i, size_t at)
{
	uint8_t a[8], b[8];
	const uint8_t *x = a, *y = b;
	size_t x_len, y_len;

	if (v->phys == PHYS_BYTES && v->folded) {
		if (v->ids[i] == v->ids[i - 1])
			return 0;
		x = v->dict.data + v->dict.at[v->ids[i - 1]] + 4;
		y = v->dict.data + v->dict.at[v->ids[i]] + 4;
	} else if (v->phys == PHYS_BYTES) {
		x = v->plain + at + 4;
		y = x + le_get32(x - 4) + 4;
	} else if (v->phys == PHYS_FIXED) {
		return statistics_compare(v->type, v->wide + (i - 1) * 16, 16,
		    v->wide + i * 16, 16);
	}
	if (v->phys == PHYS_BYTES) {
		x_len = le_get32(x - 4);
		y_len = le_get32(y - 4);
	} else {
		le_put64(a, (uint64_t)v->nums[i - 1]);
		le_put64(b, (uint64_t)v->nums[i]);
		x_len = y_len = v->phys == PHYS_BOOLEAN ? 1 : v->width;
	}
	return statistics_compare(v->type, x, x_len, y, y_len);
}

/*
 * Whether v is in order where all before it are equal (tied; NULL: everywhere),
 * and where it is equal as well.
 */
static bool
in_order(const struct column_builder *v, size_t rows, uint8_t *tied, bool first)
{
	size_t i, at = 0;
	int c;

	if (v->n != rows)
		return false;
	for (i = 1; i < rows; i++) {
		if (first || tied[i] != 0) {
			c = compare_next(v, i, at);
			if (c > 0)
				return false;
			tied[i] = c == 0;
		}
		if (v->phys == PHYS_BYTES && !v->folded)
			at += 4 + (size_t)le_get32(v->plain + at);
	}
	return true;
}

size_t
order_sorted(const struct column_builder *builders, size_t n, size_t rows)
{
	uint8_t *tied;
	size_t sorted = 0;

	if (n == 0)
		return 0;
	tied = mem_new(rows, 1);
	while (sorted < n &&
	    in_order(&builders[sorted], rows, tied, sorted == 0))
		sorted++;
	mem_free(tied);
	return sorted;
}
