/*
 * value_flow: where the values of a statement come from: which may be a
 * decimal, a time or text of a table's column, as it is stored.
 *
 * Values are followed from instruction to instruction, through copies, records
 * and those functions that give back what they are given.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_VALUE_FLOW_H
#define AAI_QUERY_VALUE_FLOW_H

#include <stdbool.h>
#include <stddef.h>

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

/* The most fields of a record that are told apart. */
#define VALUE_FLOW_RECORD 4096

/* A zeroed struct may be closed. */
struct value_flow {
	struct bytecode code;
	unsigned *made; /* what is in each register that each instruction
			   writes */
	size_t *base;	/* of each instruction: where its first one is there */
	int reg;	/* that is looked for */
	unsigned record[VALUE_FLOW_RECORD]; /* ... a field of stored records */
	const struct virtual_table **cursors; /* by their numbers */
	int ncursors;
	unsigned sum; /* of the writers that are looked at */
	bool changed;
};

/* Read the statement's program, whose tables are these.  A result code. */
int value_flow_open(struct value_flow *c, sqlite3 *db, const char *sql,
    const struct virtual_tables *all) MUST_CHECK;

/* Follow its values. */
void value_flow_follow(struct value_flow *c);

/* What the instruction at may find in the register, or among its arguments. */
unsigned value_flow_find(struct value_flow *c, size_t at, int reg);
unsigned value_flow_args(struct value_flow *c, size_t at);

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
