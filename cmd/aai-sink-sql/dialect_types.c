/* dialect_types: what the dialects call types; see dialect_types.h. */
#include "aai-sink-sql/dialect_types.h"

#include <stddef.h>

/* SQLite goes by parts of a type's name: "TEXT" in it keeps text as it is. */
static const char *const types[SQL_DIALECTS][TYPE_COUNT] = {
	{ "VARCHAR", "BOOLEAN", "BIGINT", "DOUBLE", "DECIMAL", "DATE",
	    "TIMESTAMP WITH TIME ZONE", "VARCHAR", "JSON" },
	{ "text", "boolean", "bigint", "double precision", "numeric", "date",
	    "timestamp with time zone", "text", "json" },
	{ "TEXT", "BOOLEAN", "BIGINT", "DOUBLE", "DECIMAL_TEXT", "DATE_TEXT",
	    "TIMESTAMP_TEXT", "TEXT", "JSON_TEXT" },
};

void
sql_put_type(struct buf *out, enum sql_dialect d, struct coltype type)
{
	buf_str(out, types[d][type.type]);
	if (d == SQL_DUCKDB && type.type == TYPE_DECIMAL)
		buf_printf(out, "(38,%d)", type.scale);
}

/* Whether the type's values are strings in JSON. */
static bool
is_string(enum type t)
{
	return t == TYPE_NONE || t == TYPE_TEXT || t == TYPE_DATE ||
	       t == TYPE_TIMESTAMP;
}

#define MIDNIGHT(cast)                                                         \
	"CASE WHEN length(?) = 10 THEN ? || 'T00:00:00Z' ELSE ? END" cast

const char *
sql_cast(enum sql_dialect d, enum type from, enum type to)
{
	static const char *const casts[SQL_DIALECTS][TYPE_COUNT] = {
		{ "?", "?::BOOLEAN", "?::BIGINT", "?::DOUBLE", "?::DECIMAL",
		    "?::DATE", "(" MIDNIGHT("") ")::TIMESTAMP WITH TIME ZONE",
		    "?", "?::JSON" },
		{ "?", "?::boolean", "?::bigint", "?::double precision",
		    "?::numeric", "?::date", "?::timestamp with time zone", "?",
		    "?::json" },
		{ "CAST(? AS TEXT)", "(? = 'true')", "CAST(? AS INTEGER)",
		    "CAST(? AS REAL)", "CAST(? AS TEXT)", "CAST(? AS TEXT)",
		    MIDNIGHT(""), "CAST(? AS TEXT)", "CAST(? AS TEXT)" },
	};

	if (to == TYPE_JSON && is_string(from))
		return d == SQL_SQLITE ? "json_quote(CAST(? AS TEXT))"
				       : "to_json(?)";
	return casts[d][to];
}

/* Instants as our own text has them. */
#define DUCKDB_STAMP                                                           \
	"(strftime(make_timestamp(epoch_us(?)), '%Y-%m-%dT%H:%M:%S') || "      \
	"CASE WHEN epoch_us(?) % 1000000 <> 0 THEN "                           \
	"strftime(make_timestamp(epoch_us(?)), '.%f') ELSE '' END || 'Z')"
#define POSTGRES_STAMP                                                         \
	"(to_char(? AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') || "      \
	"CASE WHEN extract(microseconds FROM ?)::bigint % 1000000 <> 0 THEN "  \
	"to_char(? AT TIME ZONE 'UTC', '.US') ELSE '' END || 'Z')"

/* SQLite's own text of a number has 15 digits. */
#define SQLITE_NUMBER                                                          \
	"CASE WHEN typeof(?) <> 'real' THEN CAST(? AS TEXT) "                  \
	"WHEN CAST(printf('%!.15g', ?) AS REAL) = ? THEN "                     \
	"printf('%!.15g', ?) ELSE printf('%!.17g', ?) END"

static const char *
to_text(enum sql_dialect d, enum type from)
{
	static const char *const plain[SQL_DIALECTS] = { "?::VARCHAR",
		"?::text", "CAST(? AS TEXT)" };

	if (d == SQL_SQLITE && from == TYPE_BOOL)
		return "CASE ? WHEN 1 THEN 'true' WHEN 0 THEN 'false' END";
	if (d == SQL_SQLITE && from == TYPE_DOUBLE)
		return SQLITE_NUMBER;
	if (d == SQL_DUCKDB && from == TYPE_TIMESTAMP)
		return DUCKDB_STAMP;
	if (d == SQL_POSTGRES && from == TYPE_TIMESTAMP)
		return POSTGRES_STAMP;
	if (d == SQL_POSTGRES && from == TYPE_DATE)
		return "to_char(?, 'YYYY-MM-DD')";
	return plain[d];
}

static const char *
to_json(enum sql_dialect d, enum type from)
{
	if (d == SQL_SQLITE)
		return is_string(from) ? "json_quote(?)" : to_text(d, from);
	if (!is_string(from))
		return d == SQL_POSTGRES ? "?::text::json" : "?::VARCHAR::JSON";
	if (from == TYPE_TIMESTAMP)
		return d == SQL_POSTGRES ? "to_json(" POSTGRES_STAMP ")"
					 : "to_json(" DUCKDB_STAMP ")";
	return d == SQL_POSTGRES ? "to_json(?::text)" : "to_json(?::VARCHAR)";
}

const char *
sql_widen(enum sql_dialect d, enum type from, enum type to)
{
	if (from == to && !(d == SQL_DUCKDB && from == TYPE_DECIMAL))
		return NULL;
	switch (to) {
	case TYPE_JSON:
		return to_json(d, from);
	case TYPE_DOUBLE:
		return d == SQL_SQLITE ? "CAST(? AS REAL)" : "?::float8";
	case TYPE_DECIMAL:
		return d == SQL_POSTGRES ? "?::text::numeric"
		       : d == SQL_DUCKDB ? "?"
					 : to_text(d, from);
	case TYPE_TIMESTAMP:
		return d == SQL_POSTGRES ? "?::timestamp AT TIME ZONE 'UTC'"
		       : d == SQL_DUCKDB ? "(strftime(?, '%Y-%m-%d') || "
					   "'T00:00:00Z')::TIMESTAMP WITH TIME "
					   "ZONE"
					 : "? || 'T00:00:00Z'";
	default:
		return to_text(d, from);
	}
}

enum type
sql_join(enum sql_dialect d, enum type a, enum type b)
{
	/* Of scale 0 both, so that scales do not matter here. */
	struct coltype x = { a, TYPE_DECIMAL_DIGITS, 0 };
	struct coltype y = { b, TYPE_DECIMAL_DIGITS, 0 };

	if (a == b)
		return a;
	/* PostgreSQL's numeric holds every double. */
	if (d == SQL_POSTGRES && ((a == TYPE_DOUBLE && b == TYPE_DECIMAL) ||
				     (a == TYPE_DECIMAL && b == TYPE_DOUBLE)))
		return TYPE_DECIMAL;
	return type_join(x, y).type;
}

void
sql_put_kind(struct buf *out, enum sql_dialect d, const char *of)
{
	int i;

	buf_printf(out, "CASE WHEN %s LIKE 'DECIMAL(%%' THEN 'decimal'", of);
	for (i = TYPE_BOOL; i < TYPE_COUNT; i++)
		buf_printf(out, " WHEN %s = '%s' THEN '%s'", of, types[d][i],
		    type_name((enum type)i));
	buf_printf(out, " ELSE %s END", of);
}
