/*
 * delta_log: what the log of a Delta table adds up to.
 *
 * Entries are read one after the other and line by line, from the newest
 * checkpoint on that can be read; what is kept is the table's present state:
 * the files that are live, not those that were.
 *
 * Format facts: Delta Transaction Log Protocol, "Actions", "Log Entries".
 *
 * Layer: lake.
 */
#ifndef LAKE_DELTA_LOG_H
#define LAKE_DELTA_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "json/tree.h"
#include "sink/folder_view.h"

#define DELTA_LOG_FOLDER "_delta_log"
#define DELTA_LOG_FILE   'f'

/*
 * A zeroed struct may be closed; version and checkpoint must be -1 before the
 * first read.
 */
struct delta_log {
	int64_t version;  /* of the last entry read; -1: none */
	bool changed;     /* a protocol or metaData was read; the caller's to
			     clear */
	bool vectors;     /* a file has a deletion vector */
	bool features;    /* the protocol names features */
	char named[160];  /* ... of writers, some of them, for messages */
	bool mapping;     /* ... column mapping among those of readers */
	char unread[48];  /* a feature that the protocol asks readers for, and
			     that changes which rows or values there are;
			     "": none */
	int64_t reader;   /* minReaderVersion; 0 before the first protocol */
	int64_t writer;   /* minWriterVersion */
	char *metadata;   /* owned: the metaData's object as it stands there;
			     NULL before the first */
	size_t metadata_len;
	struct map live;  /* paths, decoded; after a NUL what tells one
			     deletion vector from another, if there is one;
			     value: the size + 1, or 0 when it is not live any
			     more */
	size_t ngone;     /* of the latter */
	bool details;	  /* set it to keep what else is said of files */
	char **said;	  /* owned; for each live file, or NULL: nothing */
	size_t said_cap;
	size_t said_bytes; /* about */
	size_t room;	  /* set it to the most bytes that what is read may take
			     here; 0: any */
	struct map txns;  /* application ids; value: their versions */
	struct map sidecars; /* files that a checkpoint names */
	int64_t checkpoint;  /* of which version one was read; -1: none */
	int64_t stop;	     /* with keep: the last version to read */
	bool keep;	     /* set it to keep what a checkpoint needs */
	struct map kept;     /* ids; of a file: DELTA_LOG_FILE and its path */
	char **texts;	     /* owned; actions as JSON, one for each */
	size_t texts_cap;
	struct json_tree tree;
};

/*
 * With details, said[i] is an object of what the add action of live file i has
 * of partitionValues and deletionVector, where they are more than nothing.
 *
 * Read on from the version that log has (all entries, when it has none), to
 * the last one there is, in table's folder "_delta_log", which path names in
 * messages.  A folder that is not there has no entries.  max bounds a line, and
 * what is held of a checkpoint's file.  -1 with *e: ERROR_USAGE when entries
 * are missing, ERROR_OUTPUT when one cannot be read or is not a log entry,
 * ERROR_LIMIT when what they say has no room.
 */
int delta_log_read(struct delta_log *log, const struct folder_view *view,
    const char *folder, const char *path, size_t max,
    struct error *e) MUST_CHECK;

/* Take in a line of an entry.  -1 with *e (ERROR_INPUT; ERROR_OUTPUT). */
int delta_log_take(struct delta_log *log, const char *line, size_t len,
    struct error *e) MUST_CHECK;

/* "00000000000000000012.json" and a NUL. */
void delta_log_name(int64_t version, char to[32]);

void delta_log_close(struct delta_log *log);

#endif
