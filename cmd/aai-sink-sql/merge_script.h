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

/* Append the temporary tables that the queries need. */
void merge_script_prepare(struct buf *out, const struct sql_plan *p);

/* Fill _aai_have anew. */
void merge_script_inspect(struct merge_script *m);

/* Columns that tables lack; types that are too narrow. */
void merge_script_add_columns(struct merge_script *m);
void merge_script_widen(struct merge_script *m);

/* The rows of the root keys in _aai_keys_N go, in all tables of families. */
void merge_script_delete(struct merge_script *m);

/* What was staged becomes rows. */
void merge_script_insert(struct merge_script *m);

#endif
