/*
 * parts_schema: the columns of a folder of parts, which are all its parts'.
 *
 * A file of columns lines beside them has them, _aai_schema.ndjson, with what
 * is known of the values of numbers.
 *
 * Layer: sink.
 */
#ifndef SINK_PARTS_SCHEMA_H
#define SINK_PARTS_SCHEMA_H

#include "base/error.h"
#include "sink/folder.h"
#include "table/schema.h"

#define PARTS_SCHEMA_FILE "_aai_schema.ndjson"

/* The most bytes that it has: of columns of tens of bytes, two million. */
#define PARTS_SCHEMA_MAX ((size_t)64 << 20)

/*
 * Add the folder's tables to s, which is to be released in any case.  -1 with
 * *e (ERROR_OUTPUT).
 */
int parts_schema_read(
    const struct folder *f, struct schema *s, struct error *e) MUST_CHECK;

/* Stage it anew, for these tables.  -1 with *e (ERROR_OUTPUT). */
int parts_schema_stage(struct folder *f, const struct schema *schema,
    struct error *e) MUST_CHECK;

#endif
