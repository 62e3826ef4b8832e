/* merge_script_last: of a record that comes again the last counts; see
 * merge_script.h. */
#include "aai-sink-sql/merge_script.h"

/* Append the key columns of t from number from on, to before number to, with
 * what stands before each. */
static void
put_keys(struct buf *out, const struct table *t, size_t from, size_t to,
    const char *before)
{
	size_t i;

	for (i = from; i < to; i++)
		buf_printf(out, "%s%sc%zu", i > from ? ", " : "", before,
		    merge_script_key_column(t, i) + 1);
}

/* The same, called c1 and so on. */
static void
put_named_keys(
    struct buf *out, const struct table *t, size_t n, const char *before)
{
	size_t i;

	for (i = 0; i < n; i++)
		buf_printf(out, "%sc%zu AS c%zu, ", before,
		    merge_script_key_column(t, i) + 1, i + 1);
}

/*
 * The root keys that come again, and the number of their last record.  Where a
 * response's list is the top of the family, several records make up what a key
 * names: it comes again when positions do, and begins anew at the first.
 */
static void
find_last(struct buf *out, const struct sql_table *top)
{
	const struct table *t = top->table;
	size_t i, n = top->nroot, nkeys = table_count_keys(t);

	buf_str(out, "CREATE TEMP TABLE _aai_last AS SELECT ");
	put_named_keys(out, t, n, "s.");
	buf_printf(out, "max(s.record) AS record FROM _aai_stage_%zu AS s",
	    top->number);
	if (nkeys > n) {
		buf_str(out, " JOIN (SELECT ");
		put_named_keys(out, t, n, "");
		buf_str(out, "min(");
		put_keys(out, t, n, n + 1, "");
		buf_printf(out, ") AS pos FROM _aai_stage_%zu GROUP BY ",
		    top->number);
		put_keys(out, t, 0, n, "");
		buf_str(out, " HAVING count(*) > count(DISTINCT ");
		put_keys(out, t, n, n + 1, "");
		buf_str(out, ")) AS d ON d.pos = ");
		put_keys(out, t, n, n + 1, "s.");
		for (i = 0; i < n; i++)
			buf_printf(out, " AND d.c%zu = s.c%zu", i + 1,
			    merge_script_key_column(t, i) + 1);
	}
	buf_str(out, " GROUP BY ");
	put_keys(out, t, 0, n, "s.");
	buf_str(out, nkeys > n ? ";\n" : " HAVING count(*) > 1;\n");
}

/* Rows of records that came before the last go. */
static void
drop_before(struct buf *out, const struct sql_table *t, bool too)
{
	size_t i;

	buf_printf(out,
	    "DELETE FROM _aai_stage_%zu WHERE EXISTS (SELECT 1 FROM _aai_last "
	    "AS k WHERE ",
	    t->number);
	for (i = 0; i < t->nroot; i++)
		buf_printf(out, "k.c%zu = _aai_stage_%zu.c%zu AND ", i + 1,
		    t->number, merge_script_key_column(t->table, i) + 1);
	buf_printf(out, "_aai_stage_%zu.record %s k.record);\n", t->number,
	    too ? "<=" : "<");
}

void
merge_script_drop_before(
    struct buf *out, const struct sql_plan *p, const struct sql_table *top)
{
	const struct sql_table *t;
	size_t i;

	if (!p->options->dialect->hash_joins) {
		buf_str(out, "CREATE INDEX temp._aai_last_key ON _aai_last (");
		for (i = 0; i < top->nroot; i++)
			buf_printf(out, "%sc%zu", i > 0 ? ", " : "", i + 1);
		buf_str(out, ");\n");
	}
	for (i = top->members; i != SIZE_MAX; i = t->next) {
		t = p->tables[i];
		if (t->rows > 0)
			drop_before(out, t, p->tops_first && t != top);
	}
	buf_str(out, "DROP TABLE _aai_last;\n");
}

void
merge_script_keep_last(
    struct buf *out, const struct sql_plan *p, const struct sql_table *top)
{
	if (top->nroot == 0 || top->rows < 2 || !p->whole)
		return;
	find_last(out, top);
	merge_script_drop_before(out, p, top);
}
