/* value: rows as the data of SQL scripts; see value.h. */
#include "aai-sink-sql/value.h"

#include <string.h>

#include "json/text.h"
#include "table/time.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

struct sql_encoder
sql_encoder_make(const struct sql_options *o)
{
	struct sql_encoder x = { .dialect = o->dialect,
		.nul_replace = o->nul_replace,
		.scratch = buf_make(SIZE_MAX / 2),
		.more = buf_make(SIZE_MAX / 2) };

	return x;
}

void
sql_encoder_free(struct sql_encoder *x)
{
	buf_free(&x->scratch);
	buf_free(&x->more);
}

/* A timestamp's canonical text, in the scratch buffer. */
static bool
take_stamp(struct sql_encoder *x, const struct cell *c, int zone,
    struct sql_text *t)
{
	uint8_t *to;
	int64_t us;

	buf_reset(&x->scratch);
	to = buf_reserve(&x->scratch, TIME_TEXT_MAX);
	if (to == NULL || !cell_stamp(c, zone, &us))
		return false;
	t->s = (const char *)to;
	t->len = time_format_stamp(us, (char *)to);
	t->plain = true;
	return true;
}

static void
take_text(struct sql_encoder *x, const struct cell *c, struct sql_text *t)
{
	if (c->kind == CELL_STRING && x->dialect->raw_strings) {
		/* It goes into JSON again; only what is ill-formed changes. */
		t->raw = true;
		t->s = c->s;
		t->len = c->len;
		if (!c->escaped && !c->high)
			return;
		buf_reset(&x->scratch);
		x->replaced += json_repair(c->s, c->len, &x->scratch);
		t->s = (const char *)x->scratch.data;
		t->len = x->scratch.len;
		return;
	}
	t->plain = c->kind != CELL_JSON && c->kind != CELL_STRING;
	x->replaced += cell_text(c, &x->scratch, &t->s, &t->len);
}

/* The cell's text as its column's type has it; false when it does not fit. */
static bool
take(struct sql_encoder *x, const struct cell *c, struct coltype type, int zone,
    struct sql_text *t)
{
	int32_t days;
	bool truth;

	*t = (struct sql_text){ c->s, c->len, true, false };
	switch (type.type) {
	case TYPE_BOOL:
		if (!cell_bool(c, &truth))
			return false;
		t->s = truth ? "true" : "false";
		t->len = truth ? 4 : 5;
		return true;
	case TYPE_BIGINT:
		return cell_is_i64(c);
	case TYPE_DOUBLE:
		return cell_is_double(c);
	case TYPE_DECIMAL:
		return cell_is_decimal(c, type.precision, type.scale);
	case TYPE_DATE:
		return cell_date(c, &days);
	case TYPE_TIMESTAMP:
		return take_stamp(x, c, zone, t);
	case TYPE_JSON:
		t->plain = false;
		x->replaced += cell_json(c, &x->scratch, &t->s, &t->len);
		return true;
	default:
		t->plain = false;
		take_text(x, c, t);
		return true;
	}
}

/* Put U+FFFD for every NUL. */
static void
replace_nuls(struct sql_encoder *x, struct sql_text *t)
{
	const char *p = t->s, *end = t->s + t->len, *nul;

	buf_reset(&x->more);
	while ((nul = memchr(p, 0, (size_t)(end - p))) != NULL) {
		buf_put(&x->more, p, (size_t)(nul - p));
		buf_str(&x->more, REPLACEMENT);
		x->nuls++;
		p = nul + 1;
	}
	buf_put(&x->more, p, (size_t)(end - p));
	t->s = (const char *)x->more.data;
	t->len = x->more.len;
}

static int
put_value(struct buf *out, struct sql_encoder *x, const struct table *table,
    const struct cell *c, size_t col, struct error *e)
{
	struct coltype type = table->columns[col].type;
	struct sql_text t;

	if (!take(x, c, type, table->zone, &t))
		return cell_misfit(c, table, col, e);
	if (!x->dialect->nuls && !t.plain && memchr(t.s, 0, t.len) != NULL) {
		if (!x->nul_replace) {
			error_set(e, ERROR_INPUT,
			    "table '%s', column '%s': %s cannot hold a NUL; "
			    "--nul replace puts U+FFFD in its place",
			    table->name, table->columns[col].name,
			    x->dialect->name);
			return -1;
		}
		replace_nuls(x, &t);
	}
	x->dialect->put_value(out, &t, type.type, &x->more);
	return 0;
}

int
sql_put_row(struct buf *out, struct sql_encoder *x, uint64_t record,
    const struct table *t, const struct cell *cells, struct error *e)
{
	const struct sql_dialect *d = x->dialect;
	size_t i;

	buf_str(out, d->open);
	buf_str(out, d->quote);
	buf_u64(out, record);
	buf_str(out, d->quote);
	for (i = 0; i < t->ncolumns; i++) {
		buf_str(out, d->between);
		if (cells[i].kind == CELL_NULL)
			buf_str(out, d->null);
		else if (put_value(out, x, t, &cells[i], i, e) != 0)
			return -1;
	}
	buf_str(out, d->close);
	return 0;
}
