/*
 * sql: what is common to the modules that write SQL scripts.
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_SQL_H
#define AAI_SINK_SQL_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-sink-sql/dialect.h"
#include "base/cc.h"
#include "base/opt.h"

/* What happens to the rows that are there. */
enum sql_mode {
	SQL_MERGE,   /* those of the root keys that arrive are replaced */
	SQL_APPEND,  /* they stay */
	SQL_REPLACE, /* all of the tables that arrive go */
};

/* What becomes of records that the source has no more. */
enum sql_on_delete {
	SQL_DELETE_REPORT, /* they are counted */
	SQL_DELETE_MARK,   /* their column SQL_DELETED says so */
	SQL_DELETE_REMOVE, /* their rows go, in all tables */
};

#define SQL_DELETED "deleted"

struct sql_options {
	const struct sql_dialect *dialect;
	enum sql_mode mode;
	enum sql_on_delete on_delete; /* in a merge */
	const char *schema;  /* the tables' schema, or NULL; borrowed */
	bool nul_replace;    /* U+FFFD for what the database cannot hold */
	const struct opt_list *root_keys; /* plain names of roots' keys that
					     the database has; borrowed */
	uint64_t memory;     /* bytes of rows that may wait */
	const char *program; /* name and version, for the load table */
};

#endif
