/* iceberg_manifest: lists of data files; see iceberg_manifest.h. */
#include "lake/iceberg_manifest.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "lake/avro.h"

/* Table Spec, "Manifests": an entry and its data file. */
EMBED(lake_manifest_entry, "lake/manifest_entry.json");

/* Table Spec, "Manifest Lists". */
EMBED(lake_manifest_file, "lake/manifest_file.json");

/* Field ids of an entry's data file, by enum iceberg_map. */
static const int32_t map_ids[ICEBERG_MAPS] = { 108, 109, 110, 137, 125, 128 };

/* Append an optional value that is Avro already. */
static void
put_span(struct buf *out, const struct iceberg_span *s)
{
	avro_put_long(out, s->p != NULL);
	buf_put(out, s->p, s->len);
}

static void
put_number(struct buf *out, int64_t v)
{
	avro_put_optional(out, v == ICEBERG_INHERIT ? NULL : &v);
}

void
iceberg_put_entry(struct buf *out, const struct iceberg_entry *entry)
{
	size_t i;

	avro_put_long(out, (int64_t)entry->status);
	put_number(out, entry->snapshot_id);
	put_number(out, entry->sequence);
	put_number(out, entry->file_sequence);
	avro_put_long(out, 0);
	avro_put_bytes(out, entry->path.p, entry->path.len);
	avro_put_string(out, "PARQUET");
	avro_put_long(out, entry->rows);
	avro_put_long(out, entry->size);
	for (i = 0; i < ICEBERG_MAPS; i++)
		put_span(out, &entry->maps[i]);
	avro_put_optional(out, NULL);
	put_span(out, &entry->splits);
	avro_put_optional(out, NULL);
	put_number(out, entry->sort_order);
}

void
iceberg_put_manifest(struct buf *out, const char *schema, int32_t schema_id,
    size_t n, const struct buf *entries)
{
	char id[16];
	const struct avro_pair pairs[] = { { "schema", schema },
		{ "schema-id", id }, { "partition-spec", "[]" },
		{ "partition-spec-id", "0" }, { "format-version", "2" },
		{ "content", "data" } };

	(void)snprintf(id, sizeof(id), "%d", schema_id);
	avro_put_file(out, lake_manifest_entry, pairs, LEN(pairs), n, entries);
}

void
iceberg_put_row(struct buf *out, const struct iceberg_row *row)
{
	avro_put_bytes(out, row->path.p, row->path.len);
	avro_put_long(out, row->length);
	avro_put_long(out, row->spec_id);
	avro_put_long(out, 0);
	avro_put_long(out, row->sequence);
	avro_put_long(out, row->min_sequence);
	avro_put_long(out, row->snapshot_id);
	avro_put_long(out, row->files[ICEBERG_ADDED]);
	avro_put_long(out, row->files[ICEBERG_EXISTING]);
	avro_put_long(out, row->files[ICEBERG_DELETED]);
	avro_put_long(out, row->file_rows[ICEBERG_ADDED]);
	avro_put_long(out, row->file_rows[ICEBERG_EXISTING]);
	avro_put_long(out, row->file_rows[ICEBERG_DELETED]);
	/* Neither partitions nor a key. */
	avro_put_optional(out, NULL);
	avro_put_optional(out, NULL);
}

void
iceberg_put_list(struct buf *out, int64_t snapshot_id, int64_t parent,
    int64_t sequence, size_t n, const struct buf *rows)
{
	char id[24], before[24], number[24];
	const struct avro_pair pairs[] = { { "snapshot-id", id },
		{ "parent-snapshot-id", before }, { "sequence-number", number },
		{ "format-version", "2" } };

	(void)snprintf(id, sizeof(id), "%lld", (long long)snapshot_id);
	(void)snprintf(before, sizeof(before), "null");
	if (parent >= 0)
		(void)snprintf(
		    before, sizeof(before), "%lld", (long long)parent);
	(void)snprintf(number, sizeof(number), "%lld", (long long)sequence);
	avro_put_file(out, lake_manifest_file, pairs, LEN(pairs), n, rows);
}

static int
refuse(const char *what, struct error *e)
{
	error_set(e, ERROR_USAGE,
	    "it has %s, which this program neither reads nor writes", what);
	return -1;
}

static int
damaged(const char *what, struct error *e)
{
	error_set(e, ERROR_INPUT, "a manifest without %s", what);
	return -1;
}

/* A number's value, or what it is when it is not there. */
static int64_t
number(const struct avro *a, size_t record, int32_t id, int64_t otherwise)
{
	size_t at = avro_field(a, record, id);

	if (at == AVRO_NONE ||
	    (a->nodes[at].kind != AVRO_INT && a->nodes[at].kind != AVRO_LONG))
		return otherwise;
	return a->nodes[at].num;
}

/* The same, but -1 where it is not there, is negative or above max. */
static int64_t
count(const struct avro *a, size_t record, int32_t id, int64_t max)
{
	int64_t v = number(a, record, id, -1);

	return v >= 0 && v <= max ? v : -1;
}

static struct iceberg_span
text(const struct avro *a, size_t record, int32_t id)
{
	size_t at = avro_field(a, record, id);
	struct iceberg_span s = { 0 };

	if (at != AVRO_NONE && a->nodes[at].kind == AVRO_STRING) {
		s.p = a->nodes[at].p;
		s.len = a->nodes[at].len;
	}
	return s;
}

/*
 * An array of longs, or of pairs with such a value, as it stands: every writer
 * has the same bytes for it.
 */
static struct iceberg_span
array(const struct avro *a, size_t record, int32_t id, size_t members,
    enum avro_kind value)
{
	const struct avro_schema *s = &a->schema;
	size_t at = avro_field(a, record, id), inner;
	const struct avro_type *type;
	struct iceberg_span span = { 0 };

	if (at == AVRO_NONE || a->nodes[at].kind != AVRO_ARRAY)
		return span;
	inner = s->parts[s->types[a->nodes[at].type].first].type;
	type = &s->types[inner];
	if (members > 0 && (type->kind != AVRO_RECORD || type->n != members))
		return span;
	if (members > 0)
		type = &s->types[s->parts[type->first + members - 1].type];
	if (type->kind != value)
		return span;
	span.p = a->nodes[at].raw;
	span.len = a->nodes[at].raw_len;
	return span;
}

/* Whether the entry's file is one that we could have written. */
static int
check_file(const struct avro *a, size_t file, struct error *e)
{
	struct iceberg_span format = text(a, file, 101);

	if (number(a, file, 134, 0) != 0)
		return refuse("delete files", e);
	if (format.len != 7 ||
	    (memcmp(format.p, "PARQUET", 7) != 0 &&
		memcmp(format.p, "parquet", 7) != 0))
		return refuse("data files that are not Parquet", e);
	if (avro_field(a, file, 131) != AVRO_NONE)
		return refuse("encrypted data files", e);
	return 0;
}

int
iceberg_next_entry(struct avro *a, struct iceberg_entry *entry, struct error *e)
{
	int rc = avro_next(a, e);
	int64_t status;
	size_t i, file, partition;

	if (rc != 1)
		return rc;
	memset(entry, 0, sizeof(*entry));
	file = avro_field(a, 0, 2);
	status = number(a, 0, 0, -1);
	if (file == AVRO_NONE || status < 0 || status > ICEBERG_DELETED)
		return damaged("an entry's file or status", e);
	if (check_file(a, file, e) != 0)
		return -1;
	partition = avro_field(a, file, 102);
	entry->partitioned =
	    partition != AVRO_NONE && a->nodes[partition].n > 0;
	entry->status = (enum iceberg_status)status;
	entry->snapshot_id = number(a, 0, 1, ICEBERG_INHERIT);
	entry->sequence = number(a, 0, 3, ICEBERG_INHERIT);
	entry->file_sequence = number(a, 0, 4, ICEBERG_INHERIT);
	entry->path = text(a, file, 100);
	entry->rows = count(a, file, 103, ICEBERG_ROWS_MAX);
	entry->size = count(a, file, 104, ICEBERG_BYTES_MAX);
	if (entry->path.len == 0 || entry->rows < 0 || entry->size < 0)
		return damaged("a file's path, or a number of rows or bytes "
			       "that could be right",
		    e);
	for (i = 0; i < ICEBERG_MAPS; i++)
		entry->maps[i] = array(a, file, map_ids[i], 2,
		    i < ICEBERG_LOWER_BOUNDS ? AVRO_LONG : AVRO_BYTES);
	entry->splits = array(a, file, 132, 0, AVRO_LONG);
	entry->sort_order = number(a, file, 140, ICEBERG_INHERIT);
	return 1;
}

int
iceberg_next_row(struct avro *a, struct iceberg_row *row, struct error *e)
{
	static const int32_t files[] = { 505, 504, 506 };
	static const int32_t file_rows[] = { 513, 512, 514 };
	int rc = avro_next(a, e);
	size_t i;

	if (rc != 1)
		return rc;
	memset(row, 0, sizeof(*row));
	if (number(a, 0, 517, 0) != 0)
		return refuse("delete files", e);
	if (avro_field(a, 0, 519) != AVRO_NONE)
		return refuse("encrypted manifests", e);
	row->path = text(a, 0, 500);
	row->length = count(a, 0, 501, ICEBERG_BYTES_MAX);
	row->spec_id = number(a, 0, 502, 0);
	row->sequence = number(a, 0, 515, 0);
	row->min_sequence = number(a, 0, 516, 0);
	row->snapshot_id = number(a, 0, 503, -1);
	for (i = 0; i < LEN(files); i++) {
		row->files[i] = count(a, 0, files[i], ICEBERG_FILES_MAX);
		row->file_rows[i] =
		    count(a, 0, file_rows[i], ICEBERG_ROWS_MAX);
		if (row->files[i] < 0 || row->file_rows[i] < 0)
			return damaged("counts of files and rows that could "
				       "be right",
			    e);
	}
	if (row->path.len == 0 || row->length < 0 || row->snapshot_id < 0)
		return damaged("a path, a length or a snapshot", e);
	return 1;
}

int
iceberg_next_file(struct avro *a, enum iceberg_status *status,
    struct iceberg_span *path, struct error *e)
{
	int rc = avro_next(a, e);
	int64_t n;
	size_t file;

	if (rc != 1)
		return rc;
	file = avro_field(a, 0, 2);
	n = number(a, 0, 0, -1);
	if (file == AVRO_NONE || n < 0 || n > ICEBERG_DELETED)
		return damaged("an entry's file or status", e);
	*status = (enum iceberg_status)n;
	*path = text(a, file, 100);
	return path->len > 0 ? 1 : damaged("a file's path", e);
}

int
iceberg_next_manifest(
    struct avro *a, struct iceberg_span *path, struct error *e)
{
	int rc = avro_next(a, e);

	if (rc != 1)
		return rc;
	*path = text(a, 0, 500);
	return path->len > 0 ? 1 : damaged("a path", e);
}
