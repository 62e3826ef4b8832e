/*
 * record: the tag of a record, and the end record.
 *
 * A record is one JSON object a line; a first member "_table" names its table.
 * The first record of the reserved table "_aai_end" closes a stream:
 *
 *	{"_table":"_aai_end","records":120,"selection":{...},"state":{...}}
 *
 * See aai-stream(5).
 *
 * Layer: stream.
 */
#ifndef STREAM_RECORD_H
#define STREAM_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

#define RECORD_END_TABLE "_aai_end"

/* Where the tag of a record stands. */
struct record_tag {
	const char *table; /* raw string content, or NULL when there is none */
	size_t table_len;
	const char *rest; /* the byte after the tag and its comma, if any */
};

/*
 * Find the tag of the record in the len bytes at line, which begin with an
 * object (blanks before it are taken).  Only the start of the line is looked
 * at: that the rest is JSON is not checked.  False when line is not an object
 * or the tag is not a string.
 */
bool record_tag(const char *line, size_t len, struct record_tag *tag);

/*
 * Append the record's line, without LF, with table as its tag: {"_table":"...",
 * then the members text (len bytes of "name":value pairs, no braces; may be
 * empty), then the body, an object's text whose own first member "_table" is
 * renamed to "_table_" so that nobody takes it for the tag.  members is put in
 * front of the body's.
 */
void record_put(struct buf *out, const char *table, const char *members,
    size_t members_len, const char *body, size_t body_len);

/* What an end record says. */
struct record_end {
	uint64_t records; /* how many the writer sent */
	const char *rest; /* its other members, raw; part of the line.  Where
			     the count is not first, it is among them */
	size_t rest_len;
};

/* Read an end record's line.  -1 with *e (ERROR_INPUT). */
int record_end_parse(const char *line, size_t len, struct record_end *end,
    struct error *e) MUST_CHECK;

/* Append an end record's line, without LF; a count within rest is left out. */
void record_end_put(struct buf *out, uint64_t records, const char *rest,
    size_t rest_len);

#endif
