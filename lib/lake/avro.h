/*
 * avro: values and files in Avro's binary form, written.
 *
 * What Iceberg's manifests need and no more: values are appended one by one in
 * the order of a schema that the caller gives as text, and are put into a file
 * of one block, not compressed.  (The C library for Avro forgets the members
 * of a schema that it does not know, among them the field ids by which
 * Iceberg's readers find their way.)
 *
 * Format facts: Apache Avro 1.11, Specification, "Binary Encoding" and "Object
 * Container Files".
 *
 * Layer: lake.  Thread-safe.
 */
#ifndef LAKE_AVRO_H
#define LAKE_AVRO_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define AVRO_SYNC 16

/* Append an int or a long, also the number of a union's branch. */
void avro_put_long(struct buf *out, int64_t v);

/* Append bytes. */
void avro_put_bytes(struct buf *out, const void *p, size_t n);

/* Append a string, which is NUL-terminated UTF-8. */
void avro_put_string(struct buf *out, const char *s);

/*
 * Append an optional long: a union of null and long in that order; NULL is
 * null.
 */
void avro_put_optional(struct buf *out, const int64_t *v);

/* A pair of a file's header. */
struct avro_pair {
	const char *key;
	const char *value; /* NUL-terminated */
};

/*
 * Append a file: the schema's text without blanks, the pairs, and count values
 * that follow the schema, in one block.  The same content gives the same bytes.
 */
void avro_put_file(struct buf *out, const char *schema,
    const struct avro_pair *pairs, size_t npairs, size_t count,
    const struct buf *values);

#endif
