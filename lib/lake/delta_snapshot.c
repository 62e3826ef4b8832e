/* delta_snapshot: a Delta table for its readers; see snapshot_reader.h and
 * delta.h. */
#include "lake/delta.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "lake/delta_schema.h"
#include "lake/path.h"

/* Reader 2 has column mapping, of which a table's properties tell; 3 has
 * features by name. */
#define READER_MAX 3

/* See that the live files' rows are the table's. */
static int
check(const struct lake_table *t, const struct delta_log *log, struct error *e)
{
	if (log->reader == 0 || log->metadata == NULL)
		lake_refuse(t, e, "its log has no %s",
		    log->reader == 0 ? "protocol" : "metaData");
	else if (log->reader > READER_MAX)
		lake_refuse(t, e,
		    "it asks for protocol reader %lld; this program knows up "
		    "to %d",
		    (long long)log->reader, READER_MAX);
	else if (log->vectors)
		lake_refuse(t, e, "it has deletion vectors, which this "
				  "program does not read");
	else if (log->unread[0] != '\0')
		lake_refuse(t, e,
		    "it asks readers for the feature '%s', which this program "
		    "does not know",
		    log->unread);
	else
		return 0;
	return -1;
}

/* Append a path of the log, in which percent signs stand for bytes. */
static void
decode(struct buf *out, const char *s, size_t len)
{
	int high, low;
	size_t i;

	for (i = 0; i < len; i++) {
		high = s[i] == '%' && len - i > 2 ? num_hex(s[i + 1]) : -1;
		low = high >= 0 ? num_hex(s[i + 2]) : -1;
		if (low < 0) {
			buf_byte(out, (uint8_t)s[i]);
			continue;
		}
		buf_byte(out, (uint8_t)(high << 4 | low));
		i += 2;
	}
}

/* The path of a data file that the log names, owned; NULL with *e. */
static char *
file_path(const struct lake_table *t, const char *s, size_t len,
    struct error *e)
{
	struct buf name = buf_make(SIZE_MAX);
	char *path;

	decode(&name, s, len);
	path = lake_path_find(t, NULL,
	    name.len > 0 ? (const char *)name.data : "", name.len, e);
	if (path == NULL)
		error_prefix(e, "table '%s' in '%s'", t->name,
		    t->folder->path);
	buf_free(&name);
	return path;
}

static int
add_files(const struct lake_table *t, const struct delta_log *log,
    struct lake_snapshot *v, struct error *e)
{
	const struct map_entry *f;
	char *path;
	size_t i;

	for (i = 0; i < log->live.n; i++) {
		f = &log->live.entries[i];
		if (f->value == 0)
			continue;
		path = file_path(t, f->key, f->len, e);
		if (path == NULL)
			return -1;
		lake_snapshot_add(v, path);
	}
	return 0;
}

int
delta_read_snapshot(
    struct lake_table *t, struct lake_snapshot *v, struct error *e)
{
	struct delta_log log = { .version = -1, .checkpoint = -1 };
	struct delta_schema schema = { .reading = true };
	int rc = delta_read_metadata(t, &log, e);

	v->format = "Delta";
	v->version = log.version;
	if (rc == 0 && log.version >= 0) {
		rc = check(t, &log, e);
		if (rc == 0)
			rc = delta_schema_read(
			    &schema, t, log.metadata, log.metadata_len, e);
		if (rc == 0)
			rc = add_files(t, &log, v, e);
	}
	delta_schema_free(&schema);
	delta_log_close(&log);
	return rc;
}
