/* iceberg_meta_find: what snapshots say of a load; see iceberg_meta.h. */
#include "lake/iceberg_meta.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"

static char *
take(const struct json_tree *t, size_t object, const char *name)
{
	size_t at = object == JSON_NO_NODE ? JSON_NO_NODE :
					     json_get(t, object, name);

	return at == JSON_NO_NODE ? NULL : json_take_string(t, at);
}

/* Whether a snapshot's summary has a text that begins so. */
static bool
says(const struct json_tree *t, size_t snapshot, const char *name,
    const char *prefix)
{
	char *value = take(t, json_get(t, snapshot, "summary"), name);
	bool yes =
	    value != NULL && strncmp(value, prefix, strlen(prefix)) == 0;

	mem_free(value);
	return yes;
}

/* Whether the summary has the name with nothing: a load of all rows. */
static bool
is_empty(const struct json_tree *t, size_t snapshot, const char *name)
{
	char *value = take(t, json_get(t, snapshot, "summary"), name);
	bool yes = value != NULL && value[0] == '\0';

	mem_free(value);
	return yes;
}

/* The snapshots of the list by their ids; of two with one id, the first. */
static struct map
index_snapshots(const struct json_tree *t, size_t list)
{
	struct map ids = { 0 };
	size_t at = JSON_NO_NODE, i;
	bool added;
	int64_t id;

	while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
		if (!json_i64(t, json_get(t, at, "snapshot-id"), 0, INT64_MAX,
			&id))
			continue;
		i = map_add(&ids, (const char *)&id, sizeof(id), &added);
		if (added)
			ids.entries[i].value = at;
	}
	return ids;
}

static size_t
find_snapshot(const struct map *ids, int64_t id)
{
	size_t i = map_find(ids, (const char *)&id, sizeof(id));

	return i == MAP_NONE ? JSON_NO_NODE : (size_t)ids->entries[i].value;
}

/*
 * The snapshots that led to the current one, the newest first: others may be
 * listed, of branches and of what was rolled back.  *broken: the first ones
 * are not listed any more.  Owned by the caller.
 */
static size_t *
lineage(const struct iceberg_meta *m, size_t *n, bool *broken)
{
	const struct json_tree *t = &m->tree;
	size_t list = json_get(t, 0, "snapshots"), at = m->at, parent;
	size_t *all = mem_new(t->nodes[list].n + 1, sizeof(*all));
	int64_t id;
	struct map ids = index_snapshots(t, list);

	*n = 0;
	*broken = false;
	/* A list that goes round in circles ends as well. */
	while (at != JSON_NO_NODE && *n < t->nodes[list].n) {
		all[(*n)++] = at;
		parent = json_get(t, at, "parent-snapshot-id");
		if (parent == JSON_NO_NODE ||
		    !json_i64(t, parent, 0, INT64_MAX, &id)) {
			map_free(&ids);
			return all;
		}
		at = find_snapshot(&ids, id);
	}
	*broken = true;
	map_free(&ids);
	return all;
}

/* Whether the list, with a comma between two words, has the word. */
static bool
has_word(const char *list, const char *word)
{
	size_t len = strlen(word), n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (n == len && memcmp(list, word, len) == 0)
			return true;
		if (list[n] == '\0')
			return false;
	}
}

/* What is known where the first snapshots are not listed any more. */
static enum iceberg_found
begin_broken(const struct iceberg_meta *m, const char *prefix)
{
	char *keys = iceberg_meta_property(m, ICEBERG_CONSUMED);
	bool has = keys != NULL && has_word(keys, prefix);

	mem_free(keys);
	return has ? ICEBERG_COMPACTED : ICEBERG_EXPIRED;
}

/* The same when the snapshot puts files together; false: it does not. */
static bool
step_compact(const struct json_tree *t, size_t at, const char *prefix,
    enum iceberg_found *found)
{
	char *keys =
	    take(t, json_get(t, at, "summary"), ICEBERG_CONSUMED);

	if (keys == NULL)
		return false;
	if (has_word(keys, prefix))
		*found = ICEBERG_COMPACTED;
	mem_free(keys);
	return true;
}

/* What is found when the snapshot has come, which makes something of before. */
static enum iceberg_found
step(const struct json_tree *t, size_t at, const char *name,
    const char *prefix, enum iceberg_found before)
{
	bool many = prefix[strlen(prefix) - 1] == '-';

	if (is_empty(t, at, name))
		return ICEBERG_NEVER;
	if (says(t, at, name, prefix)) {
		/* One of many says nothing of those before it. */
		if (many && (before == ICEBERG_REWRITTEN ||
				before == ICEBERG_EXPIRED))
			return before;
		return ICEBERG_LOADED;
	}
	if (step_compact(t, at, prefix, &before))
		return before;
	if (before == ICEBERG_LOADED && !says(t, at, name, "") &&
	    !says(t, at, "operation", "append"))
		return ICEBERG_REWRITTEN;
	return before;
}

enum iceberg_found
iceberg_meta_find(
    const struct iceberg_meta *m, const char *name, const char *prefix)
{
	enum iceberg_found found;
	size_t *all, n;
	bool broken;

	if (m->tree.n == 0 || m->at == JSON_NO_NODE)
		return ICEBERG_NEVER;
	all = lineage(m, &n, &broken);
	found = broken ? begin_broken(m, prefix) : ICEBERG_NEVER;
	while (n-- > 0)
		found = step(&m->tree, all[n], name, prefix, found);
	mem_free(all);
	return found;
}
