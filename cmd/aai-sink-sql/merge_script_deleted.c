/* merge_script_deleted: records that the source has no more; see
 * merge_script.h. */
#include "aai-sink-sql/dialect.h"
#include "aai-sink-sql/merge_script.h"

/* Whether deletions of records of the table are staged. */
static bool
has_deleted(const struct sql_table *t)
{
	return t->deleted > 0 && t->nroot > 0;
}

/* Append ", " between, and the root key's columns as they are staged. */
static void
put_keys(struct buf *out, const struct sql_table *t, const char *before,
    bool named)
{
	size_t i, c;

	for (i = 0; i < t->nroot; i++) {
		c = merge_script_key_column(t->table, i) + 1;
		buf_printf(out, "%s%sc%zu", i > 0 ? ", " : "", before, c);
		if (named)
			buf_printf(out, " AS c%zu", i + 1);
	}
}

/* The rows that are deletions, after a WHERE or AND. */
static void
put_is_deleted(struct buf *out, const struct sql_table *t, const char *row)
{
	buf_printf(out,
	    "%s.record IN (SELECT record FROM _aai_deleted WHERE t = %zu)", row,
	    t->number);
}

/* The deletions go from what is staged. */
static void
drop_deleted(struct buf *out, const struct sql_table *t)
{
	buf_printf(out,
	    "DELETE FROM _aai_stage_%zu WHERE record IN (SELECT record FROM "
	    "_aai_deleted WHERE t = %zu);\n",
	    t->number, t->number);
}

/* The keys whose last record is a deletion. */
static void
find_marked(struct buf *out, const struct sql_table *t)
{
	size_t i, c;

	buf_printf(
	    out, "CREATE TEMP TABLE _aai_marked_%zu AS SELECT ", t->number);
	put_keys(out, t, "s.", true);
	buf_printf(out, " FROM _aai_stage_%zu AS s WHERE ", t->number);
	put_is_deleted(out, t, "s");
	buf_printf(out,
	    " AND NOT EXISTS (SELECT 1 FROM _aai_stage_%zu AS l WHERE "
	    "l.record > s.record",
	    t->number);
	for (i = 0; i < t->nroot; i++) {
		c = merge_script_key_column(t->table, i) + 1;
		buf_printf(out, " AND l.c%zu = s.c%zu", c, c);
	}
	buf_str(out, ");\n");
}

static bool
is_marking(const struct merge_script *m)
{
	return m->plan->options->mode == SQL_MERGE &&
	    m->plan->options->on_delete == SQL_DELETE_MARK;
}

void
merge_script_take_marks(struct merge_script *m)
{
	const struct sql_plan *p = m->plan;
	size_t i;

	for (i = 0; is_marking(m) && i < p->ntables; i++)
		if (has_deleted(p->tables[i])) {
			find_marked(m->out, p->tables[i]);
			drop_deleted(m->out, p->tables[i]);
		}
}

void
merge_script_take_deleted(struct merge_script *m)
{
	const struct sql_plan *p = m->plan;
	const struct sql_table *t;
	size_t i;

	for (i = 0; !is_marking(m) && i < p->ntables; i++) {
		t = p->tables[i];
		if (!has_deleted(t))
			continue;
		buf_str(m->out, "CREATE TEMP TABLE _aai_last AS SELECT ");
		put_keys(m->out, t, "s.", true);
		buf_printf(m->out,
		    ", max(s.record) AS record FROM _aai_stage_%zu AS s "
		    "WHERE ",
		    t->number);
		put_is_deleted(m->out, t, "s");
		buf_str(m->out, " GROUP BY ");
		put_keys(m->out, t, "s.", false);
		buf_str(m->out, ";\n");
		merge_script_drop_before(m->out, p, t);
		drop_deleted(m->out, t);
	}
}

void
merge_script_add_marks(struct merge_script *m)
{
	const struct sql_dialect *d = m->plan->options->dialect;
	const struct sql_table *t;
	size_t i;

	for (i = 0; is_marking(m) && i < m->plan->ntables; i++) {
		t = m->plan->tables[i];
		if (t->table->parent != NULL || t->nroot == 0)
			continue;
		merge_script_begin_query(m);
		buf_printf(m->out,
		    "SELECT 1 AS k, 'ALTER TABLE ' || min(w.qtbl) || ' ADD "
		    "COLUMN \"" SQL_DELETED "\" %s;' AS s FROM _aai_want AS w "
		    "WHERE w.t = %zu AND NOT EXISTS (SELECT 1 FROM _aai_have "
		    "AS h WHERE %s(h.tbl) = %s(w.tbl) AND lower(h.col) = "
		    "'" SQL_DELETED "') HAVING count(*) > 0",
		    d->types[TYPE_BOOL], t->number, d->fold_sql, d->fold_sql);
		merge_script_end_query(m);
	}
}

/* The columns of the table's root key, with what they are compared to. */
static void
put_compared(struct buf *out, const struct sql_dialect *d, size_t number)
{
	const char *as = d->fold_sql;

	buf_printf(out,
	    "SELECT w.qtbl AS qtbl, w.qcol AS qcol, coalesce(replace(c.pattern, "
	    "'?', 'k.c' || w.kpos), 'CAST(k.c' || w.kpos || ' AS ' || h.dt || "
	    "')') AS value FROM _aai_want AS w JOIN _aai_have AS h ON "
	    "%s(h.tbl) = %s(w.tbl) AND %s(h.col) = %s(w.col) LEFT JOIN "
	    "_aai_cast AS c ON c.kind = w.kind AND c.have = h.have WHERE w.t = "
	    "%zu AND w.kpos > 0",
	    as, as, as, as, number);
}

void
merge_script_mark(struct merge_script *m)
{
	const struct sql_dialect *d = m->plan->options->dialect;
	const struct sql_table *t;
	size_t i;

	for (i = 0; is_marking(m) && i < m->plan->ntables; i++) {
		t = m->plan->tables[i];
		if (!has_deleted(t))
			continue;
		merge_script_begin_query(m);
		buf_printf(m->out,
		    "SELECT 1 AS k, 'UPDATE ' || min(x.qtbl) || ' SET \""
		    SQL_DELETED "\" = TRUE WHERE EXISTS (SELECT 1 FROM "
		    "_aai_marked_%zu AS k WHERE ' || %s(x.qtbl || '.' || "
		    "x.qcol || ' = ' || x.value, ' AND ') || ');' AS s FROM (",
		    t->number, d->aggregates ? "string_agg" : "group_concat");
		put_compared(m->out, d, t->number);
		buf_str(m->out, ") AS x HAVING count(*) > 0");
		merge_script_end_query(m);
		buf_printf(
		    m->out, "DROP TABLE _aai_marked_%zu;\n", t->number);
	}
}
