/* bytecode: a statement's instructions; see bytecode.h. */
#include "aai-query/bytecode.h"

#include <stdlib.h>
#include <string.h>

#include "base/cc.h"
#include "base/mem.h"

/* Where an instruction's result goes. */
enum result {
	RESULT_NONE,
	RESULT_P1,
	RESULT_P2,
	RESULT_P3,
	RESULT_COPY, /* p2 and as many more as p3 says */
	RESULT_MOVE, /* as many as p3 says from p2 on */
	RESULT_NULL, /* p2 to p3 */
};

/* Instructions of statements that read. */
static const struct form {
	const char *name;
	enum result result;
	bool jump; /* to p2 */
} forms[] = {
	{ "Add", RESULT_P3, false },
	{ "AddImm", RESULT_P1, false },
	{ "Affinity", RESULT_NONE, false },
	{ "AggFinal", RESULT_P1, false },
	{ "AggInverse", RESULT_P3, false },
	{ "AggStep", RESULT_P3, false },
	{ "AggStep1", RESULT_P3, false },
	{ "AggValue", RESULT_P3, false },
	{ "And", RESULT_P3, false },
	{ "BeginSubrtn", RESULT_P2, false },
	{ "BitAnd", RESULT_P3, false },
	{ "BitNot", RESULT_P2, false },
	{ "BitOr", RESULT_P3, false },
	{ "Blob", RESULT_P2, false },
	{ "Cast", RESULT_P1, false },
	{ "Close", RESULT_NONE, false },
	{ "ClrSubtype", RESULT_NONE, false },
	{ "CollSeq", RESULT_NONE, false },
	{ "Column", RESULT_P3, false },
	{ "ColumnsUsed", RESULT_NONE, false },
	{ "Compare", RESULT_NONE, false },
	{ "Concat", RESULT_P3, false },
	{ "Copy", RESULT_COPY, false },
	{ "Count", RESULT_P2, false },
	{ "DecrJumpZero", RESULT_P1, true },
	{ "DeferredSeek", RESULT_NONE, false },
	{ "Delete", RESULT_NONE, false },
	{ "Divide", RESULT_P3, false },
	{ "ElseEq", RESULT_NONE, true },
	{ "EndCoroutine", RESULT_NONE, false },
	{ "Eq", RESULT_NONE, true },
	{ "Explain", RESULT_NONE, false },
	{ "Expire", RESULT_NONE, false },
	{ "Filter", RESULT_NONE, true },
	{ "FilterAdd", RESULT_NONE, false },
	{ "FinishSeek", RESULT_NONE, false },
	{ "Found", RESULT_NONE, true },
	{ "Function", RESULT_P3, false },
	{ "Ge", RESULT_NONE, true },
	{ "Gosub", RESULT_P1, true },
	{ "Goto", RESULT_NONE, true },
	{ "Gt", RESULT_NONE, true },
	{ "Halt", RESULT_NONE, false },
	{ "HaltIfNull", RESULT_NONE, false },
	{ "IdxDelete", RESULT_NONE, false },
	{ "IdxGE", RESULT_NONE, true },
	{ "IdxGT", RESULT_NONE, true },
	{ "IdxInsert", RESULT_NONE, false },
	{ "IdxLE", RESULT_NONE, true },
	{ "IdxLT", RESULT_NONE, true },
	{ "IdxRowid", RESULT_P2, false },
	{ "If", RESULT_NONE, true },
	{ "IfNoHope", RESULT_NONE, true },
	{ "IfNot", RESULT_NONE, true },
	{ "IfNotOpen", RESULT_NONE, true },
	{ "IfNotZero", RESULT_P1, true },
	{ "IfNullRow", RESULT_P3, true },
	{ "IfPos", RESULT_P1, true },
	{ "IfSmaller", RESULT_NONE, true },
	{ "Init", RESULT_NONE, true },
	{ "InitCoroutine", RESULT_P1, true },
	{ "Insert", RESULT_NONE, false },
	{ "Int64", RESULT_P2, false },
	{ "IntCopy", RESULT_P2, false },
	{ "Integer", RESULT_P2, false },
	{ "IsNull", RESULT_NONE, true },
	{ "IsTrue", RESULT_P2, false },
	{ "IsType", RESULT_NONE, true },
	{ "Jump", RESULT_NONE, true },
	{ "Last", RESULT_NONE, true },
	{ "Le", RESULT_NONE, true },
	{ "Lt", RESULT_NONE, true },
	{ "MakeRecord", RESULT_P3, false },
	{ "MemMax", RESULT_P1, false },
	{ "Move", RESULT_MOVE, false },
	{ "Multiply", RESULT_P3, false },
	{ "MustBeInt", RESULT_NONE, true },
	{ "Ne", RESULT_NONE, true },
	{ "NewRowid", RESULT_P2, false },
	{ "Next", RESULT_NONE, true },
	{ "NoConflict", RESULT_NONE, true },
	{ "Noop", RESULT_NONE, false },
	{ "Not", RESULT_P2, false },
	{ "NotExists", RESULT_NONE, true },
	{ "NotFound", RESULT_NONE, true },
	{ "NotNull", RESULT_NONE, true },
	{ "Null", RESULT_NULL, false },
	{ "NullRow", RESULT_NONE, false },
	{ "OffsetLimit", RESULT_P2, false },
	{ "Once", RESULT_NONE, true },
	{ "OpenAutoindex", RESULT_NONE, false },
	{ "OpenDup", RESULT_NONE, false },
	{ "OpenEphemeral", RESULT_NONE, false },
	{ "OpenPseudo", RESULT_NONE, false },
	{ "OpenRead", RESULT_NONE, false },
	{ "Or", RESULT_P3, false },
	{ "Permutation", RESULT_NONE, false },
	{ "Prev", RESULT_NONE, true },
	{ "PureFunc", RESULT_P3, false },
	{ "Real", RESULT_P2, false },
	{ "RealAffinity", RESULT_NONE, false },
	{ "ReleaseReg", RESULT_NONE, false },
	{ "Remainder", RESULT_P3, false },
	{ "ReopenIdx", RESULT_NONE, false },
	{ "ResetSorter", RESULT_NONE, false },
	{ "ResultRow", RESULT_NONE, false },
	{ "Return", RESULT_NONE, false },
	{ "Rewind", RESULT_NONE, true },
	{ "RowCell", RESULT_NONE, false },
	{ "RowData", RESULT_P2, false },
	{ "RowSetAdd", RESULT_NONE, false },
	{ "RowSetRead", RESULT_P3, true },
	{ "RowSetTest", RESULT_NONE, true },
	{ "Rowid", RESULT_P2, false },
	{ "SCopy", RESULT_P2, false },
	{ "SeekEnd", RESULT_NONE, false },
	{ "SeekGE", RESULT_NONE, true },
	{ "SeekGT", RESULT_NONE, true },
	{ "SeekHit", RESULT_NONE, false },
	{ "SeekLE", RESULT_NONE, true },
	{ "SeekLT", RESULT_NONE, true },
	{ "SeekRowid", RESULT_NONE, true },
	{ "SeekScan", RESULT_NONE, true },
	{ "Sequence", RESULT_P2, false },
	{ "SequenceTest", RESULT_NONE, true },
	{ "ShiftLeft", RESULT_P3, false },
	{ "ShiftRight", RESULT_P3, false },
	{ "SoftNull", RESULT_P1, false },
	{ "Sort", RESULT_NONE, true },
	{ "SorterCompare", RESULT_NONE, true },
	{ "SorterData", RESULT_P2, false },
	{ "SorterInsert", RESULT_NONE, false },
	{ "SorterNext", RESULT_NONE, true },
	{ "SorterOpen", RESULT_NONE, false },
	{ "SorterSort", RESULT_NONE, true },
	{ "String", RESULT_P2, false },
	{ "String8", RESULT_P2, false },
	{ "Subtract", RESULT_P3, false },
	{ "TableLock", RESULT_NONE, false },
	{ "Trace", RESULT_NONE, false },
	{ "Transaction", RESULT_NONE, false },
	{ "VColumn", RESULT_P3, false },
	{ "VFilter", RESULT_NONE, true },
	{ "VInitIn", RESULT_P3, false },
	{ "VNext", RESULT_NONE, true },
	{ "VOpen", RESULT_NONE, false },
	{ "Variable", RESULT_P2, false },
	{ "Yield", RESULT_NONE, true },
	{ "ZeroOrNull", RESULT_P2, false },
};

bool
bytecode_is(const struct bytecode_op *op, const char *name)
{
	return strcmp(op->name, name) == 0;
}

static void
set_result(struct bytecode_op *op, enum result result)
{
	op->count = result == RESULT_NONE ? 0 : 1;
	switch (result) {
	case RESULT_P1:
		op->first = op->p1;
		break;
	case RESULT_P3:
		op->first = op->p3;
		break;
	case RESULT_COPY:
		op->first = op->p2;
		op->count = op->p3 + 1;
		break;
	case RESULT_MOVE:
		op->first = op->p2;
		op->count = op->p3;
		break;
	case RESULT_NULL:
		op->first = op->p2;
		op->count = op->p3 > op->p2 ? op->p3 - op->p2 + 1 : 1;
		break;
	case RESULT_NONE:
	case RESULT_P2:
	default:
		op->first = op->p2;
		break;
	}
}

/* What is known of the instruction by its name. */
static void
set_form(struct bytecode *b, struct bytecode_op *op)
{
	size_t i;

	op->jump = -1;
	op->boundary = bytecode_is(op, "Gosub") || bytecode_is(op, "Yield") ||
	    bytecode_is(op, "Return") || bytecode_is(op, "EndCoroutine") ||
	    bytecode_is(op, "Jump");
	for (i = 0; i < LEN(forms); i++) {
		if (!bytecode_is(op, forms[i].name))
			continue;
		op->known = true;
		set_result(op, forms[i].result);
		if (forms[i].jump)
			op->jump = op->p2;
		return;
	}
	b->unknown = op->name;
}

static void
add_op(struct bytecode *b, sqlite3_stmt *row)
{
	const char *name = (const char *)sqlite3_column_text(row, 1);
	const char *p4 = (const char *)sqlite3_column_text(row, 5);
	struct bytecode_op *op;

	b->ops = mem_grow(b->ops, &b->cap, b->n + 1, sizeof(*b->ops));
	op = &b->ops[b->n++];
	memset(op, 0, sizeof(*op));
	op->name = mem_str(name == NULL ? "" : name);
	op->p4 = mem_str(p4 == NULL ? "" : p4);
	op->p1 = sqlite3_column_int(row, 2);
	op->p2 = sqlite3_column_int(row, 3);
	op->p3 = sqlite3_column_int(row, 4);
	op->p5 = sqlite3_column_int(row, 6);
	set_form(b, op);
}

static bool
writes(const struct bytecode_op *op, int reg)
{
	return reg >= op->first && reg < op->first + op->count;
}

/* Add a way from one instruction to another. */
static void
add_edge(struct bytecode *b, size_t from, int to)
{
	if (to < 0 || (size_t)to >= b->n)
		return;
	b->edges = mem_grow(
	    b->edges, &b->edges_cap, b->nedges + 1, sizeof(*b->edges));
	b->edges[b->nedges++] = (struct bytecode_edge){ from, (size_t)to };
}

/* Where a subroutine or a coroutine may go back to: to all such places. */
static void
add_returns(struct bytecode *b, size_t from)
{
	const struct bytecode_op *op;
	size_t i;

	for (i = 0; i < b->n; i++) {
		op = &b->ops[i];
		if (bytecode_is(op, "Gosub") || bytecode_is(op, "Yield"))
			add_edge(b, from, (int)i + 1);
		else if (bytecode_is(op, "InitCoroutine"))
			add_edge(b, from, op->p3);
	}
}

static int
compare_edges(const void *a, const void *b)
{
	const struct bytecode_edge *x = a, *y = b;

	return (x->to > y->to) - (x->to < y->to);
}

/* Find the ways through the program. */
static void
find_edges(struct bytecode *b)
{
	const struct bytecode_op *op;
	size_t i;

	for (i = 0; i < b->n; i++) {
		op = &b->ops[i];
		if (!bytecode_is(op, "Goto") && !bytecode_is(op, "Halt"))
			add_edge(b, i, (int)i + 1);
		if (op->jump >= 0)
			add_edge(b, i, op->jump);
		if (bytecode_is(op, "Jump")) {
			add_edge(b, i, op->p1);
			add_edge(b, i, op->p3);
		}
		if (op->boundary && !bytecode_is(op, "Gosub") &&
		    !bytecode_is(op, "Jump"))
			add_returns(b, i);
	}
	if (b->nedges > 0)
		qsort(b->edges, b->nedges, sizeof(*b->edges), compare_edges);
	b->first = mem_new(b->n + 2, sizeof(*b->first));
	for (i = 0; i < b->nedges; i++)
		b->first[b->edges[i].to + 1] = i + 1;
	for (i = 1; i <= b->n; i++)
		if (b->first[i] < b->first[i - 1])
			b->first[i] = b->first[i - 1];
	b->seen = mem_new(b->n + 1, sizeof(*b->seen));
	b->stack = mem_new(b->n + 1, sizeof(*b->stack));
}

int
bytecode_open(struct bytecode *b, sqlite3 *db, const char *sql)
{
	char *text = sqlite3_mprintf("EXPLAIN %s", sql);
	sqlite3_stmt *rows = NULL;
	int rc = text == NULL ? SQLITE_NOMEM :
				sqlite3_prepare_v2(db, text, -1, &rows, NULL);

	memset(b, 0, sizeof(*b));
	while (rc == SQLITE_OK && (rc = sqlite3_step(rows)) == SQLITE_ROW) {
		add_op(b, rows);
		rc = SQLITE_OK;
	}
	(void)sqlite3_finalize(rows);
	sqlite3_free(text);
	find_edges(b);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Go back to what may run right before the instruction, if it was not seen. */
static size_t
push_before(struct bytecode *b, size_t at, size_t depth)
{
	size_t i, from;

	for (i = b->first[at]; i < b->first[at + 1]; i++) {
		from = b->edges[i].from;
		if (b->seen[from] == b->round)
			continue;
		b->seen[from] = b->round;
		b->stack[depth++] = from;
	}
	return depth;
}

void
bytecode_writers(struct bytecode *b, size_t at, int reg,
    void (*each)(void *to, size_t writer), void *to)
{
	size_t depth, i;

	b->round++;
	depth = push_before(b, at, 0);
	while (depth > 0) {
		i = b->stack[--depth];
		if (writes(&b->ops[i], reg))
			each(to, i);
		else
			depth = push_before(b, i, depth);
	}
}

void
bytecode_close(struct bytecode *b)
{
	size_t i;

	for (i = 0; i < b->n; i++) {
		mem_free(b->ops[i].name);
		mem_free(b->ops[i].p4);
	}
	mem_free(b->ops);
	mem_free(b->edges);
	mem_free(b->first);
	mem_free(b->seen);
	mem_free(b->stack);
	memset(b, 0, sizeof(*b));
}
