/* delta_put: actions and entries of a Delta table's log; see delta.h. */
#include "lake/delta.h"

#include <string.h>

#include "base/buf.h"
#include "json/text.h"
#include "lake/delta_stats.h"

uint64_t
delta_txn(const struct delta_log *log, const char *app)
{
	size_t at = map_find(&log->txns, app, strlen(app));

	return at == MAP_NONE ? 0 : log->txns.entries[at].value;
}

void
delta_put_txn(const struct lake_table *t, const char *app, uint64_t version,
    struct buf *out)
{
	buf_str(out, "{\"txn\":{\"appId\":");
	json_quote(app, strlen(app), out);
	buf_printf(out, ",\"version\":%llu,\"lastUpdated\":%lld}}\n",
	    (unsigned long long)version, (long long)t->lake->now_ms);
}

void
delta_put_remove(const struct lake_table *t, const struct map_entry *file,
    bool change, struct buf *out)
{
	buf_str(out, "{\"remove\":{\"path\":");
	json_quote(file->key, file->len, out);
	buf_printf(out,
	    ",\"deletionTimestamp\":%lld,\"dataChange\":%s,"
	    "\"extendedFileMetadata\":true,\"partitionValues\":{},"
	    "\"size\":%llu}}\n",
	    (long long)t->lake->now_ms, change ? "true" : "false",
	    (unsigned long long)(file->value - 1));
}

void
delta_put_add(const struct lake_table *t, const char *path,
    const struct lake_file *file, bool change, struct buf *out)
{
	struct buf stats = buf_make(SIZE_MAX);

	delta_stats_put(file, &stats);
	/* The path is of characters that no URI escapes. */
	buf_printf(out,
	    "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%lld,"
	    "\"modificationTime\":%lld,\"dataChange\":%s,\"stats\":",
	    path, (long long)file->size, (long long)t->lake->now_ms,
	    change ? "true" : "false");
	json_quote((const char *)stats.data, stats.len, out);
	buf_str(out, "}}\n");
	buf_free(&stats);
}

int
delta_stage_entry(struct lake_table *t, const struct buf *text,
    enum folder_how how, struct error *e)
{
	const struct delta_metadata *b = t->state;
	struct buf path = buf_make(SIZE_MAX);
	char name[32];
	int rc;

	delta_log_name(b->log.version + 1, name);
	buf_printf(&path, "%s/" DELTA_LOG_FOLDER "/%s", t->name, name);
	buf_byte(&path, 0);
	rc = lake_stage(t->folder, text->data, text->len,
	    (const char *)path.data, how, e);
	buf_free(&path);
	return rc == 0 ? delta_stage_checkpoint(t, &b->log, e) : -1;
}
