/* script: an SQL script that loads a stream of rows; see script.h. */
#include "aai-sink-sql/script.h"

#include <string.h>

#include "aai-sink-sql/dialect.h"

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
	buf_str(out, o->dialect->start);
}

static void
put_stage_column(struct buf *out, const struct sql_options *o, size_t i)
{
	buf_printf(out, "c%zu%s", i + 1, o->dialect->stage_type);
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
		    o->dialect->json_function, i + 1, i + 1);
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
	o->dialect->open_rows(out, t->number, t->ncolumns);
}

void
script_between_rows(struct buf *out, const struct sql_options *o)
{
	buf_str(out, o->dialect->between_rows);
}

void
script_close_rows(struct buf *out, const struct sql_options *o)
{
	buf_str(out, o->dialect->close_rows);
}

void
script_deleted(struct buf *out, const struct sql_table *t, uint64_t record,
    bool first)
{
	if (first)
		buf_str(out, "CREATE TEMP TABLE _aai_deleted (t int, record "
			     "bigint);\n");
	buf_printf(out, "INSERT INTO _aai_deleted VALUES (%zu, %llu);\n",
	    t->number, (unsigned long long)record);
}

void
script_abandon(struct buf *out)
{
	buf_str(out, "\nSELECT \"the stream did not end well, nothing is "
		     "loaded\"();\n");
}
