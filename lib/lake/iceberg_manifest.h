/*
 * iceberg_manifest: the lists of a table's data files, in Avro.
 *
 * A manifest has an entry for each of some data files; a manifest list has a
 * row for each manifest of a snapshot.  Both are read from any writer, by
 * field ids, and refused where they have what cannot be written again without
 * loss: delete files, keys of encryption, other file formats; partitions are
 * left to who writes them.
 * Numbers of files, rows and bytes that no table has are damage.
 *
 * Format facts: Iceberg Table Spec, "Manifests", "Manifest Lists".
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_MANIFEST_H
#define LAKE_ICEBERG_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "lake/avro_read.h"
#include "lake/iceberg_stats.h"

/* Bytes; p is NULL where there is nothing. */
struct iceberg_span {
	const uint8_t *p;
	size_t len;
};

enum iceberg_status {
	ICEBERG_EXISTING,
	ICEBERG_ADDED,
	ICEBERG_DELETED,
};

/* Numbers that others fill in when it is read. */
#define ICEBERG_INHERIT (-1)

/* The most files, rows and bytes that anything is said to have. */
#define ICEBERG_FILES_MAX ((int64_t)INT32_MAX)
#define ICEBERG_ROWS_MAX  ((int64_t)1 << 53)
#define ICEBERG_BYTES_MAX ((int64_t)1 << 60)

/* A data file in a manifest; all spans are borrowed. */
struct iceberg_entry {
	enum iceberg_status status;
	int64_t snapshot_id;   /* or ICEBERG_INHERIT */
	int64_t sequence;      /* of its data; or that */
	int64_t file_sequence; /* of the file; or that */
	struct iceberg_span path;
	int64_t rows;
	int64_t size; /* bytes */
	struct iceberg_span maps[ICEBERG_MAPS]; /* as Avro arrays */
	struct iceberg_span splits;		/* as an Avro array */
	int64_t sort_order; /* that its rows are in; -1: not said */
	bool partitioned;   /* it has values of partitions, which are lost */
};

/* A manifest in a manifest list. */
struct iceberg_row {
	struct iceberg_span path;
	int64_t length; /* bytes */
	int64_t spec_id;
	int64_t sequence;     /* of the snapshot that added it */
	int64_t min_sequence; /* the least of its live files */
	int64_t snapshot_id;  /* that added it */
	int64_t files[3];     /* by status: existing, added, deleted */
	int64_t file_rows[3]; /* the rows in them */
};

/* Append an entry's value, for iceberg_put_manifest(). */
void iceberg_put_entry(struct buf *out, const struct iceberg_entry *entry);

/*
 * Append a manifest of n entries, whose values are given: schema is the JSON
 * of the table's.
 */
void iceberg_put_manifest(struct buf *out, const char *schema,
    int32_t schema_id, size_t n, const struct buf *entries);

/* Append a row's value, for iceberg_put_list(). */
void iceberg_put_row(struct buf *out, const struct iceberg_row *row);

/* Append the manifest list of a snapshot; parent -1: it is the first. */
void iceberg_put_list(struct buf *out, int64_t snapshot_id, int64_t parent,
    int64_t sequence, size_t n, const struct buf *rows);

/*
 * The next entry of a manifest, or the next row of a list, valid until the
 * next call: 1; 0 at the end; -1 with *e (ERROR_INPUT: damaged; ERROR_USAGE:
 * it has what is not read).
 */
int iceberg_next_entry(struct avro *a, struct iceberg_entry *entry,
    struct error *e) MUST_CHECK;
int iceberg_next_row(
    struct avro *a, struct iceberg_row *row, struct error *e) MUST_CHECK;

/*
 * The same of a manifest and a list of any kind, also of delete files and of
 * other formats: where a file is, and whether it counts.
 */
int iceberg_next_file(struct avro *a, enum iceberg_status *status,
    struct iceberg_span *path, struct error *e) MUST_CHECK;
int iceberg_next_manifest(struct avro *a, struct iceberg_span *path,
    struct error *e) MUST_CHECK;

#endif
