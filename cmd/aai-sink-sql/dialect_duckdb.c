/* dialect_duckdb: DuckDB; see dialect.h. */
#include <string.h>

#include "aai-sink-sql/dialect.h"
#include "base/lower.h"
#include "json/text.h"

#define VARCHAR "?::VARCHAR"

/* An instant as our own text has it. */
#define STAMP                                                                  \
	"(strftime(make_timestamp(epoch_us(?)), '%Y-%m-%dT%H:%M:%S') || "      \
	"CASE WHEN epoch_us(?) % 1000000 <> 0 THEN "                           \
	"strftime(make_timestamp(epoch_us(?)), '.%f') ELSE '' END || 'Z')"

static void
open_rows(struct buf *out, size_t number, size_t ncolumns)
{
	size_t i;

	buf_printf(out, "INSERT INTO _aai_stage_%zu SELECT x[1]::BIGINT",
	    number);
	for (i = 0; i < ncolumns; i++)
		buf_printf(out, ", x[%zu]", i + 2);
	buf_str(out, " FROM (SELECT unnest(from_json('[");
}

/* Append bytes of a literal, apostrophes doubled. */
static void
put_doubled(struct buf *out, const char *s, size_t len)
{
	const char *end = s + len, *at;

	while (s < end && (at = memchr(s, '\'', (size_t)(end - s))) != NULL) {
		buf_put(out, s, (size_t)(at - s) + 1);
		buf_byte(out, '\'');
		s = at + 1;
	}
	buf_put(out, s, (size_t)(end - s));
}

/* A string in JSON in a literal. */
static void
put_value(struct buf *out, const struct sql_text *t, enum type type,
    struct buf *scratch)
{
	(void)type;
	buf_byte(out, '"');
	if (t->plain) {
		buf_put(out, t->s, t->len);
	} else if (t->raw) {
		put_doubled(out, t->s, t->len);
	} else {
		buf_reset(scratch);
		json_escape(t->s, t->len, scratch);
		put_doubled(out, (const char *)scratch->data, scratch->len);
	}
	buf_byte(out, '"');
}

const struct sql_dialect sql_duckdb = {
	.option = "duckdb",
	.name = "DuckDB",

	.columns = SIZE_MAX,
	.row = SIZE_MAX,
	.nuls = true,
	.schemas = true,

	.name_max = 250, /* more than a table may have */
	.fold = lower_put,
	.fold_sql = "lower",

	.types = { "VARCHAR", "BOOLEAN", "BIGINT", "DOUBLE", "DECIMAL", "DATE",
	    "TIMESTAMP WITH TIME ZONE", "VARCHAR", "JSON" },
	.decimal_scale = true,
	.casts = { "?", "?::BOOLEAN", "?::BIGINT", "?::DOUBLE", "?::DECIMAL",
	    "?::DATE",
	    "(CASE WHEN length(?) = 10 THEN ? || 'T00:00:00Z' ELSE ? END)"
	    "::TIMESTAMP WITH TIME ZONE",
	    "?", "?::JSON" },
	.string_to_json = "to_json(?)",
	.to_text = { VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR,
	    STAMP, VARCHAR, VARCHAR },
	.to_json = { "to_json(?::VARCHAR)", "?::VARCHAR::JSON",
	    "?::VARCHAR::JSON", "?::VARCHAR::JSON", "?::VARCHAR::JSON",
	    "to_json(?::VARCHAR)", "to_json(" STAMP ")", "to_json(?::VARCHAR)",
	    "?::VARCHAR::JSON" },
	.widen = { [TYPE_DOUBLE] = "?::float8",
	    [TYPE_DECIMAL] = "?",
	    [TYPE_TIMESTAMP] = "(strftime(?, '%Y-%m-%d') || 'T00:00:00Z')"
			       "::TIMESTAMP WITH TIME ZONE" },
	.json_function = "to_json",

	.stage_type = " VARCHAR",
	.open_rows = open_rows,
	.between_rows = ",\n",
	.close_rows = "]', '[[\"VARCHAR\"]]')) AS x);\n",
	.open = "[",
	.between = ",",
	.close = "]",
	.null = "null",
	.quote = "\"",
	.raw_strings = true,
	.put_value = put_value,

	.start = ".bail on\n"
		 ".headers off\n"
		 ".mode list\n",
	.begin = "BEGIN;\n",
	.empty = "DELETE FROM ",
	.now = "now()",
	.token = "uuid()::VARCHAR",
	.failure = "'SELECT error(''' || replace(m, '''', '''''') || ''');'",
	.row_id = "rowid",
	.catalog = " AND table_catalog = current_database()",
	/* It takes a key that is deleted and inserted again within one
	 * transaction for a duplicate. */
	.indexes = false,
	.hash_joins = true,
	.alter_types = true,
	.aggregates = true,
};
