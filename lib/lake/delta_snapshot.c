/* delta_snapshot: a Delta table for its readers; see snapshot_reader.h and
 * delta.h. */
#include "lake/delta.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/tree.h"
#include "lake/delta_names.h"
#include "lake/delta_schema.h"
#include "lake/partition_value.h"
#include "lake/path.h"

/* Reader 2 has column mapping, of which a table's properties tell; 3 has
 * features by name. */
#define READER_MAPPING	2
#define READER_FEATURES 3

/* A table being read. */
struct reading {
	struct lake_table *t;
	struct lake_snapshot *v;
	struct delta_log log;
	struct delta_schema schema;
	char **stored; /* of each partition column: its name in the log */
	struct map numbers; /* such a name's column: its entry's value */
	size_t *nodes; /* of each partition column: a file's value of it */
};

/* See that the live files' rows are the table's. */
static int
check(const struct lake_table *t, const struct delta_log *log, struct error *e)
{
	if (log->reader == 0 || log->metadata == NULL)
		lake_refuse(t, e, "its log has no %s",
		    log->reader == 0 ? "protocol" : "metaData");
	else if (log->reader > READER_FEATURES)
		lake_refuse(t, e,
		    "it asks for protocol reader %lld; this program knows up "
		    "to %d",
		    (long long)log->reader, READER_FEATURES);
	else if (log->unread[0] != '\0')
		lake_refuse(t, e,
		    "it asks readers for the feature '%s', which this program "
		    "does not know",
		    log->unread);
	else
		return 0;
	return -1;
}

/* A mapping of columns is one when the protocol has it, too. */
static int
check_mapping(const struct reading *g, struct error *e)
{
	const struct delta_log *log = &g->log;

	if (g->schema.mapping == DELTA_MAPPING_NONE ||
	    log->reader == READER_MAPPING ||
	    (log->reader == READER_FEATURES && log->mapping))
		return 0;
	lake_refuse(g->t, e, "it has column mapping, which its protocol does "
			     "not ask readers for");
	return -1;
}

void
delta_decode_path(struct buf *out, const char *s, size_t len)
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

char *
delta_file_path(const struct lake_table *t, const char *s, bool plain,
    struct error *e)
{
	struct buf name = buf_make(SIZE_MAX);
	char *path;

	if (plain)
		buf_str(&name, s);
	else
		delta_decode_path(&name, s, strlen(s));
	path = lake_path_find(t, NULL,
	    name.len > 0 ? (const char *)name.data : "", name.len, e);
	if (path == NULL)
		error_prefix(e, "table '%s' in '%s'", t->name,
		    t->folder->path);
	buf_free(&name);
	return path;
}

/* Find the columns that it is partitioned by, and the names of the others. */
static int
read_names(struct reading *g, struct error *e)
{
	const struct map *names = &g->schema.partitions;
	const struct table *held = g->t->held.tables[0];
	struct lake_snapshot *v = g->v;
	size_t i, at;

	if (g->schema.mapping == DELTA_MAPPING_NONE && names->n == 0)
		return 0;
	g->stored = mem_new(names->n + 1, sizeof(*g->stored));
	g->nodes = mem_new(names->n + 1, sizeof(*g->nodes));
	v->partitions = mem_new(names->n + 1, sizeof(*v->partitions));
	v->npartitions = names->n;
	v->names = delta_names(g->schema.text, g->schema.mapping, names,
	    g->t->lake->max_line, g->stored, e);
	if (v->names == NULL) {
		error_prefix(e, "table '%s' in '%s'", g->t->name,
		    g->t->folder->path);
		return -1;
	}
	for (i = 0; i < names->n; i++) {
		v->partitions[i] = table_find(
		    held, names->entries[i].key, names->entries[i].len);
		if (g->stored[i] == NULL || v->partitions[i] == MAP_NONE ||
		    held->columns[v->partitions[i]].type.type == TYPE_NONE) {
			lake_refuse(g->t, e,
			    "it is partitioned by '%s', which is not a column "
			    "of a type whose values are read",
			    names->entries[i].key);
			return -1;
		}
		at = map_add(&g->numbers, g->stored[i], strlen(g->stored[i]),
		    NULL);
		g->numbers.entries[at].value = i;
	}
	return 0;
}

/* Find a file's values of the partition columns, in one walk. */
static void
find_values(const struct reading *g, const struct json_tree *j)
{
	size_t values = json_get(j, 0, "partitionValues");
	size_t at = JSON_NO_NODE, i;
	struct buf name = buf_make(SIZE_MAX);

	for (i = 0; i < g->v->npartitions; i++)
		g->nodes[i] = JSON_NO_NODE;
	/* In a list, nothing is after the last name. */
	if (values != JSON_NO_NODE && j->nodes[values].kind != JSON_OBJECT)
		values = JSON_NO_NODE;
	while (values != JSON_NO_NODE &&
	       (at = json_next(j, values, at)) != JSON_NO_NODE) {
		buf_reset(&name);
		if (!json_string(j, at, &name))
			continue;
		i = map_find(&g->numbers,
		    name.len > 0 ? (const char *)name.data : "", name.len);
		if (i != MAP_NONE)
			g->nodes[g->numbers.entries[i].value] = at + 1;
	}
	buf_free(&name);
}

/* A file's value of the partition column of that number. */
static int
read_value(const struct reading *g, const struct json_tree *j, size_t i,
    const char *path, char **to, struct error *e)
{
	const struct column *c =
	    &g->t->held.tables[0]->columns[g->v->partitions[i]];
	size_t at = g->nodes[i];
	struct buf text = buf_make(SIZE_MAX);
	bool ok = false;

	if (at != JSON_NO_NODE)
		ok = j->nodes[at].kind == JSON_NULL ||
		     (json_string(j, at, &text) &&
			 partition_value_read(
			     text.len > 0 ? (const char *)text.data : "",
			     text.len, c->type, to));
	if (!ok)
		lake_refuse(g->t, e,
		    "its log has %s value of the partition column '%s' for "
		    "'%.*s'",
		    at == JSON_NO_NODE ? "no" : "a wrong", c->name,
		    (int)strnlen(path, 300), path);
	buf_free(&text);
	return ok ? 0 : -1;
}

/* Take in what the log says of a file's rows. */
static int
read_rows(const struct reading *g, const char *said, const char *path,
    struct lake_rows *rows, struct error *e)
{
	struct json_tree j = { .max = json_nodes_in(g->t->lake->max_line) };
	size_t i, at;
	char *file;
	int rc = json_parse(&j, said, strlen(said), JSON_DEPTH_DEFAULT, e);

	rows->values = mem_new(g->v->npartitions + 1, sizeof(*rows->values));
	if (rc == 0)
		find_values(g, &j);
	for (i = 0; rc == 0 && i < g->v->npartitions; i++)
		rc = read_value(g, &j, i, path, &rows->values[i], e);
	at = json_get(&j, 0, "deletionVector");
	if (rc == 0 && at != JSON_NO_NODE) {
		rc = deletion_vector_describe(&rows->deleted, &j, at, e);
		if (rc != 0)
			error_prefix(e, "table '%s' in '%s'", g->t->name,
			    g->t->folder->path);
	}
	if (rc == 0 && rows->deleted.path != NULL) {
		file = delta_file_path(
		    g->t, rows->deleted.path, rows->deleted.relative, e);
		mem_free(rows->deleted.path);
		rows->deleted.path = file;
		rc = file != NULL ? 0 : -1;
	}
	json_tree_free(&j);
	return rc;
}

/* Whether anything is said of a file's rows that matters. */
static bool
is_said(const struct reading *g)
{
	size_t i;

	if (g->v->npartitions > 0)
		return true;
	for (i = 0; i < g->log.live.n; i++)
		if (g->log.said_cap > i && g->log.said[i] != NULL)
			return true;
	return false;
}

static int
add_files(struct reading *g, struct error *e)
{
	const struct map *live = &g->log.live;
	struct lake_snapshot *v = g->v;
	const char *said;
	char *path;
	size_t i;

	if (is_said(g))
		v->rows = mem_new(live->n + 1, sizeof(*v->rows));
	for (i = 0; i < live->n; i++) {
		if (live->entries[i].value == 0)
			continue;
		path = delta_file_path(g->t, live->entries[i].key, false, e);
		if (path == NULL)
			return -1;
		lake_snapshot_add(v, path);
		if (v->rows == NULL)
			continue;
		v->nrows = v->nfiles;
		said = g->log.said[i] != NULL ? g->log.said[i] : "{}";
		if (read_rows(g, said, path, &v->rows[v->nrows - 1], e) != 0)
			return -1;
	}
	return 0;
}

int
delta_read_snapshot(
    struct lake_table *t, struct lake_snapshot *v, struct error *e)
{
	struct reading g = { .t = t,
		.v = v,
		.log = { .version = -1,
		    .checkpoint = -1,
		    .details = true,
		    .room = t->lake->memory },
		.schema = { .reading = true } };
	size_t i;
	int rc = delta_read_metadata(t, &g.log, e);

	v->format = "Delta";
	v->version = g.log.version;
	if (rc == 0 && g.log.version >= 0) {
		rc = check(t, &g.log, e);
		if (rc == 0)
			rc = delta_schema_read(&g.schema, t, g.log.metadata,
			    g.log.metadata_len, e);
		if (rc == 0)
			rc = check_mapping(&g, e);
		if (rc == 0)
			rc = read_names(&g, e);
		if (rc == 0)
			rc = add_files(&g, e);
	}
	for (i = 0; g.stored != NULL && i < g.schema.partitions.n; i++)
		mem_free(g.stored[i]);
	mem_free(g.stored);
	mem_free(g.nodes);
	map_free(&g.numbers);
	delta_schema_free(&g.schema);
	delta_log_close(&g.log);
	return rc;
}
