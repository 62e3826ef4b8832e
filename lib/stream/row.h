/*
 * row: the rows of a stream, taken apart into cells by column number.
 *
 * A row is one line under the columns line of its table: an array of the number
 * that the columns line gives, and the values in column order, [7,...,...]; or
 * an object, {"_table":"T","a":...,"b":...}; see aai-stream(5).  The reader checks the line strictly as JSON
 * on the way, decodes nothing and allocates nothing per row: cells point into
 * the line.  It guesses the table (that of the row before) and the next member
 * (the one that followed last time) by comparing bytes, and looks names up
 * only when the guess is wrong; members may come in any order, and of two with
 * one name the last counts.  Values that an array leaves out at its end are
 * null.  Of a table whose rows begin with the same string,
 * a parent's key, all up to there is compared at once.
 *
 * Layer: stream.  Not thread-safe: one reader, one thread at a time.
 */
#ifndef STREAM_ROW_H
#define STREAM_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/num.h"
#include "table/schema.h"

enum cell_kind {
	CELL_NULL,
	CELL_TRUE,
	CELL_FALSE,
	CELL_NUMBER,
	CELL_STRING,
	CELL_JSON, /* an object or a list */
};

/* How a number is spelled. */
enum cell_shape {
	CELL_DIGITS,   /* digits alone, maybe after a minus */
	CELL_POINT,    /* with a point, without an exponent */
	CELL_EXPONENT, /* with an exponent */
};

/* One value, as it stands in the line, after which LINES_PAD bytes may be
 * read. */
struct cell {
	const char *s; /* of a string its content, without quotes; else text */
	size_t len;
	uint8_t kind;  /* enum cell_kind; s and len mean nothing for null */
	bool escaped;  /* a string with a backslash in it */
	bool again;    /* a string, known to be the one that the row before of
			  this table had here; false says nothing */
	bool high;     /* strings, json: there are bytes past ASCII in it */
	uint8_t shape; /* of a number: enum cell_shape */
	uint8_t whole; /* of one with a point: the digits before it, if known;
			  else 0 */
};

/* What a line is. */
enum row_line {
	ROW_DATA = 1, /* a row: table, number and cells are set */
	ROW_COLUMNS,  /* a columns line: for columns_parse(); nothing is set */
	ROW_END,      /* an end record: for record_end_parse() */
	ROW_DELETED,  /* a record's deletion: for deleted_parse() */
};

struct row_layout;

/* A zeroed struct may be closed. */
struct row_reader {
	const struct schema *schema; /* borrowed */
	const struct table *table;   /* of the row read last */
	size_t number;               /* its number in the schema */
	struct cell *cells;          /* table->ncolumns of them */
	bool array;                  /* the line read last begins as one */
	size_t at;                   /* after a failure: the wrong byte's offset
					in the line */
	/* The rest is the reader's own. */
	struct row_layout **layouts; /* by table number */
	size_t nlayouts;
	size_t layouts_cap;
	size_t cells_cap;
	struct buf name; /* a name being decoded */
};

/*
 * Start reading rows of the tables of that schema, which stays the caller's
 * and may gain tables and columns between two calls of row_read().
 */
void row_open(struct row_reader *r, const struct schema *schema);

/*
 * Read one line (no LF), followed by a NUL and LINES_PAD readable bytes.
 * Returns an enum row_line, or -1 with *e (ERROR_INPUT: not JSON, no table's
 * name or number, a table without columns line, a column that it has not) and
 * r->at set.
 * The cells stay valid until the line goes or the next call.
 */
int row_read(struct row_reader *r, const char *line, size_t len,
    struct error *e) MUST_CHECK;

/*
 * Append the row read last, of which the line is still there, as an object
 * without blanks: as the same row has always been written in that form.
 */
void row_put_object(const struct row_reader *r, struct buf *out);

/*
 * The row read last goes nowhere: no cell of a later one is "again" what it
 * had.
 */
void row_forget(struct row_reader *r);

/* Release the memory. */
void row_close(struct row_reader *r);

/*
 * The cell as a value of a column's type.  Each returns false when the value
 * does not fit without loss; none takes a null.
 */

/* An integer within 64 bits, spelled as one ("1.0" and "-0" are none). */
bool cell_i64_any(const struct cell *c, int64_t *v) MUST_CHECK;

/* The same: of few digits, as most have, right here. */
static ALWAYS_INLINE bool
cell_i64(const struct cell *c, int64_t *v)
{
	if (UNLIKELY(c->kind != CELL_NUMBER || c->shape != CELL_DIGITS ||
		c->len > 8 || *c->s == '-'))
		return cell_i64_any(c, v);
	*v = (int64_t)num_digits8(c->s, c->len);
	return true;
}

/* Whether it is such an integer. */
static inline bool
cell_is_i64(const struct cell *c)
{
	int64_t v;

	if (c->kind != CELL_NUMBER || c->shape != CELL_DIGITS)
		return false;
	return c->len <= 18 && *c->s != '-' ? true : cell_i64_any(c, &v);
}

/* A number, as the nearest double: who declares double means that.  One too
 * large, or too close to zero, does not fit. */
bool cell_double(const struct cell *c, double *v) MUST_CHECK;

/* Whether it is a number that such a decimal holds. */
bool cell_is_decimal(const struct cell *c, unsigned precision,
    unsigned scale) MUST_CHECK;

/* Whether it is such a number. */
static inline bool
cell_is_double(const struct cell *c)
{
	double v;

	if (c->kind != CELL_NUMBER)
		return false;
	return c->len <= 15 && c->shape != CELL_EXPONENT ? true
							 : cell_double(c, &v);
}

/* true, false, and the strings "true" and "false". */
bool cell_bool(const struct cell *c, bool *v) MUST_CHECK;

/* A string that is a date; days since 1970-01-01. */
bool cell_date(const struct cell *c, int32_t *days) MUST_CHECK;

/*
 * A string that is a timestamp or a date; microseconds since 1970, UTC.  One
 * without a zone is in that of its table (struct table), a date begins at
 * midnight UTC: it names a day, wherever.
 */
bool cell_stamp(const struct cell *c, int zone, int64_t *us) MUST_CHECK;

/*
 * A number of at most precision digits (1 to 38), scale of them after the
 * point, in any spelling; the digits without the point ("unscaled") as a
 * two's complement number of 16 bytes, most significant first.
 */
bool cell_decimal(const struct cell *c, unsigned precision, unsigned scale,
    uint8_t unscaled[16]) MUST_CHECK;

/*
 * The same, quickly, for most numbers of up to 18 digits whose digits without
 * the point fit 64 bits; false tells nothing.
 */
bool cell_decimal_soon(const struct cell *c, unsigned precision,
    unsigned scale, int64_t *unscaled) MUST_CHECK;

/*
 * The text of the cell as a text column holds it: a string decoded, anything
 * else in its JSON spelling.  *s points into the line where that will do, else
 * into scratch, which is emptied first.  Ill-formed UTF-8 and lone surrogates
 * become U+FFFD; returns how many.  scratch->failed says that its ceiling was
 * too low.
 */
size_t cell_text(
    const struct cell *c, struct buf *scratch, const char **s, size_t *len);

/*
 * The same for a json column: the value as JSON text, a string with its
 * quotes.
 */
size_t cell_json(
    const struct cell *c, struct buf *scratch, const char **s, size_t *len);

/*
 * Join what the cell of a column of type t says of its values into *f, as far
 * as type_join_facts() wants to know: how large integers are, and how many
 * digits numbers have.  Whether that was news.
 */
bool cell_facts_any(const struct cell *c, enum type t, struct facts *f);

/* The same: of a number as there were before, as most are, right here. */
static ALWAYS_INLINE bool
cell_facts(const struct cell *c, enum type t, struct facts *f)
{
	size_t whole;

	if (c->kind != CELL_NUMBER)
		return false;
	if (LIKELY(c->shape == CELL_DIGITS && c->len <= f->whole &&
		   c->len <= 15 && *c->s != '-'))
		return false;
	/* "0." has no digit before the point. */
	whole = (size_t)c->whole - (*c->s == '0');
	if (LIKELY(c->shape == CELL_POINT && c->whole > 0 && *c->s != '-' &&
		   whole <= f->whole && c->len - c->whole - 1 <= f->behind &&
		   t != TYPE_BIGINT))
		return false;
	return cell_facts_any(c, t, f);
}

/*
 * Say in *e (ERROR_INPUT) that the cell does not fit column number col of
 * table t.  Always returns -1.
 */
int cell_misfit(
    const struct cell *c, const struct table *t, size_t col, struct error *e);

#endif
