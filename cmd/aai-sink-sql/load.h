/*
 * load: from a stream of rows to a script on standard output.
 *
 * Rows wait, table by table, until there are enough for a statement; memory is
 * bounded by the options.
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_LOAD_H
#define AAI_SINK_SQL_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-sink-sql/sql.h"
#include "base/error.h"

struct sql_result {
	uint64_t rows;
	uint64_t tables;
	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t replaced;  /* ill-formed sequences that became U+FFFD */
	uint64_t nuls;      /* NULs that did */
	uint64_t deleted;   /* records that the source has no more */
	bool end;           /* an end record was there, and right */
	char miscount[200]; /* what was wrong with it, or "" */
	int signal; /* that stopped the run, or 0; SIGPIPE: the reader left */
};

/*
 * Read rows from in (named so in messages) to the end and write the script to
 * out.  0, or -1 with *e, whose kind is the exit status; the script then ends
 * in a statement that fails.
 */
int sql_run(const struct sql_options *o, int in, const char *in_name, int out,
    uint64_t max_line, bool require_end, struct sql_result *result,
    struct error *e) MUST_CHECK;

#endif
