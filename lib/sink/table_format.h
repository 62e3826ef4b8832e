/*
 * table_format: the interface of table formats such as Delta and Iceberg: their
 * metadata say which files are a table's.
 *
 * With a table format a load writes one data file a table (none when it has no
 * rows), whose columns the table format decides on, and the table format stages
 * what makes it the table's: all with the same commit list (see folder.h).  The
 * manifest lists no file of theirs; its notes say which kind of tables a folder
 * has, and the name of each.
 *
 * Layer: sink.
 */
#ifndef SINK_TABLE_FORMAT_H
#define SINK_TABLE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "sink/folder.h"
#include "sink/row_filter.h"
#include "sink/stage.h"
#include "table/schema.h"

/* One table of a load.  What the table format fills in is its own to
 * release. */
struct format_table {
	struct folder *folder;
	const char *name;       /* the table's: DIR/name is its place */
	bool append;            /* or the load takes the place of all rows */
	const struct table *in; /* the stream's columns, as they are by now;
				   NULL: the load has no such table */

	/* The table format's. */
	bool there;              /* its place holds a table */
	const struct table *held; /* its columns; NULL where it is not there */
	struct table *out;       /* the data file's columns: those that the
				    table has, then new ones; before publish()
				    the load sets its links */
	const bool *null_only;   /* for each of them: only nulls may come; NULL:
				    none is null only */
	bool again; /* publish(): a load of that key was in it */
	void *data;
};

struct format_merge;

/* What names a load, so that it is known again. */
struct format_load {
	const char *key;    /* [0-9a-f-]; "": it has none, a replace */
	const char *load_prefix; /* loads whose key begins so are replaced by
				    this one: the key itself, or more; NULL:
				    a merge, which replaces none */
	const struct format_merge *merge; /* of a merge, if rows of the table
					     may go for it; or NULL */
	const struct format_merge *again; /* rewrite() of it alone: writes all
					     rows of a live file anew; NULL: the
					     table is not there */
};

/*
 * How a table's data files lose the rows of the records that come again: of
 * each that is live count() is asked, and where any of its rows go, or are
 * marked, rewrite() writes the file that takes its place, unless all go.
 */
struct format_merge {
	void *ctx;

	/* Count the rows of the file after fd, and what becomes of them. */
	int (*count)(void *ctx, int fd, const char *name,
	    struct row_counts *counts, struct error *e);

	/* Write what stays into the empty file "to", with the columns of the
	 * load's data file, or as the table has them. */
	int (*rewrite)(void *ctx, int fd, const char *name, struct stage *to,
	    struct error *e);

	/* Not NULL: it is an append, which looks at live files with count(),
	 * and no row goes.  One could not be looked at. */
	void (*skip)(void *ctx, const struct error *why);
};

/* Whether rows of live files may go. */
static inline bool
format_merges(const struct format_merge *m)
{
	return m != NULL && m->skip == NULL;
}

/* Functions with a context; 0, or -1 with *e, which ends the load. */
struct table_format {
	const char *name; /* of the kind of tables */
	void *ctx;

	/* A table came up (or is gone: in is NULL): see what its place holds */
	int (*open)(void *ctx, struct format_table *t, struct error *e);

	/* t->in has changed; *changed: so has t->out, which has more columns
	 * at its end or wider types than it had */
	int (*columns)(void *ctx, struct format_table *t, bool *changed,
	    struct error *e);

	/* Say that column number i of t->out was null only and has a value. */
	void (*refuse)(void *ctx, const struct format_table *t, size_t i,
	    struct error *e);

	/*
	 * No row follows in any table.  The data file is complete, with its
	 * rows, or there is no row (rows is 0) and the file is not needed:
	 * place it and what else it takes in t->folder.  A file that is not
	 * placed is dropped.  In a merge files may take the place of live ones.
	 */
	int (*publish)(void *ctx, struct format_table *t,
	    const struct format_load *load, struct stage *file, uint64_t rows,
	    struct error *e);

	/* Release what the table format has filled in, on every way out. */
	void (*close)(void *ctx, struct format_table *t);
};

#endif
