/* dialect_sqlite: SQLite; see dialect.h. */
#include <string.h>

#include "aai-sink-sql/dialect.h"
#include "aai-sink-sql/name.h"

#define TEXT "CAST(? AS TEXT)"

/* SQLite's own text of a number has 15 digits. */
#define NUMBER                                                                 \
	"CASE WHEN typeof(?) <> 'real' THEN CAST(? AS TEXT) "                  \
	"WHEN CAST(printf('%!.15g', ?) AS REAL) = ? THEN "                     \
	"printf('%!.15g', ?) ELSE printf('%!.17g', ?) END"

#define TRUTH "CASE ? WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"

/* The case of ASCII alone does not matter. */
static void
fold(const char *s, size_t len, struct buf *out)
{
	size_t i;
	char c;

	for (i = 0; i < len; i++) {
		c = s[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		buf_byte(out, (uint8_t)c);
	}
}

static void
open_rows(struct buf *out, size_t number, size_t ncolumns)
{
	(void)ncolumns;
	buf_printf(out, "INSERT INTO _aai_stage_%zu VALUES\n", number);
}

/* A control byte that is not in the text, other than those taken; or 0. */
static char
free_byte(const struct sql_text *t, char taken)
{
	char c;

	for (c = 1; c < 0x1a; c++)
		if (c != '\t' && c != '\n' && c != '\r' && c != taken &&
		    memchr(t->s, c, t->len) == NULL)
			return c;
	return 0;
}

static void
put_hex(struct buf *out, const struct sql_text *t)
{
	size_t i;

	buf_str(out, "CAST(x'");
	for (i = 0; i < t->len; i++)
		buf_printf(out, "%02x", (unsigned)(uint8_t)t->s[i]);
	buf_str(out, "' AS TEXT)");
}

/*
 * SQLite's client drops a CR before a LF and its literals end at NUL, so other
 * bytes stand for the two, and SQL puts them back.
 */
static void
put_text(struct buf *out, const struct sql_text *t)
{
	bool cr = memchr(t->s, '\r', t->len) != NULL;
	bool nul = memchr(t->s, 0, t->len) != NULL;
	char for_cr = free_byte(t, 0), for_nul = free_byte(t, for_cr);
	size_t from, i;

	if (!cr && !nul) {
		sql_put_literal(out, t->s, t->len);
		return;
	}
	if (for_cr == 0 || for_nul == 0) {
		put_hex(out, t);
		return;
	}
	buf_str(out, "replace(replace(");
	from = out->len;
	sql_put_literal(out, t->s, t->len);
	for (i = from; i < out->len && !out->failed; i++) {
		if (out->data[i] == '\r')
			out->data[i] = (uint8_t)for_cr;
		else if (out->data[i] == 0)
			out->data[i] = (uint8_t)for_nul;
	}
	buf_printf(
	    out, ",char(%d),char(13)),char(%d),char(0))", for_cr, for_nul);
}

static void
put_value(struct buf *out, const struct sql_text *t, enum type type,
    struct buf *scratch)
{
	/* Integers need no quotes, and take less room without. */
	bool bare = type == TYPE_BIGINT && t->len <= 18;

	(void)scratch;
	if (!bare && !t->plain) {
		put_text(out, t);
		return;
	}
	buf_str(out, bare ? "" : "'");
	buf_put(out, t->s, t->len);
	buf_str(out, bare ? "" : "'");
}

/* It goes by parts of a type's name: "TEXT" in it keeps text as it is. */
const struct sql_dialect sql_sqlite = {
	.option = "sqlite",
	.name = "SQLite",

	/* "Limits", 1 and 2: a row, a statement. */
	.columns = 1999,
	.row = 999000000,
	.nuls = true,

	.name_max = 250, /* more than a table may have */
	.reserved = "sqlite_",
	.fold = fold,
	.fold_sql = "lower",

	.types = { "TEXT", "BOOLEAN", "BIGINT", "DOUBLE", "DECIMAL_TEXT",
	    "DATE_TEXT", "TIMESTAMP_TEXT", "TEXT", "JSON_TEXT" },
	.casts = { TEXT, "(? = 'true')", "CAST(? AS INTEGER)",
	    "CAST(? AS REAL)", TEXT, TEXT,
	    "CASE WHEN length(?) = 10 THEN ? || 'T00:00:00Z' ELSE ? END", TEXT,
	    TEXT },
	.string_to_json = "json_quote(CAST(? AS TEXT))",
	.to_text = { TEXT, TRUTH, TEXT, NUMBER, TEXT, TEXT, TEXT, TEXT, TEXT },
	.to_json = { "json_quote(?)", TRUTH, TEXT, NUMBER, TEXT,
	    "json_quote(?)", "json_quote(?)", "json_quote(?)", TEXT },
	.widen = { [TYPE_DOUBLE] = "CAST(? AS REAL)",
	    [TYPE_TIMESTAMP] = "? || 'T00:00:00Z'" },
	.json_function = "json_quote",

	.stage_type = "", /* so that values stay as they are */
	.open_rows = open_rows,
	.between_rows = ",\n",
	.close_rows = ";\n",
	.open = "(",
	.between = ",",
	.close = ")",
	.null = "NULL",
	.quote = "",
	.put_value = put_value,

	.start = ".bail on\n"
		 ".timeout 600000\n"
		 ".headers off\n"
		 ".mode list\n",
	.begin = "BEGIN IMMEDIATE;\n",
	.empty = "DELETE FROM ",
	.now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
	.token = "hex(randomblob(16))",
	.failure = "'SELECT \"' || replace(m, '\"', '\"\"') || '\"();'",
	.indexes = true,
};
