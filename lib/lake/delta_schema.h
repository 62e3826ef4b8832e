/*
 * delta_schema: the columns of a Delta table, and what its metaData asks of
 * those who write into it.
 *
 *	bool		boolean
 *	bigint		long
 *	double		double
 *	decimal(p,s)	decimal(p,s)
 *	date		date
 *	timestamp	timestamp
 *	text		string
 *	json		string, with the metadata {"aai.type":"json"}
 *
 * Those of narrower types are read as what holds them: byte, short, integer as
 * bigint, float as double, timestamp_ntz as timestamp.
 *
 * Format facts: Delta Transaction Log Protocol, "Schema Serialization Format",
 * "Change Metadata", "Requirements for Writers".
 *
 * Layer: lake.
 */
#ifndef LAKE_DELTA_SCHEMA_H
#define LAKE_DELTA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "lake/lake.h"

/* What to do about a table that is not written to. */
#define DELTA_ADVICE                                                           \
	"; publish into another folder (-o), or add to it with the program "   \
	"that made it"

/* A column's metadata that says that its text is JSON. */
#define DELTA_META_TYPE "aai.type"

/* How columns are found in data files. */
enum delta_mapping {
	DELTA_MAPPING_NONE, /* by their names */
	DELTA_MAPPING_NAME, /* by names that never change */
	DELTA_MAPPING_ID,
};

/* A zeroed struct may be released. */
struct delta_schema {
	bool reading;      /* set it when nothing is to be written: what bars
			      writing alone is passed over, and t->held has
			      all columns; those of types that we do not
			      write are TYPE_NONE */
	char *text;        /* owned: the schema as it stands; NULL: none */
	size_t fields_end; /* offset of the bracket after its fields */
	size_t nfields;
	struct map others; /* columns of types that we do not write */
	bool *required;    /* owned; for each held column: it takes no null */
	bool append_only;  /* rows must not go */
	enum delta_mapping mapping; /* of a table that is read */
	struct map partitions; /* of one, too: columns that files have not, in
				  order */
};

/*
 * Take apart the metaData object: the columns that we write go to t->held.
 * -1 with *e: ERROR_USAGE when it asks for what we do not do, ERROR_OUTPUT
 * when it is not as it should be.
 */
int delta_schema_read(struct delta_schema *s, struct lake_table *t,
    const char *metadata, size_t len, struct error *e) MUST_CHECK;

/* Whether t->columns can be a Delta table's, next to the others of s. */
int delta_schema_check(const struct delta_schema *s,
    const struct lake_table *t, struct error *e) MUST_CHECK;

/*
 * Append the metaData object: the one that there is, with another
 * schemaString; or a new one, when metadata is NULL.
 */
int delta_schema_put_metadata(const struct delta_schema *s,
    const struct lake_table *t, const char *metadata, size_t len,
    struct buf *out, struct error *e) MUST_CHECK;

void delta_schema_free(struct delta_schema *s);

#endif
