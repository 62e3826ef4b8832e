/*
 * source_writer: prints a model (source_model.h) as a description for
 * aai-api(5), and as a table for people.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_SOURCE_WRITER_H
#define AAI_DESCRIBE_SOURCE_WRITER_H

#include "aai-describe/source_model.h"
#include "base/buf.h"
#include "base/error.h"

/*
 * Append the description: members in the order that people read them in, what
 * is short in one line.  "version" is 2.  Notes are comments, "//why" and
 * "//unsure"; what was left out is "//left_out".
 */
void source_write(const struct source_model *m, struct buf *out);

/*
 * Append the table: a line for each resource with its paging, key, parent and
 * doubts, and then what was left out.  What a terminal would obey is spelled.
 */
void source_write_table(const struct source_model *m, struct buf *out);

/*
 * Whether the programs take the description (desc_parse()).  -1 with *e
 * (FAILED): it is a fault of this program.
 */
int source_check(const struct buf *description, struct error *e) MUST_CHECK;

#endif
