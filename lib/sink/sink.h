/*
 * sink: what all sinks into files have in common: from the stream of rows to
 * a published folder, or to standard output.
 *
 * sink_run() reads the stream, checks it to its very end, hands tables and
 * rows to a format, and publishes what the format made; see aai-stream(5).
 * Nothing is published when the stream is cut, has no byte, holds what is no
 * row of a declared table, or lacks the end record where one is required.
 *
 * A replace (the default) writes DIR/TABLE.EXT and removes, in the same commit,
 * what earlier loads of the folder wrote; parts of incremental loads, and
 * tables of another kind, only when it is told to.  With append or a state, a
 * load adds DIR/TABLE/part-NAME.EXT; the folder then has one schema, kept
 * beside the parts in DIR/_aai_schema.ndjson (columns lines), and parts that
 * lack a column or have a narrower type are rewritten by the same commit.
 *
 * A merge is an append that has the rows of those records go, in the same
 * commit, that come again: in all tables that a record's rows are in (see
 * merge_keys.h).  It takes the place of no earlier load, not even of the same
 * one, but of its records: parts that hold some of them are rewritten.
 *
 * With a table format (table_format.h) a replace and an append are what that
 * makes of them.
 *
 * Layer: sink.
 */
#ifndef SINK_SINK_H
#define SINK_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/opt.h"
#include "sink/common_options.h"
#include "sink/folder.h"
#include "sink/row_filter.h"
#include "sink/stage.h"
#include "sink/table_format.h"
#include "stream/row.h"
#include "table/schema.h"

/* One table of the load, as a format sees it. */
struct sink_table {
	const struct table *table; /* name and columns, as they are by now */
	uint64_t rows;             /* handed to the format so far */
	uint64_t replaced;         /* the format counts here what cell_text()
				      and cell_json() replaced by U+FFFD */
	struct stage file;         /* open and empty at first */
	void *data;                /* the format's own; NULL at first */
};

/* A finished file that a format wrote, whose rows are to be read again. */
struct sink_part {
	int fd;           /* borrowed; for reading, at offset 0 */
	const char *name; /* for messages; borrowed */
	/* Its columns when it was made.  A file in a table of a table format
	 * may lack some, and others may be narrower in it. */
	const struct table *from;
	const struct row_filter *filter; /* NULL: all rows stay */
	bool foreign; /* another program may have written it */
};

/*
 * A format: functions with the context that sink_run() was given first.  Each
 * returns 0, or -1 with *e, which ends the load unpublished.
 */
struct sink_format {
	/* The files' ending, without its dot: "csv", "parquet". */
	const char *extension;

	/* A table came up; t->table has its columns, t->file is empty. */
	int (*open)(void *ctx, struct sink_table *t, struct error *e);

	/*
	 * t->table has more columns at its end, or wider types, than at the
	 * last call for it; the format remembers what it needs of those.
	 */
	int (*change)(void *ctx, struct sink_table *t, struct error *e);

	/* A row, one cell a column of t->table; they are gone afterwards. */
	int (*row)(void *ctx, struct sink_table *t, const struct cell *cells,
	    struct error *e);

	/*
	 * No row follows in any table: complete t->file, whose columns are
	 * t->table's; called for each table in order of appearance.  A format
	 * that must write the file anew opens another stage in the same
	 * folder, drops the one in t->file and puts the new one there.
	 */
	int (*finish)(void *ctx, struct sink_table *t, struct error *e);

	/*
	 * Write into the empty file "to", whole, the rows of n finished files
	 * one after the other, those that their filters let stay, with the
	 * columns of table "now".  A column of a part goes to the one of its
	 * name (in a table format: its id), whose type is as wide or wider.
	 */
	int (*rewrite)(void *ctx, const struct sink_part *parts, size_t n,
	    const struct table *now, struct stage *to, struct error *e);

	/* Count the part's rows, and what its filter has become of them. */
	int (*count)(void *ctx, const struct sink_part *part,
	    struct row_counts *counts, struct error *e);

	/*
	 * The files are complete and have their names: stage others that
	 * belong to them.  schema has the columns of all tables; folder_list()
	 * tells which files the folder is going to have.  Not called for
	 * standard output.  May be NULL.
	 */
	int (*extras)(void *ctx, struct folder *folder,
	    const struct schema *schema, struct error *e);

	/* Release t->data, on every way out.  t->file is not its matter. */
	void (*close)(void *ctx, struct sink_table *t);

	/*
	 * Who makes the finished files a table's; NULL: their names alone do.
	 * Its functions get a context of its own.  With one there are no
	 * parts: rewrite() and extras() are not called.
	 */
	const struct table_format *table_format;
};

/* What becomes of the rows that are there. */
enum sink_mode {
	SINK_REPLACE,
	SINK_APPEND,
	SINK_MERGE, /* those of the records that come go */
};

/* What becomes of records that the source has no more. */
enum sink_on_delete {
	SINK_DELETE_REPORT, /* they are counted */
	SINK_DELETE_MARK,   /* their column "deleted" says so */
	SINK_DELETE_REMOVE, /* their rows go, in all tables */
};

/* What all sinks into files can be told. */
struct sink_options {
	struct common_options common;
	const char *output; /* -o: the folder, or "-" */
	const char *table;  /* -t: this table alone, or NULL */
	const char *state;  /* --state: a file, or NULL */
	int64_t wait_ms; /* --wait: for state and folder; 0: not at all */
	int mode;           /* --mode: an enum sink_mode; -1: not given */
	int on_delete;      /* --on-delete: an enum sink_on_delete */
	bool append;        /* --append, and in a merge */
	bool replace;       /* --replace */
	bool require_end;   /* --require-end */
	bool tables; /* set by the program: loads go into tables of a table
			format, which need a folder */
};

/* The most that sink_opt_put() stores. */
#define SINK_OPT_MAX (10 + COMMON_OPTIONS_MAX)

/* The defaults. */
struct sink_options sink_options_make(void) MUST_CHECK;

/* Store the options at to, with o's members as their targets; how many. */
size_t sink_opt_put(struct sink_options *o, struct opt *to);

/*
 * The options were read: check what they say together, and fill in what
 * follows from others: -t alone means standard output, --state a required end
 * and --append.  -1 with *e (USAGE).
 */
int sink_options_check(struct sink_options *o, struct error *e) MUST_CHECK;

#define SINK_WARNINGS 4

/* What a run did. */
struct sink_result {
	uint64_t rows;      /* read, of all tables */
	uint64_t tables;    /* published */
	uint64_t bytes_in;  /* read */
	uint64_t bytes_out; /* in published files */
	uint64_t replaced;  /* ill-formed sequences that became U+FFFD */
	uint64_t rewritten; /* parts of earlier loads */
	uint64_t repeated;  /* rows whose key an earlier one of the load has */
	uint64_t merged;    /* rows of earlier loads that went */
	uint64_t known;     /* of an append: rows of earlier loads that have the
			       key of one of this */
	uint64_t deleted;   /* records that the source has no more */
	bool end;           /* an end record was there, and right */
	bool published;
	char warnings[SINK_WARNINGS][400]; /* what to tell the user */
	size_t nwarnings;
	char *counts; /* owned: the rows of each table, as a JSON object; NULL
		       before sink_run() */
	int signal;   /* that stopped the run, or 0: sig_raise() it; SIGPIPE:
		       the reader of standard output left, sig_pipe() */
};

/*
 * Read rows from fd in (named so in messages) to the end and publish.  Returns
 * 0, or -1 with *e, whose kind is the exit status.  *result is filled in any
 * case, and is to be released.
 */
int sink_run(const struct sink_options *o, const struct sink_format *format,
    void *ctx, int in, const char *in_name, struct sink_result *result,
    struct error *e) MUST_CHECK;

/* Release what a result owns. */
void sink_result_free(struct sink_result *result);

/* Say, by io/msg.h, what the user should know of a load that went well. */
void sink_report(const struct sink_result *result);

/*
 * End a run, of which rc came (-1: it failed, with *e): write what it did as
 * one JSON object where --stats says, and release the result.  One that was
 * zeroed, as no run began, has nothing to write.  Returns rc, or -1 with *e
 * where rc was 0 and the summary cannot be written (OUTPUT), or records came
 * more than once or were there already, or were deleted and are there still
 * (PARTIAL): all are published.
 */
int sink_end(const struct sink_options *o, const char *program,
    struct sink_result *result, int rc, struct error *e) MUST_CHECK;

#endif
