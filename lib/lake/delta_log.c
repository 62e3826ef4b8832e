/* delta_log: what a Delta table's log adds up to; see delta_log.h. */
#include "lake/delta_log.h"

#include <stdio.h>
#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "lake/deletion_vector.h"

#define DIGITS 20

/* Dead paths that are kept before the map is made anew without them. */
#define GONE_MAX 4096

void
delta_log_name(int64_t version, char to[32])
{
	(void)snprintf(to, 32, "%0*lld.json", DIGITS, (long long)version);
}

/* Forget what was said of the file of that number. */
static void
forget_said(struct delta_log *log, size_t i)
{
	if (!log->details || log->said[i] == NULL)
		return;
	log->said_bytes -= strlen(log->said[i]);
	mem_free(log->said[i]);
	log->said[i] = NULL;
}

/* Forget the paths that are not live. */
static void
compact(struct delta_log *log)
{
	struct map fresh = { 0 };
	size_t i, at;

	for (i = 0; i < log->live.n; i++) {
		const struct map_entry *f = &log->live.entries[i];

		if (f->value == 0) {
			forget_said(log, i);
			continue;
		}
		at = map_add(&fresh, f->key, f->len, NULL);
		fresh.entries[at].value = f->value;
		/* Those before it are fewer. */
		if (log->details && at != i) {
			log->said[at] = log->said[i];
			log->said[i] = NULL;
		}
	}
	map_free(&log->live);
	log->live = fresh;
	log->ngone = 0;
}

/* The member of that name as an owned string; NULL with *len when none. */
static char *
string_member(
    const struct json_tree *t, size_t object, const char *name, size_t *len)
{
	struct buf text = buf_make(SIZE_MAX);
	size_t at = json_get(t, object, name);

	if (at == JSON_NO_NODE || !json_string(t, at, &text)) {
		buf_free(&text);
		return NULL;
	}
	*len = text.len;
	return buf_take(&text);
}

static bool
number_member(const struct json_tree *t, size_t object, const char *name,
    int64_t *v)
{
	size_t at = json_get(t, object, name);

	return at != JSON_NO_NODE && json_i64(t, at, 0, INT64_MAX - 1, v);
}

/* Append ,"name":VALUE, a member of the object as it stands there. */
static void
put_member(struct buf *out, const struct json_tree *t, size_t object,
    const char *name)
{
	size_t at = json_get(t, object, name);
	const struct json_node *n;

	if (at == JSON_NO_NODE || t->nodes[at].kind != JSON_OBJECT ||
	    t->nodes[at].n == 0)
		return;
	n = &t->nodes[at];
	buf_printf(out, "%s\"%s\":", out->len > 1 ? "," : "", name);
	buf_put(out, t->text + n->from, n->to - n->from);
}

/* Keep what the add action says of live file number i. */
static void
keep_said(struct delta_log *log, size_t i, size_t object)
{
	struct buf text = buf_make(SIZE_MAX);
	size_t n = log->said_cap;

	log->said = mem_grow(
	    log->said, &log->said_cap, log->live.n, sizeof(*log->said));
	for (; n < log->said_cap; n++)
		log->said[n] = NULL;
	forget_said(log, i);
	buf_byte(&text, '{');
	put_member(&text, &log->tree, object, "partitionValues");
	put_member(&text, &log->tree, object, "deletionVector");
	if (text.len > 1) {
		buf_byte(&text, '}');
		log->said_bytes += text.len;
		log->said[i] = buf_take(&text);
	}
	buf_free(&text);
}

/* By what a file is known: its path, and its deletion vector. */
static bool
put_key(struct delta_log *log, size_t object, struct buf *key)
{
	const struct json_tree *t = &log->tree;
	size_t at = json_get(t, object, "path");

	if (!json_string(t, at, key) ||
	    (key->len > 0 && memchr(key->data, '\0', key->len) != NULL))
		return false;
	at = json_get(t, object, "deletionVector");
	if (at == JSON_NO_NODE || t->nodes[at].kind == JSON_NULL)
		return true;
	log->vectors = true;
	buf_byte(key, 0);
	return deletion_vector_id(t, at, key);
}

/* The file of that key is live, with that size; or it is not. */
static void
set_live(struct delta_log *log, const struct buf *key, size_t object, bool add,
    int64_t size)
{
	const char *s = key->len > 0 ? (const char *)key->data : "";
	struct map_entry *f;
	bool fresh = true;
	size_t at = add ? map_add(&log->live, s, key->len, &fresh)
			: map_find(&log->live, s, key->len);

	if (at == MAP_NONE)
		return;
	f = &log->live.entries[at];
	if (!add && f->value != 0)
		log->ngone++;
	if (add && !fresh && f->value == 0)
		log->ngone--;
	f->value = add ? (uint64_t)size + 1 : 0;
	if (add && log->details)
		keep_said(log, at, object);
	if (log->ngone > GONE_MAX && log->ngone > log->live.n / 2)
		compact(log);
}

static bool
take_file(struct delta_log *log, size_t object, bool add)
{
	struct buf key = buf_make(SIZE_MAX);
	int64_t size = 0;
	bool ok = put_key(log, object, &key) &&
		  (!add || number_member(&log->tree, object, "size", &size));

	if (ok)
		set_live(log, &key, object, add, size);
	buf_free(&key);
	return ok;
}

/*
 * Name a feature that readers must know of and that is none of those which
 * other parts of the log tell of (deletion vectors, column mapping), or which
 * leave rows and values as they are, be it in files of narrower types.
 */
static void
take_features(struct delta_log *log, size_t list)
{
	static const char *const known[] = { "columnMapping",
		"deletionVectors", "timestampNtz", "typeWidening",
		"typeWidening-preview", "v2Checkpoint",
		"vacuumProtocolCheck" };
	const struct json_tree *t = &log->tree;
	size_t at = JSON_NO_NODE, i;
	char *name;

	log->unread[0] = '\0';
	log->mapping = false;
	if (list == JSON_NO_NODE || t->nodes[list].kind != JSON_ARRAY)
		return;
	while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
		log->mapping |= json_equals(t, at, known[0]);
		for (i = 0; i < LEN(known) && !json_equals(t, at, known[i]);)
			i++;
		if (i < LEN(known))
			continue;
		name = json_take_string(t, at);
		(void)snprintf(log->unread, sizeof(log->unread), "%s",
		    name != NULL ? name : "?");
		mem_free(name);
	}
}

/* Keep names of a list of features, as many as there is room for. */
static void
name_features(struct delta_log *log, size_t list)
{
	const struct json_tree *t = &log->tree;
	struct buf names = buf_make(sizeof(log->named) - 1);
	struct buf name = buf_make(SIZE_MAX);
	size_t at = JSON_NO_NODE;

	while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
		buf_reset(&name);
		if (!json_string(t, at, &name))
			continue;
		buf_byte(&name, 0);
		buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
		    (const char *)name.data);
	}
	memset(log->named, 0, sizeof(log->named));
	if (names.len > 0)
		memcpy(log->named, names.data, names.len);
	buf_free(&name);
	buf_free(&names);
}

static bool
take_protocol(struct delta_log *log, size_t object)
{
	const struct json_tree *t = &log->tree;

	log->changed = true;
	log->features = json_get(t, object, "readerFeatures") != JSON_NO_NODE ||
			json_get(t, object, "writerFeatures") != JSON_NO_NODE;
	take_features(log, json_get(t, object, "readerFeatures"));
	name_features(log, json_get(t, object, "writerFeatures"));
	return number_member(t, object, "minReaderVersion", &log->reader) &&
	       number_member(t, object, "minWriterVersion", &log->writer);
}

static bool
take_metadata(struct delta_log *log, size_t object)
{
	const struct json_node *n = &log->tree.nodes[object];

	log->changed = true;
	mem_free(log->metadata);
	log->metadata_len = n->to - n->from;
	log->metadata = mem_dup(log->tree.text + n->from, log->metadata_len);
	return true;
}

static bool
take_txn(struct delta_log *log, size_t object)
{
	int64_t version;
	size_t len, at;
	char *id = string_member(&log->tree, object, "appId", &len);
	bool ok = id != NULL &&
		  number_member(&log->tree, object, "version", &version);

	if (ok) {
		at = map_add(&log->txns, id, len, NULL);
		log->txns.entries[at].value = (uint64_t)version;
	}
	mem_free(id);
	return ok;
}

static bool
take_sidecar(struct delta_log *log, size_t object)
{
	size_t len;
	char *path = string_member(&log->tree, object, "path", &len);

	if (path == NULL)
		return false;
	(void)map_add(&log->sidecars, path, len, NULL);
	mem_free(path);
	return true;
}

/* Keep the action for a checkpoint, in the place of one for the same thing. */
static void
keep_action(struct delta_log *log, size_t key, char what, const char *member)
{
	const struct json_tree *t = &log->tree;
	const struct json_node *name = &t->nodes[key];
	const struct json_node *object = &t->nodes[key + 1];
	struct buf text = buf_make(SIZE_MAX), id = buf_make(SIZE_MAX);
	bool added;
	size_t at, i;

	buf_byte(&id, (uint8_t)what);
	at = member == NULL ? JSON_NO_NODE : json_get(t, key + 1, member);
	if (at != JSON_NO_NODE && !json_string(t, at, &id))
		buf_reset(&id);
	buf_printf(&text, "{\"%.*s\":", (int)(name->to - name->from),
	    t->text + name->from);
	buf_put(&text, t->text + object->from, object->to - object->from);
	buf_str(&text, "}");
	buf_byte(&text, 0);
	i = map_add(&log->kept, (const char *)id.data, id.len, &added);
	log->texts =
	    mem_grow(log->texts, &log->texts_cap, i + 1, sizeof(char *));
	if (!added)
		mem_free(log->texts[i]);
	log->texts[i] = buf_take(&text);
	buf_free(&id);
}

/* The same, if it is one that a checkpoint has. */
static void
keep(struct delta_log *log, size_t key)
{
	static const struct {
		const char *name;
		char what;
		const char *member;
	} actions[] = {
		{ "add", DELTA_LOG_FILE, "path" },
		{ "remove", DELTA_LOG_FILE, "path" },
		{ "txn", 't', "appId" },
		{ "metaData", 'm', NULL },
		{ "protocol", 'p', NULL },
	};
	size_t i;

	for (i = 0; i < LEN(actions); i++)
		if (json_equals(&log->tree, key, actions[i].name))
			keep_action(
			    log, key, actions[i].what, actions[i].member);
}

/* Whether an action of that name is one that is taken in. */
static bool
is_known(const struct json_tree *t, size_t key)
{
	static const char *const names[] = { "add", "remove", "protocol",
		"metaData", "txn", "sidecar" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (json_equals(t, key, names[i]))
			return true;
	return false;
}

/* Take in one action; false when it is not as the protocol has it. */
static bool
take_action(struct delta_log *log, size_t key)
{
	const struct json_tree *t = &log->tree;
	size_t object = key + 1;

	/* Actions that are null are as good as not there. */
	if (t->nodes[object].kind == JSON_NULL)
		return true;
	if (t->nodes[object].kind != JSON_OBJECT)
		return !is_known(t, key);
	if (log->keep)
		keep(log, key);
	if (json_equals(t, key, "add"))
		return take_file(log, object, true);
	if (json_equals(t, key, "remove"))
		return take_file(log, object, false);
	if (json_equals(t, key, "protocol"))
		return take_protocol(log, object);
	if (json_equals(t, key, "metaData"))
		return take_metadata(log, object);
	if (json_equals(t, key, "txn"))
		return take_txn(log, object);
	if (json_equals(t, key, "sidecar"))
		return take_sidecar(log, object);
	/* What else there is does not change what the table holds. */
	return true;
}

/* Bytes of what is held, whatever kinds of actions it is of. */
static size_t
held(const struct delta_log *log)
{
	return log->live.bytes + log->said_bytes + log->txns.bytes +
	       log->sidecars.bytes + log->metadata_len;
}

int
delta_log_take(
    struct delta_log *log, const char *line, size_t len, struct error *e)
{
	size_t at = JSON_NO_NODE;

	if (json_parse(&log->tree, line, len, JSON_DEPTH_DEFAULT, e) != 0)
		return -1;
	if (log->tree.nodes[0].kind != JSON_OBJECT) {
		error_set(e, ERROR_OUTPUT, "it is not an action");
		return -1;
	}
	while ((at = json_next(&log->tree, 0, at)) != JSON_NO_NODE) {
		if (take_action(log, at))
			continue;
		error_set(
		    e, ERROR_OUTPUT, "it is not an action as it should be");
		return -1;
	}
	if (log->room == 0 || held(log) <= log->room)
		return 0;
	error_set(e, ERROR_LIMIT,
	    "the list of its files needs more memory than %zu bytes; --memory "
	    "says twice that",
	    log->room);
	return -1;
}

void
delta_log_close(struct delta_log *log)
{
	size_t i;

	for (i = 0; i < log->kept.n; i++)
		mem_free(log->texts[i]);
	mem_free(log->texts);
	map_free(&log->kept);
	for (i = 0; i < log->live.n && i < log->said_cap; i++)
		mem_free(log->said[i]);
	mem_free(log->said);
	mem_free(log->metadata);
	map_free(&log->live);
	map_free(&log->txns);
	map_free(&log->sidecars);
	json_tree_free(&log->tree);
	memset(log, 0, sizeof(*log));
	log->version = log->checkpoint = -1;
}
