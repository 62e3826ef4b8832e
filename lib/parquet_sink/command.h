/*
 * command: what the sinks that write Parquet files have in common: options,
 * and a load from standard input to its report.
 *
 * Layer: parquet_sink.
 */
#ifndef PARQUET_SINK_COMMAND_H
#define PARQUET_SINK_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/opt.h"
#include "sink/sink.h"
#include "sink/table_format.h"

/* What the command line says. */
struct parquet_sink_settings {
	struct sink_options sink;
	struct opt_list blooms; /* columns, or TABLE.COLUMN */
	int codec;		/* enum codec_method */
	int encoding;		/* enum chunk_encoding */
	uint64_t level;		/* of compression; 0: the codec's usual one */
	bool verify;
	uint64_t group_rows;
	uint64_t threads; /* that encode; 0: all processors but one */
};

/* The defaults; parquet_sink_settings_free() releases what parsing adds. */
struct parquet_sink_settings parquet_sink_settings_make(void) MUST_CHECK;

/*
 * Read the command line of a program of that name, purpose and examples, and
 * check what its options say together.  Returns as cli_parse() does.
 */
int parquet_sink_parse(struct parquet_sink_settings *s,
    const struct opt_program *program, int argc, char **argv,
    struct error *e) MUST_CHECK;

/*
 * Read rows from standard input, publish them, report, and store the state.
 * table_format makes the finished files a table's, or is NULL: their names
 * alone do.  name is the program's.  *signo gets the signal that stopped it, or
 * 0.  -1 with *e.
 */
int parquet_sink_load(const struct parquet_sink_settings *s,
    const struct table_format *table_format, const char *name, int *signo,
    struct error *e) MUST_CHECK;

void parquet_sink_settings_free(struct parquet_sink_settings *s);

#endif
