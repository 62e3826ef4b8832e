/* value_flow: where a statement's values come from; see value_flow.h. */
#include "aai-query/value_flow.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"

/* The affinity of text in a CAST. */
#define AFFINITY_TEXT 0x42

#define FUNCTION_ARGS_MAX 32

static void
add_writer(void *to, size_t writer)
{
	struct value_flow *c = to;

	c->sum |= c->made[c->base[writer] +
	    (size_t)(c->reg - c->code.ops[writer].first)];
}

/* What the instruction at may find in the register. */
uint64_t
value_flow_find(struct value_flow *c, size_t at, int reg)
{
	c->sum = 0;
	c->reg = reg;
	bytecode_writers(&c->code, at, reg, add_writer, c);
	return c->sum;
}

unsigned
value_flow_of(enum type type)
{
	switch (type) {
	case TYPE_DECIMAL:
		return IS_DECIMAL;
	case TYPE_DATE:
	case TYPE_TIMESTAMP:
		return IS_TIME;
	case TYPE_TEXT:
	case TYPE_JSON:
	case TYPE_NONE:
		return IS_TEXT;
	case TYPE_BOOL:
	case TYPE_BIGINT:
	case TYPE_DOUBLE:
	default:
		return 0;
	}
}

/* The column that the instruction reads of one of our tables, or NULL. */
const struct column *
value_flow_column(const struct value_flow *c, const struct bytecode_op *op)
{
	const struct virtual_table *t;

	if (!bytecode_is(op, "VColumn") || op->p1 >= c->ncursors)
		return NULL;
	t = c->cursors[op->p1].table;
	return t == NULL || op->p2 < 0 ||
			(size_t)op->p2 >= t->table->ncolumns ?
	    NULL : &t->table->shown->table->columns[op->p2];
}

/* Whether the name of "name(2)" is in the list. */
static bool
is_called(const struct bytecode_op *op, const char *const *list)
{
	size_t len = strcspn(op->p4, "(");

	for (; *list != NULL; list++)
		if (strlen(*list) == len && strncmp(*list, op->p4, len) == 0)
			return true;
	return false;
}

/* What a function gives back is one of what it is given. */
static const char *const passing[] = { "min", "max", "first_value",
	"last_value", "nth_value", "lag", "lead", "substr", "substring",
	"trim", "ltrim", "rtrim", "replace", "likely", "unlikely",
	"likelihood", "coalesce", "ifnull", NULL };

/* Functions that take decimals as the text that they are. */
static const char *const texts[] = { "typeof", "length", "quote", "json_array",
	"json_object", "json_quote", "json_group_array", "json_group_object",
	"group_concat", "string_agg", "instr", "like", "glob", "hex", "upper",
	"lower", "count", "first_value", "last_value", "nth_value", "lag",
	"lead", "substr", "substring", "trim", "ltrim", "rtrim", "replace",
	"likely", "unlikely", "likelihood", "coalesce", "ifnull", "row_number",
	"rank", "dense_rank", "percent_rank", "cume_dist", "ntile", NULL };

/* Functions of numbers, which make one of any text. */
static const char *const numeric[] = { "sum", "avg", "total", "abs", "round",
	"sign", "ceil", "ceiling", "floor", "trunc", "sqrt", "pow", "power",
	"mod", "exp", "ln", "log", "log10", "log2", "sin", "cos", "tan",
	"asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh",
	"acosh", "atanh", "degrees", "radians", NULL };

bool
value_flow_is_numeric(const struct bytecode_op *op)
{
	return is_called(op, numeric);
}

bool
value_flow_takes_text(const struct bytecode_op *op)
{
	return is_called(op, texts);
}

/* How many arguments: "name(2)"; of any number as many as there might be. */
static int
count_args(const struct bytecode_op *op)
{
	const char *p = strchr(op->p4, '(');
	uint64_t n;

	if (strncmp(op->name, "Agg", 3) == 0)
		return op->p5;
	return p != NULL && p[1] != '-' && strlen(p) > 2 &&
			num_u64(p + 1, strlen(p) - 2, 0, 127, &n) ?
	    (int)n : FUNCTION_ARGS_MAX;
}

/* Note the latest writer before an instruction. */
struct latest {
	size_t at;
	size_t writer;
	bool found;
};

static void
note_latest(void *to, size_t writer)
{
	struct latest *l = to;

	if (writer < l->at && (!l->found || writer > l->writer)) {
		l->writer = writer;
		l->found = true;
	}
}

/*
 * What the arguments of the function may be.  Of how many there are is not
 * known, those count that were made after the first one.
 */
uint64_t
value_flow_args(struct value_flow *c, size_t at)
{
	const struct bytecode_op *op = &c->code.ops[at];
	struct latest first = { at, 0, false }, l;
	int i, n = count_args(op);
	uint64_t sum = 0;

	bytecode_writers(&c->code, at, op->p2, note_latest, &first);
	for (i = 0; i < n; i++) {
		l = (struct latest){ at, 0, false };
		if (i > 0 && n == FUNCTION_ARGS_MAX) {
			bytecode_writers(&c->code, at, op->p2 + i,
			    note_latest, &l);
			if (!l.found || (first.found && l.writer <
							first.writer))
				continue;
		}
		sum |= value_flow_find(c, at, op->p2 + i);
	}
	return sum;
}

/* What a function's result, or a step's, may be. */
static uint64_t
function_result(struct value_flow *c, size_t at)
{
	const struct bytecode_op *op = &c->code.ops[at];
	uint64_t args = value_flow_args(c, at);

	if (is_called(op, passing))
		return args;
	if (value_flow_is_numeric(op))
		return IS_COMPUTED;
	return value_flow_takes_text(op) ? 0 : IS_COMPUTED;
}

bool
value_flow_is_arithmetic(const struct bytecode_op *op)
{
	static const char *const names[] = { "Add", "Subtract", "Multiply",
		"Divide", "Remainder", "BitAnd", "BitOr", "ShiftLeft",
		"ShiftRight", NULL };
	const char *const *name = names;

	while (*name != NULL && !bytecode_is(op, *name))
		name++;
	return *name != NULL;
}

/* Take in what else may be there. */
static void
add(struct value_flow *c, uint64_t *to, uint64_t what)
{
	c->changed = c->changed || (what & ~*to) != 0;
	*to |= what;
}

/* A record's fields, from the registers that it is made of. */
static void
note_record(struct value_flow *c, size_t at)
{
	const struct bytecode_op *op = &c->code.ops[at];
	int i;

	for (i = 0; i < op->p2 && i < VALUE_FLOW_RECORD; i++)
		add(c, &c->fields[c->numbers[at]][i],
		    value_flow_find(c, at, op->p1 + i));
}

/* The records that a cursor's rows are. */
static uint64_t
rows_of(const struct value_flow *c, int cursor)
{
	return cursor < 0 || cursor >= c->ncursors ?
	    IS_ANY_RECORD : c->cursors[cursor].records;
}

static void
add_rows(struct value_flow *c, int cursor, uint64_t what)
{
	if (cursor >= 0 && cursor < c->ncursors)
		add(c, &c->cursors[cursor].records, what & IS_ANY_RECORD);
}

/* What an instruction puts into a cursor, if it does. */
static void
note_rows(struct value_flow *c, size_t at)
{
	const struct bytecode_op *op = &c->code.ops[at];
	uint64_t rows;

	if (bytecode_is(op, "Insert") || bytecode_is(op, "IdxInsert") ||
	    bytecode_is(op, "SorterInsert")) {
		rows = value_flow_find(c, at, op->p2) & IS_ANY_RECORD;
		add_rows(c, op->p1, rows);
	} else if (bytecode_is(op, "SorterData")) {
		/* The cursor p3 reads the register. */
		add_rows(c, op->p3, rows_of(c, op->p1));
	} else if (bytecode_is(op, "OpenDup")) {
		add_rows(c, op->p1, rows_of(c, op->p2));
		add_rows(c, op->p2, rows_of(c, op->p1));
	}
}

/* The cursor's only row is what is in the register, whoever wrote it. */
static void
note_pseudo(struct value_flow *c, int cursor, int reg)
{
	const struct bytecode_op *op;
	size_t i;

	for (i = 0; i < c->code.n; i++) {
		op = &c->code.ops[i];
		if (reg >= op->first && reg < op->first + op->count)
			add_rows(c, cursor, c->made[c->base[i] +
				(size_t)(reg - op->first)]);
	}
}

/* What a field of a cursor's rows may be. */
static uint64_t
field_of(const struct value_flow *c, int cursor, int field)
{
	uint64_t sum = 0, rows = rows_of(c, cursor);
	int i;

	if (field < 0 || field >= VALUE_FLOW_RECORD)
		return IS_STORED | IS_ANY_RECORD;
	for (i = 0; i < VALUE_FLOW_RECORDS; i++)
		if ((rows & IS_RECORD(i)) != 0)
			sum |= c->fields[i][field];
	return sum;
}

/* What the instruction's result in that one of its registers may be. */
static uint64_t
result_of(struct value_flow *c, size_t at, int number)
{
	const struct bytecode_op *op = &c->code.ops[at];
	const struct column *column = value_flow_column(c, op);

	if (column != NULL)
		return value_flow_of(column->type.type);
	if (bytecode_is(op, "Column"))
		return field_of(c, op->p1, op->p2);
	if (bytecode_is(op, "MakeRecord"))
		return IS_RECORD(c->numbers[at]);
	if (bytecode_is(op, "RowData") || bytecode_is(op, "SorterData"))
		return rows_of(c, op->p1);
	if (bytecode_is(op, "SCopy") || bytecode_is(op, "Copy") ||
	    bytecode_is(op, "Move"))
		return value_flow_find(c, at, op->p1 + number);
	if (bytecode_is(op, "Concat"))
		return (value_flow_find(c, at, op->p1) |
			   value_flow_find(c, at, op->p2)) & IS_DECIMAL;
	if (bytecode_is(op, "Function") || bytecode_is(op, "PureFunc") ||
	    strncmp(op->name, "AggStep", 7) == 0)
		return function_result(c, at);
	if (bytecode_is(op, "AggFinal"))
		return value_flow_find(c, at, op->p1);
	if (bytecode_is(op, "AggValue"))
		return value_flow_find(c, at, op->p1);
	if (bytecode_is(op, "String8"))
		return IS_STRING;
	/* As text a value is what it was. */
	if (bytecode_is(op, "Cast") && op->p2 == AFFINITY_TEXT)
		return value_flow_find(c, at, op->p1);
	return value_flow_is_arithmetic(op) || bytecode_is(op, "Cast") ?
	    IS_COMPUTED : 0;
}

/* Take in what an instruction makes. */
static void
note_results(struct value_flow *c, size_t at)
{
	int i;

	for (i = 0; i < c->code.ops[at].count; i++)
		add(c, &c->made[c->base[at] + (size_t)i],
		    result_of(c, at, i));
}

void
value_flow_follow(struct value_flow *c)
{
	const struct bytecode_op *op;
	size_t i;

	do {
		c->changed = false;
		for (i = 0; i < c->code.n; i++) {
			op = &c->code.ops[i];
			if (bytecode_is(op, "MakeRecord"))
				note_record(c, i);
			else if (bytecode_is(op, "OpenPseudo"))
				note_pseudo(c, op->p1, op->p2);
			note_rows(c, i);
			note_results(c, i);
		}
	} while (c->changed);
}

/* Which of our tables the instruction opens, as far as p4 says, or NULL. */
static const struct virtual_table *
find_table(const struct bytecode_op *op, const struct virtual_tables *all)
{
	char text[64];
	size_t i;

	for (i = 0; i < all->nconnected; i++) {
		(void)sqlite3_snprintf(sizeof(text), text, "vtab:%p",
		    (const void *)&all->connected[i]->base);
		if (strcmp(text, op->p4) == 0)
			return all->connected[i];
	}
	return NULL;
}

/* Whether it opens a cursor whose rows are what the statement puts there. */
static bool
opens_own(const struct bytecode_op *op)
{
	return bytecode_is(op, "OpenEphemeral") ||
	    bytecode_is(op, "OpenAutoindex") ||
	    bytecode_is(op, "SorterOpen") || bytecode_is(op, "OpenPseudo") ||
	    bytecode_is(op, "OpenDup");
}

/* What the cursors read, as far as it is known before values are followed. */
static void
find_cursors(struct value_flow *c, const struct virtual_tables *all)
{
	const struct bytecode_op *op;
	size_t i;
	int k;

	for (i = 0; i < c->code.n; i++)
		if (c->code.ops[i].p1 >= c->ncursors)
			c->ncursors = c->code.ops[i].p1 + 1;
	c->cursors = mem_new((size_t)c->ncursors + 1, sizeof(*c->cursors));
	for (k = 0; k < c->ncursors; k++)
		c->cursors[k].records = IS_ANY_RECORD;
	for (i = 0; i < c->code.n; i++) {
		op = &c->code.ops[i];
		if (op->p1 >= 0 && opens_own(op))
			c->cursors[op->p1].records = 0;
		if (op->p1 >= 0 && bytecode_is(op, "VOpen"))
			c->cursors[op->p1].table = find_table(op, all);
	}
}

/* Number what makes records, and have room for what they and others make. */
static void
find_results(struct value_flow *c)
{
	size_t i, n = 0;
	int number = 0;

	c->base = mem_new(c->code.n + 1, sizeof(*c->base));
	c->numbers = mem_new(c->code.n + 1, sizeof(*c->numbers));
	for (i = 0; i < c->code.n; i++) {
		c->base[i] = n;
		n += (size_t)(c->code.ops[i].count > 0 ?
			c->code.ops[i].count : 0);
		if (!bytecode_is(&c->code.ops[i], "MakeRecord"))
			continue;
		c->numbers[i] = number;
		number += number < VALUE_FLOW_RECORDS - 1;
	}
	c->made = mem_new(n + 1, sizeof(*c->made));
	c->fields = mem_new(VALUE_FLOW_RECORDS, sizeof(*c->fields));
}

int
value_flow_open(struct value_flow *c, sqlite3 *db, const char *sql,
    const struct virtual_tables *all)
{
	int rc = bytecode_open(&c->code, db, sql);

	if (rc == SQLITE_OK) {
		find_cursors(c, all);
		find_results(c);
	}
	return rc;
}

void
value_flow_close(struct value_flow *c)
{
	bytecode_close(&c->code);
	mem_free(c->made);
	mem_free(c->base);
	mem_free(c->fields);
	mem_free(c->numbers);
	mem_free(c->cursors);
	memset(c, 0, sizeof(*c));
}
