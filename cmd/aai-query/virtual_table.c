/* virtual_table: tables for SQLite; see virtual_table.h. */
#include "aai-query/virtual_table.h"

#include <string.h>

#include "aai-query/collation.h"
#include "aai-query/scan.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"

#define MODULE "aai"

/* Bytes of a file for a row, about, for what is only an estimate. */
#define ROW_BYTES 32.0

/* Tell SQLite what the table's columns are. */
static int
declare(sqlite3 *db, const struct set_table *t)
{
	sqlite3_str *sql = sqlite3_str_new(db);
	char *text;
	size_t i;
	int rc;

	sqlite3_str_appendall(sql, "CREATE TABLE x(");
	for (i = 0; i < t->ncolumns; i++)
		sqlite3_str_appendf(sql, "%s\"%w\" %s", i > 0 ? ", " : "",
		    t->columns[i],
		    table_set_type(t->shown->table->columns[i].type.type));
	if (t->ncolumns == 0)
		sqlite3_str_appendall(sql, "\"\" TEXT HIDDEN");
	sqlite3_str_appendall(sql, ")");
	text = sqlite3_str_finish(sql);
	rc = text == NULL ? SQLITE_NOMEM : sqlite3_declare_vtab(db, text);
	sqlite3_free(text);
	return rc;
}

static int
table_connect(sqlite3 *db, void *to, int argc, const char *const *argv,
    sqlite3_vtab **out, char **why)
{
	struct virtual_tables *v = to;
	struct virtual_table *t;
	uint64_t number;
	int rc;

	if (argc != 4 || !num_u64(argv[3], strlen(argv[3]), 0, v->set->n - 1,
			     &number)) {
		*why = sqlite3_mprintf("tables are made by the program alone");
		return SQLITE_ERROR;
	}
	rc = declare(db, &v->set->tables[number]);
	if (rc != SQLITE_OK)
		return rc;
	(void)sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
	t = mem_new(1, sizeof(*t));
	t->all = v;
	t->table = &v->set->tables[number];
	v->connected = mem_grow(v->connected, &v->connected_cap,
	    v->nconnected + 1, sizeof(*v->connected));
	v->connected[v->nconnected++] = t;
	*out = &t->base;
	return SQLITE_OK;
}

static int
table_disconnect(sqlite3_vtab *base)
{
	struct virtual_tables *v = ((struct virtual_table *)base)->all;
	size_t i;

	for (i = 0; i < v->nconnected; i++)
		if (&v->connected[i]->base == base)
			v->connected[i] = v->connected[--v->nconnected];
	scan_lookups_close(&((struct virtual_table *)base)->lookups);
	sqlite3_free(base->zErrMsg);
	mem_free(base);
	return SQLITE_OK;
}

/* Whether the condition compares as the column's bounds and index do. */
static bool
is_of_use(sqlite3_index_info *info, int i, const struct set_table *t)
{
	const struct sqlite3_index_constraint *c = &info->aConstraint[i];
	const char *collation = sqlite3_vtab_collation(info, i);
	const char *own = "BINARY";
	enum type type;

	if (!c->usable || c->iColumn < 0 ||
	    (size_t)c->iColumn >= t->ncolumns)
		return false;
	type = t->shown->table->columns[c->iColumn].type.type;
	if (c->op == SQLITE_INDEX_CONSTRAINT_ISNULL ||
	    c->op == SQLITE_INDEX_CONSTRAINT_ISNOTNULL)
		return type != TYPE_JSON;
	if (type == TYPE_JSON ||
	    (c->op != SQLITE_INDEX_CONSTRAINT_EQ &&
		c->op != SQLITE_INDEX_CONSTRAINT_GT &&
		c->op != SQLITE_INDEX_CONSTRAINT_GE &&
		c->op != SQLITE_INDEX_CONSTRAINT_LT &&
		c->op != SQLITE_INDEX_CONSTRAINT_LE))
		return false;
	if (type == TYPE_DECIMAL)
		own = COLLATION_DECIMAL;
	else if (type == TYPE_DATE || type == TYPE_TIMESTAMP)
		own = COLLATION_INSTANT;
	/* IN is checked against all its values at once by SQLite. */
	return sqlite3_stricmp(collation, own) == 0 &&
	    !(c->op == SQLITE_INDEX_CONSTRAINT_EQ &&
		sqlite3_vtab_in(info, i, -1));
}

/* Whether the value that a column is to be equal to changes with rows. */
static bool
is_joined(sqlite3_index_info *info, int i)
{
	sqlite3_value *value;

	return info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ &&
	    sqlite3_vtab_rhs_value(info, i, &value) != SQLITE_OK;
}

static void
estimate(sqlite3_index_info *info, const struct set_table *t, bool lookup,
    int equal, int ranges)
{
	double rows = (double)t->bytes / ROW_BYTES + 10;

	info->estimatedCost = rows;
	for (; equal > 0 && rows > 1; equal--)
		rows /= 20;
	for (; ranges > 0 && rows > 1; ranges--)
		rows /= 3;
	/* The table is read once and copied; then a row costs little. */
	if (lookup)
		info->estimatedCost = 50 + rows / 100;
	info->estimatedRows = (sqlite3_int64)rows + 1;
}

static int
table_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
	const struct set_table *t = ((struct virtual_table *)base)->table;
	struct sqlite3_index_constraint *c;
	sqlite3_str *plan = sqlite3_str_new(NULL);
	int i, n = 0, equal = 0, ranges = 0;

	info->idxNum = 0;
	sqlite3_str_appendf(plan, "%llu",
	    (unsigned long long)info->colUsed);
	for (i = 0; i < info->nConstraint; i++) {
		if (!is_of_use(info, i, t))
			continue;
		c = &info->aConstraint[i];
		info->aConstraintUsage[i].argvIndex = ++n;
		sqlite3_str_appendf(plan, " %d %d", c->iColumn, c->op);
		equal += c->op == SQLITE_INDEX_CONSTRAINT_EQ;
		ranges += c->op != SQLITE_INDEX_CONSTRAINT_EQ;
		if (info->idxNum == 0 && is_joined(info, i))
			info->idxNum = n;
	}
	estimate(info, t, info->idxNum != 0, equal, ranges);
	info->idxStr = sqlite3_str_finish(plan);
	info->needToFreeIdxStr = 1;
	return info->idxStr == NULL ? SQLITE_NOMEM : SQLITE_OK;
}

/* A cursor as SQLite has it. */
struct table_cursor {
	sqlite3_vtab_cursor base;
	struct scan scan;
};

static struct table_cursor *
to_cursor(sqlite3_vtab_cursor *base)
{
	return (struct table_cursor *)base;
}

static int
cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
	struct virtual_table *t = (struct virtual_table *)base;
	struct table_cursor *c = mem_new(1, sizeof(*c));

	scan_open(&c->scan, t->table, &t->lookups, t->all->stops);
	*out = &c->base;
	return SQLITE_OK;
}

static int
cursor_close(sqlite3_vtab_cursor *base)
{
	struct virtual_table *t = (struct virtual_table *)base->pVtab;
	struct table_cursor *c = to_cursor(base);

	t->all->nans += c->scan.nans;
	t->all->groups_passed += c->scan.filter.passed;
	scan_close(&c->scan);
	mem_free(c);
	return SQLITE_OK;
}

/* Leave the reason where the statement's runner finds it. */
static int
fail(sqlite3_vtab_cursor *base, const struct error *e)
{
	struct virtual_table *t = (struct virtual_table *)base->pVtab;

	t->all->error = *e;
	sqlite3_free(t->base.zErrMsg);
	t->base.zErrMsg = sqlite3_mprintf("%s", e->text);
	return SQLITE_ERROR;
}

/* The next number of a plan. */
static uint64_t
plan_number(const char **p)
{
	uint64_t n = 0;

	while (**p == ' ')
		++*p;
	for (; **p >= '0' && **p <= '9'; ++*p)
		n = n * 10 + (uint64_t)(**p - '0');
	return n;
}

static int
cursor_filter(sqlite3_vtab_cursor *base, int key, const char *plan, int argc,
    sqlite3_value **argv)
{
	struct scan *s = &to_cursor(base)->scan;
	uint64_t used = plan_number(&plan);
	size_t column, key_column = 0;
	struct error e;
	int i, op;

	scan_reset(s);
	for (i = 0; i < argc; i++) {
		column = (size_t)plan_number(&plan);
		op = (int)plan_number(&plan);
		if (i + 1 == key)
			key_column = column;
		group_filter_add(&s->filter,
		    &s->table->shown->table->columns[column], op, argv[i]);
	}
	if (scan_start(s, used, key > 0 ? argv[key - 1] : NULL, key_column,
		&e) != 0)
		return fail(base, &e);
	return SQLITE_OK;
}

static int
cursor_next(sqlite3_vtab_cursor *base)
{
	struct error e;

	return scan_next(&to_cursor(base)->scan, &e) != 0 ? fail(base, &e) :
							    SQLITE_OK;
}

static int
cursor_eof(sqlite3_vtab_cursor *base)
{
	return to_cursor(base)->scan.end;
}

static int
cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int column)
{
	struct error e;

	if (scan_column(&to_cursor(base)->scan, (size_t)column, to, &e) == 0)
		return SQLITE_OK;
	sqlite3_result_error(to, e.text, -1);
	return fail(base, &e);
}

static int
cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *to)
{
	*to = scan_rowid(&to_cursor(base)->scan);
	return SQLITE_OK;
}

static const sqlite3_module module = {
	.iVersion = 0,
	.xCreate = table_connect,
	.xConnect = table_connect,
	.xBestIndex = table_best_index,
	.xDisconnect = table_disconnect,
	.xDestroy = table_disconnect,
	.xOpen = cursor_open,
	.xClose = cursor_close,
	.xFilter = cursor_filter,
	.xNext = cursor_next,
	.xEof = cursor_eof,
	.xColumn = cursor_column,
	.xRowid = cursor_rowid,
};

static int
create(sqlite3 *db, const char *name, size_t number, struct error *e)
{
	char *sql = sqlite3_mprintf(
	    "CREATE VIRTUAL TABLE \"%w\" USING " MODULE "(%llu)", name,
	    (unsigned long long)number);
	int rc = sql == NULL ? SQLITE_NOMEM :
			       sqlite3_exec(db, sql, NULL, NULL, NULL);

	sqlite3_free(sql);
	if (rc == SQLITE_OK)
		return 0;
	error_set(e, ERROR_FAILED, "table '%s': %s", name, sqlite3_errmsg(db));
	return -1;
}

int
virtual_tables_register(
    struct virtual_tables *v, sqlite3 *db, struct error *e)
{
	const struct set_table *t;
	size_t i;

	if (sqlite3_create_module(db, MODULE, &module, v) != SQLITE_OK) {
		error_set(e, ERROR_FAILED, "%s", sqlite3_errmsg(db));
		return -1;
	}
	for (i = 0; i < v->set->n; i++) {
		t = &v->set->tables[i];
		if (create(db, t->name, i, e) != 0 ||
		    (t->alias != NULL && create(db, t->alias, i, e) != 0))
			return -1;
	}
	return 0;
}

void
virtual_tables_forget(struct virtual_tables *v)
{
	size_t i;

	for (i = 0; i < v->nconnected; i++)
		scan_lookups_close(&v->connected[i]->lookups);
}

void
virtual_tables_close(struct virtual_tables *v)
{
	mem_free(v->connected);
	memset(v, 0, sizeof(*v));
}
