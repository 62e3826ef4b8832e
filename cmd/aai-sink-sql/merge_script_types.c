/* merge_script_types: what a script knows of types; see merge_script.h. */
#include <string.h>

#include "aai-sink-sql/dialect.h"
#include "aai-sink-sql/merge_script.h"

const char *
merge_script_wide_kind(const struct column *c)
{
	return c->type.type == TYPE_BIGINT && (c->facts.seen & FACT_LONG) != 0
		   ? SQL_LONG
		   : type_name(c->type.type);
}

struct coltype
merge_script_exact_type(const struct column *c)
{
	struct facts f = facts_unknown((struct coltype){ TYPE_BIGINT, 0, 0 });

	facts_join(&f, c->facts);
	f.seen |= FACT_DOUBLE;
	return type_of(f);
}

/* A column of type have, when values of that kind come, becomes another. */
static void
put_widen(struct buf *out, const struct sql_dialect *d, const char *have,
    const char *kind, enum type from, enum type gets)
{
	const char *widen = sql_widen(d, from, gets);

	if (widen == NULL || from == gets)
		return;
	buf_printf(out, "INSERT INTO _aai_widen VALUES ('%s', '%s', '%s', '",
	    have, kind, type_name(gets));
	sql_put_type(out, d, (struct coltype){ gets, 38, 0 });
	buf_str(out, "', ");
	sql_put_literal(out, widen, strlen(widen));
	buf_str(out, ");\n");
}

/* What integers that no double holds do to types. */
static void
put_longs(struct buf *out, const struct sql_dialect *d)
{
	enum type a;

	for (a = TYPE_BOOL; a < TYPE_COUNT; a++) {
		if (a != TYPE_DOUBLE)
			put_widen(out, d, type_name(a), SQL_LONG, a,
			    sql_join(d, a, TYPE_BIGINT));
	}
	/* What digits doubles have, such decimals would have to know. */
	put_widen(out, d, type_name(TYPE_DOUBLE), SQL_LONG, TYPE_DOUBLE,
	    d->decimal_scale ? TYPE_TEXT : TYPE_DECIMAL);
	put_widen(out, d, SQL_LONG, type_name(TYPE_DOUBLE), TYPE_BIGINT,
	    TYPE_DECIMAL);
}

/* What the dialect knows of types, as tables. */
void
merge_script_put_types(struct buf *out, const struct sql_dialect *d)
{
	const char *cast;
	enum type a, b;

	buf_str(out,
	    "CREATE TEMP TABLE _aai_cast (kind text, have text, pattern "
	    "text);\n"
	    "CREATE TEMP TABLE _aai_widen (have text, kind text, gets text, "
	    "dbtype text, pattern text);\n");
	for (a = TYPE_BOOL; a < TYPE_COUNT; a++) {
		for (b = TYPE_BOOL; b < TYPE_COUNT; b++) {
			cast = sql_cast(d, a, b);
			/* Such decimals are cast to what the column is. */
			if (!(d->decimal_scale && b == TYPE_DECIMAL)) {
				buf_printf(out,
				    "INSERT INTO _aai_cast VALUES ('%s', "
				    "'%s', ",
				    type_name(a), type_name(b));
				sql_put_literal(out, cast, strlen(cast));
				buf_str(out, ");\n");
			}
			put_widen(out, d, type_name(a), type_name(b), a,
			    sql_join(d, a, b));
		}
	}
	put_longs(out, d);
}
