/*
 * deleted: the line of a stream that says that a record is there no more.
 *
 *	{"_table":"_aai_deleted","record":{"_table":"transcripts","id":"5f0c"}}
 *	{"_table":"_aai_deleted","row":[1,"5f0c"]}
 *
 * The first among records, the second among rows.  Of what is in it only the
 * key counts.  Programs that do not know the line refuse it, since a table of
 * that name can have no rows.
 *
 * Layer: stream.
 */
#ifndef STREAM_DELETED_H
#define STREAM_DELETED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "json/span.h"

#define DELETED_TABLE  "_aai_deleted"
#define DELETED_RECORD "record"
#define DELETED_ROW    "row"

/* What stands before a row, and what after it. */
#define DELETED_ROW_HEAD "{\"_table\":\"" DELETED_TABLE "\",\"" DELETED_ROW "\":"
#define DELETED_ROW_TAIL "}"

/* Whether the line begins as such a line does. */
bool deleted_is(const char *line, size_t len);

/*
 * Find what such a line has in that member, its only one: JSON within the line,
 * nested at most as deep as JSON_DEPTH_DEFAULT.  -1 with *e (ERROR_INPUT).
 */
int deleted_parse(const char *line, size_t len, const char *member,
    struct span *in, struct error *e) MUST_CHECK;

/* Append the line of a record, which is an object with its tag; without LF. */
void deleted_put(struct buf *out, const char *record, size_t len);

#endif
