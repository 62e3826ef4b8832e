/* iceberg_stage: what is written of a snapshot; see iceberg_plan.h. */
#include "lake/iceberg_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"
#include "sink/part_name.h"

/* Iceberg's properties for metadata files that are past. */
#define DROP_VERSIONS "write.metadata.delete-after-commit.enabled"
#define VERSIONS_MAX  "write.metadata.previous-versions-max"

/*
 * How many there are if no property says: where none goes as by Iceberg's own
 * default; where they go few, as each has all snapshots.
 */
#define VERSIONS_NAMED 100
#define VERSIONS_KEPT  10

int
iceberg_stage(struct iceberg_plan *p, const char *file, const struct buf *text,
    enum folder_how how, struct error *e)
{
	char name[512];

	(void)snprintf(
	    name, sizeof(name), "%s/metadata/%s", p->t->name, file);
	return lake_stage(p->t->folder, text->data, text->len, name, how, e);
}

void
iceberg_uri(const struct iceberg_plan *p, struct buf *out, const char *file)
{
	buf_printf(out, "%s/%s", p->location, file);
}

int
iceberg_add_manifest(struct iceberg_plan *p, const struct buf *entries,
    struct iceberg_row *row, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX), uri = buf_make(SIZE_MAX);
	char file[64], path[80];
	size_t n = (size_t)(row->files[0] + row->files[1] + row->files[2]);
	int rc;

	(void)snprintf(file, sizeof(file), "%s-m%u.avro", p->uuid,
	    p->nmanifests++);
	iceberg_put_manifest(&text, p->schema, p->schema_id, n, entries);
	rc = iceberg_stage(p, file, &text, FOLDER_DATA, e);
	(void)snprintf(path, sizeof(path), "metadata/%s", file);
	iceberg_uri(p, &uri, path);
	row->path.p = uri.data;
	row->path.len = uri.len;
	row->length = (int64_t)text.len;
	row->sequence = p->sequence;
	row->snapshot_id = p->id;
	iceberg_put_row(&p->rows, row);
	p->nrows++;
	buf_free(&text);
	buf_free(&uri);
	return rc;
}

/* Append the entry of a new data file at that path in the table's folder. */
static int
put_new(struct iceberg_plan *p, const struct lake_file *file, const char *path,
    struct buf *entries, struct error *e)
{
	struct iceberg_entry entry = { .status = ICEBERG_ADDED,
		.snapshot_id = p->id,
		.sequence = ICEBERG_INHERIT,
		.file_sequence = ICEBERG_INHERIT,
		.rows = file->rows,
		.size = file->size };
	struct buf maps[ICEBERG_MAPS], splits = buf_make(SIZE_MAX);
	struct buf uri = buf_make(SIZE_MAX);
	size_t i;

	for (i = 0; i < ICEBERG_MAPS; i++)
		maps[i] = buf_make(SIZE_MAX);
	iceberg_stats(file, p->t->columns, maps);
	iceberg_splits(file, &splits);
	for (i = 0; i < ICEBERG_MAPS; i++) {
		entry.maps[i].p = maps[i].data;
		entry.maps[i].len = maps[i].len;
	}
	entry.splits.p = splits.data;
	entry.splits.len = splits.len;
	iceberg_uri(p, &uri, path);
	entry.path.p = uri.data;
	entry.path.len = uri.len;
	iceberg_put_entry(entries, &entry);
	for (i = 0; i < ICEBERG_MAPS; i++)
		buf_free(&maps[i]);
	buf_free(&splits);
	buf_free(&uri);
	return iceberg_sum_add(&p->added, 1, file->rows, file->size, e);
}

static int
by_age(const void *a, const void *b)
{
	const struct lake_merged *x = a, *y = b;

	if (x->age != y->age)
		return x->age < y->age ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

int
iceberg_add_files(struct iceberg_plan *p, struct error *e)
{
	struct iceberg_row row = { .min_sequence = p->sequence };
	struct buf entries = buf_make(SIZE_MAX);
	size_t i;
	int rc = 0;

	/* All get one age: those with older rows come before the others. */
	if (p->nmerged > 0)
		qsort(p->merged, p->nmerged, sizeof(*p->merged), by_age);
	for (i = 0; rc == 0 && i < p->nmerged; i++)
		if (p->merged[i].path != NULL)
			rc = put_new(p, &p->merged[i].file, p->merged[i].path,
			    &entries, e);
	if (rc == 0 && p->c->file != NULL)
		rc = put_new(p, p->c->file, p->c->path, &entries, e);
	for (i = 0; rc == 0 && i < p->ncompactions; i++)
		rc = put_new(p, p->compactions[i].file,
		    p->compactions[i].path, &entries, e);
	row.files[ICEBERG_ADDED] = p->added.files;
	row.file_rows[ICEBERG_ADDED] = p->added.rows;
	if (rc == 0 && p->added.files > 0)
		rc = iceberg_add_manifest(p, &entries, &row, e);
	buf_free(&entries);
	return rc;
}

int
iceberg_sum_add(struct iceberg_sum *sum, int64_t files, int64_t rows,
    int64_t bytes, struct error *e)
{
	if (files <= ICEBERG_FILES_MAX - sum->files &&
	    rows <= ICEBERG_ROWS_MAX - sum->rows &&
	    bytes <= ICEBERG_BYTES_MAX - sum->bytes) {
		sum->files += files;
		sum->rows += rows;
		sum->bytes += bytes;
		return 0;
	}
	error_set(e, ERROR_INPUT,
	    "it is said to have more files, rows or bytes than a table can");
	return -1;
}

static void
put_count(struct buf *out, const char *name, int64_t n)
{
	buf_printf(out, ",\"%s\":\"%lld\"", name, (long long)n);
}

/* What the summary before says of all files' bytes; -1: nothing. */
static int64_t
bytes_before(const struct iceberg_plan *p)
{
	char *text = iceberg_meta_summary(p->m, "total-files-size");
	int64_t n = -1;

	if (p->m->tree.n == 0 || p->m->snapshot < 0)
		n = 0;
	else if (text == NULL ||
		 !num_i64(text, strlen(text), 0, INT64_MAX / 2, &n))
		n = -1;
	mem_free(text);
	return n;
}

/* What the snapshot is of: a load, or files that were put together. */
static void
put_origin(const struct iceberg_plan *p, struct buf *out)
{
	const struct lake_compaction *c;
	const char *comma = "";
	struct part_name part;
	size_t i, k;

	/* Empty where the load takes the place of all: it is ours as well. */
	if (p->ncompactions == 0) {
		buf_str(out, ",\"" ICEBERG_LOAD "\":");
		json_quote(p->c->key, strlen(p->c->key), out);
		return;
	}
	buf_str(out, ",\"" ICEBERG_CONSUMED "\":\"");
	for (i = 0; i < p->ncompactions; i++) {
		c = &p->compactions[i];
		for (k = 0; k < c->n; k++) {
			if (!part_name_parse(c->parts[k], &part) ||
			    part.compact)
				continue;
			buf_printf(out, "%s%.*s", comma, (int)part.key_len,
			    part.key);
			comma = ",";
		}
	}
	buf_byte(out, '"');
}

/* Table Spec, "Snapshots", and Appendix F "Optional Snapshot Summary Fields". */
static void
put_summary(const struct iceberg_plan *p, struct buf *out)
{
	int64_t bytes = bytes_before(p) + p->added.bytes - p->removed.bytes;
	const char *operation = "append";

	if (p->removed.files > 0 || !p->t->append)
		operation = p->added.files > 0 || p->removed.files == 0 ?
				"overwrite" :
				"delete";
	if (p->ncompactions > 0)
		operation = "replace";
	/* Of a table that is new nothing can be written over. */
	if (p->m->tree.n == 0)
		operation = "append";
	buf_printf(out, "{\"operation\":\"%s\"", operation);
	put_origin(p, out);
	if (p->added.files > 0) {
		put_count(out, "added-data-files", p->added.files);
		put_count(out, "added-records", p->added.rows);
		put_count(out, "added-files-size", p->added.bytes);
	}
	if (p->removed.files > 0) {
		put_count(out, "deleted-data-files", p->removed.files);
		put_count(out, "deleted-records", p->removed.rows);
		put_count(out, "removed-files-size", p->removed.bytes);
	}
	put_count(out, "total-data-files",
	    p->before.files + p->added.files - p->removed.files);
	put_count(out, "total-records",
	    p->before.rows + p->added.rows - p->removed.rows);
	if (bytes_before(p) >= 0 && bytes >= 0)
		put_count(out, "total-files-size", bytes);
	put_count(out, "total-delete-files", 0);
	put_count(out, "total-position-deletes", 0);
	put_count(out, "total-equality-deletes", 0);
	buf_byte(out, '}');
}

/* The ids of columns that are JSON, or that are of the key, as a list. */
static char *
take_ids(const struct iceberg_plan *p, bool json)
{
	const struct table *t = p->t->columns;
	struct buf out = buf_make(SIZE_MAX);
	const char *comma = "";
	size_t i;

	buf_byte(&out, '[');
	for (i = 0; i < t->ncolumns; i++) {
		if (json ? t->columns[i].type.type != TYPE_JSON :
			   !t->columns[i].key)
			continue;
		buf_printf(&out, "%s%d", comma, t->columns[i].id);
		comma = ",";
	}
	buf_byte(&out, ']');
	return buf_take(&out);
}

/* The manifest list, for which all manifests are staged. */
static int
stage_list(struct iceberg_plan *p, const char *file, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX);
	int64_t parent = p->m->tree.n > 0 ? p->m->snapshot : -1;
	size_t i;
	int rc;

	for (i = 0; i < p->nkept; i++)
		iceberg_put_row(&p->rows, &p->kept[i]);
	iceberg_put_list(&text, p->id, parent, p->sequence,
	    p->nrows + p->nkept, &p->rows);
	rc = iceberg_stage(p, file, &text, FOLDER_DATA, e);
	buf_free(&text);
	return rc;
}

/* Whether another program made the table, which has no load of ours. */
static bool
is_foreign(const struct iceberg_meta *m)
{
	char *ours = iceberg_meta_property(m, ICEBERG_JSON);
	char *set = iceberg_meta_property(m, DROP_VERSIONS);
	bool foreign = m->tree.n > 0 && ours == NULL && set == NULL;

	mem_free(ours);
	mem_free(set);
	return foreign;
}

/*
 * Whether metadata files that are not named any more go.  The property's
 * default is not to, which tables that others made keep.
 */
static bool
drops_versions(const struct iceberg_meta *m)
{
	char *set = iceberg_meta_property(m, DROP_VERSIONS);
	bool drops = set != NULL ? strcmp(set, "true") == 0 : !is_foreign(m);

	mem_free(set);
	return drops;
}

/* How many earlier metadata files a version names. */
static size_t
log_max(const struct iceberg_meta *m, bool drops)
{
	char *text = iceberg_meta_property(m, VERSIONS_MAX);
	int64_t n = drops ? VERSIONS_KEPT : VERSIONS_NAMED;

	if (text != NULL && !num_i64(text, strlen(text), 1, INT32_MAX, &n))
		n = VERSIONS_NAMED;
	mem_free(text);
	return (size_t)n;
}

/* Have a metadata file go, if it is a version before this one. */
static void
drop_version(struct iceberg_plan *p, const char *uri)
{
	size_t prefix = strlen(p->location), end = strlen(".metadata.json");
	const char *name = uri + prefix, *digits;
	struct buf path = buf_make(1024);
	int64_t version;
	size_t len;

	if (strncmp(uri, p->location, prefix) != 0 ||
	    strncmp(name, "/metadata/v", 11) != 0)
		return;
	digits = name + 11;
	len = strspn(digits, "0123456789");
	if (strcmp(digits + len, ".metadata.json") != 0 ||
	    strlen(digits) != len + end ||
	    !num_i64(digits, len, 1, p->t->version - 1, &version))
		return;
	buf_printf(&path, "%s/metadata/v%lld.metadata.json", p->t->name,
	    (long long)version);
	buf_byte(&path, 0);
	folder_take_away(p->t->folder, (const char *)path.data);
	buf_free(&path);
}

/* Have those earlier metadata files go that the next version does not name. */
static void
drop_versions(struct iceberg_plan *p, size_t max)
{
	const struct json_tree *t = &p->m->tree;
	size_t list, at = JSON_NO_NODE, left, name;
	char *uri;

	if (t->n == 0)
		return;
	list = json_get(t, 0, "metadata-log");
	if (list == JSON_NO_NODE || t->nodes[list].kind != JSON_ARRAY)
		return;
	left = t->nodes[list].n;
	while ((at = json_next(t, list, at)) != JSON_NO_NODE &&
	       left-- > max - 1) {
		name = json_get(t, at, "metadata-file");
		uri = name == JSON_NO_NODE ? NULL : json_take_string(t, name);
		if (uri != NULL)
			drop_version(p, uri);
		mem_free(uri);
	}
}

/* Say which version is before this one, and stage it. */
int
iceberg_stage_version(
    struct iceberg_plan *p, struct iceberg_step *s, struct error *e)
{
	bool drops = drops_versions(p->m);
	struct buf text = buf_make(SIZE_MAX), hint = buf_make(32);
	struct buf previous = buf_make(SIZE_MAX);
	long long version = (long long)p->t->version + 1;
	char file[64], path[112];
	int rc;

	(void)snprintf(path, sizeof(path), "metadata/v%lld.metadata.json",
	    version - 1);
	iceberg_uri(p, &previous, path);
	buf_byte(&previous, 0);
	if (p->m->tree.n > 0)
		s->previous = (const char *)previous.data;

	s->log_max = log_max(p->m, drops);
	if (drops)
		drop_versions(p, s->log_max);
	iceberg_meta_put(&text, p->m, s);
	(void)snprintf(file, sizeof(file), "v%lld.metadata.json", version);
	rc = iceberg_stage(p, file, &text, FOLDER_LINK, e);
	/* Without a line's end: some readers put it into the file's name. */
	buf_i64(&hint, version);
	if (rc == 0)
		rc = iceberg_stage(p, "version-hint.text", &hint, FOLDER_THEN, e);
	buf_free(&text);
	buf_free(&hint);
	buf_free(&previous);
	return rc;
}

int
iceberg_stage_metadata(struct iceberg_plan *p,
    const struct iceberg_schema *schema, bool new_schema, int32_t last_column,
    struct error *e)
{
	struct buf summary = buf_make(SIZE_MAX), list = buf_make(SIZE_MAX);
	char file[96], path[112], uuid[37];
	char *json = take_ids(p, true), *key = take_ids(p, false);
	/* What makes it look like one of ours must not have files go. */
	const char *const properties[] = { ICEBERG_JSON, json, ICEBERG_KEY,
		key, is_foreign(p->m) ? DROP_VERSIONS : NULL, "false", NULL };
	struct iceberg_step s = { .now_ms = p->now_ms,
		.schema = schema,
		.new_schema = new_schema,
		.last_column = last_column,
		.snapshot = p->id,
		.sequence = p->sequence,
		.uuid = uuid,
		.location = p->location,
		/* A load that leaves the columns leaves these too. */
		.properties = p->c->emptied ? properties + 6 : properties };
	int rc;

	lake_uuid(p->t->lake, uuid);
	(void)snprintf(file, sizeof(file), "snap-%lld-1-%s.avro",
	    (long long)p->id, p->uuid);
	rc = stage_list(p, file, e);
	put_summary(p, &summary);
	buf_byte(&summary, 0);
	(void)snprintf(path, sizeof(path), "metadata/%s", file);
	iceberg_uri(p, &list, path);
	buf_byte(&list, 0);
	s.summary = (const char *)summary.data;
	s.list = (const char *)list.data;
	if (rc == 0)
		rc = iceberg_stage_version(p, &s, e);
	buf_free(&summary);
	buf_free(&list);
	mem_free(json);
	mem_free(key);
	return rc;
}
