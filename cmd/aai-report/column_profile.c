/* column_profile: what the values of a column are; see column_profile.h. */
#include "aai-report/column_profile.h"

#include <string.h>

#include "base/decimal.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "json/lex.h"
#include "table/time.h"
#include "view/nested.h"

#define DAY_US 86400e6
#define SECOND_US 0x1p20 /* about: bins of times are not narrower */

struct cell_text
cell_text_make(void)
{
	return (struct cell_text){ .head = buf_make(COLUMN_PROFILE_TEXT) };
}

/* A piece of the text; as nested_take() wants it. */
static int
take_piece(void *to, const void *p, size_t n, struct error *e)
{
	struct cell_text *t = to;
	size_t room = COLUMN_PROFILE_TEXT - t->head.len;

	(void)e;
	buf_put(&t->head, p, n < room ? n : room);
	hash_sip_part(&t->hash, p, n);
	t->len += n;
	return 0;
}

int
cell_text_take(struct cell_text *t, const struct show_cell *c,
    struct error *e)
{
	buf_reset(&t->head);
	t->len = 0;
	t->hash = value_counts_hash();
	if (c->kind == SHOW_NESTED)
		return nested_take(c->nested, take_piece, t, e);
	return take_piece(t, c->s, c->len, e);
}

void
cell_text_free(struct cell_text *t)
{
	buf_free(&t->head);
}

static bool
is_time(enum type type)
{
	return type == TYPE_DATE || type == TYPE_TIMESTAMP;
}

static bool
is_number(enum type type)
{
	return type == TYPE_BIGINT || type == TYPE_DOUBLE ||
	       type == TYPE_DECIMAL;
}

void
column_profile_open(struct column_profile *p, const struct column *c, int zone)
{
	memset(p, 0, sizeof(*p));
	p->type = c->type.type;
	p->zone = zone;
	p->numbers = is_time(p->type) || is_number(p->type);
	if (p->type == TYPE_BIGINT)
		p->histogram.least = 1;
	else if (is_time(p->type))
		p->histogram.least = SECOND_US;
}

bool
column_profile_number(enum type type, int zone, const char *s, size_t len,
    double *v)
{
	int32_t days;
	int64_t us;

	if (type == TYPE_DATE && time_parse_date(s, len, &days)) {
		*v = days * DAY_US;
		return true;
	}
	if (type == TYPE_TIMESTAMP && time_parse_stamp(s, len, zone, &us)) {
		*v = (double)us;
		return true;
	}
	return is_number(type) && len > 0 &&
	       json_number_end(s, s + len) == s + len && num_double(s, len, v);
}

/* Below, equal to or above 0, as the value is to the bound. */
static int
compare(const struct column_profile *p, const struct column_bound *b,
    const char *s, size_t len, double number)
{
	size_t least = len < b->len ? len : b->len;
	int sign;

	if (is_number(p->type))
		return decimal_cmp(s, len, b->text, b->len);
	if (is_time(p->type))
		return (number > b->number) - (number < b->number);
	sign = memcmp(s, b->text, least);
	return sign != 0 ? sign : (len > b->len) - (len < b->len);
}

/* Take the value where it is beyond the bound, on the side of the sign. */
static void
take_bound(const struct column_profile *p, struct column_bound *b, int sign,
    const struct cell_text *t, double number)
{
	const char *s = (const char *)t->head.data;

	if (b->known && compare(p, b, s, t->head.len, number) * sign <= 0)
		return;
	b->known = true;
	b->number = number;
	b->len = t->head.len;
	if (b->len > sizeof(b->text))
		b->len = utf8_floor(s, t->head.len, sizeof(b->text));
	b->cut = b->len < t->len;
	if (b->len > 0)
		memcpy(b->text, s, b->len);
}

void
column_profile_add(struct column_profile *p, const struct cell_text *t)
{
	const char *s;
	double number = 0;
	bool is;

	p->rows++;
	if (t == NULL) {
		p->nulls++;
		return;
	}
	s = t->head.len > 0 ? (const char *)t->head.data : "";
	value_counts_add(
	    &p->counts, s, t->head.len, t->len, hash_sip_end(&t->hash));
	is = p->numbers && t->len <= t->head.len &&
	    column_profile_number(p->type, p->zone, s, t->len, &number);
	if (is)
		histogram_add(&p->histogram, number);
	/* A number that is none, NaN, has no place among the others. */
	if (is || !p->numbers) {
		take_bound(p, &p->lo, -1, t, number);
		take_bound(p, &p->hi, 1, t, number);
	}
}

void
column_profile_settle(struct column_profile *p)
{
	struct value_counts top = { 0 };
	size_t n;

	p->distinct = value_counts_distinct(&p->counts);
	p->estimated = p->counts.estimated;
	value_counts_sort(&p->counts);
	n = p->counts.n < COLUMN_PROFILE_TOP ? p->counts.n : COLUMN_PROFILE_TOP;
	top.values =
	    mem_grow(NULL, &top.cap, COLUMN_PROFILE_TOP, sizeof(*top.values));
	if (n > 0)
		memcpy(top.values, p->counts.values, n * sizeof(*top.values));
	top.n = n;
	top.estimated = p->estimated;
	value_counts_free(&p->counts);
	p->counts = top;
}

void
column_profile_free(struct column_profile *p)
{
	value_counts_free(&p->counts);
}
