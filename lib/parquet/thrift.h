/*
 * thrift: structures in the Thrift compact protocol, written and read.
 *
 * The writer appends to a buffer; fields are put in ascending order of their
 * numbers.  The reader walks a span of bytes and never past it: whatever is
 * wrong (cut, too deep, a type that does not fit) sets bad, after which every
 * call answers with nothing, so that a parser may run straight through and
 * look at bad once.
 *
 * Format facts: Apache Thrift, "Thrift compact protocol encoding".
 *
 * Layer: parquet.
 */
#ifndef PARQUET_THRIFT_H
#define PARQUET_THRIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum thrift_type {
	THRIFT_STOP = 0,
	THRIFT_TRUE = 1,
	THRIFT_FALSE = 2,
	THRIFT_I8 = 3,
	THRIFT_I16 = 4,
	THRIFT_I32 = 5,
	THRIFT_I64 = 6,
	THRIFT_DOUBLE = 7,
	THRIFT_BINARY = 8,
	THRIFT_LIST = 9,
	THRIFT_SET = 10,
	THRIFT_MAP = 11,
	THRIFT_STRUCT = 12,
	THRIFT_UUID = 13,
};

/* Nesting that is taken; Parquet's own is 8 at most. */
#define THRIFT_DEPTH 16

struct thrift_out {
	struct buf *out;	    /* borrowed */
	int16_t last[THRIFT_DEPTH]; /* the number of the last field */
	unsigned depth;
};

/* Start a structure at out. */
struct thrift_out thrift_begin(struct buf *out) MUST_CHECK;

/* End the innermost open structure. */
void thrift_end(struct thrift_out *t);

/* Fields of the innermost open structure. */
void thrift_bool(struct thrift_out *t, int16_t id, bool v);
void thrift_i16(struct thrift_out *t, int16_t id, int16_t v);
void thrift_i32(struct thrift_out *t, int16_t id, int32_t v);
void thrift_i64(struct thrift_out *t, int16_t id, int64_t v);
void thrift_binary(struct thrift_out *t, int16_t id, const void *p, size_t n);
void thrift_struct(struct thrift_out *t, int16_t id); /* thrift_end() it */

/* A field that is a structure, written elsewhere, of n bytes with its end. */
void thrift_raw(struct thrift_out *t, int16_t id, const void *p, size_t n);

/* A field that is an empty structure. */
void thrift_empty(struct thrift_out *t, int16_t id);

/* A field that is a list of n items of that type, which must follow. */
void thrift_list(struct thrift_out *t, int16_t id, enum thrift_type type,
    size_t n);
void thrift_item_bool(struct thrift_out *t, bool v);
void thrift_item_int(struct thrift_out *t, int64_t v); /* i16, i32, i64 */
void thrift_item_binary(struct thrift_out *t, const void *p, size_t n);
void thrift_item_struct(struct thrift_out *t); /* thrift_end() it */

struct thrift_in {
	const uint8_t *p; /* what is next; borrowed */
	const uint8_t *end;
	bool bad;
	bool lax; /* set by the caller: others' files, see below */
	unsigned depth;
	int16_t last[THRIFT_DEPTH];
	enum thrift_type type; /* of the field read last */
};

/* Start reading the structure at the n bytes at p. */
struct thrift_in thrift_open(const void *p, size_t n) MUST_CHECK;

/*
 * The number of the next field of the innermost structure, whose type is then
 * in t->type; 0 at its end (which closes it) and when something is bad.  The
 * value of every field must be read or skipped.
 */
int16_t thrift_field(struct thrift_in *t);

/*
 * The same, for a structure whose first n fields have these types, by number;
 * 0: not known, THRIFT_TRUE: a bool.  Where t is lax, fields may come in any
 * order, and one of another type is not that field, as Thrift has it, and is
 * skipped.
 */
int16_t thrift_field_of(struct thrift_in *t, const uint8_t *types, size_t n);
#define THRIFT_FIELD(t, types) thrift_field_of(t, types, sizeof(types))

/* The value of the field read last; bad when its type is another. */
bool thrift_get_bool(struct thrift_in *t);
int16_t thrift_get_i16(struct thrift_in *t);
int32_t thrift_get_i32(struct thrift_in *t);
int64_t thrift_get_i64(struct thrift_in *t);
const uint8_t *thrift_get_binary(struct thrift_in *t, size_t *n);
void thrift_get_struct(struct thrift_in *t); /* then thrift_field() */

/* The number of items of the list, whose type must be as named.  Where t is
 * lax, a list of another type is skipped, and has none. */
size_t thrift_get_list(struct thrift_in *t, enum thrift_type type);
bool thrift_next_bool(struct thrift_in *t);
int64_t thrift_next_int(struct thrift_in *t);
const uint8_t *thrift_next_binary(struct thrift_in *t, size_t *n);
void thrift_next_struct(struct thrift_in *t); /* then thrift_field() */

/* Skip the value of the field read last. */
void thrift_skip(struct thrift_in *t);

#endif
