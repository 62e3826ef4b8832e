/* iceberg_vacuum: snapshots and files that nobody needs; see iceberg.h. */
#include "lake/iceberg_plan.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "lake/path.h"

/* Iceberg's properties: how old a snapshot may become, and whether files may
 * go at all. */
#define AGE_MAX "history.expire.max-snapshot-age-ms"
#define GC	"gc.enabled"

/* A property that is a number, from min on: 1; 0: it is not there; or -1. */
static int
number_property(const struct lake_table *t, const char *name, int64_t min,
    int64_t *n, struct error *e)
{
	const struct iceberg_state *s = t->state;
	char *text = iceberg_meta_property(&s->meta, name);
	int rc = text != NULL;

	if (rc == 1 && !num_i64(text, strlen(text), min, INT64_MAX, n)) {
		lake_refuse(t, e,
		    "its property %s is '%.100s', which is not a number from "
		    "%lld on",
		    name, text, (long long)min);
		rc = -1;
	}
	mem_free(text);
	return rc;
}

int
iceberg_retention(struct lake_table *t, int64_t *ms, struct error *e)
{
	return number_property(t, AGE_MAX, 0, ms, e);
}

static void
add_id(struct map *ids, const struct json_tree *t, size_t object)
{
	int64_t id;

	if (json_i64(t, json_get(t, object, "snapshot-id"), 0, INT64_MAX, &id))
		(void)map_add(ids, (const char *)&id, sizeof(id), NULL);
}

/* Add the snapshots that stay whatever their age: those with a name. */
static void
add_named(struct map *ids, const struct iceberg_meta *m)
{
	const struct json_tree *t = &m->tree;
	size_t refs = json_get(t, 0, "refs"), at = JSON_NO_NODE;

	(void)map_add(ids, (const char *)&m->snapshot, sizeof(m->snapshot),
	    NULL);
	if (refs == JSON_NO_NODE || t->nodes[refs].kind != JSON_OBJECT)
		return;
	while ((at = json_next(t, refs, at)) != JSON_NO_NODE)
		if (t->nodes[at + 1].kind == JSON_OBJECT)
			add_id(ids, t, at + 1);
}

/* Find the snapshots that are older. */
static void
find_expired(
    const struct iceberg_meta *m, int64_t oldest_ms, struct map *expired)
{
	const struct json_tree *t = &m->tree;
	size_t list = json_get(t, 0, "snapshots"), at = JSON_NO_NODE;
	struct map named = { 0 };
	int64_t id, when;

	add_named(&named, m);
	while (list != JSON_NO_NODE &&
	    (at = json_next(t, list, at)) != JSON_NO_NODE) {
		if (!json_i64(t, json_get(t, at, "snapshot-id"), 0, INT64_MAX,
			&id) ||
		    !json_i64(t, json_get(t, at, "timestamp-ms"), INT64_MIN,
			INT64_MAX, &when) ||
		    when >= oldest_ms ||
		    map_find(&named, (const char *)&id, sizeof(id)) !=
			MAP_NONE)
			continue;
		(void)map_add(expired, (const char *)&id, sizeof(id), NULL);
	}
	map_free(&named);
}

/* Whether the table's owner lets files of it go. */
static bool
may_go(const struct iceberg_meta *m)
{
	char *text = iceberg_meta_property(m, GC);
	bool may = text == NULL || strcmp(text, "false") != 0;

	mem_free(text);
	return may;
}

/* Add the words of a list, with a comma between two, which is released. */
static void
add_words(struct map *to, char *list)
{
	const char *p = list;
	size_t n;

	while (p != NULL && *p != '\0') {
		n = strcspn(p, ",");
		if (n > 0)
			(void)map_add(to, p, n, NULL);
		p += p[n] == ',' ? n + 1 : n;
	}
	mem_free(list);
}

/* A text of a snapshot's summary; owned, or NULL. */
static char *
summary_text(const struct json_tree *t, size_t at, const char *name)
{
	size_t node = json_get(t, at, "summary");

	if (node != JSON_NO_NODE)
		node = json_get(t, node, name);
	return node != JSON_NO_NODE ? json_take_string(t, node) : NULL;
}

/*
 * What snapshots that go know of loads is kept as a property of the table: that
 * they were there.  One that took the place of all rows ends what was before.
 */
static char *
known_loads(const struct iceberg_meta *m, const struct map *expired)
{
	const struct json_tree *t = &m->tree;
	size_t list = json_get(t, 0, "snapshots"), at = JSON_NO_NODE, i;
	struct buf out = buf_make(SIZE_MAX);
	struct map keys = { 0 };
	char *load;
	int64_t id;

	add_words(&keys, iceberg_meta_property(m, ICEBERG_CONSUMED));
	while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
		if (!json_i64(t, json_get(t, at, "snapshot-id"), 0, INT64_MAX,
			&id) ||
		    map_find(expired, (const char *)&id, sizeof(id)) ==
			MAP_NONE)
			continue;
		load = summary_text(t, at, ICEBERG_LOAD);
		if (load != NULL && load[0] == '\0')
			map_reset(&keys);
		add_words(&keys, load);
		add_words(&keys, summary_text(t, at, ICEBERG_CONSUMED));
	}
	for (i = 0; i < keys.n; i++)
		buf_printf(&out, "%s%s", i > 0 ? "," : "",
		    keys.entries[i].key);
	map_free(&keys);
	return buf_take(&out);
}

static int
stage_expired(struct lake_table *t, const struct map *expired, struct error *e)
{
	struct iceberg_state *s = t->state;
	char *loads = known_loads(&s->meta, expired);
	const char *const properties[] = { ICEBERG_CONSUMED, loads, NULL };
	struct iceberg_plan p = { .t = t, .m = &s->meta,
		.location = s->meta.location };
	struct iceberg_step step = { .now_ms = t->lake->now_ms,
		.schema = &s->meta.schema,
		.last_column = s->meta.last_column,
		.snapshot = s->meta.snapshot,
		.sequence = s->meta.sequence,
		.expired = expired,
		.properties = properties };
	int rc;

	if (step.now_ms < s->meta.updated_ms)
		step.now_ms = s->meta.updated_ms;
	rc = iceberg_stage_version(&p, &step, e);
	mem_free(loads);
	return rc;
}

int
iceberg_expire(struct lake_table *t, int64_t oldest_ms, struct error *e)
{
	struct iceberg_state *s = t->state;
	struct map expired = { 0 };
	int rc = 0;

	if (s->meta.snapshot >= 0 && may_go(&s->meta))
		find_expired(&s->meta, oldest_ms, &expired);
	if (expired.n > 0)
		rc = stage_expired(t, &expired, e);
	map_free(&expired);
	return rc;
}

/* What is looked through for files. */
struct search {
	const struct lake_table *t;
	const struct iceberg_meta *m;
	struct map *names;
	struct map manifests; /* URIs of those looked through */
};

/* Add the file of that URI. */
static int
add_file(struct search *w, const char *uri, size_t len, struct error *e)
{
	char *path = lake_path_find(w->t, w->m->location, uri, len, e);

	if (path == NULL)
		return -1;
	lake_path_add(w->t, path, w->names);
	mem_free(path);
	return 0;
}

static int
slurp(const struct search *w, const char *uri, size_t len, struct buf *text,
    struct error *e)
{
	return lake_path_slurp(w->t, w->m->location, uri, len, text, e);
}

/* Add a manifest and the files that are live in it. */
static int
add_manifest(struct search *w, const struct iceberg_row *row, struct error *e)
{
	struct buf text = buf_make(w->t->lake->max_line);
	const char *uri = (const char *)row->path.p;
	struct iceberg_entry entry;
	struct avro a = { 0 };
	bool added;
	int rc;

	(void)map_add(&w->manifests, uri, row->path.len, &added);
	if (!added)
		return 0;
	rc = add_file(w, uri, row->path.len, e);
	if (rc == 0)
		rc = slurp(w, uri, row->path.len, &text, e);
	if (rc == 0)
		rc = avro_open(&a, text.data, text.len, e);
	while (rc == 0 && (rc = iceberg_next_entry(&a, &entry, e)) == 1)
		rc = entry.status == ICEBERG_DELETED ? 0 :
		    add_file(w, (const char *)entry.path.p, entry.path.len, e);
	avro_close(&a);
	buf_free(&text);
	return rc;
}

/* Add what a snapshot is made of. */
static int
add_snapshot(struct search *w, size_t at, struct error *e)
{
	const struct json_tree *t = &w->m->tree;
	size_t node = json_get(t, at, "manifest-list");
	char *uri = node != JSON_NO_NODE ? json_take_string(t, node) : NULL;
	struct buf text = buf_make(w->t->lake->max_line);
	struct iceberg_row row;
	struct avro a = { 0 };
	int rc;

	if (uri == NULL) {
		error_set(e, ERROR_USAGE, "a snapshot has no manifest list");
		return -1;
	}
	rc = add_file(w, uri, strlen(uri), e);
	if (rc == 0)
		rc = slurp(w, uri, strlen(uri), &text, e);
	if (rc == 0)
		rc = avro_open(&a, text.data, text.len, e);
	while (rc == 0 && (rc = iceberg_next_row(&a, &row, e)) == 1)
		rc = add_manifest(w, &row, e);
	avro_close(&a);
	buf_free(&text);
	mem_free(uri);
	return rc;
}

/* Add files that a list of objects names. */
static int
add_listed(struct search *w, const char *list, const char *member,
    struct error *e)
{
	const struct json_tree *t = &w->m->tree;
	size_t array = json_get(t, 0, list), at = JSON_NO_NODE, node;
	char *uri;
	int rc = 0;

	if (array == JSON_NO_NODE || t->nodes[array].kind != JSON_ARRAY)
		return 0;
	while (rc == 0 && (at = json_next(t, array, at)) != JSON_NO_NODE) {
		node = json_get(t, at, member);
		uri = node != JSON_NO_NODE ? json_take_string(t, node) : NULL;
		if (uri != NULL)
			rc = add_file(w, uri, strlen(uri), e);
		mem_free(uri);
	}
	return rc;
}

/*
 * All that the snapshots have that are left: those that are too old were taken
 * out before, by expire(), unless their files may not go.
 */
int
iceberg_needed(struct lake_table *t, int64_t oldest_ms, struct map *names,
    struct error *e)
{
	const struct iceberg_state *s = t->state;
	struct search w = { .t = t, .m = &s->meta, .names = names };
	size_t list = json_get(&s->meta.tree, 0, "snapshots");
	size_t at = JSON_NO_NODE;
	int rc = 0;

	(void)oldest_ms;
	while (rc == 0 && list != JSON_NO_NODE &&
	    (at = json_next(&s->meta.tree, list, at)) != JSON_NO_NODE)
		rc = add_snapshot(&w, at, e);
	if (rc == 0)
		rc = add_listed(&w, "metadata-log", "metadata-file", e);
	if (rc == 0)
		rc = add_listed(&w, "statistics", "statistics-path", e);
	if (rc == 0)
		rc = add_listed(
		    &w, "partition-statistics", "statistics-path", e);
	map_free(&w.manifests);
	return rc == 0 ? 0 : iceberg_fail(t, e);
}
