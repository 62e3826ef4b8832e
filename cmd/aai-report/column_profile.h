/*
 * column_profile: what the values of a column are: how many are null, how many
 * distinct ones there are, which are the least, the greatest and the most
 * frequent, and how numbers and times are spread.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_COLUMN_PROFILE_H
#define AAI_REPORT_COLUMN_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-report/histogram.h"
#include "aai-report/value_counts.h"
#include "base/buf.h"
#include "base/error.h"
#include "table/schema.h"
#include "view/cell.h"

/* The most frequent values that are kept. */
#define COLUMN_PROFILE_TOP 5

/* Bytes of a value that are looked at, but for its length and hash. */
#define COLUMN_PROFILE_TEXT 512

/* The beginning of a cell's text; a zeroed struct is not one. */
struct cell_text {
	struct buf head; /* COLUMN_PROFILE_TEXT bytes at most */
	size_t len;      /* of the whole text */
	struct hash_sip_parts hash;
};

struct cell_text cell_text_make(void) MUST_CHECK;

/* Take the cell's text, which is not null, in the place of the one before.
 * -1 with *e (ERROR_INPUT). */
int cell_text_take(struct cell_text *t, const struct show_cell *c,
    struct error *e) MUST_CHECK;

void cell_text_free(struct cell_text *t);

struct column_bound {
	bool known;
	bool cut; /* a longer text begins so */
	double number; /* of a time */
	size_t len;
	char text[64];
};

/* A zeroed struct with a type and a zone has seen nothing. */
struct column_profile {
	enum type type;
	int zone; /* of times that name none, as struct table has it */
	uint64_t rows;
	uint64_t nulls;
	uint64_t distinct; /* once it is settled */
	bool estimated;    /* so it is */
	bool numbers;      /* its values are; histogram has them */
	struct histogram histogram;
	struct column_bound lo, hi;
	struct value_counts counts; /* settled: the most frequent, in order */
};

/* Start on a column. */
void column_profile_open(struct column_profile *p, const struct column *c,
    int zone);

/* See the next row's value; text is NULL for null.  O(1), on average. */
void column_profile_add(struct column_profile *p, const struct cell_text *text);

/* All rows were seen: release what is not needed to tell of them. */
void column_profile_settle(struct column_profile *p);

/*
 * The number that stands for a value of that type in a histogram: of a date or
 * an instant, microseconds since 1970.  False where there is none.
 */
bool column_profile_number(enum type type, int zone, const char *s, size_t len,
    double *v) MUST_CHECK;

void column_profile_free(struct column_profile *p);

#endif
