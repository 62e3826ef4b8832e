/* operand_check: text that would become a number; see operand_check.h. */
#include "aai-query/operand_check.h"

#include <stdio.h>
#include <string.h>

#include "aai-query/collation.h"
#include "aai-query/lookup.h"
#include "aai-query/sql_text.h"
#include "aai-query/value_flow.h"
#include "base/mem.h"
#include "base/num.h"

/* The affinity in a comparison's p5, and those of numbers. */
#define AFFINITY_MASK 0x47
#define AFFINITY_TEXT 0x42
#define AFFINITY_NUMBER 0x43

static int
name_length(const struct column *c)
{
	return c->name_len < 100 ? (int)c->name_len : 100;
}

/* The name of a column whose values are such, for messages. */
static const struct column *
name_column(const struct value_flow *c, uint64_t what)
{
	const struct column *column;
	size_t i;

	for (i = 0; i < c->code.n; i++) {
		column = value_flow_column(c, &c->code.ops[i]);
		if (column != NULL &&
		    (value_flow_of(column->type.type) & what) != 0)
			return column;
	}
	return NULL;
}

static int
refuse(const struct value_flow *c, uint64_t what, const char *where,
    struct error *e)
{
	const struct column *column;
	const char *kind = "text", *say = "CAST(... AS REAL)";

	if ((what & IS_DECIMAL) != 0) {
		what = IS_DECIMAL;
		kind = "an exact decimal";
	} else if ((what & IS_TIME) != 0) {
		what = IS_TIME;
		kind = "a time";
		say = "julianday(...) or unixepoch(...)";
	} else {
		what = IS_TEXT;
	}
	column = name_column(c, what);
	error_set(e, ERROR_USAGE,
	    "%s would make a number of '%.*s', which is %s: write %s", where,
	    column == NULL ? 1 : name_length(column),
	    column == NULL ? "?" : column->name, kind, say);
	return -1;
}

static int
refuse_comparison(const struct value_flow *c, struct error *e)
{
	const struct column *column = name_column(c, IS_DECIMAL);

	error_set(e, ERROR_USAGE,
	    "'%.*s' is an exact decimal, and is compared or sorted here as "
	    "something else: compare it with a number or another decimal as it "
	    "is, write COLLATE DECIMAL after it, or CAST(... AS REAL) on both "
	    "sides",
	    column == NULL ? 1 : name_length(column),
	    column == NULL ? "?" : column->name);
	return -1;
}

static bool
is_comparison(const struct bytecode_op *op)
{
	return bytecode_is(op, "Eq") || bytecode_is(op, "Ne") ||
	    bytecode_is(op, "Lt") || bytecode_is(op, "Le") ||
	    bytecode_is(op, "Gt") || bytecode_is(op, "Ge");
}

static bool
is_decimal_collation(const char *name)
{
	size_t len = strlen(COLLATION_DECIMAL);

	return strncmp(name, COLLATION_DECIMAL, len) == 0 &&
	    (name[len] == '\0' || name[len] == '-' || name[len] == ',' ||
		name[len] == ')');
}

static int
check_comparison(struct value_flow *c, size_t at, struct error *e)
{
	const struct bytecode_op *op = &c->code.ops[at];
	uint64_t a = value_flow_find(c, at, op->p1);
	uint64_t b = value_flow_find(c, at, op->p3), other;
	int affinity = op->p5 & AFFINITY_MASK;

	if (((a | b) & IS_DECIMAL) == 0)
		return 0;
	other = (a & IS_DECIMAL) != 0 ? b : a;
	if (!is_decimal_collation(op->p4) || affinity >= AFFINITY_NUMBER)
		return refuse_comparison(c, e);
	if ((a & b & IS_DECIMAL) != 0 || other == IS_STRING ||
	    (other == 0 && affinity == AFFINITY_TEXT))
		return 0;
	return refuse_comparison(c, e);
}

/* The collation of a key's field: of "k(2,B,-DECIMAL)" number 1 is the last. */
static const char *
key_collation(const char *p4, int field)
{
	const char *p = strchr(p4, ',');
	int i;

	if (strncmp(p4, "k(", 2) != 0)
		return NULL;
	for (i = 0; p != NULL && i < field; i++)
		p = strchr(p + 1, ',');
	if (p == NULL)
		return NULL;
	p++;
	p += *p == '-';
	return strncmp(p, "N.", 2) == 0 ? p + 2 : p;
}

/* What a cursor's rows are sorted by, as p4 has it, or NULL. */
static const char *
key_of(const struct value_flow *c, int cursor)
{
	const struct bytecode_op *op;
	size_t i;

	for (i = 0; i < c->code.n; i++) {
		op = &c->code.ops[i];
		if (op->p1 == cursor && (bytecode_is(op, "OpenEphemeral") ||
					    bytecode_is(op, "SorterOpen") ||
					    bytecode_is(op, "OpenAutoindex")))
			return op->p4;
	}
	return NULL;
}

/* The registers are compared with that key. */
static int
check_key(struct value_flow *c, size_t at, int first, int n, const char *key,
    struct error *e)
{
	const char *collation;
	int i;

	for (i = 0; key != NULL && i < n; i++) {
		collation = key_collation(key, i);
		if (collation != NULL &&
		    (value_flow_find(c, at, first + i) & IS_DECIMAL) != 0 &&
		    !is_decimal_collation(collation))
			return refuse_comparison(c, e);
	}
	return 0;
}

/* A record that goes to a sorted cursor. */
static int
check_insert(struct value_flow *c, size_t at, struct error *e)
{
	const struct bytecode_op *op = &c->code.ops[at];
	uint64_t records = value_flow_find(c, at, op->p2) & IS_ANY_RECORD;
	const char *key = key_of(c, op->p1);
	const struct bytecode_op *made;
	size_t i;

	for (i = 0; i < c->code.n; i++) {
		made = &c->code.ops[i];
		if (bytecode_is(made, "MakeRecord") &&
		    ((records & IS_RECORD(c->numbers[i])) != 0 ||
			(records == 0 && made->p3 == op->p2)) &&
		    check_key(c, i, made->p1, made->p2, key, e) != 0)
			return -1;
	}
	return 0;
}

/* Numbers are made of what is stored in these registers. */
static int
check_affinity(struct value_flow *c, size_t at, int first, int n,
    const char *affinities, struct error *e)
{
	int i;

	for (i = 0; i < n && affinities[i] != '\0'; i++)
		if (affinities[i] >= 'C' && affinities[i] <= 'F' &&
		    (value_flow_find(c, at, first + i) & IS_DECIMAL) != 0)
			return refuse_comparison(c, e);
	return 0;
}

static int
check_function(struct value_flow *c, size_t at, struct error *e)
{
	const struct bytecode_op *op = &c->code.ops[at];
	uint64_t args = value_flow_args(c, at);
	char name[64];

	(void)snprintf(name, sizeof(name), "%.*s()",
	    (int)strcspn(op->p4, "("), op->p4);
	if ((args & IS_STORED) != 0 && value_flow_is_numeric(op))
		return refuse(c, args, name, e);
	if ((args & IS_DECIMAL) == 0 || value_flow_takes_text(op))
		return 0;
	if ((strncmp(op->p4, "min(", 4) == 0 ||
		strncmp(op->p4, "max(", 4) == 0) &&
	    at > 0 && bytecode_is(&c->code.ops[at - 1], "CollSeq") &&
	    is_decimal_collation(c->code.ops[at - 1].p4) &&
	    strncmp(op->name, "Agg", 3) == 0)
		return 0;
	return refuse(c, IS_DECIMAL, name, e);
}

/* How many registers a key has, as p4 says. */
static int
count_key(const char *p4)
{
	uint64_t n;

	return num_u64(p4, strlen(p4), 0, VALUE_FLOW_RECORD, &n) ? (int)n : 0;
}

static int
check_op(struct value_flow *c, size_t at, struct error *e)
{
	const struct bytecode_op *op = &c->code.ops[at];
	uint64_t what;

	if (value_flow_is_arithmetic(op)) {
		what = value_flow_find(c, at, op->p1) |
		    value_flow_find(c, at, op->p2);
		return (what & IS_STORED) == 0 ? 0 :
		    refuse(c, what, "arithmetic", e);
	}
	if (bytecode_is(op, "BitNot"))
		return (value_flow_find(c, at, op->p1) & IS_STORED) == 0 ? 0 :
		    refuse(c, c->sum, "arithmetic", e);
	if (is_comparison(op))
		return check_comparison(c, at, e);
	if (bytecode_is(op, "Function") || bytecode_is(op, "PureFunc") ||
	    strncmp(op->name, "AggStep", 7) == 0)
		return check_function(c, at, e);
	if (bytecode_is(op, "Compare")) {
		return check_key(c, at, op->p1, op->p3, op->p4, e) != 0 ||
			check_key(c, at, op->p2, op->p3, op->p4, e) != 0 ?
		    -1 : 0;
	}
	if (bytecode_is(op, "IdxInsert") || bytecode_is(op, "SorterInsert"))
		return check_insert(c, at, e);
	if (bytecode_is(op, "Affinity"))
		return check_affinity(c, at, op->p1, op->p2, op->p4, e);
	if (bytecode_is(op, "MakeRecord"))
		return check_affinity(c, at, op->p1, op->p2, op->p4, e);
	if (bytecode_is(op, "Found") || bytecode_is(op, "NotFound") ||
	    bytecode_is(op, "NoConflict") ||
	    strncmp(op->name, "Seek", 4) == 0)
		return check_key(c, at, op->p3, count_key(op->p4),
		    key_of(c, op->p1), e);
	return 0;
}

/* Whether there is anything that could go wrong. */
static bool
is_suspect(const struct value_flow *c)
{
	const struct bytecode_op *op;
	size_t i;

	if (name_column(c, IS_DECIMAL) != NULL)
		return true;
	if (name_column(c, IS_STORED) == NULL)
		return false;
	for (i = 0; i < c->code.n; i++) {
		op = &c->code.ops[i];
		if (value_flow_is_arithmetic(op) ||
		    bytecode_is(op, "BitNot") ||
		    ((strncmp(op->name, "Agg", 3) == 0 ||
			 bytecode_is(op, "Function") ||
			 bytecode_is(op, "PureFunc")) &&
			value_flow_is_numeric(op)))
			return true;
	}
	return false;
}

static int
check_all(struct value_flow *c, struct error *e)
{
	size_t i;

	if (!is_suspect(c))
		return 0;
	if (c->code.unknown != NULL) {
		error_set(e, ERROR_USAGE,
		    "this SQLite, %s, runs the query by an instruction that "
		    "is not known here, %s, so that it is not sure that no "
		    "text becomes a number",
		    sqlite3_libversion(), c->code.unknown);
		return -1;
	}
	value_flow_follow(c);
	for (i = 0; i < c->code.n; i++)
		if (check_op(c, i, e) != 0)
			return -1;
	return 0;
}

int
operand_check(sqlite3 *db, const char *sql, const struct virtual_tables *all,
    struct error *e)
{
	struct value_flow *c = mem_new(1, sizeof(*c));
	int rc = value_flow_open(c, db, sql, all);

	if (rc == SQLITE_OK) {
		rc = check_all(c, e);
		if (rc == 0 && name_column(c, IS_DECIMAL) != NULL)
			rc = sql_text_check(sql, e);
	} else {
		lookup_error(db, rc, e);
		rc = -1;
	}
	value_flow_close(c);
	mem_free(c);
	return rc;
}
