/* iceberg_meta_put: a version of a table, written; see iceberg_meta.h. */
#include "lake/iceberg_meta.h"

#include <string.h>

#include "base/mem.h"
#include "json/text.h"

/* The next version being written. */
struct put {
	struct buf *out;
	const struct iceberg_meta *m;
	const struct json_tree *t;
	const struct iceberg_step *s;
};

static void
put_raw(struct put *p, size_t node)
{
	iceberg_raw(p->t, node, p->out);
}

static void
put_text(struct put *p, const char *text)
{
	json_quote(text, strlen(text), p->out);
}

/*
 * Begin a list with what the old one has, its last max elements; the end is
 * the caller's to write.  Returns what stands before one more element.
 */
static const char *
put_list(struct put *p, size_t old, size_t max)
{
	size_t at = JSON_NO_NODE, left;
	const char *comma = "";

	buf_byte(p->out, '[');
	if (old == JSON_NO_NODE)
		return comma;
	left = p->t->nodes[old].n;
	while ((at = json_next(p->t, old, at)) != JSON_NO_NODE) {
		if (left-- > max)
			continue;
		buf_str(p->out, comma);
		put_raw(p, at);
		comma = ",";
	}
	return comma;
}

/* Whether the object is of a snapshot that goes. */
static bool
is_expired(const struct put *p, size_t object)
{
	int64_t id;

	return p->s->expired != NULL &&
	    json_i64(p->t, json_get(p->t, object, "snapshot-id"), 0, INT64_MAX,
		&id) &&
	    map_find(p->s->expired, (const char *)&id, sizeof(id)) != MAP_NONE;
}

/*
 * Put a list without the objects of snapshots that go; of a history, without
 * what was before the last of them, too.
 */
static void
put_kept(struct put *p, size_t old, bool history)
{
	const char *comma = "";
	size_t at = JSON_NO_NODE, from = 0, i = 0;

	buf_byte(p->out, '[');
	while (history && (at = json_next(p->t, old, at)) != JSON_NO_NODE) {
		i++;
		if (is_expired(p, at))
			from = i;
	}
	at = JSON_NO_NODE;
	i = 0;
	while ((at = json_next(p->t, old, at)) != JSON_NO_NODE) {
		if (i++ < from || is_expired(p, at))
			continue;
		buf_str(p->out, comma);
		put_raw(p, at);
		comma = ",";
	}
	buf_byte(p->out, ']');
}

/* Begin an object with those of the old one's members that are not in skip. */
static const char *
put_members(struct put *p, size_t old, const char *const *skip)
{
	const char *const *name;
	const char *comma = "";
	size_t at = JSON_NO_NODE;

	buf_byte(p->out, '{');
	if (old == JSON_NO_NODE)
		return comma;
	while ((at = json_next(p->t, old, at)) != JSON_NO_NODE) {
		for (name = skip; *name != NULL; name++)
			if (json_equals(p->t, at, *name))
				break;
		if (*name != NULL)
			continue;
		buf_str(p->out, comma);
		put_raw(p, at);
		buf_byte(p->out, ':');
		put_raw(p, at + 1);
		comma = ",";
	}
	return comma;
}

static void
put_uuid(struct put *p, size_t old)
{
	if (old != JSON_NO_NODE)
		put_raw(p, old);
	else
		put_text(p, p->s->uuid);
}

static void
put_location(struct put *p, size_t old)
{
	if (old != JSON_NO_NODE)
		put_raw(p, old);
	else
		put_text(p, p->s->location);
}

static void
put_sequence(struct put *p, size_t old)
{
	(void)old;
	buf_i64(p->out, p->s->sequence);
}

static void
put_updated(struct put *p, size_t old)
{
	(void)old;
	buf_i64(p->out, p->s->now_ms);
}

static void
put_last_column(struct put *p, size_t old)
{
	(void)old;
	buf_i64(p->out, p->s->last_column);
}

static void
put_current_schema(struct put *p, size_t old)
{
	(void)old;
	buf_i64(p->out, p->s->schema->id);
}

static void
put_schemas(struct put *p, size_t old)
{
	const char *comma = put_list(p, old, SIZE_MAX);

	if (p->s->new_schema) {
		buf_str(p->out, comma);
		iceberg_schema_put(p->out, p->s->schema);
	}
	buf_byte(p->out, ']');
}

/* The properties that are set, after the others. */
static void
put_properties(struct put *p, size_t old)
{
	const char *skip[16] = { NULL };
	const char *const *pair;
	const char *comma;
	size_t n = 0;

	for (pair = p->s->properties; *pair != NULL && n < LEN(skip) - 1;
	     pair += 2)
		skip[n++] = pair[0];
	comma = put_members(p, old, skip);
	for (pair = p->s->properties; *pair != NULL; pair += 2) {
		buf_str(p->out, comma);
		put_text(p, pair[0]);
		buf_byte(p->out, ':');
		put_text(p, pair[1]);
		comma = ",";
	}
	buf_byte(p->out, '}');
}

static void
put_current_snapshot(struct put *p, size_t old)
{
	(void)old;
	buf_i64(p->out, p->s->snapshot);
}

static void
put_refs(struct put *p, size_t old)
{
	static const char *const branch[] = { "main", NULL };
	static const char *const own[] = { "snapshot-id", "type", NULL };
	size_t before =
	    old == JSON_NO_NODE ? JSON_NO_NODE : json_get(p->t, old, "main");

	buf_str(p->out, put_members(p, old, branch));
	buf_str(p->out, "\"main\":");
	/* How long its snapshots are kept may stand there too. */
	buf_str(p->out, put_members(p, before, own));
	buf_str(p->out, "\"snapshot-id\":");
	buf_i64(p->out, p->s->snapshot);
	buf_str(p->out, ",\"type\":\"branch\"}}");
}

static void
put_snapshots(struct put *p, size_t old)
{
	const struct iceberg_step *s = p->s;

	if (s->expired != NULL) {
		put_kept(p, old, false);
		return;
	}
	buf_str(p->out, put_list(p, old, SIZE_MAX));
	buf_str(p->out, "{\"sequence-number\":");
	buf_i64(p->out, s->sequence);
	buf_str(p->out, ",\"snapshot-id\":");
	buf_i64(p->out, s->snapshot);
	if (p->t->n > 0 && p->m->snapshot >= 0) {
		buf_str(p->out, ",\"parent-snapshot-id\":");
		buf_i64(p->out, p->m->snapshot);
	}
	buf_str(p->out, ",\"timestamp-ms\":");
	buf_i64(p->out, s->now_ms);
	buf_str(p->out, ",\"summary\":");
	buf_str(p->out, s->summary);
	buf_str(p->out, ",\"manifest-list\":");
	put_text(p, s->list);
	buf_str(p->out, ",\"schema-id\":");
	buf_i64(p->out, s->schema->id);
	buf_str(p->out, "}]");
}

static void
put_statistics(struct put *p, size_t old)
{
	if (old == JSON_NO_NODE)
		buf_str(p->out, "[]");
	else
		put_kept(p, old, false);
}

static void
put_snapshot_log(struct put *p, size_t old)
{
	if (p->s->expired != NULL && old != JSON_NO_NODE) {
		put_kept(p, old, true);
		return;
	}
	buf_str(p->out, put_list(p, old, SIZE_MAX));
	buf_str(p->out, "{\"timestamp-ms\":");
	buf_i64(p->out, p->s->now_ms);
	buf_str(p->out, ",\"snapshot-id\":");
	buf_i64(p->out, p->s->snapshot);
	buf_str(p->out, "}]");
}

static void
put_metadata_log(struct put *p, size_t old)
{
	const char *comma = put_list(p, old, p->s->log_max - 1);

	if (p->s->previous != NULL) {
		buf_str(p->out, comma);
		buf_str(p->out, "{\"timestamp-ms\":");
		buf_i64(p->out, p->m->updated_ms);
		buf_str(p->out, ",\"metadata-file\":");
		put_text(p, p->s->previous);
		buf_byte(p->out, '}');
	}
	buf_byte(p->out, ']');
}

/* The members of a version: what a new table has, or how each is written. */
static const struct member {
	const char *name;
	const char *fresh;
	void (*put)(struct put *p, size_t old);
} members[] = {
	{ "format-version", "2", NULL },
	{ "table-uuid", NULL, put_uuid },
	{ "location", NULL, put_location },
	{ "last-sequence-number", NULL, put_sequence },
	{ "last-updated-ms", NULL, put_updated },
	{ "last-column-id", NULL, put_last_column },
	{ "current-schema-id", NULL, put_current_schema },
	{ "schemas", NULL, put_schemas },
	{ "default-spec-id", "0", NULL },
	{ "partition-specs", "[{\"spec-id\":0,\"fields\":[]}]", NULL },
	{ "last-partition-id", "999", NULL },
	{ "default-sort-order-id", "0", NULL },
	{ "sort-orders", "[{\"order-id\":0,\"fields\":[]}]", NULL },
	{ "properties", NULL, put_properties },
	{ "current-snapshot-id", NULL, put_current_snapshot },
	{ "refs", NULL, put_refs },
	{ "snapshots", NULL, put_snapshots },
	{ "statistics", NULL, put_statistics },
	{ "snapshot-log", NULL, put_snapshot_log },
	{ "metadata-log", NULL, put_metadata_log },
};

static void
put_member(struct put *p, const struct member *m, size_t old)
{
	if (m->put != NULL)
		m->put(p, old);
	else if (old != JSON_NO_NODE)
		put_raw(p, old);
	else
		buf_str(p->out, m->fresh);
}

void
iceberg_meta_put(struct buf *out, const struct iceberg_meta *m,
    const struct iceberg_step *s)
{
	struct put p = { .out = out, .m = m, .t = &m->tree, .s = s };
	const char *names[LEN(members) + 1] = { NULL };
	const char *comma;
	size_t i, root = m->tree.n > 0 ? 0 : JSON_NO_NODE;

	for (i = 0; i < LEN(members); i++)
		names[i] = members[i].name;
	/* What we do not know goes first, as it stands. */
	comma = put_members(&p, root, names);
	for (i = 0; i < LEN(members); i++) {
		buf_str(out, comma);
		put_text(&p, members[i].name);
		buf_byte(out, ':');
		put_member(&p, &members[i],
		    root == JSON_NO_NODE ?
			JSON_NO_NODE :
			json_get(&m->tree, root, members[i].name));
		comma = ",";
	}
	buf_str(out, "}\n");
}
