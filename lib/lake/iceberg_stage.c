/* iceberg_stage: what is written of a snapshot; see iceberg_plan.h. */
#include "lake/iceberg_plan.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"

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
	/* Of a table that is new nothing can be written over. */
	if (p->m->tree.n == 0)
		operation = "append";
	buf_printf(out, "{\"operation\":\"%s\"", operation);
	/* Empty where the load takes the place of all: it is ours as well. */
	buf_str(out, ",\"" ICEBERG_LOAD "\":");
	json_quote(p->c->key, strlen(p->c->key), out);
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
	int rc;

	buf_put(&p->rows, p->kept_rows.data, p->kept_rows.len);
	iceberg_put_list(&text, p->id, parent, p->sequence,
	    p->nrows + p->nkept, &p->rows);
	rc = iceberg_stage(p, file, &text, FOLDER_DATA, e);
	buf_free(&text);
	return rc;
}

/* The new version and the hint at it. */
static int
stage_version(struct iceberg_plan *p, struct iceberg_step *s, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX), hint = buf_make(32);
	long long version = (long long)p->t->version + 1;
	char file[64];
	int rc;

	iceberg_meta_put(&text, p->m, s);
	(void)snprintf(file, sizeof(file), "v%lld.metadata.json", version);
	rc = iceberg_stage(p, file, &text, FOLDER_LINK, e);
	/* Without a line's end: some readers put it into the file's name. */
	buf_i64(&hint, version);
	if (rc == 0)
		rc = iceberg_stage(p, "version-hint.text", &hint, FOLDER_THEN, e);
	buf_free(&text);
	buf_free(&hint);
	return rc;
}

int
iceberg_stage_metadata(struct iceberg_plan *p,
    const struct iceberg_schema *schema, bool new_schema, int32_t last_column,
    struct error *e)
{
	struct buf summary = buf_make(SIZE_MAX), list = buf_make(SIZE_MAX);
	struct buf previous = buf_make(SIZE_MAX);
	char file[96], path[112], uuid[37];
	char *json = take_ids(p, true), *key = take_ids(p, false);
	const char *const properties[] = { ICEBERG_JSON, json, ICEBERG_KEY,
		key, NULL };
	struct iceberg_step s = { .now_ms = p->now_ms,
		.schema = schema,
		.new_schema = new_schema,
		.last_column = last_column,
		.snapshot = p->id,
		.sequence = p->sequence,
		.uuid = uuid,
		.location = p->location,
		/* A load that leaves the columns leaves these too. */
		.properties = p->c->emptied ? properties + 4 : properties };
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
	(void)snprintf(path, sizeof(path), "metadata/v%lld.metadata.json",
	    (long long)p->t->version);
	iceberg_uri(p, &previous, path);
	buf_byte(&previous, 0);
	s.summary = (const char *)summary.data;
	s.list = (const char *)list.data;
	if (p->m->tree.n > 0)
		s.previous = (const char *)previous.data;
	if (rc == 0)
		rc = stage_version(p, &s, e);
	buf_free(&summary);
	buf_free(&list);
	buf_free(&previous);
	mem_free(json);
	mem_free(key);
	return rc;
}
