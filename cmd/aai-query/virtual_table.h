/*
 * virtual_table: the tables of a set as virtual tables of SQLite.
 *
 * Columns that a query does not use are not read.  Conditions that compare a
 * column with what is known beforehand pass over row groups (group_filter);
 * those that compare it with other tables' columns look rows up, from the
 * second time on (lookup).  SQLite checks every condition itself.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_VIRTUAL_TABLE_H
#define AAI_QUERY_VIRTUAL_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "aai-query/scan.h"
#include "aai-query/table_set.h"
#include "base/error.h"

struct virtual_tables;

/* A table as SQLite has it. */
struct virtual_table {
	sqlite3_vtab base;
	struct virtual_tables *all;
	const struct set_table *table;
	struct scan_lookups lookups; /* of the statement that runs */
};

/* What all tables of a connection share.  A zeroed struct may be closed. */
struct virtual_tables {
	const struct table_set *set; /* borrowed */
	struct virtual_table **connected; /* each SQLite's; the list is owned */
	size_t nconnected;
	size_t connected_cap;
	bool (*stops)(void); /* whether a query is to end now */
	struct error error; /* why reading a table failed; kind 0: it did not */
	uint64_t nans;      /* values that became null */
	uint64_t groups_passed; /* row groups that were not read */
};

/*
 * Make each table of the set one of the connection, under its name and its
 * short name.  v must live as long as the connection.  -1 with *e.
 */
int virtual_tables_register(struct virtual_tables *v, sqlite3 *db,
    struct error *e) MUST_CHECK;

/* A statement is done: what its tables kept for it goes. */
void virtual_tables_forget(struct virtual_tables *v);

/* The connection is closed. */
void virtual_tables_close(struct virtual_tables *v);

#endif
