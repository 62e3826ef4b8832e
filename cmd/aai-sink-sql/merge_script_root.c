/* merge_script_root: the database must call root keys as the load does; see
 * merge_script.h. */
#include <string.h>

#include "aai-sink-sql/merge_script.h"
#include "aai-sink-sql/name.h"

/* Append whether the database's table has a column of that name. */
static void
put_has(struct buf *out, const struct sql_dialect *d, const char *table,
    const char *column)
{
	const char *as = d->fold_sql;

	buf_printf(out, "EXISTS (SELECT 1 FROM _aai_have WHERE %s(tbl) = %s(",
	    as, as);
	sql_put_literal(out, table, strlen(table));
	buf_printf(out, ") AND %s(col) = %s(", as, as);
	sql_put_literal(out, column, strlen(column));
	buf_str(out, "))");
}

/* Fail when the table lacks the key's column and has the other one.  What
 * breaks is what the client then says; PostgreSQL shows 63 bytes of it. */
static void
put_check(struct buf *out, const struct sql_plan *p, const struct sql_table *t,
    size_t i)
{
	const struct column *c = &t->table->columns[i];
	const char *name = t->columns.names[i];
	bool plain = sql_root_name(p->options, t->table, i) == c->plain;
	const char *other = plain ? c->name : c->plain;
	const struct sql_dialect *d = p->options->dialect;
	struct buf wrong = buf_make(SIZE_MAX / 2);

	buf_printf(&wrong, "load %s --root-key %s: the key of '%s' is '%s' here",
	    plain ? "without" : "with", c->plain, t->name, other);
	buf_byte(&wrong, 0);
	buf_str(out, "CREATE TEMP TABLE ");
	sql_put_name(out, (const char *)wrong.data);
	buf_str(out, " (ok boolean NOT NULL, CONSTRAINT ");
	sql_put_name(out, (const char *)wrong.data);
	buf_str(out, " CHECK (ok));\nINSERT INTO ");
	sql_put_name(out, (const char *)wrong.data);
	buf_str(out, " SELECT ");
	put_has(out, d, t->name, name);
	buf_str(out, " OR NOT ");
	put_has(out, d, t->name, other);
	buf_str(out, ";\nDROP TABLE ");
	sql_put_name(out, (const char *)wrong.data);
	buf_str(out, ";\n");
	buf_free(&wrong);
}

void
merge_script_check_roots(struct merge_script *m)
{
	const struct sql_plan *p = m->plan;
	const struct sql_table *t;
	bool inspected = false;
	size_t i, k;

	for (i = 0; i < p->ntables; i++) {
		t = p->tables[i];
		for (k = 0; t->table->parent == NULL && k < t->ncolumns; k++) {
			if (t->table->columns[k].plain == NULL)
				continue;
			if (!inspected)
				merge_script_inspect(m);
			inspected = true;
			put_check(m->out, p, t, k);
		}
	}
}
