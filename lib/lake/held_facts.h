/*
 * held_facts: what the values of a column are that a table has, for a type that
 * holds them and others.
 *
 * Bounds of the live files tell it, which are read when it is asked for.
 *
 * Layer: lake.
 */
#ifndef LAKE_HELD_FACTS_H
#define LAKE_HELD_FACTS_H

#include <stdbool.h>

#include "base/cc.h"
#include "base/error.h"
#include "lake/lake.h"
#include "table/type.h"

struct held_facts {
	bool read;
	bool ours; /* all live files are of ours, and can be written anew */
	struct facts facts;
};

/*
 * Fill in t->facts[i] of a held column of numbers or times, if it is not read.
 * -1 with *e: the table cannot be read.
 */
int held_facts_read(
    struct lake_table *t, size_t i, struct error *e) MUST_CHECK;

/*
 * See that the values of the file after fd, called name in messages, fit into
 * the types of columns that are retyped.  -1 with *e (ERROR_INPUT).
 */
int held_facts_check(const struct lake_table *t, int fd, const char *name,
    struct error *e) MUST_CHECK;

/*
 * The type that a held column gets for values of that type and those facts: one
 * of numbers or times that is wider than what the format widens.  1; 0: there
 * is none, or files are not ours; -1 with *e.
 */
int held_facts_join(struct lake_table *t, size_t i, const struct column *in,
    struct coltype *type, struct error *e) MUST_CHECK;

#endif
