/*
 * keeper: who keeps the books of tables, where a file in a folder is not yet
 * a part of its table: table formats such as Delta and Iceberg.
 *
 * With a keeper a load writes one data file a table (none when it has no
 * rows), whose columns the keeper decides on, and the keeper stages what makes
 * it the table's: all with the same commit list (see folder.h).  The manifest
 * lists no file of theirs; its notes say which kind of tables a folder has,
 * and the name of each.
 *
 * Layer: sink.
 */
#ifndef SINK_KEEPER_H
#define SINK_KEEPER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "sink/folder.h"
#include "sink/stage.h"
#include "table/schema.h"

/* One table of a load.  What the keeper fills in is its own to release. */
struct keeper_table {
	struct folder *folder;
	const char *name;       /* the table's: DIR/name is its place */
	bool append;            /* or the load takes the place of all rows */
	const struct table *in; /* the stream's columns, as they are by now;
				   NULL: the load has no such table */

	/* The keeper's. */
	bool there;              /* its place holds a table */
	const struct table *out; /* the data file's columns: those that the
				    table has, then new ones */
	const bool *barred;      /* for each of them: only nulls may come; NULL:
				    none is barred */
	void *data;
};

/* What names a load, so that it is known again. */
struct keeper_load {
	const char *key;    /* [0-9a-f-]; "": it has none, a replace */
	const char *family; /* loads whose key begins so are replaced by this
			       one: the key itself, or more */
};

/* Functions with a context; 0, or -1 with *e, which ends the load. */
struct sink_keeper {
	const char *name; /* of the kind of tables */
	void *ctx;

	/* A table came up (or is gone: in is NULL): see what its place holds */
	int (*open)(void *ctx, struct keeper_table *t, struct error *e);

	/* t->in has changed; *changed: so has t->out, which has more columns
	 * at its end or wider types than it had */
	int (*columns)(void *ctx, struct keeper_table *t, bool *changed,
	    struct error *e);

	/* Say that column number i of t->out was barred and has a value. */
	void (*refuse)(void *ctx, const struct keeper_table *t, size_t i,
	    struct error *e);

	/*
	 * No row follows in any table.  The data file is complete, with its
	 * rows, or there is no row (rows is 0) and the file is not needed:
	 * place it and what else it takes in t->folder.  A file that is not
	 * placed is dropped.
	 */
	int (*publish)(void *ctx, struct keeper_table *t,
	    const struct keeper_load *load, struct stage *file, uint64_t rows,
	    struct error *e);

	/* Release what the keeper has filled in, on every way out. */
	void (*close)(void *ctx, struct keeper_table *t);
};

#endif
