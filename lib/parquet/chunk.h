/*
 * chunk: one column of one row group, encoded into pages.
 *
 * The encoder takes a column builder that has gathered a row group's values and
 * gives the chunk's bytes (a dictionary page if there is one, then data pages),
 * what its metadata say, and where its pages are; offsets count from the
 * chunk's first byte.  The output depends on values and options alone.
 *
 * Format facts: parquet-format, README.md "Data Pages", Encodings.md, and
 * parquet.thrift, structs PageHeader, Statistics.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_CHUNK_H
#define PARQUET_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "codec/codec.h"
#include "parquet/column_builder.h"
#include "parquet/physical_type.h"
#include "parquet/statistics.h"

/* Which encodings are chosen from. */
enum chunk_encoding {
	CHUNK_AUTO,    /* what every reader takes: PLAIN, dictionary */
	CHUNK_PLAIN,   /* PLAIN alone */
	CHUNK_COMPACT, /* the delta encodings and BYTE_STREAM_SPLIT too */
};

struct chunk_options {
	enum chunk_encoding encoding;
	size_t page_bytes; /* of values, before compression; one value more
			      than that has its own page */
	size_t page_rows;
};

struct chunk_page {
	size_t at;     /* offset of its header in the chunk */
	size_t stored; /* bytes with its header */
	size_t row;    /* its first row in the row group */
	size_t nulls;
	bool all_null;
	size_t lo_at, lo_len; /* bounds, in struct chunk's */
	size_t hi_at, hi_len;
};

/* A zeroed struct is not ready for use: chunk_make() it. */
struct chunk {
	struct coltype type;
	enum codec_method method;
	struct buf bytes;	/* the pages, as they are stored */
	size_t raw;		/* the same before compression */
	size_t data_at;		/* offset of the first data page */
	bool dictionary;	/* a dictionary page is in front of it */
	enum encoding encoding; /* of the data pages' values */
	unsigned width;		/* bits of a dictionary id */
	size_t rows;
	size_t nulls;
	bool bounded; /* lo and hi hold */
	struct bound lo, hi;
	size_t distinct;	  /* exact, or 0 for unknown */
	struct chunk_page *pages; /* npages data pages */
	size_t npages;
	size_t pages_cap;
	bool indexed;	   /* every page's bounds are known */
	struct buf bounds; /* their bytes */
	struct buf bloom;  /* the filter with its header, or empty */
};

struct chunk chunk_make(void) MUST_CHECK;
void chunk_free(struct chunk *c);

/* Release the bytes of a chunk that will not be read any more, if many. */
void chunk_trim(struct chunk *c);

/* What an encoder works in; one for each thread. */
struct encoder {
	struct chunk_options options;
	struct codec codec;
	struct buf body;  /* a page before compression */
	struct buf other; /* a page that is tried */
	struct numdict numbers;
	uint32_t *ids;
	size_t ids_cap;
	uint64_t *prefixes;
	size_t prefixes_cap;
};

/*
 * An encoder with these options.  -1 with *e (ERROR_USAGE) as codec_open().
 */
int encoder_open(struct encoder *n, const struct chunk_options *options,
    enum codec_method method, int level, struct error *e) MUST_CHECK;
void encoder_close(struct encoder *n);

/*
 * Encode rows rows of v (those past its last value are null) into c, with a
 * Bloom filter if asked for.  v may turn from ids into PLAIN values on the
 * way.  rows is at least 1.  -1 with *e (ERROR_FAILED).
 */
int chunk_encode(struct encoder *n, struct column_builder *v, size_t rows,
    bool bloom, struct chunk *c, struct error *e) MUST_CHECK;

#endif
