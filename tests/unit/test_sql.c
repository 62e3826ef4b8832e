/* Names that a database takes, and values as its scripts have them. */
#include "tap.h"

#include "aai-sink-sql/dialect.h"
#include "aai-sink-sql/name.h"
#include "aai-sink-sql/value.h"

static struct error e;

#define LONG "a_name_of_sixty_four_bytes_which_is_one_more_than_postgres_takes"

static void
test_names(void)
{
	struct sql_names p = { .dialect = &sql_postgres };
	struct sql_names s = { .dialect = &sql_sqlite };
	const char *a, *b;

	CHECK_STR(sql_names_add(&p, "select", 6), "select",
	    "a reserved word is a name");
	CHECK_STR(sql_names_add(&p, "Select", 6), "Select",
	    "PostgreSQL tells case apart");
	a = sql_names_add(&p, LONG "1", strlen(LONG) + 1);
	b = sql_names_add(&p, LONG "2", strlen(LONG) + 1);
	CHECK_UINT(strlen(a), 63, "a long name is cut");
	CHECK(strcmp(a, b) != 0, "and stays apart from others");
	CHECK(strcmp(sql_names_add(&p, "xmin", 4), "xmin") != 0,
	    "a system column's name is another");
	CHECK(strcmp(sql_names_add(&p, "a\nb", 3), "a\nb") != 0,
	    "control bytes do not stay");
	CHECK(sql_names_add(&p, "", 0)[0] == '_', "no name gets one");
	CHECK_STR(sql_names_add(&s, "id", 2), "id", "a name");
	a = sql_names_add(&s, "ID", 2);
	CHECK(strncmp(a, "ID_", 3) == 0, "SQLite does not tell case apart");
	CHECK(strncmp(sql_names_add(&s, "sqlite_x", 8), "_sqlite_x_", 10) == 0,
	    "its own names are kept free");
	CHECK(strncmp(sql_names_add(&s, "sqlite_", 7), "_sqlite__", 9) == 0,
	    "down to the shortest");
	CHECK(strncmp(sql_names_add(&s, "SQLite_y", 8), "_SQLite_y_", 10) == 0,
	    "in any case");
	CHECK_STR(sql_names_add(&s, "sqlite_x", 6), "sqlite",
	    "what only resembles them is not");
	CHECK(strncmp(sql_names_add(&s, "SQLITE", 6), "_SQLITE_", 8) == 0,
	    "and does not become one when it is told apart");
	CHECK(strncmp(sql_names_add(&s, "SQLITES", 7), "SQLITES", 8) == 0,
	    "nor does another");
	CHECK(strncmp(sql_names_add(&s, "sqlites", 7), "sqlites_", 8) == 0,
	    "which is told apart");
	CHECK_STR(sql_names_add(&p, "sqlite_x", 8), "sqlite_x",
	    "PostgreSQL takes them");
	sql_names_free(&p);
	sql_names_free(&s);
}

/* The row of one text cell (its raw JSON content) in each dialect. */
static void
check_text(const char *raw, const char *const *want, const char *title)
{
	static const char *const names[] = { "duckdb", "postgres", "sqlite" };
	struct coltype text = { TYPE_TEXT, 0, 0 };
	struct schema schema = { 0 };
	struct table *t = schema_table(&schema, "t", 1);
	struct cell c = { .s = raw, .len = strlen(raw), .kind = CELL_STRING };
	struct buf out = buf_make(1 << 16);
	int d;

	c.escaped = strchr(raw, '\\') != NULL;
	(void)table_add(t, "a", 1, text, false);
	for (d = 0; d < SQL_DIALECTS; d++) {
		struct sql_options o = { .dialect = sql_dialects[d] };
		struct sql_encoder x = sql_encoder_make(&o);
		int rc = sql_put_row(&out, &x, 7, t, &c, &e);

		if (want[d] == NULL)
			CHECK_INT(rc, -1, "%s: %s is refused", names[d], title);
		else
			CHECK_MEM(out.data, out.len, want[d], strlen(want[d]),
			    "%s: %s", names[d], title);
		sql_encoder_free(&x);
		buf_reset(&out);
	}
	schema_free(&schema);
	buf_free(&out);
}

#define CR_IN_SQLITE                                                           \
	"(7,replace(replace('a\x02\nb\x01',char(2),char(13)),char(3),char(0)))"
#define NUL_IN_SQLITE                                                          \
	"(7,replace(replace('a\x02"                                              \
	"b',char(1),char(13)),char(2),char(0)))"

static void
test_values(void)
{
	static const char *const plain[] = { "[\"7\",\"abc\"]", "7\tabc\n",
		"(7,'abc')" };
	static const char *const quote[] = { "[\"7\",\"it''s\"]", "7\tit's\n",
		"(7,'it''s')" };
	static const char *const lines[] = { "[\"7\",\"a\\n\\t\\\\.\"]",
		"7\ta\\n\\t\\\\.\n", "(7,'a\n\t\\.')" };
	static const char *const cr[] = { "[\"7\",\"a\\r\\nb\\u0001\"]",
		"7\ta\\r\\nb\x01\n", CR_IN_SQLITE };
	static const char *const nul[] = { "[\"7\",\"a\\u0000b\"]", NULL,
		NUL_IN_SQLITE };

	check_text("abc", plain, "plain text");
	check_text("it's", quote, "an apostrophe");
	check_text("a\\n\\t\\\\.", lines, "lines, tabs and backslashes");
	check_text("a\\r\\nb\\u0001", cr, "a CR before a LF");
	check_text("a\\u0000b", nul, "a NUL");
}

/* What types become when both are there holds what either held. */
static void
test_joins(void)
{
	int d;
	enum type a, b;
	size_t bad = 0, one_sided = 0;

	for (d = 0; d < SQL_DIALECTS; d++)
		for (a = TYPE_BOOL; a < TYPE_COUNT; a++)
			for (b = TYPE_BOOL; b < TYPE_COUNT; b++) {
				const struct sql_dialect *q = sql_dialects[d];
				enum type j = sql_join(q, a, b);

				bad += j != sql_join(q, b, a);
				one_sided += sql_join(q, j, a) != j;
			}
	CHECK_UINT(bad, 0, "joins do not depend on the order");
	CHECK_UINT(one_sided, 0, "nor on being done again");
	CHECK_INT(sql_join(&sql_postgres, TYPE_DOUBLE, TYPE_DECIMAL),
	    TYPE_DECIMAL, "PostgreSQL's numeric holds doubles");
	CHECK_INT(sql_join(&sql_duckdb, TYPE_DOUBLE, TYPE_DECIMAL), TYPE_TEXT,
	    "DuckDB's does not");
}

int
main(void)
{
	test_names();
	test_values();
	test_joins();
	return tap_done();
}
