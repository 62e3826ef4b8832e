/* filter_choice: doubles for numbers that none holds; see filter_choice.h. */
#include "json/filter_choice.h"

#include <string.h>

#include "base/decimal.h"

/* The double next to a finite one; the order of their bits is their own. */
static double
neighbour(double value, bool up)
{
	int64_t bits;

	if (value == 0)
		bits = up ? 1 : INT64_MIN + 1;
	else {
		memcpy(&bits, &value, sizeof(bits));
		bits += (value > 0) == up ? 1 : -1;
	}
	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* The double at the number, or the nearest above or below. */
static double
bound_of(const struct filter_number *x, bool up)
{
	int c = decimal_cmp_double(x->p, x->len, x->value);

	return (up ? c > 0 : c < 0) ? neighbour(x->value, up) : x->value;
}

/* Give each its bound, or the next beyond the one before. */
static void
give_bounds(struct filter_numbers *t, bool up)
{
	const struct filter_number *before = NULL;
	size_t i;

	for (i = 0; i < t->nothers; i++) {
		size_t k = up ? i : t->nothers - 1 - i;
		struct filter_number *x = &t->items[t->others[k]];

		x->given = bound_of(x, up);
		if (before != NULL &&
		    decimal_cmp(x->p, x->len, before->p, before->len) == 0) {
			x->given = before->given;
			continue;
		}
		if (before != NULL &&
		    (up ? x->given <= before->given :
			  x->given >= before->given))
			x->given = neighbour(before->given, up);
		while (filter_number_taken(t, x->given))
			x->given = neighbour(x->given, up);
		before = x;
	}
}

void
filter_choice_put(struct filter_numbers *t, enum filter_choice choice,
    const char *text, size_t len, struct buf *out)
{
	const char *from = text;
	size_t i;

	give_bounds(t, choice != FILTER_CHOICE_BELOW);
	for (i = 0; i < t->n; i++) {
		const struct filter_number *x = &t->items[i];

		if (!x->other)
			continue;
		buf_put(out, from, (size_t)(x->p - from));
		buf_printf(out, "%.17g", x->given);
		from = x->p + x->len;
	}
	buf_put(out, from, (size_t)(text + len - from));
	filter_number_index(t);
}
