/*
 * catalog: the tables that are after a path, and what is known of them.
 *
 * A path is a file (Parquet, or CSV, perhaps compressed by gzip), a folder of
 * files, each a table, of folders of parts, each a table too, or a folder of
 * parts.  Either of the latter may be a Delta or an Iceberg table: then it is
 * the files that are live in its newest version, and no others.  A folder of
 * tables within a folder is none of its tables.
 * Types, keys and parents come from the Parquet files themselves, from
 * _aai_schema.ndjson beside folders of parts, and from datapackage.json beside
 * CSV files; without either a CSV file's columns are text.
 *
 * Layer: view.
 */
#ifndef VIEW_CATALOG_H
#define VIEW_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lake/snapshot_reader.h"
#include "sink/folder_view.h"
#include "table/schema.h"

enum shown_format {
	SHOWN_PARQUET,
	SHOWN_CSV,
};

/* How the files of a CSV table are spelled. */
struct shown_dialect {
	char delimiter;   /* 0: to be found out */
	char *null;       /* what null is besides the bare empty field; owned */
};

/* A column whose values cannot be read in some file. */
struct shown_gap {
	size_t column;
	const char *path; /* of the file; borrowed from the table's */
	const char *what; /* it is; static */
};

struct shown {
	struct schema schema; /* of this table alone */
	struct table *table;  /* its columns, in order; in schema */
	enum shown_format format;
	struct shown_dialect dialect;
	const char *lake;     /* "Delta", "Iceberg", for a table of such a
				 format; or NULL */
	int64_t version;      /* of such a table */
	bool moved_on;        /* another catalog made that version */
	struct lake_snapshot snapshot; /* of such a table; its files are taken
			out of it, what it says of their rows is not */
	const struct folder_view *view; /* how its folder is seen, the
			 catalog's; NULL: the files are anywhere */
	char *root;   /* with a view: the folder that the files lie in; paths
			 that begin with it and a slash are of the view.
			 Owned */
	char *within; /* what root is called in the view, "": it is the view's.
			 Owned */
	size_t memory; /* see struct catalog_options */
	char **files; /* owned, as are the names; in order */
	size_t nfiles;
	size_t files_cap;
	struct shown_gap *gaps;
	size_t ngaps;
	size_t gaps_cap;
	struct map by_gap; /* a column's number, its bytes, to its gap */
	struct map nested; /* names of columns that are nested in a file, where
			      text that looks like JSON is text */
};

/* How tables are found and read. */
struct catalog_options {
	bool outside; /* files outside of a table's folder, and symbolic links
			 in a folder, are read */
	size_t memory; /* the most bytes that a table's pages, or a file of its
			  metadata, may take in memory */
};

/* A zeroed struct is an empty catalog. */
struct catalog {
	struct shown **tables; /* each owned; in order of their names */
	size_t n;
	size_t cap;
	bool folder; /* the path is one of tables, not a table's own */
	struct catalog_options options;
	struct error *missed; /* owned: why some of its tables are not here */
	size_t nmissed;
	size_t missed_cap;
	char **folders; /* each owned: paths of folders of tables in it */
	size_t nfolders;
	size_t folders_cap;
	struct folder_view views[2]; /* of the path, and of the folder that it
					is in; as far as they are needed */
};

/*
 * Find the tables after the path and read their columns.  What is in a folder
 * is not read through symbolic links, nor are files outside of it that a table
 * of a table format names, unless the options say so.  Tables of a folder that
 * cannot be read are missed.  -1 with *e (ERROR_USAGE: there is no such
 * path; ERROR_INPUT: a file that was named, or what a folder's tables share,
 * cannot be read).
 */
int catalog_open(struct catalog *c, const char *path,
    const struct catalog_options *options, struct error *e) MUST_CHECK;

/*
 * Why the values of the column of that number cannot be read: true, and *e
 * (ERROR_INPUT); false when they can.
 */
bool catalog_gap(const struct shown *t, size_t column, struct error *e);

/* Note why a table is missed; *e is copied. */
void catalog_miss(struct catalog *c, const struct error *e);

void catalog_close(struct catalog *c);

#endif
