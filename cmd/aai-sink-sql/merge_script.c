/* merge_script: the transaction at the end of a script; see script.h. */
#include <stdio.h>
#include <string.h>

#include "aai-sink-sql/dialect.h"
#include "aai-sink-sql/merge_script.h"
#include "aai-sink-sql/script.h"
#include "json/text.h"

void
merge_script_put_table(
    struct buf *out, const struct sql_plan *p, const char *name)
{
	if (p->options->schema != NULL) {
		sql_put_name(out, p->options->schema);
		buf_byte(out, '.');
	}
	sql_put_name(out, name);
}

size_t
merge_script_key_column(const struct table *t, size_t n)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (t->columns[i].key && n-- == 0)
			return i;
	return 0;
}

/* What the database calls the table's nth key column. */
static const char *
key_name(const struct sql_table *t, size_t n)
{
	return t->columns.names[merge_script_key_column(t->table, n)];
}

/* Make the tables that are not there, as they are in this load. */
static void
create_table(
    struct buf *out, const struct sql_plan *p, const struct sql_table *t)
{
	const struct sql_dialect *d = p->options->dialect;
	size_t i, nkeys = table_count_keys(t->table);

	buf_str(out, "CREATE TABLE IF NOT EXISTS ");
	merge_script_put_table(out, p, t->name);
	buf_str(out, " (");
	for (i = 0; i < t->ncolumns; i++) {
		buf_str(out, i > 0 ? ", " : "");
		sql_put_name(out, t->columns.names[i]);
		buf_byte(out, ' ');
		sql_put_type(out, d, t->table->columns[i].type);
		if (t->table->columns[i].key)
			buf_str(out, " NOT NULL");
	}
	if (nkeys > 0 && d->indexes && p->options->mode != SQL_APPEND) {
		buf_str(out, ", PRIMARY KEY (");
		for (i = 0; i < nkeys; i++) {
			buf_str(out, i > 0 ? ", " : "");
			sql_put_name(out, key_name(t, i));
		}
		buf_byte(out, ')');
	}
	buf_str(out, ");\n");
}

/* A replace empties the tables. */
static void
empty_table(
    struct buf *out, const struct sql_plan *p, const struct sql_table *t)
{
	buf_str(out, p->options->dialect->empty);
	merge_script_put_table(out, p, t->name);
	buf_str(out, ";\n");
}

/* Where rows are added without a primary key, an index serves for joins. */
static void
create_index(
    struct buf *out, const struct sql_plan *p, const struct sql_table *t)
{
	struct sql_names names = { .dialect = p->options->dialect };
	struct buf name = buf_make(4096);
	size_t i, nkeys = table_count_keys(t->table);

	if (nkeys == 0 || p->options->mode != SQL_APPEND ||
	    !p->options->dialect->indexes)
		return;
	buf_printf(&name, "%s_aai_key", t->name);
	buf_str(out, "CREATE INDEX IF NOT EXISTS ");
	sql_put_name(
	    out, sql_names_add(&names, (const char *)name.data, name.len));
	buf_str(out, " ON ");
	merge_script_put_table(out, p, t->name);
	for (i = 0; i < nkeys; i++) {
		buf_str(out, i > 0 ? ", " : " (");
		sql_put_name(out, key_name(t, i));
	}
	buf_str(out, ");\n");
	sql_names_free(&names);
	buf_free(&name);
}

/* The tables in which the database keeps account of loads. */
static void
create_accounts(struct buf *out, const struct sql_plan *p)
{
	buf_str(out, "CREATE TABLE IF NOT EXISTS ");
	merge_script_put_table(out, p, "_aai_loads");
	buf_printf(out,
	    " (load bigint NOT NULL PRIMARY KEY, loaded_at %s, program text, "
	    "mode text, records bigint, rows_of text, selection text, "
	    "selection_hash text, state text, state_hash text, content text);\n"
	    "CREATE TABLE IF NOT EXISTS ",
	    p->options->dialect->types[TYPE_TIMESTAMP]);
	merge_script_put_table(out, p, "_aai_tables");
	buf_str(out, " (tbl text, top text, kpos bigint, col text);\n"
		     "CREATE TABLE IF NOT EXISTS ");
	merge_script_put_table(out, p, "_aai_columns");
	buf_str(out, " (tbl text NOT NULL, path text NOT NULL, col text NOT "
		     "NULL);\n");
}

/* What breaks is what the client then says. */
#define WRONG_STATE "\"the load does not start from the state in the database\""

/* The state that the load starts from must be the one that is there. */
static void
check_state(struct buf *out, const struct sql_plan *p)
{
	char selection[33];

	if (p->end->state == NULL || p->end->refresh)
		return;
	end_hash(p->end->selection, p->end->selection_len, selection);
	buf_str(out, "CREATE TEMP TABLE " WRONG_STATE " (ok boolean NOT NULL, "
		     "CONSTRAINT " WRONG_STATE " CHECK (ok));\n"
		     "INSERT INTO " WRONG_STATE
		     " SELECT coalesce((SELECT state_hash FROM ");
	merge_script_put_table(out, p, "_aai_loads");
	buf_printf(out,
	    " WHERE selection_hash = '%s' AND state_hash IS NOT NULL ORDER BY "
	    "load DESC LIMIT 1), '') = '%s';\n"
	    "DROP TABLE " WRONG_STATE ";\n",
	    selection, p->end->from);
}

/* A nullable literal. */
static void
put_span(struct buf *out, const char *s, size_t len)
{
	if (s == NULL)
		buf_str(out, "NULL");
	else
		sql_put_literal(out, s, len);
}

static void
put_rows_of(struct buf *out, const struct sql_plan *p)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	size_t i;

	buf_byte(&text, '{');
	for (i = 0; i < p->ntables; i++) {
		const struct table *t = p->tables[i]->table;

		buf_str(&text, i > 0 ? "," : "");
		json_quote(t->name, t->name_len, &text);
		buf_byte(&text, ':');
		buf_u64(&text, p->tables[i]->rows - p->tables[i]->deleted);
	}
	buf_byte(&text, '}');
	sql_put_text(out, &text);
	buf_free(&text);
}

/* Note the load, and the state with it. */
static void
note_load(struct buf *out, const struct sql_plan *p)
{
	static const char *const modes[] = { "merge", "append", "replace" };
	const struct end *e = p->end;
	char selection[33], state[33];

	end_hash(e->selection != NULL ? e->selection : "", e->selection_len,
	    selection);
	end_hash(e->state != NULL ? e->state : "", e->state_len, state);
	buf_str(out, "INSERT INTO ");
	merge_script_put_table(out, p, "_aai_loads");
	buf_str(out, " SELECT coalesce(max(load), 0) + 1, ");
	buf_printf(out, "%s, ", p->options->dialect->now);
	sql_put_string(out, p->options->program);
	buf_printf(out, ", '%s', %llu, ", modes[p->options->mode],
	    (unsigned long long)p->records);
	put_rows_of(out, p);
	buf_str(out, ", ");
	put_span(out, e->selection, e->selection_len);
	buf_str(out, ", ");
	put_span(
	    out, e->selection != NULL ? selection : NULL, strlen(selection));
	buf_str(out, ", ");
	put_span(out, e->state, e->state_len);
	buf_str(out, ", ");
	put_span(out, e->state != NULL ? state : NULL, strlen(state));
	buf_printf(out, ", '%016llx' FROM ", (unsigned long long)p->content);
	merge_script_put_table(out, p, "_aai_loads");
	buf_str(out, ";\n");
}

/*
 * A replace takes the rows of other selections away, too, where they are in the
 * same tables: these have no state any more to go on from.
 */
static void
forget_states(struct buf *out, const struct sql_plan *p)
{
	struct buf name = buf_make(SIZE_MAX / 2);
	char own[33];
	size_t i;

	if (p->options->mode != SQL_REPLACE || p->ntables == 0)
		return;
	end_hash(p->end->selection != NULL ? p->end->selection : "",
	    p->end->selection_len, own);
	buf_str(out, "WITH v(n) AS (VALUES ");
	for (i = 0; i < p->ntables; i++) {
		const struct table *t = p->tables[i]->table;

		buf_reset(&name);
		json_quote(t->name, t->name_len, &name);
		buf_byte(&name, ':');
		buf_str(out, i > 0 ? ", (" : "(");
		sql_put_text(out, &name);
		buf_byte(out, ')');
	}
	buf_str(out, ") UPDATE ");
	merge_script_put_table(out, p, "_aai_loads");
	buf_str(out, " SET state = NULL, state_hash = NULL WHERE state_hash IS "
		     "NOT NULL AND selection_hash IN (SELECT o.selection_hash "
		     "FROM ");
	merge_script_put_table(out, p, "_aai_loads");
	buf_printf(out,
	    " AS o WHERE o.selection_hash <> '%s' AND EXISTS (SELECT 1 FROM v "
	    "WHERE replace(o.rows_of, v.n, '') <> o.rows_of));\n",
	    own);
	buf_free(&name);
}

/* Of rows with one key the last to arrive counts. */
static void
drop_duplicates(
    struct buf *out, const struct sql_plan *p, const struct sql_table *t)
{
	const char *row = p->options->dialect->row_id;
	size_t i, col, nkeys = table_count_keys(t->table);

	if (nkeys == 0 || t->rows < 2 || row == NULL ||
	    p->options->mode == SQL_APPEND)
		return;
	buf_printf(
	    out, "DELETE FROM _aai_stage_%zu AS a USING (SELECT ", t->number);
	for (i = 0; i < nkeys; i++)
		buf_printf(out, "c%zu, ", merge_script_key_column(t->table, i) + 1);
	buf_printf(out, "max(%s) AS keep FROM _aai_stage_%zu GROUP BY ", row,
	    t->number);
	for (i = 0; i < nkeys; i++)
		buf_printf(out, "%sc%zu", i > 0 ? ", " : "",
		    merge_script_key_column(t->table, i) + 1);
	buf_str(out, " HAVING count(*) > 1) AS d WHERE ");
	for (i = 0; i < nkeys; i++) {
		col = merge_script_key_column(t->table, i) + 1;
		buf_printf(out, "a.c%zu = d.c%zu AND ", col, col);
	}
	buf_printf(out, "a.%s <> d.keep;\n", row);
}

/* Add the root keys of the table's rows to those of its family. */
static void
collect_of(
    struct buf *out, const struct sql_table *t, size_t top, bool first)
{
	size_t k;

	buf_printf(out,
	    first ? "CREATE TEMP TABLE _aai_keys_%zu AS SELECT DISTINCT "
		  : "INSERT INTO _aai_keys_%zu SELECT ",
	    top);
	for (k = 0; k < t->nroot; k++)
		buf_printf(out, "%sc%zu AS c%zu", k > 0 ? ", " : "",
		    merge_script_key_column(t->table, k) + 1, k + 1);
	buf_printf(out, " FROM _aai_stage_%zu", t->number);
	if (!first)
		buf_printf(out, " EXCEPT SELECT * FROM _aai_keys_%zu", top);
	buf_str(out, ";\n");
}

/* The root keys that have arrived, in any table of the family. */
static void
collect_keys(struct buf *out, const struct sql_plan *p, size_t top)
{
	const struct sql_table *t;
	size_t i;

	if (p->tables[top]->top != top || p->tables[top]->nroot == 0)
		return;
	/* The one at the top comes first; SQLite takes 500 terms of a UNION. */
	collect_of(out, p->tables[top], top, true);
	for (i = p->tables[top]->members; i != SIZE_MAX; i = t->next) {
		t = p->tables[i];
		if (t->rows > 0 && i != top)
			collect_of(out, t, top, false);
	}
	if (p->options->dialect->analyze)
		buf_printf(out, "ANALYZE _aai_keys_%zu;\n", top);
}

static void
drop_temporaries(struct buf *out, const struct sql_plan *p)
{
	size_t i;

	for (i = 0; i < p->ntables; i++) {
		buf_printf(
		    out, "DROP TABLE _aai_stage_%zu;\n", p->tables[i]->number);
		if (p->options->mode == SQL_MERGE && p->tables[i]->top == i &&
		    p->tables[i]->nroot > 0)
			buf_printf(out, "DROP TABLE _aai_keys_%zu;\n", i);
	}
	if (p->deletions)
		buf_str(out, "DROP TABLE _aai_deleted;\n");
	buf_str(out, "DROP TABLE _aai_want;\nDROP TABLE _aai_cast;\n"
		     "DROP TABLE _aai_widen;\nDROP TABLE _aai_have;\n"
		     "DROP TABLE _aai_gone;\n");
	if (!p->options->dialect->gexec)
		buf_printf(out,
		    "DROP TABLE _aai_session;\nDROP TABLE _aai_check;\n"
		    ".shell rmdir %s\n",
		    p->folder);
}

/* What depends on what the database has. */
static void
change_tables(struct merge_script *m, struct buf *out, const struct sql_plan *p)
{
	size_t i;

	merge_script_inspect(m);
	merge_script_find_names(m);
	merge_script_find_paths(m);
	merge_script_check_paths(m);
	merge_script_add_columns(m);
	merge_script_add_marks(m);
	merge_script_inspect(m);
	merge_script_find_longs(m);
	merge_script_widen(m);
	merge_script_inspect(m);
	/* Not before: DuckDB does not change tables that have lost rows. */
	for (i = 0; i < p->ntables && p->options->mode == SQL_REPLACE; i++)
		empty_table(out, p, p->tables[i]);
	merge_script_take_marks(m);
	if (p->options->mode == SQL_MERGE) {
		for (i = 0; i < p->ntables; i++)
			collect_keys(out, p, i);
		merge_script_delete(m);
	}
	merge_script_take_deleted(m);
	for (i = 0; i < p->ntables && p->options->mode != SQL_APPEND; i++)
		if (p->tables[i]->top == i)
			merge_script_keep_last(out, p, p->tables[i]);
	for (i = 0; i < p->ntables; i++)
		drop_duplicates(out, p, p->tables[i]);
	merge_script_insert(m);
	merge_script_mark(m);
}

void
script_finish(struct buf *out, const struct sql_plan *p)
{
	const struct sql_dialect *d = p->options->dialect;
	struct merge_script m = { out, p, 0 };
	size_t i;

	merge_script_put_wants(out, p);
	merge_script_put_types(out, d);
	merge_script_prepare(out, p);
	buf_str(out, d->begin);
	if (p->options->schema != NULL) {
		buf_str(out, "CREATE SCHEMA IF NOT EXISTS ");
		sql_put_name(out, p->options->schema);
		buf_str(out, ";\n");
	}
	create_accounts(out, p);
	merge_script_check_roots(&m);
	merge_script_forget_paths(&m);
	check_state(out, p);
	for (i = 0; i < p->ntables; i++)
		create_table(out, p, p->tables[i]);
	change_tables(&m, out, p);
	for (i = 0; i < p->ntables; i++)
		create_index(out, p, p->tables[i]);
	forget_states(out, p);
	note_load(out, p);
	drop_temporaries(out, p);
	buf_str(out, "COMMIT;\n");
}
