/*
 * value_flow: where the values of a statement come from: which may be a
 * decimal, a time or text of a table's column, as it is stored.
 *
 * Values are followed from instruction to instruction, through copies, records
 * and those functions that give back what they are given.  A cursor's rows are
 * the records that were put into it, and no others: what else the statement
 * sorts or groups does not count.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_VALUE_FLOW_H
#define AAI_QUERY_VALUE_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-query/bytecode.h"
#include "aai-query/virtual_table.h"
#include "table/schema.h"

/* What a value may be. */
#define IS_DECIMAL  1u
#define IS_TEXT     2u
#define IS_TIME     4u
#define IS_COMPUTED 8u  /* a number that a calculation made */
#define IS_STRING   16u /* a text that the statement has */

#define IS_STORED (IS_DECIMAL | IS_TEXT | IS_TIME)

/*
 * A record that the MakeRecord of that number made.  Those after the first 50
 * share the last number, so that what one of them has, all have.
 */
#define VALUE_FLOW_RECORDS 51
#define IS_RECORD(number) (UINT64_C(1) << (8 + (number)))
#define IS_ANY_RECORD	  (IS_RECORD(VALUE_FLOW_RECORDS) - IS_RECORD(0))

/* The most fields of a record that are told apart. */
#define VALUE_FLOW_RECORD 4096

/* What the rows of a cursor are. */
struct value_flow_cursor {
	const struct virtual_table *table; /* one of ours; or NULL */
	uint64_t records; /* that were put into it; all, if that is not known */
};

/* A zeroed struct may be closed. */
struct value_flow {
	struct bytecode code;
	uint64_t *made; /* what is in each register that each instruction
			   writes */
	size_t *base;	/* of each instruction: where its first one is there */
	int reg;	/* that is looked for */
	uint64_t (*fields)[VALUE_FLOW_RECORD]; /* of records, by number */
	int *numbers; /* of each instruction that makes a record: its number */
	struct value_flow_cursor *cursors; /* by their numbers */
	int ncursors;
	uint64_t sum; /* of the writers that are looked at */
	bool changed;
};

/* Read the statement's program, whose tables are these.  A result code. */
int value_flow_open(struct value_flow *c, sqlite3 *db, const char *sql,
    const struct virtual_tables *all) MUST_CHECK;

/* Follow its values. */
void value_flow_follow(struct value_flow *c);

/* What the instruction at may find in the register, or among its arguments. */
uint64_t value_flow_find(struct value_flow *c, size_t at, int reg);
uint64_t value_flow_args(struct value_flow *c, size_t at);

/* What values of a column of that type are. */
unsigned value_flow_of(enum type type);

/* The column that the instruction reads of one of our tables, or NULL. */
const struct column *value_flow_column(
    const struct value_flow *c, const struct bytecode_op *op);

/* Whether it calculates; its function takes numbers alone, or text as it is. */
bool value_flow_is_arithmetic(const struct bytecode_op *op);
bool value_flow_is_numeric(const struct bytecode_op *op);
bool value_flow_takes_text(const struct bytecode_op *op);

void value_flow_close(struct value_flow *c);

#endif
