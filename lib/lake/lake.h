/*
 * lake: writes Parquet data files as tables of a table format (Delta, Iceberg),
 * for lib/sink.
 *
 * What formats have in common: which columns a data file gets, so that it fits
 * the table that is there; what a load may change; the data file's name and
 * statistics.  A format (Delta, Iceberg) reads a table's metadata and writes
 * them.
 *
 * A load either takes the place of all rows (a replace), and its columns are
 * the table's from then on; or it appends, and may add columns and widen those
 * that the format can widen without touching data files.  Others of numbers and
 * times may become wider, too, as long as all live files are of ours: these are
 * written anew, by the same commit.
 *
 * Layer: lake.
 */
#ifndef LAKE_LAKE_H
#define LAKE_LAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "base/rng.h"
#include "lake/file.h"
#include "sink/folder_view.h"
#include "sink/table_format.h"
#include "table/schema.h"

struct lake_format;
struct lake_snapshot;
struct held_facts;

/* A line or file of metadata takes this many times its bytes, taken apart. */
#define LAKE_BOOK_SHARE 8

/* A table format for sink_format.table_format. */
struct lake {
	struct table_format table_format;
	const struct lake_format *format;
	int64_t now_ms;  /* the time of the load, since 1970 UTC */
	struct rng rng;  /* for ids that nobody else has */
	size_t max_line; /* a longer line or file of a table's metadata is an
			    error, bytes: a part of --memory */
	size_t pages;	 /* the most bytes that pages of a data file may hold,
			    see lake_file_read(): a part of --memory, too */
	size_t memory;   /* the most bytes that a list of files may take:
			    half of --memory; 0: any */
	bool forgets;    /* of a vacuum: nobody needs but the current version,
			    nor what tells of others, unless tables say so */
	bool outside;    /* of readers: metadata may name files outside of
			    the table's folder; see path.h */
};

/* A table of a load. */
struct lake_table {
	struct lake *lake;
	struct folder *folder;
	struct folder_view view; /* how the folder's files are read; borrowed */
	const char *name; /* the table's, and its folder's in the folder */
	bool append;

	/* The format's read() fills these in. */
	int64_t version;    /* that is there; when there is no table, the
			       one before the first */
	struct schema held; /* one table, when there is one: the columns that
			       it has and that we can write */
	bool partial;       /* held does not tell all of its columns */
	void *state;        /* the format's own */

	/* What lake.c makes of it. */
	struct schema made;   /* one table: the data file's columns */
	struct table *columns; /* that table */
	size_t nheld;         /* this many of its first columns are held ones,
				 in held order; 0 in a replace */
	bool *null_only;      /* for each column: it may have nulls alone,
				 because its type in the stream (in stream)
				 does not fit */
	struct coltype *stream; /* for each column: its type in the stream */
	bool *retyped;        /* for each column: live files have it in a type
				 that the format cannot widen */
	bool rewrites;        /* some are: live files are to be written anew */
	struct held_facts *facts; /* for each column; see held_facts.h */
	size_t ncolumns;      /* of the four lists above */
	struct map names;     /* that lake_data_path() has given */
	bool again; /* the format's plan(): a load of that key was in it */
};

/* A load of one table, as a format makes it a version. */
struct lake_change {
	const struct lake_file *file; /* NULL: the load has no rows */
	const char *path; /* of the data file in the table's folder, or NULL */
	bool emptied; /* a replace that does not know the table at all: rows
			 go, columns stay */
	bool columns_changed; /* t->columns are others than those held */
	const char *key; /* see table_format.h */
	const char *load_prefix;
	const struct format_merge *merge;
	const struct format_merge *again; /* see table_format.h */
};

/* Data files of ours that become one, with the same rows. */
struct lake_compaction {
	const struct lake_file *file; /* what they become */
	const char *path; /* of it in the table's folder; it is placed */
	const char *key;  /* of it: see part_name.h */
	char *const *parts; /* n paths in the table's folder */
	size_t n;
};

/* A table format: functions that return 0, or -1 with *e. */
struct lake_format {
	const char *name; /* "delta" */
	const char *data; /* where data files are: "" or "data/" */

	/*
	 * Read what the table's folder holds.  A folder that is not there, or
	 * holds none of the format's metadata, is a new table.  Whatever keeps
	 * us from writing into the table is an error.
	 */
	int (*read)(struct lake_table *t, struct error *e);

	/* What the table holds now, as for readers; t is a zeroed one but for
	 * its lake, folder, view and name. */
	int (*snapshot)(struct lake_table *t, struct lake_snapshot *v,
	    struct error *e);

	/* t->columns have changed: are the names and types possible? */
	int (*check)(struct lake_table *t, struct error *e);

	/* Whether a column of that type may become one of the other while its
	 * data files stay as they are. */
	bool (*widens)(struct coltype from, struct coltype to);

	/*
	 * Plan the next version: stage files of the metadata and place them
	 * (see folder.h); the data file is placed already (FOLDER_DATA).
	 * Others may have changed the table since read().  Nothing to be said
	 * of the load is not an error, and places nothing.
	 */
	int (*plan)(struct lake_table *t, const struct lake_change *c,
	    struct error *e);

	/*
	 * Plan a version in which n sets of live data files are one each, and
	 * nothing else is changed.  t->columns are those held.  -1 with *e
	 * (ERROR_TEMPORARY: another program has changed the table meanwhile).
	 */
	int (*compact)(struct lake_table *t, const struct lake_compaction *c,
	    size_t n, struct error *e);

	/*
	 * How long earlier versions are kept, as the table's properties say:
	 * 1, and *ms is milliseconds, INT64_MAX at most, which is for ever;
	 * 0: they say nothing.  -1 with *e.
	 */
	int (*retention)(
	    struct lake_table *t, int64_t *ms, struct error *e);

	/* Whether the table's owner lets files of it go at all. */
	bool (*may_go)(const struct lake_table *t);

	/*
	 * Plan a version that forgets those older than that time, but for the
	 * current one and those that have a name; nothing, if there are none,
	 * or if a version is not a place to forget others in.  Add the names,
	 * in the folder, of files that the table's metadata tell of before; of
	 * versions that are forgotten and cannot be read, not all.
	 */
	int (*expire)(struct lake_table *t, int64_t oldest_ms,
	    struct map *known, struct error *e);

	/*
	 * Add the names, in the folder, of files that versions since that time
	 * need, as far as the table's metadata tell of them.
	 */
	int (*needed)(struct lake_table *t, int64_t oldest_ms,
	    struct map *names, struct error *e);

	/* Release t->state; a table that read() has failed on too. */
	void (*close)(struct lake_table *t);
};

/*
 * A lake of that format; l must not move while its table format is in use.
 * Nothing is to be released.
 */
void lake_make(struct lake *l, const struct lake_format *format,
    int64_t now_ms, uint64_t seed);

/* Have metadata, what is held of them, and pages of data files that are read
 * for what a table format needs, fit into so much memory, bytes. */
void lake_bound(struct lake *l, size_t memory);

/* Set *e (ERROR_INPUT): "'NAME' is longer than ..., a part of --memory". */
int lake_too_long(const char *name, size_t max, struct error *e);

/* Stage len bytes as a file of the folder. */
int lake_stage(struct folder *f, const void *p, size_t len, const char *name,
    enum folder_how how, struct error *e) MUST_CHECK;

/*
 * A path in the table's folder for a data file of the version that is made, of
 * a key of len bytes (see part_name.h; 0: of none), that no other file has.
 * Owned by the caller.
 */
char *lake_data_path(struct lake_table *t, const char *key, size_t len);

/* Have the staged data file take that path in the table's folder. */
void lake_place_data(
    struct lake_table *t, const struct stage *s, const char *path);

/* Read the footer of a finished file of the table, see lake_file_read(). */
int lake_read_stage(const struct lake_table *t, struct lake_file *f,
    struct stage *s, struct error *e) MUST_CHECK;

/* "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx" and a NUL (RFC 9562, version 4). */
void lake_uuid(struct lake *l, char to[37]);

/* Set *e (ERROR_USAGE): "table 'T' of DIR cannot be written: WHY". */
void lake_refuse(const struct lake_table *t, struct error *e, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

#endif
