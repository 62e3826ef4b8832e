/* script: an SQL script that loads a stream of rows; see script.h. */
#include "aai-sink-sql/script.h"

#include <string.h>

#include "aai-sink-sql/dialect_types.h"

/* How the clients are told to stop at the first error, and to be quiet. */
static const char *const starts[SQL_DIALECTS] = {
	".bail on\n"
	".headers off\n"
	".mode list\n",

	"\\set ON_ERROR_STOP on\n"
	"\\set QUIET on\n"
	"SET client_min_messages = warning;\n"
	"SET standard_conforming_strings = on;\n"
	"SET client_encoding = 'UTF8';\n"
	"SET timezone = 'UTC';\n"
	"SET datestyle = 'ISO, YMD';\n",

	".bail on\n"
	".timeout 600000\n"
	".headers off\n"
	".mode list\n",
};

const char *
sql_root_name(const struct sql_options *o, const struct table *t, size_t i)
{
	const struct column *c = &t->columns[i];
	size_t k;

	if (c->plain == NULL || t->parent != NULL)
		return c->name;
	for (k = 0; k < o->root_keys->n; k++)
		if (strcmp(o->root_keys->values[k], c->plain) == 0)
			return c->plain;
	return c->name;
}

void
script_begin(struct buf *out, const struct sql_options *o)
{
	buf_printf(out, "-- %s\n", o->program);
	buf_str(out, starts[o->dialect]);
}

/* SQLite's staging columns have no type, so that values stay as they are. */
static void
put_stage_column(struct buf *out, const struct sql_options *o, size_t i)
{
	static const char *const types[SQL_DIALECTS] = { " VARCHAR", " text",
		"" };

	buf_printf(out, "c%zu%s", i + 1, types[o->dialect]);
}

void
script_stage(
    struct buf *out, const struct sql_options *o, const struct sql_table *t)
{
	size_t i;

	buf_printf(
	    out, "CREATE TEMP TABLE _aai_stage_%zu (record bigint", t->number);
	for (i = 0; i < t->ncolumns; i++) {
		buf_str(out, ", ");
		put_stage_column(out, o, i);
	}
	buf_str(out, ");\n");
}

void
script_restage(struct buf *out, const struct sql_options *o,
    const struct sql_table *t, size_t n)
{
	size_t i;
	enum type now;

	for (i = 0; i < n; i++) {
		now = t->table->columns[i].type.type;
		/* What was text so far becomes JSON strings. */
		if (now != TYPE_JSON || t->types[i] == TYPE_JSON ||
		    strchr(sql_cast(o->dialect, t->types[i], TYPE_JSON), '(') ==
			NULL)
			continue;
		buf_printf(out,
		    "UPDATE _aai_stage_%zu SET c%zu = CAST(%s(CAST(c%zu AS "
		    "text)) AS text) WHERE c%zu IS NOT NULL;\n",
		    t->number, i + 1,
		    o->dialect == SQL_SQLITE ? "json_quote" : "to_json", i + 1,
		    i + 1);
	}
	for (i = n; i < t->ncolumns; i++) {
		buf_printf(
		    out, "ALTER TABLE _aai_stage_%zu ADD COLUMN ", t->number);
		put_stage_column(out, o, i);
		buf_str(out, ";\n");
	}
}

void
script_open_rows(
    struct buf *out, const struct sql_options *o, const struct sql_table *t)
{
	size_t i;

	if (o->dialect == SQL_POSTGRES) {
		buf_printf(out, "COPY _aai_stage_%zu FROM STDIN;\n", t->number);
		return;
	}
	buf_printf(out, "INSERT INTO _aai_stage_%zu ", t->number);
	if (o->dialect == SQL_SQLITE) {
		buf_str(out, "VALUES\n");
		return;
	}
	buf_str(out, "SELECT x[1]::BIGINT");
	for (i = 0; i < t->ncolumns; i++)
		buf_printf(out, ", x[%zu]", i + 2);
	buf_str(out, " FROM (SELECT unnest(from_json('[");
}

void
script_between_rows(struct buf *out, const struct sql_options *o)
{
	if (o->dialect != SQL_POSTGRES)
		buf_str(out, ",\n");
}

void
script_close_rows(struct buf *out, const struct sql_options *o)
{
	static const char *const ends[SQL_DIALECTS] = {
		"]', '[[\"VARCHAR\"]]')) AS x);\n", "\\.\n", ";\n"
	};

	buf_str(out, ends[o->dialect]);
}

void
script_abandon(struct buf *out)
{
	buf_str(out, "\nSELECT \"the stream did not end well, nothing is "
		     "loaded\"();\n");
}
