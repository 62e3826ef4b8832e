/*
 * finish: statements that depend on what the database has.  Private to the
 * sql layer; script.h is for others.
 *
 * Each function appends a query over the temporary tables _aai_want (the
 * stream's columns), _aai_have (the database's), _aai_cast and _aai_widen
 * whose rows are statements, and what makes the client run them.
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_FINISH_H
#define AAI_SINK_SQL_FINISH_H

#include <stddef.h>

#include "aai-sink-sql/script.h"
#include "base/buf.h"

/* What is being made. */
struct maker {
	struct buf *out;
	const struct sql_plan *plan;
	size_t n; /* queries run so far */
};

/* Append the temporary tables that the queries need. */
void finish_prepare(struct buf *out, const struct sql_plan *p);

/* Fill _aai_have anew. */
void finish_look(struct maker *m);

/* Columns that tables lack; types that are too narrow. */
void finish_add_columns(struct maker *m);
void finish_widen(struct maker *m);

/* The rows of the root keys in _aai_keys_N go, in all tables of families. */
void finish_delete(struct maker *m);

/* What was staged becomes rows. */
void finish_insert(struct maker *m);

#endif
