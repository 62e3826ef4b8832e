/*
 * dialect: what databases differ in: their types and casts, what they take for
 * a name and a value, and how statements are spelled.
 *
 * Each database has a file of its own, with a struct sql_dialect; dialect.c has
 * the list of them.  A pattern is an expression in which '?' stands for the
 * value.
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_DIALECT_H
#define AAI_SINK_SQL_DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "stream/row.h"
#include "table/schema.h"
#include "table/type.h"

/* The text of a cell, and whether its bytes may need care. */
struct sql_text {
	const char *s;
	size_t len;
	bool plain; /* ASCII without quotation marks, backslash, controls */
	bool raw;   /* the content of a JSON string, as the source spelled it */
};

struct sql_dialect {
	const char *option; /* of --dialect */
	const char *name;   /* in messages */

	/* What it can hold. */
	size_t columns; /* of a table */
	size_t row;	/* bytes of a row's text */
	bool nuls;	/* in text */
	bool schemas;
	/* Whether a row is too wide for it; NULL: none is.  -1 with *e. */
	int (*check_row)(const struct table *t, const struct cell *cells,
	    struct error *e);

	/* Names.  Two that are the same when folded are one to it. */
	size_t name_max;      /* bytes */
	const char *reserved; /* what no table begins with, any case; or NULL */
	const char *const *system_columns; /* NULL-terminated, or NULL */
	void (*fold)(const char *s, size_t len, struct buf *out);
	const char *fold_sql; /* the function that does so; "": none */

	/* Types, and patterns that change values. */
	const char *types[TYPE_COUNT];
	bool decimal_scale; /* its decimals have (38, SCALE) */
	bool decimal_holds_doubles;
	const char *casts[TYPE_COUNT];	 /* from our text to the type */
	const char *string_to_json;	 /* from our text, of a string */
	const char *to_text[TYPE_COUNT]; /* from the type to our text */
	const char *to_json[TYPE_COUNT]; /* from the type to JSON */
	const char *widen[TYPE_COUNT];	 /* to the type; NULL: by text */
	const char *json_function;	 /* text to a JSON string */

	/* Rows as data. */
	const char *stage_type; /* of staging columns, with a blank before */
	void (*open_rows)(struct buf *out, size_t number, size_t ncolumns);
	const char *between_rows, *close_rows;
	const char *open, *between, *close; /* of a row's values */
	const char *null, *quote;	    /* a null; around the record's n. */
	bool raw_strings; /* it takes strings in JSON's spelling */
	/* Append a value that is not a null; scratch may be used. */
	void (*put_value)(struct buf *out, const struct sql_text *t,
	    enum type type, struct buf *scratch);

	/* Statements. */
	const char *start;   /* of a script: how the client goes on */
	const char *begin;   /* of the transaction */
	const char *empty;   /* a table, whose name follows */
	const char *now;
	const char *token;   /* an expression that nobody can guess */
	const char *failure; /* that makes a statement that fails with text m */
	const char *row_id;  /* a column that orders rows; NULL: not needed,
				as a row replaces one with its key */
	const char *catalog; /* condition on information_schema.columns; NULL:
				there is pragma_table_info() instead */
	bool gexec;	     /* the client runs what a query makes */
	bool indexes;	     /* tables get primary keys, or an index */
	bool analyze;	     /* temporary tables are to be analysed */
	bool hash_joins;     /* temporary tables need no index */
	bool alter_types;    /* of columns; else tables are made anew */
	bool aggregates;     /* string_agg() with an order, DELETE USING */
};

extern const struct sql_dialect sql_duckdb, sql_postgres, sql_sqlite;

/* All of them. */
#define SQL_DIALECTS 3
extern const struct sql_dialect *const sql_dialects[SQL_DIALECTS];

/* Append the column type that holds the type. */
void sql_put_type(struct buf *out, const struct sql_dialect *d,
    struct coltype type);

/* From staged text of a column of type from, to a column of type to. */
const char *sql_cast(const struct sql_dialect *d, enum type from,
    enum type to);

/*
 * From a column's value of type from to the wider type to, as our own text
 * renders it where that is text; NULL when the value stays as it is.
 */
const char *sql_widen(const struct sql_dialect *d, enum type from,
    enum type to);

/* The type of a column that has values of both types. */
enum type sql_join(const struct sql_dialect *d, enum type a, enum type b);

/*
 * An expression for the name of our type (as type_name() has it) of the
 * database's own type, which stands in the column or expression named.
 */
void sql_put_kind(struct buf *out, const struct sql_dialect *d,
    const char *of);

#endif
