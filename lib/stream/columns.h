/*
 * columns: the line that declares a table's columns in a stream of rows.
 *
 *	{"_table":"words","_columns":[{"name":"transcript_id","type":"text",
 *	"key":true},{"name":"score","type":"decimal","precision":38,"scale":2},
 *	...],"_number":2,"_path":"transcripts.words[]",
 *	"_parent":"transcripts","_parent_key":["transcript_id"],
 *	"_root":"transcripts","_root_key":["transcript_id"],"_zone":"+02:00"}
 *
 * A line whose second member is "_columns" is one; see aai-stream(5).
 * "_number" names the table in rows that are arrays, until another columns line
 * has that number or declares that table.
 *
 * Layer: stream.
 */
#ifndef STREAM_COLUMNS_H
#define STREAM_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "table/schema.h"

/* The member with the number that names the table in rows that are arrays. */
#define COLUMNS_NUMBER "_number"

/* Whether the line's second member is "_columns". */
bool columns_is(const char *line, size_t len);

/*
 * Read a columns line into the schema: the table is added, gains columns at
 * its end, or has types widened or paths known; *changed says whether it
 * differs from before, its number apart.  Anything else (columns gone or
 * reordered, types narrowed, a wrong name) is -1 with *e (ERROR_INPUT), the
 * schema untouched.  *table gets the table.
 */
int columns_parse(const char *line, size_t len, struct schema *schema,
    struct table **table, bool *changed, struct error *e) MUST_CHECK;

/* Append the line that declares the table, without LF; with its number, where
 * rows that are arrays are to name it. */
void columns_put(struct buf *out, const struct table *t);

/* Append the members of a column that say that it is a key, and its plain
 * name (NULL: none), each with a comma before it. */
void columns_put_key(struct buf *out, bool key, const char *plain);

/* Of that line, the member "path" of column number i, if it needs one. */
void columns_put_path(struct buf *out, const struct table *t, size_t i);

/* The names that a link has, as a list. */
void columns_put_names(struct buf *out, const struct table_link *l);

/* And the members after the list of columns and the number: what the table
 * is. */
void columns_put_table(struct buf *out, const struct table *t);

/*
 * Append a line that columns_parse() took, without its number: what it says of
 * the table, whichever form its rows have.
 */
void columns_put_unnumbered(struct buf *out, const char *line, size_t len);

#endif
