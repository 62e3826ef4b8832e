/* dialect: what databases differ in; see dialect.h. */
#include "aai-sink-sql/dialect.h"

const struct sql_dialect *const sql_dialects[SQL_DIALECTS] = { &sql_duckdb,
	&sql_postgres, &sql_sqlite };

void
sql_put_type(struct buf *out, const struct sql_dialect *d, struct coltype type)
{
	buf_str(out, d->types[type.type]);
	if (d->decimal_scale && type.type == TYPE_DECIMAL)
		buf_printf(out, "(38,%d)", type.scale);
}

/* Whether the type's values are strings in JSON. */
static bool
is_string(enum type t)
{
	return t == TYPE_NONE || t == TYPE_TEXT || t == TYPE_DATE ||
	       t == TYPE_TIMESTAMP;
}

const char *
sql_cast(const struct sql_dialect *d, enum type from, enum type to)
{
	return to == TYPE_JSON && is_string(from) ? d->string_to_json :
						    d->casts[to];
}

const char *
sql_widen(const struct sql_dialect *d, enum type from, enum type to)
{
	if (from == to && !(d->decimal_scale && from == TYPE_DECIMAL))
		return NULL;
	if (to == TYPE_JSON)
		return d->to_json[from];
	return d->widen[to] != NULL ? d->widen[to] : d->to_text[from];
}

enum type
sql_join(const struct sql_dialect *d, enum type a, enum type b)
{
	/* Of scale 0 both, so that scales do not matter here. */
	struct coltype x = { a, TYPE_DECIMAL_DIGITS, 0 };
	struct coltype y = { b, TYPE_DECIMAL_DIGITS, 0 };

	if (a == b)
		return a;
	if (d->decimal_holds_doubles &&
	    ((a == TYPE_DOUBLE && b == TYPE_DECIMAL) ||
		(a == TYPE_DECIMAL && b == TYPE_DOUBLE)))
		return TYPE_DECIMAL;
	return type_join(x, y).type;
}

void
sql_put_kind(struct buf *out, const struct sql_dialect *d, const char *of)
{
	int i;

	buf_printf(out, "CASE WHEN %s LIKE 'DECIMAL(%%' THEN 'decimal'", of);
	for (i = TYPE_BOOL; i < TYPE_COUNT; i++)
		buf_printf(out, " WHEN %s = '%s' THEN '%s'", of, d->types[i],
		    type_name((enum type)i));
	buf_printf(out, " ELSE %s END", of);
}
