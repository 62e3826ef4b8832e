/*
 * avro_read: an Avro file of any schema, read value by value.
 *
 * A value is a run of nodes, each before what it holds, so that it can be
 * walked about in; fields of records are found by their field ids.  The file
 * is in memory and borrowed, and so is what nodes point to.  Blocks may be
 * compressed by deflate; other codecs are an error that names them.
 *
 * Every length and count is checked, and what is past these bounds is an
 * error: the schema's text has AVRO_SCHEMA_MAX bytes, a block AVRO_BLOCK_MAX
 * when it is decompressed, a value AVRO_NODES_MAX nodes, and no more than two
 * for each of its bytes and AVRO_NODES_FREE besides.  (Few nodes have no bytes
 * of their own; so a file's bytes bound the work of reading it.)  Bytes and
 * strings are not copied, and are no longer than their block.
 *
 * Format facts: Apache Avro 1.11, Specification, "Binary Encoding" and "Object
 * Container Files".
 *
 * Layer: lake.
 */
#ifndef LAKE_AVRO_READ_H
#define LAKE_AVRO_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "lake/avro_schema.h"

#define AVRO_NONE SIZE_MAX

#define AVRO_SCHEMA_MAX ((size_t)1 << 20)
#define AVRO_BLOCK_MAX	((size_t)64 << 20)
#define AVRO_NODES_MAX	((size_t)1 << 20)
#define AVRO_NODES_FREE ((size_t)64)

/* A union's value stands as that of its branch. */
struct avro_node {
	enum avro_kind kind;
	size_t type;
	size_t n;     /* fields, items; a map's are a string and a value each */
	size_t after; /* number of the first node after this one's */
	int64_t num;  /* of numbers; a float's or a double's bits; a symbol */
	const uint8_t *p; /* of bytes, strings and fixed, len of them */
	size_t len;
	const uint8_t *raw; /* all of the value, without a union's branch, */
	size_t raw_len;     /* as it stands in the block */
};

/* A zeroed struct may be closed. */
struct avro {
	const uint8_t *at; /* in the file: the next block */
	const uint8_t *end;
	const uint8_t *head; /* the header's pairs */
	const uint8_t *sync;
	bool deflate;
	struct buf block;	/* decompressed */
	const uint8_t *from;	/* the next value of the block */
	const uint8_t *to;	/* its end */
	uint64_t left;		/* values in it */
	struct avro_schema schema;
	struct avro_node *nodes; /* of the value read last; 0 is the whole */
	size_t nnodes;
	size_t nodes_cap;
};

/* Start on the n bytes of a file at p.  -1 with *e (ERROR_INPUT). */
int avro_open(struct avro *a, const void *p, size_t n,
    struct error *e) MUST_CHECK;

/* The value of a pair of the header, or NULL. */
const char *avro_pair(const struct avro *a, const char *key, size_t *len);

/* Read the next value: 1; 0 at the end; -1 with *e (ERROR_INPUT). */
int avro_next(struct avro *a, struct error *e) MUST_CHECK;

/*
 * The node of the field with that id in the record at a node, or AVRO_NONE:
 * there is no such field, it is null, or the node is not a record.
 */
size_t avro_field(const struct avro *a, size_t record, int32_t id);

/*
 * Walk the items of an array (a map's strings and values): first with at ==
 * AVRO_NONE; AVRO_NONE at the end.
 */
size_t avro_item(const struct avro *a, size_t array, size_t at);

void avro_close(struct avro *a);

#endif
