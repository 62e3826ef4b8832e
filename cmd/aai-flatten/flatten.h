/*
 * flatten: nested records into the typed rows of flat tables.
 *
 * Records go in line by line; columns lines and rows come out, as
 * aai-stream(5) has them.  An object in a record becomes columns of its row
 * (a.b: a__b), a list becomes the rows of a child table, keyed by the key of
 * the record and the positions on the way.  Values are copied as they are
 * spelled; what a column has seen decides its type, whatever the order.
 *
 * The first rows are held back until there are options.window bytes of them,
 * so that most streams need one columns line a table.  The rows of a record
 * are held until it is whole: one that turns out to be no JSON leaves none.
 * But not those of a record with more than options.hold bytes, or with more
 * bytes of rows: it is walked twice, and its rows go out the second time, as
 * they come, once there are options.window bytes of them; only when the
 * contract drops some of them are all held.  So the memory is that of the
 * window, of one line and of options.hold, and some for each name where objects
 * have very many (see json/members.h).
 *
 * Layer: aai-flatten.  Not thread-safe: one flattener, one thread at a time.
 */
#ifndef AAI_FLATTEN_FLATTEN_H
#define AAI_FLATTEN_FLATTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/out.h"
#include "json/path.h"
#include "table/type.h"

/* Bytes that must be readable after a line; see json/scan.h. */
#define FLATTEN_PAD 64

#define FLATTEN_WINDOW ((size_t)8 << 20)
#define FLATTEN_HOLD ((size_t)8 << 20)
#define FLATTEN_DEPTH 512
#define FLATTEN_NESTING 64
#define FLATTEN_COLUMNS 2000
/* Members that a key may have, and steps that lead to one. */
#define FLATTEN_KEYS	  16
#define FLATTEN_KEY_STEPS 32

struct model_root;
struct flatten;

/* What happens to what is not in the schema, or of another type. */
enum flatten_mode {
	FLATTEN_EVOLVE,	       /* it is taken, and the schema grows */
	FLATTEN_FREEZE,	       /* an error */
	FLATTEN_DISCARD_ROW,   /* its row and all below it are left out */
	FLATTEN_DISCARD_VALUE, /* it is left out */
};

/* Holds for tables that are declared or in a schema; others may do as they
 * like, if they may be at all. */
struct flatten_contract {
	enum flatten_mode tables; /* both ways of discarding are the same */
	enum flatten_mode columns;
	enum flatten_mode types;
};

/*
 * Read "freeze", for all three, or "columns=discard-value", for one, into *c.
 * -1 with *e (USAGE).
 */
int flatten_contract(struct flatten_contract *c, const char *spec,
    struct error *e) MUST_CHECK;

struct flatten_options {
	const char *table;  /* of records without a tag; NULL: an error */
	size_t window;	    /* bytes of rows held back at first */
	size_t hold;	    /* bytes of a record, of its rows: see below */
	unsigned max_depth; /* levels of brackets that a record may have */
	unsigned nesting;   /* levels that are taken apart; json below */
	size_t max_columns; /* of a table */
	int zone;	    /* minutes east of UTC of times that name none */
	bool strict;	    /* what would be repaired is an error */
	bool objects;	    /* rows are objects, not arrays */
	bool dlt_ids;	    /* dlt's link columns too */
	bool infer;	    /* columns lines only, at the end */
	struct flatten_contract contract;
	/*
	 * Called when a table comes up for which there are records: may
	 * declare what is known of them with the functions below.  May be
	 * NULL.  -1 with *e ends the work.
	 */
	int (*describe)(void *arg, struct flatten *f, struct model_root *r,
	    const char *table, size_t len, struct error *e);
	/*
	 * What the contract leaves out goes here, one object a line: the
	 * table, the record's key, what is "_new" (table, column, type), its
	 * "_path" and "_value", the value or row as it stood.  May be NULL.
	 */
	struct out *rejects;
	/* Says what is worth knowing: one line of text.  May be NULL. */
	void (*say)(void *arg, const char *text);
	void *arg; /* of all of these */
};

/* What has been done so far. */
struct flatten_counts {
	uint64_t records;
	uint64_t rows;
	uint64_t tables;
	uint64_t columns_lines; /* after the first one of each table */
	uint64_t duplicates;	/* members left out: the last one counts */
	uint64_t repaired;	/* U+FFFD for what was not UTF-8 */
	uint64_t rejected;	/* values and rows, by a contract */
};

/* All options at their defaults. */
struct flatten_options flatten_defaults(void);

/*
 * A flattener that writes to out, which stays the caller's, as does what the
 * options point to.  Release it with flatten_close().
 */
struct flatten *flatten_open(const struct flatten_options *options,
    struct out *out) MUST_CHECK;

/*
 * From here on the records without a tag are of that table, which stays the
 * caller's, where options.table is NULL; NULL: they are an error.
 */
void flatten_table(struct flatten *f, const char *table);

/*
 * Take one record: an object of len bytes, followed by a NUL and FLATTEN_PAD
 * more readable bytes.  The text may be changed: names that come again and
 * ill-formed strings are repaired where they stand, as there may be no room for
 * a copy.  -1 with *e (INPUT: not a record, and flatten_at() tells where;
 * OUTPUT), after which only flatten_close() may be called.
 */
int flatten_record(struct flatten *f, char *line, size_t len,
    struct error *e) MUST_CHECK;

/*
 * The same of a record that is there no more: its own row goes out, as
 * stream/deleted.h has it, after all before.  One of options.hold bytes or more
 * is an error (INPUT).
 */
int flatten_deleted(struct flatten *f, char *line, size_t len,
    struct error *e) MUST_CHECK;

/*
 * Let a record that gets longer, as U+FFFD has more bytes than most of what it
 * is put for, do so where it stands: widen gives the line, with its content,
 * n bytes more, and returns where it is then.  Otherwise a copy is made.
 */
void flatten_widen_by(struct flatten *f, char *(*widen)(void *arg, size_t n),
    void *arg);

/*
 * The offset in the record's line, as it was repaired, at which the last error
 * was noticed.
 */
size_t flatten_at(const struct flatten *f);

/*
 * Start from a schema: the text of one, columns lines as a sink keeps them or
 * as infer wrote them.  Several are merged, the columns then in the order of
 * their names.  To be called before the first record.  -1 with *e (USAGE),
 * which names the text.
 */
int flatten_schema(struct flatten *f, const char *text, size_t len,
    const char *name, struct error *e) MUST_CHECK;

/* The same from the file at path. */
int flatten_schema_file(struct flatten *f, const char *path,
    struct error *e) MUST_CHECK;

/* Write what is buffered, except what the window and the stream hold back. */
int flatten_flush(struct flatten *f, struct error *e) MUST_CHECK;

/* No more records: write all that is held, columns lines first. */
int flatten_finish(struct flatten *f, struct error *e) MUST_CHECK;

struct flatten_counts flatten_count(const struct flatten *f);

void flatten_close(struct flatten *f);

/*
 * For describe(): what is known of a root's records.
 *
 * A key is a member that names the record, alone or with others; its columns
 * in child tables are called carried, and so is the one in the root's own table
 * where joins says so.  NULL: as the member, but that child tables have the
 * table's name and "_id" for "id".  Keys come before all else.
 */
void flatten_key(struct flatten *f, struct model_root *r,
    const char *member, size_t len, const char *carried, bool joins);

/*
 * The same of what a path leads to, which is not kept.  -1 with *e (USAGE): it
 * is no single place, is too long, or is one key too many.
 */
int flatten_key_path(struct flatten *f, struct model_root *r,
    const struct path *path, const char *carried, bool joins,
    struct error *e) MUST_CHECK;

/*
 * A column, or the items of a list, with their type; no matter when the path
 * goes through what is treated as JSON or dropped: say that first.
 */
int flatten_column(struct flatten *f, struct model_root *r,
    const struct path *path, struct coltype type,
    struct error *e) MUST_CHECK;

/* How the value at a path is treated. */
enum flatten_treatment {
	FLATTEN_MAP,  /* an object whose names are data: a child table */
	FLATTEN_JSON, /* kept whole, as a json column */
	FLATTEN_DROP, /* left out */
};

int flatten_treat(struct flatten *f, struct model_root *r,
    const struct path *path, enum flatten_treatment how,
    struct error *e) MUST_CHECK;

/* The columns are declared in full: report others, once. */
void flatten_declared(struct flatten *f, struct model_root *r);

#endif
