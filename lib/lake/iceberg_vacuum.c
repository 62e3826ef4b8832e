/* iceberg_vacuum: snapshots and files that nobody needs; see iceberg.h. */
#include "lake/iceberg_plan.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/num.h"
#include "lake/path.h"

/* Iceberg's properties: how old a snapshot may become, how many a branch keeps
 * at least, and whether files may go at all. */
#define AGE_MAX	  "history.expire.max-snapshot-age-ms"
#define COUNT_MIN "history.expire.min-snapshots-to-keep"
#define GC	  "gc.enabled"

/* The same of a branch, in its ref. */
#define REF_AGE_MAX   "max-snapshot-age-ms"
#define REF_COUNT_MIN "min-snapshots-to-keep"

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

/* A member of a ref that is a number, from min on; -1 with *e: it is none. */
static int
ref_number(const struct lake_table *t, size_t ref, const char *name,
    int64_t min, int64_t *n, struct error *e)
{
	const struct iceberg_state *s = t->state;
	const struct json_tree *j = &s->meta.tree;
	size_t at = json_get(j, ref, name);

	if (at == JSON_NO_NODE || j->nodes[at].kind == JSON_NULL ||
	    json_i64(j, at, min, INT64_MAX, n))
		return 0;
	lake_refuse(t, e,
	    "'%s' of one of its branches is not a number from %lld on", name,
	    (long long)min);
	return -1;
}

/* When a snapshot was made; one that does not say stays. */
static int64_t
made_ms(const struct json_tree *t, size_t at)
{
	int64_t when;

	return json_i64(t, json_get(t, at, "timestamp-ms"), INT64_MIN,
		   INT64_MAX, &when) ? when : INT64_MAX;
}

/* Snapshots that are kept, of those there are. */
struct keeping {
	const struct lake_table *t;
	const struct json_tree *tree;
	struct map all;	 /* ids; value: the node */
	struct map kept; /* ids */
	int64_t oldest_ms;
	int64_t min; /* of each branch, at least this many */
};

/*
 * Keep the snapshot, whatever its age, and those that it goes back to: min in
 * all, and then those that are not older, up to the first that is.
 */
static void
keep_back(struct keeping *k, int64_t id, int64_t oldest_ms, int64_t min)
{
	const char *key = (const char *)&id;
	size_t at, n;

	for (n = 0; n < k->all.n; n++) {
		at = map_find(&k->all, key, sizeof(id));
		if (at == MAP_NONE)
			return;
		at = (size_t)k->all.entries[at].value;
		if (n > 0 && (int64_t)n >= min &&
		    made_ms(k->tree, at) < oldest_ms)
			return;
		(void)map_add(&k->kept, key, sizeof(id), NULL);
		if (!json_i64(k->tree,
			json_get(k->tree, at, "parent-snapshot-id"), 0,
			INT64_MAX, &id))
			return;
	}
}

/* Keep what has a name: a tag's snapshot, and a branch's. */
static int
keep_ref(struct keeping *k, size_t ref, struct error *e)
{
	const struct json_tree *j = k->tree;
	int64_t id, min = k->min, age = -1, oldest_ms = k->oldest_ms;

	if (j->nodes[ref].kind != JSON_OBJECT ||
	    !json_i64(j, json_get(j, ref, "snapshot-id"), 0, INT64_MAX, &id))
		return 0;
	if (json_equals(j, json_get(j, ref, "type"), "tag"))
		min = 1;
	else if (ref_number(k->t, ref, REF_COUNT_MIN, 1, &min, e) != 0 ||
	    ref_number(k->t, ref, REF_AGE_MAX, 0, &age, e) != 0)
		return -1;
	if (age >= 0 && k->t->lake->now_ms - age < oldest_ms)
		oldest_ms = k->t->lake->now_ms - age;
	keep_back(k, id, oldest_ms, min);
	return 0;
}

static int
keep_named(struct keeping *k, struct error *e)
{
	const struct iceberg_state *s = k->t->state;
	const struct json_tree *j = k->tree;
	size_t refs = json_get(j, 0, "refs"), at = JSON_NO_NODE;
	int rc = 0;

	if (refs != JSON_NO_NODE && j->nodes[refs].kind != JSON_OBJECT)
		refs = JSON_NO_NODE;
	while (rc == 0 && refs != JSON_NO_NODE &&
	    (at = json_next(j, refs, at)) != JSON_NO_NODE)
		rc = keep_ref(k, at + 1, e);
	/* The branch "main" need not be named. */
	keep_back(k, s->meta.snapshot, k->oldest_ms,
	    refs != JSON_NO_NODE && json_get(j, refs, "main") != JSON_NO_NODE
		? 1 : k->min);
	return rc;
}

/* Find the snapshots that are older and may go. */
static int
find_expired(const struct lake_table *t, int64_t oldest_ms,
    struct map *expired, struct error *e)
{
	const struct iceberg_state *s = t->state;
	const struct json_tree *j = &s->meta.tree;
	size_t list = json_get(j, 0, "snapshots"), at = JSON_NO_NODE, i;
	struct keeping k = { .t = t, .tree = j, .oldest_ms = oldest_ms,
		.min = 1 };
	int64_t id;
	int rc = number_property(t, COUNT_MIN, 1, &k.min, e);

	while (list != JSON_NO_NODE &&
	    (at = json_next(j, list, at)) != JSON_NO_NODE)
		if (json_i64(j, json_get(j, at, "snapshot-id"), 0, INT64_MAX,
			&id)) {
			i = map_add(
			    &k.all, (const char *)&id, sizeof(id), NULL);
			k.all.entries[i].value = at;
		}
	rc = rc < 0 ? -1 : keep_named(&k, e);
	for (i = 0; rc == 0 && i < k.all.n; i++) {
		const struct map_entry *one = &k.all.entries[i];

		if (made_ms(j, (size_t)one->value) < oldest_ms &&
		    map_find(&k.kept, one->key, one->len) == MAP_NONE)
			(void)map_add(expired, one->key, one->len, NULL);
	}
	map_free(&k.all);
	map_free(&k.kept);
	return rc;
}

/* As Java reads a boolean: what is not "true" in whatever case is false. */
bool
iceberg_may_go(const struct lake_table *t)
{
	const struct iceberg_state *s = t->state;
	char *text = iceberg_meta_property(&s->meta, GC);
	bool may = text == NULL || strcasecmp(text, "true") == 0;

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
add_manifest(
    struct search *w, const struct iceberg_span *path, struct error *e)
{
	struct buf text = buf_make(w->t->lake->max_line);
	const char *uri = (const char *)path->p;
	enum iceberg_status status;
	struct iceberg_span file;
	struct avro a = { 0 };
	bool added;
	int rc;

	(void)map_add(&w->manifests, uri, path->len, &added);
	if (!added)
		return 0;
	rc = add_file(w, uri, path->len, e);
	if (rc == 0)
		rc = slurp(w, uri, path->len, &text, e);
	if (rc == 0)
		rc = avro_open(&a, text.data, text.len, e);
	while (rc == 0 && (rc = iceberg_next_file(&a, &status, &file, e)) == 1)
		rc = status == ICEBERG_DELETED ? 0 :
		    add_file(w, (const char *)file.p, file.len, e);
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
	struct iceberg_span path;
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
	while (rc == 0 && (rc = iceberg_next_manifest(&a, &path, e)) == 1)
		rc = add_manifest(w, &path, e);
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

/* Add what the snapshots are made of that are in the map, or those that are
 * not. */
static int
add_snapshots(struct search *w, const struct map *ids, bool in,
    struct error *e)
{
	const struct json_tree *t = &w->m->tree;
	size_t list = json_get(t, 0, "snapshots"), at = JSON_NO_NODE;
	struct error ignored;
	int64_t id;
	int rc = 0;

	while (rc == 0 && list != JSON_NO_NODE &&
	    (at = json_next(t, list, at)) != JSON_NO_NODE) {
		bool is = json_i64(t, json_get(t, at, "snapshot-id"), 0,
			      INT64_MAX, &id) &&
		    map_find(ids, (const char *)&id, sizeof(id)) != MAP_NONE;

		/* Of one that goes, what cannot be read stays as it is. */
		if (is && in)
			(void)(add_snapshot(w, at, &ignored) == 0);
		else if (!is && !in)
			rc = add_snapshot(w, at, e);
	}
	return rc;
}

/* Add all that the snapshots are made of, and what else the table names. */
static int
add_all(struct lake_table *t, const struct map *expired, struct map *names,
    struct error *e)
{
	const struct iceberg_state *s = t->state;
	struct search w = { .t = t, .m = &s->meta, .names = names };
	int rc = add_snapshots(&w, expired, false, e);

	if (rc == 0)
		rc = add_snapshots(&w, expired, true, e);
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

int
iceberg_expire(struct lake_table *t, int64_t oldest_ms, struct map *known,
    struct error *e)
{
	const struct iceberg_state *s = t->state;
	struct map expired = { 0 };
	int rc = 0;

	if (s->meta.snapshot >= 0)
		rc = find_expired(t, oldest_ms, &expired, e);
	if (rc == 0)
		rc = add_all(t, &expired, known, e);
	if (rc == 0 && expired.n > 0)
		rc = stage_expired(t, &expired, e);
	map_free(&expired);
	return rc;
}

/* All that the snapshots have that are left: those that are too old were taken
 * out before, by expire(). */
int
iceberg_needed(struct lake_table *t, int64_t oldest_ms, struct map *names,
    struct error *e)
{
	const struct map none = { 0 };

	(void)oldest_ms;
	return add_all(t, &none, names, e);
}
