/* merge_script_make: queries that make statements; see merge_script.h. */
#include <stdio.h>
#include <string.h>

#include "aai-sink-sql/dialect.h"
#include "aai-sink-sql/merge_script.h"

/* Names are compared as the database compares them. */
#define SAME_COLUMN_EXACT "h.tbl = w.tbl AND h.col = w.col"
#define SAME_COLUMN_FOLD                                                       \
	"lower(h.tbl) = lower(w.tbl) AND lower(h.col) = lower(w.col)"

#define SET_WIDE "UPDATE _aai_have SET wide = have;\n"

/* Integers up to here are doubles too: 2^53. */
#define EXACT_MAX (1ULL << 53)

static const struct sql_dialect *
dialect(const struct merge_script *m)
{
	return m->plan->options->dialect;
}

/* What names are put through to compare them as the database does. */
static const char *
fold(const struct merge_script *m)
{
	return dialect(m)->fold_sql;
}

/* Whether the database compares names as they are. */
static bool
is_exact(const struct merge_script *m)
{
	return *fold(m) == '\0';
}

static const char *
same_column(const struct merge_script *m)
{
	return is_exact(m) ? SAME_COLUMN_EXACT : SAME_COLUMN_FOLD;
}

/* The file that the client writes and reads. */
static void
put_path(struct merge_script *m)
{
	buf_printf(m->out, "%s/%zu.sql", m->plan->folder, m->n);
}

void
merge_script_begin_query(struct merge_script *m)
{
	m->n++;
	if (dialect(m)->gexec) {
		buf_str(m->out, "SELECT s FROM (");
		return;
	}
	buf_str(m->out, ".once '|cat >");
	put_path(m);
	/*
	 * The last one tells that all were there, and that they were ours: the
	 * same script may be loading into another database.
	 */
	buf_str(m->out,
	    "'\nSELECT s FROM (SELECT 2147483647 AS k, 'INSERT INTO "
	    "_aai_check SELECT "
	    "token = ''' || token || ''' FROM _aai_session;' AS s FROM "
	    "_aai_session UNION ALL SELECT k, s FROM (");
}

void
merge_script_end_query(struct merge_script *m)
{
	if (dialect(m)->gexec) {
		buf_str(m->out, ") AS z ORDER BY k\n\\gexec\n");
		return;
	}
	buf_str(m->out, ") AS z) AS y ORDER BY k;\n.read ");
	put_path(m);
	buf_str(m->out, "\n.shell rm -f ");
	put_path(m);
	/* Each query so far has left two rows, this one its first. */
	buf_printf(m->out,
	    "\nINSERT INTO _aai_check SELECT count(*) = %zu FROM _aai_check;\n",
	    2 * m->n - 1);
}

void
merge_script_prepare(struct buf *out, const struct sql_plan *p)
{
	buf_str(out,
	    "CREATE TEMP TABLE _aai_have (tbl text, col text, dt text, "
	    "have text, pk int, cid int, wide text);\n"
	    "CREATE TEMP TABLE _aai_gone (t int, tbl text, qtbl text, col "
	    "text, qcol text, kind text, grp int, kpos int);\n");
	if (p->options->dialect->gexec)
		return;
	buf_printf(out,
	    "CREATE TEMP TABLE _aai_session AS SELECT %s AS token;\n"
	    "CREATE TEMP TABLE _aai_check (ok boolean NOT NULL CHECK (ok));\n"
	    ".shell mkdir -m 700 %s\n",
	    p->options->dialect->token, p->folder);
}

/* The tables that matter: the stream's, and those noted by earlier loads. */
static void
put_names(struct merge_script *m)
{
	buf_str(m->out, "(SELECT tbl FROM _aai_want UNION SELECT tbl FROM ");
	if (m->plan->options->schema != NULL) {
		sql_put_name(m->out, m->plan->options->schema);
		buf_byte(m->out, '.');
	}
	buf_str(m->out, "_aai_tables)");
}

void
merge_script_inspect(struct merge_script *m)
{
	const char *schema = m->plan->options->schema;

	buf_str(m->out, "DELETE FROM _aai_have;\n");
	if (dialect(m)->catalog == NULL) {
		buf_str(m->out, "INSERT INTO _aai_have SELECT x.tbl, p.name, "
				"p.type, ");
		sql_put_kind(m->out, dialect(m), "p.type");
		buf_str(m->out, ", p.pk, p.cid, NULL FROM ");
		put_names(m);
		buf_str(m->out, " AS x JOIN pragma_table_info(x.tbl) AS p;\n"
				SET_WIDE);
		return;
	}
	buf_str(m->out, "INSERT INTO _aai_have SELECT table_name, "
			"column_name, data_type, ");
	sql_put_kind(m->out, dialect(m), "data_type");
	buf_str(m->out, ", 0, ordinal_position, NULL FROM "
			"information_schema.columns WHERE table_schema = ");
	if (schema != NULL)
		sql_put_literal(m->out, schema, strlen(schema));
	else
		buf_str(m->out, "current_schema()");
	buf_str(m->out, dialect(m)->catalog);
	buf_str(m->out, " AND table_name IN ");
	put_names(m);
	buf_str(m->out, ";\n" SET_WIDE);
}

void
merge_script_find_names(struct merge_script *m)
{
	static const char own[] =
	    "EXISTS (SELECT 1 FROM _aai_have AS h WHERE lower(h.tbl) = "
	    "lower(_aai_want.tbl) AND h.col = own)";

	if (is_exact(m))
		return;
	buf_printf(m->out,
	    "UPDATE _aai_want SET col = own, qcol = qown WHERE col <> own AND "
	    "%s;\n"
	    "UPDATE _aai_want SET col = apart, qcol = qapart WHERE col = own "
	    "AND NOT %s AND EXISTS (SELECT 1 FROM _aai_have AS h WHERE "
	    "lower(h.tbl) = lower(_aai_want.tbl) AND lower(h.col) = "
	    "lower(own));\n",
	    own, own);
}

/* Append the table of columns and their paths. */
static void
put_columns(struct merge_script *m)
{
	merge_script_put_table(m->out, m->plan, "_aai_columns");
}

void
merge_script_forget_paths(struct merge_script *m)
{
	merge_script_inspect(m);
	buf_str(m->out, "DELETE FROM ");
	put_columns(m);
	buf_printf(m->out, " WHERE %s(tbl) IN (SELECT %s(tbl) FROM _aai_want)",
	    fold(m), fold(m));
	/* What somebody has dropped is there no more. */
	if (m->plan->options->mode != SQL_REPLACE) {
		buf_printf(m->out, " AND NOT EXISTS (SELECT 1 FROM _aai_have AS "
		    "h WHERE %s(h.tbl) = %s(", fold(m), fold(m));
		put_columns(m);
		buf_printf(m->out, ".tbl) AND %s(h.col) = %s(", fold(m),
		    fold(m));
		put_columns(m);
		buf_str(m->out, ".col))");
	}
	buf_str(m->out, ";\n");
}

/* Append whether the database has the column's path, and a condition. */
static void
put_known(struct merge_script *m, const char *condition)
{
	buf_str(m->out, "EXISTS (SELECT 1 FROM ");
	put_columns(m);
	buf_printf(m->out, " AS h WHERE %s(h.tbl) = %s(_aai_want.tbl) AND %s)",
	    fold(m), fold(m), condition);
}

void
merge_script_find_paths(struct merge_script *m)
{
	static const char same[] = "h.path = _aai_want.path";
	/* An index may have to be made of keys, under the load's names. */
	const char *keys = m->plan->options->mode == SQL_APPEND ?
	    "iskey = 0" : "path IS NOT NULL";

	buf_str(m->out, "UPDATE _aai_want SET col = (SELECT min(h.col) FROM ");
	put_columns(m);
	buf_printf(m->out, " AS h WHERE %s(h.tbl) = %s(_aai_want.tbl) AND %s), "
	    "known = 1 WHERE %s AND ", fold(m), fold(m), same, keys);
	put_known(m, same);
	buf_str(m->out, ";\nUPDATE _aai_want SET col = further WHERE known = 0 "
			"AND further IS NOT NULL AND ");
	put_known(m, is_exact(m) ? "h.col = _aai_want.col" :
					"lower(h.col) = lower(_aai_want.col)");
	buf_str(m->out, ";\nUPDATE _aai_want SET qcol = '\"' || replace(col, "
			"'\"', '\"\"') || '\"';\n");
}

/* What is said of contradictions between h, which is here, and w, and of a key
 * w that the table has none of here; and what can be done. */
#define CONTRADICTION                                                          \
	"'table ' || w.tbl || ': column ' || h.col || ' has ' || h.path || "   \
	"' here, the load has ' || CASE WHEN h.path = w.path THEN 'it in "     \
	"column ' || w.col ELSE w.path || ' there' END"
#define OTHER_KEY                                                              \
	"'table ' || w.tbl || ' has the rows of another list or key here: ' "  \
	"|| w.path || ' of the load is not in it'"
/* Such as the one whose path the column has, and one of the same name of which
 * no path is known. */
#define SAME_NAME                                                              \
	"'table ' || min(w.tbl) || ': column ' || min(w.col) || "              \
	"' is that of two columns of the load'"
#define ADVICE                                                                 \
	"'have aai-flatten leave one out (--drop), or name them as here "      \
	"(--schema)'"
/* A key that made way for data in one of the loads is the same key. */
#define KEY_ADVICE                                                             \
	"'load it by -m merge, which finds keys by their paths, or name them " \
	"as here (--schema)'"
#define WHOLE                                                                  \
	"m || '; nothing is loaded; ' || advice || '; see _aai_columns in "    \
	"aai-sink-sql(1)'"

void
merge_script_check_paths(struct merge_script *m)
{
	merge_script_begin_query(m);
	buf_printf(m->out,
	    "SELECT 1 AS k, %s AS s FROM (SELECT " WHOLE " AS m FROM "
	    "(SELECT w.n AS n, " CONTRADICTION " AS m, CASE WHEN w.iskey = 1 "
	    "AND h.path = w.path THEN " KEY_ADVICE " ELSE " ADVICE " END AS "
	    "advice FROM _aai_want AS w JOIN ",
	    dialect(m)->failure);
	put_columns(m);
	buf_printf(m->out,
	    " AS h ON (%s AND h.path <> w.path) OR (%s(h.tbl) = %s(w.tbl) AND "
	    "h.path = w.path AND NOT (%s)) UNION ALL SELECT w.n, " OTHER_KEY
	    ", " ADVICE " FROM _aai_want AS w WHERE w.iskey = 1 "
	    "AND w.path IS NOT NULL AND EXISTS (SELECT 1 FROM ",
	    same_column(m), fold(m), fold(m), same_column(m));
	put_columns(m);
	buf_printf(m->out, " AS h WHERE %s(h.tbl) = %s(w.tbl)) AND NOT EXISTS "
	    "(SELECT 1 FROM ", fold(m), fold(m));
	put_columns(m);
	buf_printf(m->out, " AS h WHERE %s(h.tbl) = %s(w.tbl) AND h.path = "
	    "w.path) UNION ALL SELECT max(w.n), " SAME_NAME ", " ADVICE
	    " FROM _aai_want AS w GROUP BY w.t, %s(w.col) HAVING count(*) > 1) "
	    "AS c ORDER BY n LIMIT 1) AS q", fold(m), fold(m), fold(m));
	merge_script_end_query(m);
	buf_str(m->out, "INSERT INTO ");
	put_columns(m);
	buf_str(m->out, " SELECT w.tbl, w.path, w.col FROM _aai_want AS w "
			"WHERE w.path IS NOT NULL AND NOT EXISTS (SELECT 1 "
			"FROM ");
	put_columns(m);
	buf_printf(m->out, " AS h WHERE %s(h.tbl) = %s(w.tbl) AND h.path = "
	    "w.path);\n", fold(m), fold(m));
}

void
merge_script_find_longs(struct merge_script *m)
{
	merge_script_begin_query(m);
	buf_printf(m->out,
	    "SELECT w.n AS k, 'UPDATE _aai_have SET wide = ''" SQL_LONG
	    "'' WHERE tbl = ''' || replace(h.tbl, '''', '''''') || ''' AND "
	    "col = ''' || replace(h.col, '''', '''''') || ''' AND EXISTS "
	    "(SELECT 1 FROM ' || w.qtbl || ' AS t WHERE t.' || w.qcol || "
	    "' NOT BETWEEN -%llu AND %llu);' AS s FROM _aai_want AS w JOIN "
	    "_aai_have AS h ON %s WHERE h.have = 'bigint' AND "
	    "w.kind = 'double'",
	    EXACT_MAX, EXACT_MAX, same_column(m));
	merge_script_end_query(m);
}

void
merge_script_add_columns(struct merge_script *m)
{
	merge_script_begin_query(m);
	buf_printf(m->out,
	    "SELECT w.n AS k, 'ALTER TABLE ' || w.qtbl || ' ADD COLUMN ' || "
	    "w.qcol || ' ' || w.dbtype || ';' AS s FROM _aai_want AS w WHERE "
	    "NOT EXISTS (SELECT 1 FROM _aai_have AS h WHERE %s)",
	    same_column(m));
	merge_script_end_query(m);
}

/* Make a table anew to give a column another type. */
static void
rebuild(struct merge_script *m)
{
	buf_str(m->out,
	    "CREATE TEMP TABLE _aai_change AS SELECT h.tbl, h.col, w.qtbl, "
	    "w.t, a.dbtype, a.pattern FROM _aai_want AS w "
	    "JOIN _aai_have AS h ON " SAME_COLUMN_FOLD
	    " JOIN _aai_widen AS a ON a.have = h.wide AND a.kind = w.wide;\n");
	merge_script_begin_query(m);
	buf_str(m->out,
	    "SELECT o.t + 1 AS k, 'CREATE TABLE _aai_new (' || "
	    "(SELECT group_concat(d, ', ') FROM (SELECT '\"' || "
	    "replace(h.col, '\"', '\"\"') || '\" ' || coalesce(c.dbtype, h.dt) "
	    "|| CASE WHEN h.pk > 0 THEN ' NOT NULL' ELSE '' END AS d "
	    "FROM _aai_have AS h LEFT JOIN _aai_change AS c ON c.tbl = h.tbl "
	    "AND c.col = h.col WHERE h.tbl = o.tbl ORDER BY h.cid)) || "
	    "coalesce((SELECT ', PRIMARY KEY (' || group_concat(d, ', ') || "
	    "')' FROM (SELECT '\"' || replace(col, '\"', '\"\"') || '\"' AS d "
	    "FROM _aai_have WHERE tbl = o.tbl AND pk > 0 ORDER BY pk)), '') || "
	    "');INSERT INTO _aai_new SELECT ' || "
	    "(SELECT group_concat(d, ', ') FROM (SELECT coalesce("
	    "replace(c.pattern, '?', '\"' || replace(h.col, '\"', '\"\"') || "
	    "'\"'), '\"' || replace(h.col, '\"', '\"\"') || '\"') AS d "
	    "FROM _aai_have AS h LEFT JOIN _aai_change AS c ON c.tbl = h.tbl "
	    "AND c.col = h.col WHERE h.tbl = o.tbl ORDER BY h.cid)) || "
	    "' FROM ' || o.qtbl || ';DROP TABLE ' || o.qtbl || "
	    "';ALTER TABLE _aai_new RENAME TO ' || o.qtbl || ';' AS s "
	    "FROM (SELECT DISTINCT t, tbl, qtbl FROM _aai_change) AS o");
	merge_script_end_query(m);
	buf_str(m->out, "DROP TABLE _aai_change;\n");
}

void
merge_script_widen(struct merge_script *m)
{
	/* Such a decimal has as many places as the stream's needs. */
	const char *type =
	    dialect(m)->decimal_scale
		? "CASE WHEN a.gets <> 'decimal' THEN a.dbtype "
		  "WHEN w.kind = 'decimal' THEN w.dbtype ELSE w.exact END"
		: "a.dbtype";

	if (!dialect(m)->alter_types) {
		rebuild(m);
		return;
	}
	merge_script_begin_query(m);
	buf_printf(m->out,
	    "SELECT w.n AS k, 'ALTER TABLE ' || w.qtbl || ' ALTER COLUMN ' || "
	    "w.qcol || ' TYPE ' || %s || ' USING ' || replace(a.pattern, '?', "
	    "w.qcol) || ';' AS s FROM _aai_want AS w JOIN _aai_have AS h ON %s "
	    "JOIN _aai_widen AS a ON a.have = h.wide AND a.kind = w.wide",
	    type, same_column(m));
	if (dialect(m)->decimal_scale)
		buf_str(m->out,
		    " UNION ALL SELECT w.n AS k, 'ALTER TABLE ' || w.qtbl || "
		    "' ALTER COLUMN ' || w.qcol || ' TYPE ' || w.dbtype || ';' "
		    "AS s FROM _aai_want AS w JOIN _aai_have AS h "
		    "ON " SAME_COLUMN_FOLD
		    " WHERE w.kind = 'decimal' AND h.have = 'decimal' AND "
		    "w.scale > CAST(regexp_extract(h.dt, ',(.*)\\)', 1) AS "
		    "int)");
	merge_script_end_query(m);
}

/*
 * List the tables of families: those of the stream, and those that earlier
 * loads made below its tables and that it does not have.
 */
static void
list_families(struct merge_script *m)
{
	struct buf schema = buf_make(4096);
	struct buf tables = buf_make(4096);

	if (m->plan->options->schema != NULL) {
		sql_put_name(&schema, m->plan->options->schema);
		buf_byte(&schema, '.');
	}
	buf_put(&tables, schema.data, schema.len);
	buf_str(&tables, "_aai_tables");
	buf_byte(&tables, 0);
	buf_str(m->out,
	    "INSERT INTO _aai_gone SELECT t, tbl, qtbl, col, qcol, kind, grp, "
	    "kpos FROM _aai_want WHERE kpos > 0;\n"
	    "INSERT INTO _aai_gone SELECT -1, x.tbl, ");
	sql_put_literal(m->out, (const char *)schema.data, schema.len);
	buf_printf(m->out,
	    " || '\"' || replace(x.tbl, '\"', '\"\"') || '\"', x.col, "
	    "'\"' || replace(x.col, '\"', '\"\"') || '\"', w.kind, w.grp, "
	    "x.kpos FROM %s AS x JOIN _aai_want AS w ON w.tbl = x.top AND "
	    "w.kpos = x.kpos AND w.t = w.grp WHERE x.tbl NOT IN (SELECT tbl "
	    "FROM _aai_want);\n"
	    "DELETE FROM %s WHERE tbl IN (SELECT tbl FROM _aai_want);\n"
	    "INSERT INTO %s SELECT g.tbl, w.tbl, g.kpos, g.col FROM _aai_gone "
	    "AS g JOIN _aai_want AS w ON w.t = g.grp AND w.kpos = g.kpos "
	    "WHERE g.t >= 0;\n",
	    (const char *)tables.data, (const char *)tables.data,
	    (const char *)tables.data);
	buf_free(&schema);
	buf_free(&tables);
}

void
merge_script_delete(struct merge_script *m)
{
	const char *same =
	    is_exact(m)
		? "h.tbl = g.tbl AND h.col = g.col"
		: "lower(h.tbl) = lower(g.tbl) AND lower(h.col) = lower(g.col)";

	list_families(m);
	merge_script_begin_query(m);
	if (!dialect(m)->aggregates)
		buf_printf(m->out,
		    "SELECT 1 AS k, 'DELETE FROM ' || qtbl || ' WHERE (' || "
		    "group_concat(qcol, ', ') || ') IN (SELECT ' || "
		    "group_concat(value, ', ') || ' FROM _aai_keys_' || grp || "
		    "');' AS s FROM (SELECT g.qtbl, g.grp, g.qcol, "
		    "coalesce(replace(c.pattern, '?', 'c' || g.kpos), 'c' || "
		    "g.kpos) AS value FROM _aai_gone AS g JOIN _aai_have AS h "
		    "ON %s LEFT JOIN _aai_cast AS c ON c.kind = g.kind AND "
		    "c.have = h.have) AS d GROUP BY qtbl, grp",
		    same);
	else
		buf_printf(m->out,
		    "SELECT 1 AS k, 'DELETE FROM ' || g.qtbl || ' AS t USING "
		    "_aai_keys_' || g.grp || ' AS k WHERE ' || "
		    "string_agg('t.' || g.qcol || ' = ' || coalesce("
		    "replace(c.pattern, '?', 'k.c' || g.kpos), 'CAST(k.c' || "
		    "g.kpos || ' AS ' || h.dt || ')'), ' AND ') || ';' AS s "
		    "FROM _aai_gone AS g JOIN _aai_have AS h ON %s "
		    "LEFT JOIN _aai_cast AS c ON c.kind = g.kind AND "
		    "c.have = h.have GROUP BY g.qtbl, g.grp",
		    same);
	merge_script_end_query(m);
}

void
merge_script_insert(struct merge_script *m)
{
	merge_script_begin_query(m);
	if (!dialect(m)->aggregates)
		buf_printf(m->out,
		    "SELECT o.t + 1 AS k, 'INSERT %sINTO ' || o.qtbl || ' (' "
		    "|| "
		    "(SELECT group_concat(x, ', ') FROM (SELECT qcol AS x FROM "
		    "_aai_want WHERE t = o.t ORDER BY n)) || ') SELECT ' || "
		    "(SELECT group_concat(x, ', ') FROM (SELECT coalesce("
		    "replace(c.pattern, '?', w.sc), w.sc) AS x FROM _aai_want "
		    "AS w JOIN _aai_have AS h ON %s LEFT JOIN _aai_cast AS c "
		    "ON c.kind = w.kind AND c.have = h.have WHERE w.t = o.t "
		    "ORDER BY w.n)) || ' FROM _aai_stage_' || o.t || "
		    "' ORDER BY rowid;' AS s FROM (SELECT DISTINCT t, qtbl "
		    "FROM _aai_want) AS o",
		    m->plan->options->mode == SQL_APPEND ? "" : "OR REPLACE ",
		    same_column(m));
	else
		buf_printf(m->out,
		    "SELECT min(w.n) AS k, 'INSERT INTO ' || w.qtbl || ' (' || "
		    "string_agg(w.qcol, ', ' ORDER BY w.n) || ') SELECT ' || "
		    "string_agg(coalesce(replace(c.pattern, '?', w.sc), "
		    "'CAST(' || w.sc || ' AS ' || h.dt || ')'), ', ' ORDER BY "
		    "w.n) || ' FROM _aai_stage_' || w.t || ';' AS s FROM "
		    "_aai_want AS w JOIN _aai_have AS h ON %s LEFT JOIN "
		    "_aai_cast AS c ON c.kind = w.kind AND c.have = h.have "
		    "GROUP BY w.qtbl, w.t",
		    same_column(m));
	merge_script_end_query(m);
}
