/*
 * settings: what the command line says, and what was done.
 *
 * Layer: aai-compact.
 */
#ifndef AAI_COMPACT_SETTINGS_H
#define AAI_COMPACT_SETTINGS_H

#include <stdint.h>

#include "io/cli.h"

struct settings {
	const char *dir;
	uint64_t size;     /* --size: of a file that is large enough, bytes */
	int64_t vacuum_ms; /* --vacuum: how long versions are kept; -1: no file
			      goes; INT64_MAX: as long as the tables say */
	int64_t wait_ms;   /* --wait, as in sig_wait() */
	uint64_t memory;   /* --memory, bytes */
	struct cli_common cli;
};

/* All is counted of what is published. */
struct settings_done {
	uint64_t tables;    /* in which parts were put together */
	uint64_t files_in;  /* those parts */
	uint64_t files_out; /* what they became */
	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t vacuumed; /* files that no version needs, removed */
	uint64_t bytes_vacuumed;
};

#endif
