/*
 * root_key: by what rows belong to one record: the values of the columns that
 * its root key has in them.
 *
 * Types widen from load to load, and not in all tables at a time.  Integers are
 * the same key whatever type their column has: 5 is 5 as bigint, double,
 * decimal and text.  Other numbers are so among the types of numbers, and a day
 * is the midnight that it begins with.  Texts are what they are: as text, 7.0
 * is not 7, a time not the same one in another zone.  Where a column becomes
 * text that was one of them, key_forms.c refuses a merge.
 *
 * Layer: sink.
 */
#ifndef SINK_ROOT_KEY_H
#define SINK_ROOT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "stream/row.h"
#include "table/type.h"

/* A key being put together. */
struct root_key {
	struct buf text;    /* of its values */
	struct buf scratch; /* of one */
	bool null;	    /* one of them is null: it names no record */
	bool respelled;	    /* one is a number of a text or json column, spelled
			       otherwise than its key as a number */
	size_t n;	    /* values */
	size_t first;	    /* bytes of the first one: text begins with them */
};

struct root_key root_key_make(void) MUST_CHECK;

/* Begin a key. */
void root_key_begin(struct root_key *k);

/*
 * Add a value: the text that a text or json column has of it, or that a number,
 * a bool or a date is written as; an instant in UTC, 2026-11-22T09:30:00Z.
 */
void root_key_put(struct root_key *k, enum type type, const char *s,
    size_t len);

/* Add a null. */
void root_key_put_null(struct root_key *k);

/* Add a cell of a column of that type, of a table with that zone. */
void root_key_put_cell(
    struct root_key *k, enum type type, int zone, const struct cell *c);

/*
 * A name for the key, of 128 bits: nobody can make two keys of one name, and by
 * chance no two have it.  Names differ from run to run; but the second half of
 * a key of one value is XXH64 of its text, as Bloom filters have it.
 */
struct root_key_name {
	uint64_t half[2];
};
struct root_key_name root_key_name(const struct root_key *k) MUST_CHECK;

void root_key_free(struct root_key *k);

#endif
