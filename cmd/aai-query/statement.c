/* statement: runs SQL; see statement.h. */
#include "aai-query/statement.h"

#include <string.h>

#include "aai-query/sql_text.h"
#include "aai-query/operand_check.h"
#include "base/mem.h"

static int
step_all(struct database *d, sqlite3_stmt *s, struct result *r,
    struct error *e)
{
	int rc = sqlite3_step(s), written;

	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		database_error(d, rc, e);
		return -1;
	}
	written = result_begin(r, s, rc == SQLITE_ROW, e);
	while (written == 0 && rc == SQLITE_ROW) {
		written = result_row(r, s, e);
		if (written == 0)
			rc = sqlite3_step(s);
	}
	if (written == 0)
		written = result_end(r, e);
	if (written == 0 && rc != SQLITE_DONE) {
		database_error(d, rc, e);
		return -1;
	}
	return written;
}

/* That the statement's numbers and texts are what they are meant to be. */
static int
check(struct database *d, sqlite3_stmt *s, struct error *e)
{
	if (sqlite3_stmt_isexplain(s))
		return 0;
	return operand_check(d->db, sqlite3_sql(s), &d->tables, e);
}

/* Run the statement at *sql, and go on to the next. */
static int
run_one(struct database *d, const char **sql, struct result *r,
    struct error *e)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(d->db, *sql, -1, &s, sql);

	if (rc != SQLITE_OK) {
		database_error(d, rc, e);
		return -1;
	}
	if (s == NULL)
		return 0;
	if (sqlite3_column_count(s) == 0 || !sqlite3_stmt_readonly(s)) {
		error_set(e, ERROR_USAGE, "a query only reads, and this "
					  "statement gives no rows");
		(void)sqlite3_finalize(s);
		return -1;
	}
	rc = check(d, s, e);
	if (rc == 0) {
		rc = step_all(d, s, r, e);
		result_close(r);
	}
	(void)sqlite3_finalize(s);
	virtual_tables_forget(&d->tables);
	return rc;
}

/* A query that answers a command; the caller frees it. */
static char *
answer_tables(const struct table_set *set)
{
	sqlite3_str *sql = sqlite3_str_new(NULL);
	const struct set_table *t;
	char *text, *copy;
	size_t i;

	sqlite3_str_appendall(sql, "SELECT column1 AS \"table\", column2 AS "
				   "short, column3 AS columns, column4 AS "
				   "bytes FROM (VALUES(0,0,0,0)");
	for (i = 0; i < set->n; i++) {
		t = &set->tables[i];
		sqlite3_str_appendf(sql, ",(%Q,%Q,%llu,%llu)", t->name,
		    t->alias, (unsigned long long)t->ncolumns,
		    (unsigned long long)t->bytes);
	}
	sqlite3_str_appendall(sql, ") LIMIT -1 OFFSET 1");
	text = sqlite3_str_finish(sql);
	copy = mem_str(text == NULL ? "" : text);
	sqlite3_free(text);
	return copy;
}

/* The columns of the table of that name; of all where it is "". */
static char *
answer_schema(const struct table_set *set, const char *name)
{
	sqlite3_str *sql = sqlite3_str_new(NULL);
	const struct set_table *t;
	char *text, *copy;
	size_t i, k;

	sqlite3_str_appendall(sql, "SELECT column1 AS \"table\", column2 AS "
				   "\"column\", column3 AS type FROM "
				   "(VALUES(0,0,0)");
	for (i = 0; i < set->n; i++) {
		t = &set->tables[i];
		if (name[0] != '\0' && sqlite3_stricmp(name, t->name) != 0 &&
		    sqlite3_stricmp(name, t->alias) != 0)
			continue;
		for (k = 0; k < t->ncolumns; k++)
			sqlite3_str_appendf(sql, ",(%Q,%Q,%Q)", t->name,
			    t->columns[k],
			    type_name(t->shown->table->columns[k].type.type));
	}
	sqlite3_str_appendall(sql, ") LIMIT -1 OFFSET 1");
	text = sqlite3_str_finish(sql);
	copy = mem_str(text == NULL ? "" : text);
	sqlite3_free(text);
	return copy;
}

/* Run the command on the line at *sql, and go on to the next line. */
static int
run_command(struct database *d, const char **sql, struct result *r,
    struct error *e)
{
	size_t len = strcspn(*sql, " \t\r\n;");
	const char *arg = *sql + len + strspn(*sql + len, " \t");
	size_t arg_len = strcspn(arg, " \t\r\n;");
	char *word = mem_dup(*sql, len), *name = mem_dup(arg, arg_len);
	char *query = NULL;
	const char *p;
	int rc = -1;

	if (strcmp(word, ".tables") == 0)
		query = answer_tables(d->tables.set);
	else if (strcmp(word, ".schema") == 0)
		query = answer_schema(d->tables.set, name);
	else
		error_set(e, ERROR_USAGE,
		    "there is no command %.40s: there are .tables and .schema",
		    word);
	p = query;
	if (query != NULL)
		rc = run_one(d, &p, r, e);
	*sql = arg + arg_len;
	mem_free(word);
	mem_free(name);
	mem_free(query);
	return rc;
}

int
statement_run(struct database *d, const char *sql, struct result *r,
    struct error *e)
{
	int rc = 0;

	for (;;) {
		sql = sql_text_start(sql);
		if (rc != 0 || *sql == '\0')
			return rc;
		rc = *sql == '.' ? run_command(d, &sql, r, e) :
				   run_one(d, &sql, r, e);
	}
}
