/*
 * format: CSV as a format of the sinks (sink/sink.h).
 *
 * A table's rows go straight to its file, under the columns that it has by
 * then.  When columns come later or types widen, the places where that happens
 * are noted, and the file is written again once, at the end.
 *
 * Layer: aai-sink-csv.
 */
#ifndef AAI_SINK_CSV_FORMAT_H
#define AAI_SINK_CSV_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-sink-csv/field.h"
#include "csv/style.h"
#include "sink/sink.h"

/* The context of the format's functions. */
struct csv_format {
	struct sink_format functions; /* for sink_run() */
	struct csv_style style;
	struct csv_encoder encoder;
	bool parts;      /* the load adds to a folder of parts */
	bool package;    /* write datapackage.json */
	uint64_t memory; /* for rows that are not written yet */
	size_t ntables;
	uint64_t hold; /* bytes of rows that a table holds at most */
	uint64_t too_many; /* tables with more rows than a sheet has */
};

/* Rows that a sheet of the usual spreadsheets has, its header among them. */
#define CSV_SHEET_ROWS 1048576

/* Make *f; it must not move afterwards.  csv_format_free() releases it. */
void csv_format_open(struct csv_format *f, const struct csv_style *style,
    bool parts, bool package, uint64_t memory);

void csv_format_free(struct csv_format *f);

#endif
