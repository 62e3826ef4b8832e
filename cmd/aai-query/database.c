/* database: a connection that only reads; see database.h. */
#include "aai-query/database.h"

#include <stdio.h>
#include <string.h>

#include "aai-query/collation.h"
#include "aai-query/lookup.h"
#include "aai-query/suggestion.h"
#include "aai-query/text_group.h"
#include "base/cc.h"
#include "io/sig.h"

/* Instructions of SQLite between two looks for a signal. */
#define STOP_EVERY 1000

/* The part of the memory that is for what is sorted, and so on. */
#define CACHE_SHARE 8

static bool
is_in(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (name != NULL && sqlite3_stricmp(name, *list) == 0)
			return true;
	return false;
}

/* What statements may do: read. */
static int
authorize(void *to, int action, const char *a, const char *b,
    const char *database, const char *trigger)
{
	static const char *const pragmas[] = { "table_info", "table_xinfo",
		"table_list", "function_list", "collation_list",
		"compile_options", "database_list", NULL };
	static const char *const functions[] = { "load_extension",
		"fts3_tokenizer", NULL };
	struct database *d = to;

	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		if (!is_in(b, functions))
			return SQLITE_OK;
		d->refused = "call that function";
		return SQLITE_DENY;
	case SQLITE_PRAGMA:
		if (is_in(a, pragmas))
			return SQLITE_OK;
		d->refused = "set or ask that PRAGMA";
		return SQLITE_DENY;
	case SQLITE_ATTACH:
		d->refused = "attach a file";
		return SQLITE_DENY;
	default:
		d->refused = "change anything";
		return SQLITE_DENY;
	}
}

static bool
is_stopped(void)
{
	return sig_stopped() != 0;
}

static int
stop(void *to)
{
	struct database *d = to;

	return d->tables.stops();
}

static int
set_up(struct database *d, size_t memory)
{
	char *sql;
	int rc;

	(void)sqlite3_db_config(d->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(
	    d->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	(void)sqlite3_db_config(
	    d->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_limit(d->db, SQLITE_LIMIT_ATTACHED, 0);
	(void)sqlite3_limit(d->db, SQLITE_LIMIT_LENGTH,
	    memory > INT32_MAX ? INT32_MAX : (int)memory);
	/* Tables that functions make are known before nothing may be made. */
	sql = sqlite3_mprintf("PRAGMA temp_store = FILE;"
			      "PRAGMA cache_size = -%llu;"
			      "SELECT 1 FROM json_each('[]'), json_tree('[]'),"
			      "pragma_table_info('x')",
	    (unsigned long long)(memory / CACHE_SHARE / 1024));
	rc = sql == NULL ? SQLITE_NOMEM :
			   sqlite3_exec(d->db, sql, NULL, NULL, NULL);
	sqlite3_free(sql);
	if (rc == SQLITE_OK)
		rc = text_group_register(d->db);
	return rc == SQLITE_OK ? collation_register(d->db) : rc;
}

int
database_open(struct database *d, const struct table_set *set, size_t memory,
    struct error *e)
{
	int rc;

	memset(d, 0, sizeof(*d));
	d->tables.set = set;
	d->tables.stops = is_stopped;
	(void)sqlite3_hard_heap_limit64((sqlite3_int64)(memory < INT64_MAX ?
		memory : INT64_MAX));
	rc = sqlite3_open_v2(":memory:", &d->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (rc == SQLITE_OK)
		rc = set_up(d, memory);
	if (rc != SQLITE_OK) {
		lookup_error(d->db, rc, e);
		return -1;
	}
	if (virtual_tables_register(&d->tables, d->db, e) != 0)
		return -1;
	(void)sqlite3_set_authorizer(d->db, authorize, d);
	sqlite3_progress_handler(d->db, STOP_EVERY, stop, d);
	return 0;
}

void
database_error(struct database *d, int rc, struct error *e)
{
	const char *text = sqlite3_errmsg(d->db);

	if (d->tables.error.kind != ERROR_NONE) {
		*e = d->tables.error;
	} else if (d->refused != NULL) {
		error_set(e, ERROR_USAGE,
		    "a query only reads, and may not do this: %s", d->refused);
	} else if ((rc & 0xff) == SQLITE_INTERRUPT) {
		error_set(e, ERROR_FAILED, "interrupted");
	} else if ((rc & 0xff) == SQLITE_ERROR) {
		error_set(e, ERROR_USAGE, "%s", text);
		suggestion_put(d->tables.set, text, e);
	} else {
		lookup_error(d->db, rc, e);
	}
	d->tables.error.kind = ERROR_NONE;
	d->refused = NULL;
}

void
database_close(struct database *d)
{
	(void)sqlite3_close(d->db);
	virtual_tables_close(&d->tables);
	memset(d, 0, sizeof(*d));
}

const char *const *
database_libraries(void)
{
	static char version[64];
	static const char *list[2];

	(void)snprintf(version, sizeof(version), "SQLite %s",
	    sqlite3_libversion());
	list[0] = version;
	return list;
}
