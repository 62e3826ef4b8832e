/* lookup: rows by the value of a column; see lookup.h. */
#include "aai-query/lookup.h"

#include <string.h>

#include "aai-query/collation.h"
#include "aai-query/table_set.h"
#include "base/buf.h"
#include "base/mem.h"

void
lookup_error(sqlite3 *db, int rc, struct error *e)
{
	switch (rc & 0xff) {
	case SQLITE_NOMEM:
		error_set(e, ERROR_LIMIT, "the query takes more memory than "
					  "--memory says");
		break;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		error_set(e, ERROR_OUTPUT,
		    "temporary files cannot be written: %s; TMPDIR says where "
		    "they are",
		    sqlite3_errmsg(db));
		break;
	case SQLITE_TOOBIG:
		error_set(e, ERROR_LIMIT, "a value or the query is too long: "
					  "%s", sqlite3_errmsg(db));
		break;
	default:
		error_set(e, ERROR_FAILED, "%s", sqlite3_errmsg(db));
		break;
	}
}

static int
check(struct lookup *l, int rc, struct error *e)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return 0;
	lookup_error(l->db, rc, e);
	return -1;
}

static int
prepare(struct lookup *l, struct buf *sql, sqlite3_stmt **to, struct error *e)
{
	char *text = buf_take(sql);
	int rc = sqlite3_prepare_v2(l->db, text, -1, to, NULL);

	mem_free(text);
	return check(l, rc, e);
}

/* The table and what puts rows into it. */
static int
make_table(struct lookup *l, enum type type, struct error *e)
{
	struct buf sql = buf_make(1 << 20);
	char *text;
	size_t i;
	int rc;

	buf_str(&sql, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
		      "CREATE TABLE t(r INTEGER");
	for (i = 0; i < l->ncolumns; i++)
		buf_printf(&sql, ", c%zu %s", i,
		    i == l->place ? table_set_type(type) : "");
	buf_str(&sql, "); BEGIN");
	text = buf_take(&sql);
	rc = check(l, sqlite3_exec(l->db, text, NULL, NULL, NULL), e);
	mem_free(text);
	if (rc == 0) {
		buf_str(&sql, "INSERT INTO t VALUES(?");
		for (i = 0; i < l->ncolumns; i++)
			buf_str(&sql, ",?");
		buf_str(&sql, ")");
		rc = prepare(l, &sql, &l->put, e);
	}
	if (rc == 0) {
		buf_printf(&sql, "CREATE INDEX k ON t(c%zu)", l->place);
		text = buf_take(&sql);
		rc = check(l, sqlite3_exec(l->db, text, NULL, NULL, NULL), e);
		mem_free(text);
	}
	buf_free(&sql);
	return rc;
}

int
lookup_open(struct lookup *l, size_t ncolumns, size_t place, enum type type,
    struct error *e)
{
	l->ncolumns = ncolumns;
	l->place = place;
	if (check(l, sqlite3_open("", &l->db), e) != 0 ||
	    check(l, collation_register(l->db), e) != 0)
		return -1;
	(void)sqlite3_limit(l->db, SQLITE_LIMIT_ATTACHED, 0);
	return make_table(l, type, e);
}

int
lookup_add(struct lookup *l, int64_t rowid, const struct sql_value *row,
    struct error *e)
{
	size_t i;
	int rc = sqlite3_bind_int64(l->put, 1, rowid);

	for (i = 0; rc == SQLITE_OK && i < l->ncolumns; i++)
		rc = sql_value_bind(&row[i], l->put, (int)i + 2);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(l->put);
	if (check(l, rc, e) != 0)
		return -1;
	return check(l, sqlite3_reset(l->put), e);
}

int
lookup_build(struct lookup *l, struct error *e)
{
	return check(l, sqlite3_exec(l->db, "COMMIT", NULL, NULL, NULL), e);
}

int
lookup_start(struct lookup *l, sqlite3_stmt **find, sqlite3_value *key,
    struct error *e)
{
	struct buf sql = buf_make(1 << 10);
	int rc = 0;

	if (*find == NULL) {
		buf_printf(&sql, "SELECT * FROM t WHERE c%zu = ?", l->place);
		rc = prepare(l, &sql, find, e);
		buf_free(&sql);
	}
	if (rc != 0)
		return -1;
	(void)sqlite3_reset(*find);
	return check(l, sqlite3_bind_value(*find, 1, key), e);
}

int
lookup_next(sqlite3_stmt *find, struct error *e)
{
	int rc = sqlite3_step(find);

	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		return rc == SQLITE_ROW;
	lookup_error(sqlite3_db_handle(find), rc, e);
	return -1;
}

sqlite3_value *
lookup_value(sqlite3_stmt *find, size_t column)
{
	return sqlite3_column_value(find, (int)column + 1);
}

int64_t
lookup_rowid(sqlite3_stmt *find)
{
	return sqlite3_column_int64(find, 0);
}

void
lookup_close(struct lookup *l)
{
	(void)sqlite3_finalize(l->put);
	(void)sqlite3_close(l->db);
	memset(l, 0, sizeof(*l));
}
