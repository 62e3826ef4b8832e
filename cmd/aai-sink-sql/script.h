/*
 * script: an SQL script that loads a stream of rows, for the database's own
 * client.
 *
 * Rows go into staging tables first, each with the number of its record: how
 * many rows of tables without a parent came before it.  Once the stream has
 * ended well, one transaction makes the tables, gives them the columns and
 * the wider types that they lack, removes and inserts rows, and notes the
 * load; a script that is cut has not begun it.  What a database has is seen
 * by the database alone, so statements that depend on it are made by queries
 * and then run (psql's \gexec; a file that the clients of SQLite and DuckDB
 * read).
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_SCRIPT_H
#define AAI_SINK_SQL_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-sink-sql/name.h"
#include "aai-sink-sql/sql.h"
#include "base/buf.h"
#include "stream/end.h"
#include "table/schema.h"

/* A table of the stream in the database. */
struct sql_table {
	const struct table *table; /* the stream's */
	size_t number;             /* of its staging table */
	const char *name;          /* what the database calls it */
	struct sql_names columns;  /* what it calls the columns */
	size_t ncolumns;           /* of them, named and staged */
	enum type *types; /* owned: as they were when rows were staged */
	/*
	 * Its family, by numbers of tables: the one at the top (itself, or an
	 * ancestor); of a top, the first of its members; the next member, or
	 * SIZE_MAX.
	 */
	size_t top, members, next;
	size_t nroot;     /* key columns that the family shares */
	uint64_t rows;    /* staged */
	uint64_t deleted; /* of them, those of deletions */
};

/* All that the end of a script is made from. */
struct sql_plan {
	const struct sql_options *options;
	const struct schema *schema;
	struct sql_table *const *tables;
	size_t ntables;
	const struct end *end; /* with its members, or zero */
	bool counted;          /* there was an end record */
	uint64_t records;
	uint64_t content; /* hash of the stream */
	bool deletions;   /* some rows are of these */
	bool whole;       /* the rows of a record came together */
	bool tops_first;  /* records' own rows came before those of their
			     lists, so that these have the next number */
	/*
	 * A folder that the client of SQLite or DuckDB makes and removes.
	 * Nobody else can know its name beforehand, so that whoever may write
	 * to /tmp has no way to put statements of their own there.
	 */
	char folder[48];
};

/*
 * The name that column number i of the table asks for: its own, or the plain
 * one of a root's key where the options say so.  Borrowed from the table.
 */
const char *sql_root_name(
    const struct sql_options *o, const struct table *t, size_t i);

/* Append the start of a script. */
void script_begin(struct buf *out, const struct sql_options *o);

/* Append the making of a staging table for the columns named by now. */
void script_stage(
    struct buf *out, const struct sql_options *o, const struct sql_table *t);

/*
 * Append what brings a staging table that had only the first n columns, and
 * whose columns had the types in t->types, up to the table as it is.
 */
void script_restage(struct buf *out, const struct sql_options *o,
    const struct sql_table *t, size_t n);

/* Append what stands before a run of rows, between them, and after it. */
void script_open_rows(
    struct buf *out, const struct sql_options *o, const struct sql_table *t);
void script_between_rows(struct buf *out, const struct sql_options *o);
void script_close_rows(struct buf *out, const struct sql_options *o);

/* Append the note that the record whose own row is staged next, in that table,
 * is there no more; first: of all such notes. */
void script_deleted(struct buf *out, const struct sql_table *t,
    uint64_t record, bool first);

/* Append the transaction that loads what was staged, and the end. */
void script_finish(struct buf *out, const struct sql_plan *plan);

/* Append what makes the client fail, for a stream that did not end well. */
void script_abandon(struct buf *out);

#endif
