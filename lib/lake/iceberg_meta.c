/* iceberg_meta: a version of a table, read; see iceberg_meta.h. */
#include "lake/iceberg_meta.h"

#include <string.h>

#include "base/cc.h"
#include "base/map.h"
#include "base/mem.h"

#define DEPTH_MAX 64

static int
damaged(const char *what, struct error *e)
{
	error_set(e, ERROR_INPUT, "its metadata have %s", what);
	return -1;
}

static int
refuse(const char *what, struct error *e)
{
	error_set(e, ERROR_USAGE,
	    "it has %s, which this program neither reads nor writes", what);
	return -1;
}

/* A number of an object; false when there is none within the range. */
static bool
number(const struct json_tree *t, size_t object, const char *name, int64_t min,
    int64_t max, int64_t *v)
{
	size_t at = json_get(t, object, name);

	return at != JSON_NO_NODE && json_i64(t, at, min, max, v);
}

static char *
take(const struct json_tree *t, size_t object, const char *name)
{
	size_t at = object == JSON_NO_NODE ? JSON_NO_NODE :
					     json_get(t, object, name);

	return at == JSON_NO_NODE ? NULL : json_take_string(t, at);
}

/* The element of a list of objects whose member has that number. */
static size_t
find(const struct json_tree *t, const char *list, const char *name, int64_t id)
{
	size_t array = json_get(t, 0, list), at = JSON_NO_NODE;
	int64_t v;

	if (array == JSON_NO_NODE || t->nodes[array].kind != JSON_ARRAY)
		return JSON_NO_NODE;
	while ((at = json_next(t, array, at)) != JSON_NO_NODE)
		if (number(t, at, name, 0, INT64_MAX, &v) && v == id)
			break;
	return at;
}

static int
no_partitions(struct error *e)
{
	error_set(e, ERROR_USAGE, "it has partitions, which this program does "
				  "not write" ICEBERG_ADVICE);
	return -1;
}

/* No partition spec may have a field: files may be there that are of it. */
static int
check_specs(const struct json_tree *t, struct error *e)
{
	size_t specs = json_get(t, 0, "partition-specs"), at = JSON_NO_NODE;
	size_t fields;
	int64_t id = -1;

	while ((at = json_next(t, specs, at)) != JSON_NO_NODE) {
		fields = json_get(t, at, "fields");
		if (fields == JSON_NO_NODE || t->nodes[fields].n > 0)
			return no_partitions(e);
	}
	return number(t, 0, "default-spec-id", 0, 0, &id) ? 0 :
							     no_partitions(e);
}

static int
check_key(const struct iceberg_meta *m, struct error *e)
{
	char *key = iceberg_meta_property(m, "encryption.key-id");
	int rc = key == NULL ? 0 : refuse("encryption", e);

	mem_free(key);
	return rc;
}

/* Whether there is nothing at the node, or what is to be added to. */
static bool
is_kind(const struct json_tree *t, size_t node, enum json_kind kind)
{
	return node == JSON_NO_NODE || t->nodes[node].kind == JSON_NULL ||
	    t->nodes[node].kind == kind;
}

/* Lists and objects that a new version adds to are to be what they should. */
static int
check_kinds(const struct json_tree *t, struct error *e)
{
	static const char *const lists[] = { "schemas", "snapshots",
		"snapshot-log", "metadata-log" };
	size_t refs = json_get(t, 0, "refs"), i;
	bool right = is_kind(t, refs, JSON_OBJECT) &&
	    is_kind(t, json_get(t, refs, "main"), JSON_OBJECT) &&
	    is_kind(t, json_get(t, 0, "properties"), JSON_OBJECT);

	for (i = 0; i < LEN(lists); i++)
		right = right &&
		    is_kind(t, json_get(t, 0, lists[i]), JSON_ARRAY);
	return right ? 0 : damaged("a list or object that is neither", e);
}

/* A column that is added gets the id after the last that was ever given. */
static int
check_ids(const struct iceberg_meta *m, struct error *e)
{
	size_t i;

	for (i = 0; i < m->schema.nfields; i++)
		if (m->schema.fields[i].id > m->last_column)
			return damaged("a column beyond the last id", e);
	return 0;
}

int
iceberg_meta_writable(const struct iceberg_meta *m, struct error *e)
{
	char *codec =
	    iceberg_meta_property(m, "write.metadata.compression-codec");
	int rc = check_kinds(&m->tree, e);
	size_t i;

	if (rc == 0)
		rc = check_specs(&m->tree, e);
	if (rc == 0)
		rc = check_ids(m, e);
	if (rc != 0) {
		mem_free(codec);
		return rc;
	}

	if (codec != NULL && strcmp(codec, "none") != 0) {
		error_set(e, ERROR_USAGE, "it is to have compressed metadata, "
					  "which this program does not write");
		rc = -1;
	}
	mem_free(codec);
	for (i = 0; rc == 0 && i < m->schema.nfields; i++)
		if (m->schema.fields[i].required) {
			error_set(e, ERROR_USAGE,
			    "its column '%s' must not be null, which is not "
			    "written to",
			    m->schema.fields[i].name);
			rc = -1;
		}
	return rc;
}

static int
read_schema(struct iceberg_meta *m, struct error *e)
{
	const struct json_tree *t = &m->tree;
	int64_t id;
	size_t at;

	if (!number(t, 0, "current-schema-id", 0, INT32_MAX, &id))
		return damaged("no current schema", e);
	at = find(t, "schemas", "schema-id", id);
	if (at == JSON_NO_NODE)
		return damaged("no current schema", e);
	return iceberg_schema_parse(&m->schema, t, at, e);
}

static int
read_snapshot(struct iceberg_meta *m, struct error *e)
{
	int64_t id;

	m->snapshot = -1;
	m->at = JSON_NO_NODE;
	/* Absent, null, and -1 of old, all mean that there is none. */
	if (!number(&m->tree, 0, "current-snapshot-id", 0, INT64_MAX, &id))
		return 0;
	m->snapshot = id;
	m->at = find(&m->tree, "snapshots", "snapshot-id", id);
	return m->at != JSON_NO_NODE ? 0 : damaged("no current snapshot", e);
}

static int
read_all(struct iceberg_meta *m, struct error *e)
{
	const struct json_tree *t = &m->tree;
	int64_t format, last;
	size_t specs;

	if (!number(t, 0, "format-version", 1, 1000, &format))
		return damaged("no format version", e);
	if (format != 2) {
		error_set(e, ERROR_USAGE,
		    "it is of Iceberg's format version %d; only version 2 is "
		    "read and written",
		    (int)format);
		return -1;
	}
	m->location = take(t, 0, "location");
	if (m->location == NULL ||
	    !number(t, 0, "last-sequence-number", 0, INT64_MAX - 1,
		&m->sequence) ||
	    !number(t, 0, "last-updated-ms", 0, INT64_MAX - 1,
		&m->updated_ms) ||
	    !number(t, 0, "last-column-id", 0, INT32_MAX - 1, &last))
		return damaged("no location, sequence number, time or last "
			       "column id",
		    e);
	m->last_column = (int32_t)last;
	if (json_get(t, 0, "encryption-keys") != JSON_NO_NODE)
		return refuse("encryption", e);
	specs = json_get(t, 0, "partition-specs");
	if (specs == JSON_NO_NODE || t->nodes[specs].kind != JSON_ARRAY)
		return damaged("no partition specs", e);
	if (check_key(m, e) != 0 || read_schema(m, e) != 0)
		return -1;
	return read_snapshot(m, e);
}

int
iceberg_meta_read(struct iceberg_meta *m, struct buf *text, struct error *e)
{
	memset(m, 0, sizeof(*m));
	m->text = *text;
	m->tree.max = json_nodes_in(text->max);
	*text = buf_make(text->max);
	/* An empty file's buffer is none. */
	if (json_parse(&m->tree,
		m->text.len > 0 ? (const char *)m->text.data : "",
		m->text.len, DEPTH_MAX, e) != 0) {
		error_prefix(e, "its metadata");
		return -1;
	}
	return read_all(m, e);
}

char *
iceberg_meta_list(const struct iceberg_meta *m)
{
	return take(&m->tree, m->at, "manifest-list");
}

char *
iceberg_meta_summary(const struct iceberg_meta *m, const char *name)
{
	if (m->at == JSON_NO_NODE || m->tree.n == 0)
		return NULL;
	return take(&m->tree, json_get(&m->tree, m->at, "summary"), name);
}

char *
iceberg_meta_property(const struct iceberg_meta *m, const char *name)
{
	if (m->tree.n == 0)
		return NULL;
	return take(&m->tree, json_get(&m->tree, 0, "properties"), name);
}

/* Whether the log of earlier versions names that file. */
static bool
logs(const struct json_tree *t, const char *file)
{
	size_t list = json_get(t, 0, "metadata-log"), at = JSON_NO_NODE;
	const char *name;
	char *uri = NULL;
	bool found = false;

	if (list == JSON_NO_NODE || t->nodes[list].kind != JSON_ARRAY)
		return false;
	while (!found && (at = json_next(t, list, at)) != JSON_NO_NODE) {
		uri = take(t, at, "metadata-file");
		name = uri != NULL ? strrchr(uri, '/') : NULL;
		found = name != NULL && strcmp(name + 1, file) == 0;
		mem_free(uri);
	}
	return found;
}

bool
iceberg_meta_follows(const struct iceberg_meta *m,
    const struct iceberg_meta *before, const char *file)
{
	char *own = take(&m->tree, 0, "table-uuid");
	char *other = take(&before->tree, 0, "table-uuid");
	bool same = own != NULL && other != NULL && strcmp(own, other) == 0;

	mem_free(own);
	mem_free(other);
	if (!same)
		return false;
	if (logs(&m->tree, file))
		return true;
	if (m->sequence < before->sequence ||
	    m->updated_ms < before->updated_ms)
		return false;
	return before->snapshot < 0 ||
	       find(&m->tree, "snapshots", "snapshot-id", before->snapshot) !=
		   JSON_NO_NODE;
}

int32_t
iceberg_meta_schema_id(const struct iceberg_meta *m,
    const struct iceberg_schema *s, bool *known)
{
	const struct json_tree *t = &m->tree;
	size_t list, at = JSON_NO_NODE;
	struct iceberg_schema other;
	struct error ignored;
	int32_t next = 0;
	int64_t id;

	*known = false;
	if (t->n == 0)
		return 0;
	list = json_get(t, 0, "schemas");
	while (!*known && (at = json_next(t, list, at)) != JSON_NO_NODE) {
		if (!number(t, at, "schema-id", 0, INT32_MAX - 1, &id))
			continue;
		*known = iceberg_schema_parse(&other, t, at, &ignored) == 0 &&
			 iceberg_schema_same(&other, s);
		iceberg_schema_free(&other);
		/* One that cannot be read has an id as well. */
		if (*known)
			next = (int32_t)id;
		else if (id >= next)
			next = (int32_t)id + 1;
	}
	return next;
}

void
iceberg_meta_free(struct iceberg_meta *m)
{
	buf_free(&m->text);
	json_tree_free(&m->tree);
	iceberg_schema_free(&m->schema);
	mem_free(m->location);
	memset(m, 0, sizeof(*m));
}
