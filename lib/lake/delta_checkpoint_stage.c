/* delta_checkpoint_stage: when a checkpoint is written, and of what; see
 * delta.h. */
#include "lake/delta.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "lake/delta_checkpoint_put.h"

/* Versions between checkpoints, as other programs have it by default. */
#define INTERVAL 100

/* How long a removed file is told of: a week, Delta's default. */
#define RETENTION_MS (INT64_C(7) * 24 * 3600 * 1000)

char *
delta_property(const struct delta_log *log, const char *name)
{
	struct json_tree t = { 0 };
	struct error ignored;
	size_t at = JSON_NO_NODE;
	char *text = NULL;

	if (log->metadata != NULL &&
	    json_parse(&t, log->metadata, log->metadata_len,
		JSON_DEPTH_DEFAULT, &ignored) == 0)
		at = json_get(&t, 0, "configuration");
	if (at != JSON_NO_NODE)
		at = json_get(&t, at, name);
	if (at != JSON_NO_NODE)
		text = json_take_string(&t, at);
	json_tree_free(&t);
	return text;
}

/* How many versions there are to be from one checkpoint to the next. */
static int64_t
interval_of(const struct delta_log *log)
{
	char *text = delta_property(log, "delta.checkpointInterval");
	int64_t n = INTERVAL;

	if (text != NULL && !num_i64(text, strlen(text), 1, INT32_MAX, &n))
		n = INTERVAL;
	mem_free(text);
	return n;
}

/* Files that were removed before that time are told of no more. */
static int64_t
oldest_removal(const struct lake_table *t, const struct delta_log *log)
{
	char *text = delta_property(log, "delta.deletedFileRetentionDuration");
	int64_t oldest =
	    text == NULL ? t->lake->now_ms - RETENTION_MS : INT64_MIN;

	mem_free(text);
	return oldest;
}

int64_t
delta_removal_ms(const char *action)
{
	struct json_tree t = { 0 };
	struct error ignored;
	int64_t when = INT64_MAX;

	if (strncmp(action, "{\"remove\"", 9) != 0)
		return INT64_MAX;
	if (json_parse(&t, action, strlen(action), JSON_DEPTH_DEFAULT,
		&ignored) != 0)
		when = INT64_MAX;
	else if (!json_i64(&t,
		     json_get(&t, json_get(&t, 0, "remove"),
			 "deletionTimestamp"),
		     INT64_MIN, INT64_MAX, &when))
		when = 0;
	json_tree_free(&t);
	return when;
}

/* Make the rows of what was kept: 1; 0: it has what a row has not. */
static int
make_rows(struct delta_checkpoint_rows *rows, const struct delta_log *log,
    int64_t oldest, struct error *e)
{
	size_t i;
	int rc = 1;

	for (i = 0; rc == 1 && i < log->kept.n; i++)
		if (delta_removal_ms(log->texts[i]) >= oldest)
			rc = delta_checkpoint_add(rows, log->texts[i],
			    strlen(log->texts[i]), e);
	return rc;
}

static int
stage_file(struct lake_table *t, const char *name, const struct buf *text,
    enum folder_how how, struct error *e)
{
	struct buf path = buf_make(SIZE_MAX);
	int rc;

	buf_printf(&path, "%s/" DELTA_LOG_FOLDER "/%s", t->name, name);
	buf_byte(&path, 0);
	rc = lake_stage(t->folder, text->data, text->len,
	    (const char *)path.data, how, e);
	buf_free(&path);
	return rc;
}

/* Stage the file, and what points to it, if it is the last one. */
static int
stage_rows(struct lake_table *t, const struct delta_checkpoint_rows *rows,
    int64_t version, bool last, struct error *e)
{
	struct buf file = buf_make(SIZE_MAX), hint = buf_make(1024);
	struct buf name = buf_make(64);
	int rc = delta_checkpoint_put(rows, &file, e);

	buf_printf(&name, "%020lld.checkpoint.parquet", (long long)version);
	buf_byte(&name, 0);
	buf_printf(&hint,
	    "{\"version\":%lld,\"size\":%lld,\"sizeInBytes\":%zu,"
	    "\"numOfAddFiles\":%lld}",
	    (long long)version, (long long)rows->rows, file.len,
	    (long long)rows->adds);
	if (rc == 0)
		rc = stage_file(
		    t, (const char *)name.data, &file, FOLDER_DATA, e);
	if (rc == 0 && last)
		rc = stage_file(t, "_last_checkpoint", &hint, FOLDER_THEN, e);
	buf_free(&file);
	buf_free(&hint);
	buf_free(&name);
	return rc;
}

/* Stage a checkpoint of the version, where log is the table's. */
static int
stage_version(struct lake_table *t, const struct delta_log *log,
    int64_t version, struct error *e)
{
	struct delta_log again = { .version = -1, .checkpoint = -1,
		.keep = true, .stop = version };
	struct delta_checkpoint_rows rows = { 0 };
	int rc = delta_read_metadata(t, &again, e) == 0 ? 1 : -1;

	if (rc == 1)
		rc = make_rows(&rows, &again, oldest_removal(t, log), e);
	if (rc == 1)
		rc = stage_rows(
		    t, &rows, version, version > log->checkpoint, e);
	delta_checkpoint_free(&rows);
	delta_log_close(&again);
	return rc;
}

int
delta_stage_checkpoint(
    struct lake_table *t, const struct delta_log *log, struct error *e)
{
	return log->version - log->checkpoint < interval_of(log) ?
	    0 : stage_version(t, log, log->version, e);
}

int
delta_stage_checkpoint_of(
    struct lake_table *t, int64_t version, struct error *e)
{
	const struct delta_metadata *b = t->state;

	return stage_version(t, &b->log, version, e);
}
