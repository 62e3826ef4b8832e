/* dialect_postgres: PostgreSQL; see dialect.h. */
#include <string.h>

#include "aai-sink-sql/dialect.h"

#define TEXT "?::text"

/* Bytes of a row, of those of a value that is kept elsewhere, and how many
 * columns a row has that may be too long for the first. */
#define PG_ROW	   8160
#define PG_TOAST   18
#define PG_COLUMNS ((PG_ROW - 32) / (PG_TOAST + 1))

/* An instant as our own text has it. */
#define STAMP                                                                  \
	"(to_char(? AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') || "      \
	"CASE WHEN extract(microseconds FROM ?)::bigint % 1000000 <> 0 THEN "  \
	"to_char(? AT TIME ZONE 'UTC', '.US') ELSE '' END || 'Z')"

/*
 * Whether there is no room for the row, however its values are put elsewhere;
 * as staged, in text.
 */
static bool
is_too_wide(const struct table *t, const struct cell *cells)
{
	size_t i, bytes = 24 + t->ncolumns / 8;

	for (i = 0; t->ncolumns > PG_COLUMNS && i < t->ncolumns; i++)
		if (cells[i].kind != CELL_NULL)
			bytes += cells[i].len < PG_TOAST ? cells[i].len + 1 :
							   PG_TOAST;
	return bytes > PG_ROW;
}

static int
check_row(const struct table *t, const struct cell *cells, struct error *e)
{
	if (!is_too_wide(t, cells))
		return 0;
	error_set(e, ERROR_INPUT,
	    "a row of table '%s' has so many values that PostgreSQL does not "
	    "take it: the table has %zu columns, and a row %d bytes",
	    t->name, t->ncolumns, PG_ROW);
	return -1;
}

/* Names are compared as they are. */
static void
fold(const char *s, size_t len, struct buf *out)
{
	buf_put(out, s, len);
}

static void
open_rows(struct buf *out, size_t number, size_t ncolumns)
{
	(void)ncolumns;
	buf_printf(out, "COPY _aai_stage_%zu FROM STDIN;\n", number);
}

/* COPY's text format. */
static void
put_value(struct buf *out, const struct sql_text *t, enum type type,
    struct buf *scratch)
{
	static const char special[] = "\\\n\r\t", to[] = "\\nrt";
	const char *p = t->s, *end = t->s + t->len, *run = p, *at;

	(void)type;
	(void)scratch;
	if (t->plain) {
		buf_put(out, t->s, t->len);
		return;
	}
	for (; p < end; p++) {
		if (*p != '\\' && (uint8_t)*p > '\r')
			continue;
		at = memchr(special, *p, sizeof(special) - 1);
		if (at == NULL)
			continue;
		buf_put(out, run, (size_t)(p - run));
		buf_byte(out, '\\');
		buf_byte(out, (uint8_t)to[at - special]);
		run = p + 1;
	}
	buf_put(out, run, (size_t)(end - run));
}

static const char *const system_columns[] = { "tableoid", "xmin", "cmin",
	"xmax", "cmax", "ctid", NULL };

const struct sql_dialect sql_postgres = {
	.option = "postgres",
	.name = "PostgreSQL",

	/* Its manual, appendix K; a column of the staging table is ours. */
	.columns = 1599,
	.row = (size_t)1 << 30,
	.schemas = true,
	.check_row = check_row,

	.name_max = 63, /* it cuts longer ones */
	.system_columns = system_columns,
	.fold = fold,
	.fold_sql = "",

	.types = { "text", "boolean", "bigint", "double precision", "numeric",
	    "date", "timestamp with time zone", "text", "json" },
	.decimal_holds_doubles = true,
	.casts = { "?", "?::boolean", "?::bigint", "?::double precision",
	    "?::numeric", "?::date", "?::timestamp with time zone", "?",
	    "?::json" },
	.string_to_json = "to_json(?)",
	.to_text = { TEXT, TEXT, TEXT, TEXT, TEXT, "to_char(?, 'YYYY-MM-DD')",
	    STAMP, TEXT, TEXT },
	.to_json = { "to_json(?::text)", "?::text::json", "?::text::json",
	    "?::text::json", "?::text::json", "to_json(?::text)",
	    "to_json(" STAMP ")", "to_json(?::text)", "?::text::json" },
	.widen = { [TYPE_DOUBLE] = "?::float8",
	    [TYPE_DECIMAL] = "?::text::numeric",
	    [TYPE_TIMESTAMP] = "?::timestamp AT TIME ZONE 'UTC'" },
	.json_function = "to_json",

	.stage_type = " text",
	.open_rows = open_rows,
	.between_rows = "",
	.close_rows = "\\.\n",
	.open = "",
	.between = "\t",
	.close = "\n",
	.null = "\\N",
	.quote = "",
	.put_value = put_value,

	.start = "\\set ON_ERROR_STOP on\n"
		 "\\set QUIET on\n"
		 "SET client_min_messages = warning;\n"
		 "SET standard_conforming_strings = on;\n"
		 "SET client_encoding = 'UTF8';\n"
		 "SET timezone = 'UTC';\n"
		 "SET datestyle = 'ISO, YMD';\n",
	.begin = "BEGIN;\n"
		 "DO $$BEGIN PERFORM pg_advisory_xact_lock(hashtext('aai')); "
		 "END$$;\n",
	.empty = "TRUNCATE ",
	.now = "now()",
	.failure = "'SELECT CAST(' || quote_literal(m) || ' AS int);'",
	.row_id = "ctid",
	.catalog = "",
	.gexec = true,
	.indexes = true,
	.analyze = true,
	.hash_joins = true,
	.alter_types = true,
	.aggregates = true,
};
