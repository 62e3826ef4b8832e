/* row_facts: what cells say of a column's values; see row.h. */
#include <string.h>

#include "stream/row.h"

/* Digits that are within 2^53, whichever they are. */
#define SAFE_DIGITS 15

/* Whether the number, without an exponent, is one as there were before. */
static bool
is_like_before(const struct cell *c, enum type t, const struct facts *f)
{
	const char *p = c->s, *end = p + c->len, *point = end;
	bool negative = *p == '-';

	p += negative;
	if (c->shape == CELL_POINT) {
		point = c->whole > 0 ? p + c->whole :
				       memchr(p, '.', (size_t)(end - p));
		if (point == NULL || end - point - 1 > f->behind)
			return false;
	}
	/* "-0" and "-0.0" are rare, and seen once. */
	if (negative && *p == '0' && (f->seen & FACT_NEG_ZERO) == 0)
		return false;
	if (point - p > f->whole + (*p == '0'))
		return false;
	return t != TYPE_BIGINT || point - p <= SAFE_DIGITS ||
	    (f->seen & FACT_LONG) != 0;
}

bool
cell_facts_any(const struct cell *c, enum type t, struct facts *f)
{
	struct facts before = *f, now;

	if (c->kind != CELL_NUMBER ||
	    (c->shape != CELL_EXPONENT && is_like_before(c, t, f)))
		return false;
	now = facts_number(c->s, c->len);
	/* What a double's cell spells is stored as the nearest one. */
	if (t == TYPE_DOUBLE)
		now.seen = (now.seen & FACT_NEG_ZERO) | FACT_DOUBLE;
	facts_join(f, now);
	return f->seen != before.seen || f->whole != before.whole ||
	    f->behind != before.behind;
}
