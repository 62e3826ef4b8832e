/*
 * name: identifiers and literals in SQL, and what a database can call things.
 *
 * Identifiers are always quoted, so reserved words are names as others.  A
 * name that the database would cut, take for another (SQLite and DuckDB fold
 * case), or not take at all, gets a new one: its start, and eight hex digits
 * of its hash.
 *
 * Format facts: PostgreSQL 15, 4.1.1 (63 bytes) and 5.5 (system columns).
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_NAME_H
#define AAI_SINK_SQL_NAME_H

#include <stddef.h>

#include "aai-sink-sql/sql.h"
#include "base/buf.h"
#include "base/map.h"

/* The names of one scope: the tables of a schema, the columns of a table. */
struct sql_names {
	const struct sql_dialect *dialect;
	struct map folded; /* names given out, as the database compares them */
	char **names;      /* owned; by the order of being given out */
	size_t cap;
};

/*
 * What the database calls the thing of that name; valid until
 * sql_names_free().  Every call gives out another name.
 */
const char *sql_names_add(struct sql_names *n, const char *name, size_t len);

/* What it is called where that is another's name; the caller frees it. */
char *sql_name_apart(const struct sql_dialect *d, const char *name,
    size_t len) MUST_CHECK;

/* The same where it is that of a column of another path. */
char *sql_name_further(const struct sql_dialect *d, const char *name,
    size_t len, const char *path) MUST_CHECK;

void sql_names_free(struct sql_names *n);

/* Append "name". */
void sql_put_name(struct buf *out, const char *name);

/* Append 'text', for text without control bytes. */
void sql_put_literal(struct buf *out, const char *text, size_t len);

/* The same of a string, and of the text that a buffer holds. */
void sql_put_string(struct buf *out, const char *s);
void sql_put_text(struct buf *out, const struct buf *text);

#endif
