/*
 * value: rows as the data of SQL scripts.
 *
 * Data goes to staging tables whose columns are all text (SQLite: of no type)
 * in the spelling of the source; casts come at the end, when types are known.
 * A row is a line of COPY's text format for PostgreSQL, a tuple of literals for
 * SQLite, and for DuckDB a list of strings in the JSON text that its literal
 * holds.
 *
 * Format facts: PostgreSQL 15, COPY, "Text Format"; SQLite, "SQL Language
 * Expressions", literal values.
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_VALUE_H
#define AAI_SINK_SQL_VALUE_H

#include <stdint.h>

#include "aai-sink-sql/sql.h"
#include "base/buf.h"
#include "base/error.h"
#include "stream/row.h"

struct sql_encoder {
	const struct sql_dialect *dialect;
	bool nul_replace;
	struct buf scratch;
	struct buf more;
	uint64_t replaced; /* ill-formed sequences that became U+FFFD */
	uint64_t nuls;     /* NULs that did */
};

struct sql_encoder sql_encoder_make(const struct sql_options *o) MUST_CHECK;

/*
 * Append the row, the number of its record before it.  -1 with *e
 * (ERROR_INPUT): a cell does not fit its column's type, or is what the
 * database cannot hold.
 */
int sql_put_row(struct buf *out, struct sql_encoder *x, uint64_t record,
    const struct table *t, const struct cell *cells,
    struct error *e) MUST_CHECK;

void sql_encoder_free(struct sql_encoder *x);

#endif
