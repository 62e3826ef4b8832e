/*
 * command: what the sinks that write Parquet files have in common: options,
 * and a load from standard input to its report.
 *
 * Layer: pack.
 */
#ifndef PACK_COMMAND_H
#define PACK_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/opt.h"
#include "sink/keeper.h"
#include "sink/sink.h"

/* What the command line says. */
struct pack_settings {
	struct sink_options sink;
	struct opt_list blooms; /* columns, or TABLE.COLUMN */
	int codec;		/* enum codec_method */
	int encoding;		/* enum chunk_encoding */
	uint64_t level;		/* of compression; 0: the codec's usual one */
	bool verify;
	uint64_t group_rows;
};

/* The defaults; pack_settings_free() releases what parsing adds. */
struct pack_settings pack_settings_make(void) MUST_CHECK;

/*
 * Read the command line of a program of that name, purpose and examples, and
 * check what its options say together.  Returns as cli_parse() does.
 */
int pack_parse(struct pack_settings *s, const struct opt_program *program,
    int argc, char **argv, struct error *e) MUST_CHECK;

/*
 * Read rows from standard input, publish them, report, and store the state.
 * keeper makes the finished files a table's, or is NULL: their names alone do.
 * name is the program's.  *signo gets the signal that stopped it, or 0.  -1
 * with *e.
 */
int pack_load(const struct pack_settings *s, const struct sink_keeper *keeper,
    const char *name, int *signo, struct error *e) MUST_CHECK;

void pack_settings_free(struct pack_settings *s);

#endif
