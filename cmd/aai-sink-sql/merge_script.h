/*
 * merge_script: the statements that merge staged rows into the database's
 * tables, which depend on what it has.  Private to the program's modules;
 * script.h is for others.
 *
 * Each function appends a query over the temporary tables _aai_want (the
 * stream's columns), _aai_have (the database's), _aai_cast and _aai_widen
 * whose rows are statements, and what makes the client run them.
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_MERGE_SCRIPT_H
#define AAI_SINK_SQL_MERGE_SCRIPT_H

#include <stddef.h>

#include "aai-sink-sql/script.h"
#include "base/buf.h"

/* What is being made. */
struct merge_script {
	struct buf *out;
	const struct sql_plan *plan;
	size_t n; /* queries run so far */
};

/* Append the table's name with its schema. */
void merge_script_put_table(struct buf *out, const struct sql_plan *p,
    const char *name);

/* Append the making of _aai_want. */
void merge_script_put_wants(struct buf *out, const struct sql_plan *p);

/* Append the temporary tables that the queries need. */
void merge_script_prepare(struct buf *out, const struct sql_plan *p);

/* Fill _aai_have anew. */
void merge_script_inspect(struct merge_script *m);

/*
 * Fail where a table that is there has a root's key under the other of its two
 * names (see struct column): before anything is changed.
 */
void merge_script_check_roots(struct merge_script *m);

/*
 * Give columns whose names differ in case alone, over loads, the names that
 * they have in the database.
 */
void merge_script_find_names(struct merge_script *m);

/*
 * Before tables are made: forget the paths of columns that are not there any
 * more, and in a replace those of all its tables.
 */
void merge_script_forget_paths(struct merge_script *m);

/*
 * Give columns the names that their paths have in the database, and others that
 * have such a name, but for keys, another one.
 */
void merge_script_find_paths(struct merge_script *m);

/*
 * Fail where a column of the database has the values of another path than in
 * the load, or a path has another column, or a table lacks the path of a key:
 * what belongs apart would come into one table or column.  Else note the paths
 * that are new.
 */
void merge_script_check_paths(struct merge_script *m);

/* What _aai_want and _aai_have call integers that no double holds. */
#define SQL_LONG "long"

/*
 * See which columns of integers hold some that no double does, where doubles
 * come: those become decimals.
 */
void merge_script_find_longs(struct merge_script *m);

/*
 * How the column's values meet a type in the database: by the name of its own,
 * or SQL_LONG.
 */
const char *merge_script_wide_kind(const struct column *c);

/* The type in which integers of 64 bits and the column's doubles are exact. */
struct coltype merge_script_exact_type(const struct column *c);

/* Append the tables _aai_cast and _aai_widen. */
void merge_script_put_types(struct buf *out, const struct sql_dialect *d);

/* Columns that tables lack; types that are too narrow. */
void merge_script_add_columns(struct merge_script *m);
void merge_script_widen(struct merge_script *m);

/* The position of the table's nth key column (from 0). */
size_t merge_script_key_column(const struct table *t, size_t n);

/*
 * Have what is staged hold the last of the records of each root key: its rows
 * in the tables of the family of top, and none of the records before.
 */
void merge_script_keep_last(struct buf *out, const struct sql_plan *p,
    const struct sql_table *top);

/*
 * Deletions among what is staged.  Before keys are collected, those that mark
 * become the keys in _aai_marked_N, and nothing else; after it, the rows go
 * that they came after, and then they themselves.
 */
void merge_script_take_marks(struct merge_script *m);
void merge_script_take_deleted(struct merge_script *m);

/* Give tables of records the column that marks set, where they lack it. */
void merge_script_add_marks(struct merge_script *m);

/* After what was staged has become rows: set it for the marked keys. */
void merge_script_mark(struct merge_script *m);

/* Begin a query whose columns are k, a number > 0 to order by, and s, which is
 * a statement; end it and have the client run these. */
void merge_script_begin_query(struct merge_script *m);
void merge_script_end_query(struct merge_script *m);

/* Rows of the family of top that came before those of _aai_last go. */
void merge_script_drop_before(struct buf *out, const struct sql_plan *p,
    const struct sql_table *top);

/* The rows of the root keys in _aai_keys_N go, in all tables of families. */
void merge_script_delete(struct merge_script *m);

/* What was staged becomes rows. */
void merge_script_insert(struct merge_script *m);

#endif
