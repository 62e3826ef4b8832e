/*
 * bytecode: a statement as SQLite runs it, and which of its instructions may
 * have made the value that another one takes.
 *
 * As EXPLAIN lists it.  Instructions that are not known here are named, so that
 * whoever must be sure can refuse the statement.
 *
 * Format facts: sqlite.org/opcode.html.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_BYTECODE_H
#define AAI_QUERY_BYTECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/cc.h"

/* An instruction. */
struct bytecode_op {
	char *name; /* owned, as p4 is */
	int p1, p2, p3, p5;
	char *p4;
	int first, count; /* the registers that it writes; count 0: none */
	int jump;	  /* where it may go instead of on; -1: nowhere */
	bool known;
	bool boundary; /* others' instructions run before the next one */
};

/* A way that the program may go. */
struct bytecode_edge {
	size_t from, to;
};

/* A zeroed struct may be closed. */
struct bytecode {
	struct bytecode_op *ops;
	size_t n;
	size_t cap;
	const char *unknown; /* the name of an instruction; or NULL */
	struct bytecode_edge *edges; /* by where they lead to */
	size_t nedges;
	size_t edges_cap;
	size_t *first; /* of each instruction: the first edge to it */
	uint64_t *seen; /* in which round a walk came by it */
	uint64_t round;
	size_t *stack;
};

/* Read the program of the statement of that text.  An SQLite result code. */
int bytecode_open(
    struct bytecode *b, sqlite3 *db, const char *sql) MUST_CHECK;

/*
 * Call each() with the number of every instruction that may have written what
 * the instruction at finds in the register, on any way that leads there.
 * O(instructions).
 */
void bytecode_writers(struct bytecode *b, size_t at, int reg,
    void (*each)(void *to, size_t writer), void *to);

bool bytecode_is(const struct bytecode_op *op, const char *name);

void bytecode_close(struct bytecode *b);

#endif
