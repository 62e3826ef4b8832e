/*
 * reader: a Parquet file, page by page.
 *
 * Strictly for files of our own, to verify them before they are published and
 * to write them anew when a column has become wider: whatever is not in a file
 * of ours is an error.  Leniently to look into files of any writer: other
 * types, encodings, pages of version 2, nested columns, which are given as
 * they are stored: as values with levels.  What is not read (encryption, some
 * codecs) leaves the other columns as they are.  Either way every length,
 * offset, count and checksum is checked before it is used.
 *
 * Format facts: parquet-format, README.md, parquet.thrift, Encodings.md.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_READER_H
#define PARQUET_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "codec/codec.h"
#include "parquet/physical_type.h"

/* Bytes within what a reader holds; borrowed from it. */
struct reader_span {
	const uint8_t *p;
	size_t len;
};

/* How values are stored that physical_type.h stores otherwise, or not at
 * all. */
enum reader_form {
	FORM_OURS,
	FORM_FLOAT,	    /* nums: widened, a double's bits */
	FORM_HALF,	    /* spans: a float of 2 bytes */
	FORM_UNSIGNED,	    /* nums: 32 bits; or 64 for decimal(20, 0) */
	FORM_DECIMAL_BYTES, /* spans: two's complement, big-endian */
	FORM_STAMP_MS,	    /* nums */
	FORM_STAMP_NS,
	FORM_INT96,	  /* spans: nanoseconds of a Julian day, the day */
	FORM_TIME_MS,	  /* nums: of a day; the type is text */
	FORM_TIME_US,
	FORM_TIME_NS,
	FORM_FIXED, /* spans: bytes as text */
	FORM_UUID,  /* spans: 16 bytes; the type is text */
	FORM_HEX,   /* spans: bytes that are not text; the type is text */
	FORM_DIGITS,   /* spans: a decimal past 38 digits; the type is text */
	FORM_INTERVAL, /* spans: months, days, milliseconds; the type is text */
};

struct reader_column {
	struct reader_span name;
	struct coltype type; /* text for all strings: not known as json */
	enum physical_type phys;
	unsigned width;
	enum reader_form form; /* FORM_OURS when read strictly */
	bool required;
	int32_t id; /* its field id; 0: none */
	unsigned scale; /* of FORM_DIGITS */
	struct reader_span leaf; /* its own name, where it is within a field */
	unsigned depth;	  /* the names of its path */
	uint8_t def_max; /* definition levels: this one has a value; 0: none */
	uint8_t rep_max; /* repetition levels: up to this one; 0: none */
	const char *unread; /* what it is, as is not read; or NULL */
};

enum reader_node_kind {
	NODE_LEAF,
	NODE_STRUCT,
	NODE_LIST, /* a map is one of structures: key, value */
};

/*
 * What a field is, and what is within it: in the order of the schema, so that
 * the first one within number i is i + 1, and the one after it is next.
 */
struct reader_node {
	enum reader_node_kind kind;
	struct reader_span name; /* no two of a structure's are the same */
	uint8_t present; /* from this definition level on it is not null */
	uint8_t item;	 /* a list: from this one on it has an item */
	uint8_t repeats; /* a list: the repetition level of further items */
	int32_t id;	 /* its field id; 0: none */
	bool dropped;	 /* the caller's to set: nothing to be shown */
	size_t next;
	size_t column; /* the first of its columns */
	size_t ncolumns;
};

/* A column as people see it: what is not within another one. */
struct reader_field {
	struct reader_span name; /* no two are the same: NAME_2 is the second
				    NAME */
	struct coltype type; /* json, when it is nested */
	size_t node;
	size_t column; /* the first of its columns */
	size_t ncolumns;
	bool nested;
	int32_t id;
	const char *unread; /* what it is, as is not read; or NULL */
};

/* Whether its values are spans, or else numbers. */
static inline bool
reader_has_spans(const struct reader_column *c)
{
	return c->phys == PHYS_BYTES || c->phys == PHYS_FIXED ||
	    c->phys == PHYS_INT96;
}

struct reader_chunk {
	uint32_t encodings; /* a bit for each */
	bool new_encoding;  /* there is one that is not known here */
	enum codec_method method;
	const char *unread; /* what a codec that is not read makes of it */
	int64_t values;	    /* with nulls */
	int64_t raw;
	int64_t stored;
	int64_t at; /* its first page */
	int64_t data_at;
	bool dictionary;
	bool encrypted;
	bool has_nulls; /* the count is there */
	int64_t nulls;
	bool has_distinct;
	int64_t distinct;
	bool has_lo, has_hi;
	bool lo_exact, hi_exact;
	struct reader_span lo, hi;
	int32_t dictionary_pages; /* of the encoding statistics */
	int32_t data_pages;
	int32_t data_encoding; /* of all data pages; -1: several */
	int64_t file_offset; /* of no use: 0 */
	int64_t bloom_at;
	int64_t bloom_len; /* 0: none */
	int64_t column_index_at;
	int64_t column_index_len; /* 0: none */
	int64_t offset_index_at;
	int64_t offset_index_len; /* 0: none */
};

struct reader_group {
	struct reader_chunk *chunks; /* one a column */
	int64_t rows;
	int64_t raw;
	int64_t stored;
	int64_t at;
	int64_t ordinal; /* -1: none */
	size_t sorted; /* by how many of the first columns, ascending */
};

struct reader_pair {
	struct reader_span key, value;
};

/*
 * What the pages that are read at the same time may hold in memory.  A page of
 * some bytes can stand for gigabytes: compressed, as runs, or as texts that
 * share a prefix.
 */
struct reader_room {
	size_t max;  /* bytes */
	size_t held; /* how many of them */
};

/* A zeroed struct may be closed. */
struct reader {
	int fd;		  /* borrowed */
	const char *name; /* for messages; borrowed */
	bool strict;
	int64_t size;
	int64_t footer_at;
	struct buf footer; /* spans point into it */
	struct reader_column *columns; /* what has values: a file's leaves */
	size_t ncolumns;
	size_t columns_cap;
	struct reader_node *nodes;
	size_t nnodes;
	size_t nodes_cap;
	struct reader_field *fields; /* strictly, each is a column */
	size_t nfields;
	size_t fields_cap;
	bool has_schema;
	struct map names; /* those that were given here */
	struct reader_group *groups;
	size_t ngroups;
	int64_t rows;
	struct reader_span created_by;
	struct reader_pair *pairs;
	size_t npairs;
	struct reader_room *room; /* of its pages; borrowed, and the caller's
				     to set; NULL: they hold what they need */
};

/*
 * Read the footer of the file open as fd, which must be one that can be read
 * at any offset and stays the caller's, as does name.  -1 with *e
 * (ERROR_INPUT; ERROR_FAILED: the system cannot read it).
 */
int reader_open(struct reader *r, int fd, const char *name,
    struct error *e) MUST_CHECK;

/* The same, leniently. */
int reader_open_any(struct reader *r, int fd, const char *name,
    struct error *e) MUST_CHECK;

/* Whether a program of ours made the file, as it says. */
bool reader_is_ours(const struct reader *r);

void reader_close(struct reader *r);

/*
 * One page's values.  Spans point into the page or the dictionary.  Of a
 * nested column a row here is what has levels: a value, a null or an empty
 * list, of which a row of the table may have many.
 */
struct reader_values {
	size_t rows;
	size_t n;	  /* values, without nulls */
	uint8_t *present; /* a byte a row: its definition level */
	size_t present_cap;
	uint8_t *repeats; /* ... its repetition level, where there are any */
	size_t repeats_cap;
	int64_t *nums; /* what is not a span: a double's bits, see the form */
	size_t nums_cap;
	struct reader_span *spans; /* as reader_has_spans() */
	size_t spans_cap;
};

/* Whether row number i of a page has a value: the next one of them. */
static inline bool
reader_has_value(const struct reader_column *c, const struct reader_values *v,
    size_t i)
{
	return v->present[i] == c->def_max;
}

/* Walks the pages of a chunk.  A zeroed struct may be closed. */
struct reader_pages {
	const struct reader *r;
	const struct reader_column *column;
	const struct reader_chunk *chunk;
	int64_t at;    /* the next page's header */
	int64_t end;   /* of the chunk */
	int64_t from;  /* where the page read last began */
	int64_t row;   /* rows of the pages before it */
	int64_t skip;  /* set it to have pages passed over that end before
			  this row (strictly read files); 0 at first */
	int64_t done;  /* rows of the pages read */
	struct codec codec;
	bool codec_open;
	struct buf stored;
	struct buf body;
	struct buf text; /* of DELTA_BYTE_ARRAY */
	struct buf dictionary; /* the dictionary page's body */
	struct reader_values entries; /* of the dictionary */
	int32_t encoding;	      /* of the page read last */
	size_t dictionary_pages;
	size_t data_pages;
	int64_t raw; /* of the pages read, with headers */
	struct reader_values values; /* of the page read last */
	uint32_t *ids;
	size_t ids_cap;
	struct reader_room *room; /* of r */
	size_t held;		  /* bytes of it that are counted there */
	bool full;		  /* it had no room for a page */
};

/* Start on a chunk; p may have walked another before. */
int reader_chunk_open(struct reader_pages *p, const struct reader *r,
    size_t group, size_t column, struct error *e) MUST_CHECK;

/*
 * Read the next data page to p->values: 1; 0 after the last, when everything
 * was found that the chunk's metadata say (leniently: all its rows); -1 with
 * *e (ERROR_INPUT; ERROR_LIMIT: the reader's room is too small).
 */
int reader_page(struct reader_pages *p, struct error *e) MUST_CHECK;

void reader_pages_close(struct reader_pages *p);

#endif
