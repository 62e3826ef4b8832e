/*
 * type: the column types, and how they are found from values.
 *
 * What a column has seen is kept as facts, a set that only grows: kinds of
 * values, and how many digits its numbers have.  Facts are joined by union and
 * maximum, so that the result depends neither on order nor on grouping, and
 * the type is a function of the facts (type_of).  aai-flatten(1) shows the
 * table:
 *
 *	nothing but null                        none (a text column)
 *	json with anything                      json
 *	bool                                    bool
 *	integers within 64 bits                 bigint
 *	longer integers, up to 38 digits        decimal(38, 0)
 *	numbers that a double holds, integers
 *	  within +-2^53 among them or not       double
 *	numbers otherwise, up to 38 digits      decimal(38, scale)
 *	numbers beyond that                     text
 *	dates                                   date
 *	timestamps, dates among them or not     timestamp
 *	text, or any other mix                  text
 *
 * Layer: table.  Thread-safe.
 */
#ifndef TABLE_TYPE_H
#define TABLE_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"

enum type {
	TYPE_NONE, /* only nulls so far; stored as text */
	TYPE_BOOL,
	TYPE_BIGINT,	/* signed, 64 bits */
	TYPE_DOUBLE,	/* IEEE 754 binary64 */
	TYPE_DECIMAL,	/* up to 38 digits, a fixed number after the point */
	TYPE_DATE,	/* days of the proleptic Gregorian calendar */
	TYPE_TIMESTAMP, /* microseconds, UTC */
	TYPE_TEXT,	/* UTF-8 */
	TYPE_JSON,	/* any JSON value, as its text */
};
#define TYPE_COUNT 9

#define TYPE_DECIMAL_DIGITS 38

/* A type as it stands in a columns line: decimals have two numbers more. */
struct coltype {
	enum type type;
	uint8_t precision; /* digits in all, 1 to 38; decimals only */
	uint8_t scale;	   /* of them after the point; decimals only */
};

/* Kinds of values that a column has seen, as bits. */
enum type_fact {
	FACT_BOOL = 1 << 0,
	FACT_INT = 1 << 1,	 /* an integer within +-2^53 */
	FACT_LONG = 1 << 2,	 /* an integer beyond it, within 64 bits */
	FACT_HUGE = 1 << 3,	 /* an integer beyond 64 bits */
	FACT_DOUBLE = 1 << 4,	 /* other number that a double round-trips */
	FACT_INEXACT = 1 << 5,	 /* other number that no double round-trips */
	FACT_NEG_ZERO = 1 << 6,	 /* -0 in any spelling: only a double has it */
	FACT_DATE = 1 << 7,	 /* a string that is a date */
	FACT_TIMESTAMP = 1 << 8, /* a string that is a timestamp */
	FACT_TEXT = 1 << 9,	 /* any other string */
	FACT_JSON = 1 << 10,	 /* an object or a list kept whole */
};

struct facts {
	uint16_t seen;	 /* enum type_fact bits */
	uint16_t whole;	 /* most digits before the point of any number */
	uint16_t behind; /* most digits after it */
};

/* Join b into *a. */
static inline void
facts_join(struct facts *a, struct facts b)
{
	a->seen |= b.seen;
	if (b.whole > a->whole)
		a->whole = b.whole;
	if (b.behind > a->behind)
		a->behind = b.behind;
}

/* The type that holds all that f has seen, without loss. */
struct coltype type_of(struct facts f);

/*
 * The facts of the JSON number that the len bytes at s spell (it must be one).
 * Numbers of 15 digits or fewer cost a scan; longer ones a conversion.
 */
struct facts facts_number(const char *s, size_t len);

/*
 * The facts of the string of len bytes at s, escapes decoded (dates and
 * timestamps hold none, so text with a backslash may be given undecoded).
 */
struct facts facts_string(const char *s, size_t len);

/*
 * The least facts whose type is t, for columns that are declared: what is
 * declared and what is seen are joined.
 */
struct facts facts_declared(struct coltype t);

/*
 * The most facts that values of type t can have: of a column whose type alone
 * is known.  What is joined with them loses no digit.
 */
struct facts facts_unknown(struct coltype t);

/* The least type that holds the values of both: declared with declared. */
struct coltype type_join(struct coltype a, struct coltype b);

/*
 * The same of columns whose values are known: those of numbers are joined by
 * their facts, as in one stream.  *fa becomes the facts of both.
 */
struct coltype type_join_facts(struct coltype a, struct facts *fa,
    struct coltype b, struct facts fb);

/*
 * Whether a column of type from may become one of type to.  Whoever asks for
 * bigint to double, or for a decimal, has seen that the values fit.
 */
bool type_fits(struct coltype from, struct coltype to);

bool type_equal(struct coltype a, struct coltype b);

/* "bool", "bigint" ...; TYPE_NONE is "text" to those who read columns lines. */
const char *type_name(enum type t);

/* The type of that name among bool ... json; false when there is none. */
bool type_parse(const char *name, size_t len, enum type *t) MUST_CHECK;

#endif
