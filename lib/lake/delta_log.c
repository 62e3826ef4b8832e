/* delta_log: what a Delta table's log adds up to; see delta_log.h. */
#include "lake/delta_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "io/lines.h"
#include "lake/lake.h"

#define DIGITS   20
#define NAME_LEN (DIGITS + 5)

/* Dead paths that are kept before the map is made anew without them. */
#define GONE_MAX 4096

void
delta_log_name(int64_t version, char to[32])
{
	(void)snprintf(to, 32, "%0*lld.json", DIGITS, (long long)version);
}

/* The version that a file of the log's folder is the entry of, or -1. */
static int64_t
version_of(const char *name)
{
	uint64_t v;

	if (strlen(name) != NAME_LEN || strcmp(name + DIGITS, ".json") != 0 ||
	    !num_u64(name, DIGITS, 0, INT64_MAX - 1, &v))
		return -1;
	return (int64_t)v;
}

/* Forget the paths that are not live. */
static void
compact(struct delta_log *log)
{
	struct map fresh = { 0 };
	size_t i, at;

	for (i = 0; i < log->live.n; i++) {
		const struct map_entry *f = &log->live.entries[i];

		if (f->value == 0)
			continue;
		at = map_add(&fresh, f->key, f->len, NULL);
		fresh.entries[at].value = f->value;
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

static bool
take_file(struct delta_log *log, size_t object, bool add)
{
	const struct json_tree *t = &log->tree;
	struct map_entry *f;
	int64_t size = 0;
	bool fresh = true;
	size_t len, at;
	char *path = string_member(t, object, "path", &len);

	if (path == NULL)
		return false;
	if (add && !number_member(t, object, "size", &size)) {
		mem_free(path);
		return false;
	}
	at = json_get(t, object, "deletionVector");
	if (at != JSON_NO_NODE && t->nodes[at].kind == JSON_OBJECT)
		log->vectors = true;
	at = add ? map_add(&log->live, path, len, &fresh)
		 : map_find(&log->live, path, len);
	mem_free(path);
	if (at == MAP_NONE)
		return true;
	f = &log->live.entries[at];
	if (!add && f->value != 0)
		log->ngone++;
	if (add && !fresh && f->value == 0)
		log->ngone--;
	f->value = add ? (uint64_t)size + 1 : 0;
	if (log->ngone > GONE_MAX && log->ngone > log->live.n / 2)
		compact(log);
	return true;
}

/*
 * Name a feature that readers must know of and that is none of those which
 * other parts of the log tell of (deletion vectors, column mapping), or which
 * leave rows and values as they are.
 */
static void
take_features(struct delta_log *log, size_t list)
{
	static const char *const known[] = { "columnMapping",
		"deletionVectors", "timestampNtz", "v2Checkpoint",
		"vacuumProtocolCheck" };
	const struct json_tree *t = &log->tree;
	size_t at = JSON_NO_NODE, i;
	char *name;

	log->unread[0] = '\0';
	if (list == JSON_NO_NODE || t->nodes[list].kind != JSON_ARRAY)
		return;
	while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
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

static bool
take_protocol(struct delta_log *log, size_t object)
{
	const struct json_tree *t = &log->tree;

	log->changed = true;
	log->features = json_get(t, object, "readerFeatures") != JSON_NO_NODE ||
			json_get(t, object, "writerFeatures") != JSON_NO_NODE;
	take_features(log, json_get(t, object, "readerFeatures"));
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
		return false;
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
	/* What else there is does not change what the table holds. */
	return true;
}

static int
take_line(struct delta_log *log, const char *line, size_t len, struct error *e)
{
	size_t at = JSON_NO_NODE;

	if (json_parse(&log->tree, line, len, JSON_DEPTH_DEFAULT, e) != 0)
		return -1;
	if (log->tree.nodes[0].kind != JSON_OBJECT) {
		error_set(e, ERROR_OUTPUT, "it is no action");
		return -1;
	}
	while ((at = json_next(&log->tree, 0, at)) != JSON_NO_NODE) {
		if (take_action(log, at))
			continue;
		error_set(e, ERROR_OUTPUT, "it is no action as it should be");
		return -1;
	}
	return 0;
}

/* Where a log is read. */
struct place {
	const struct folder_view *view;
	const char *folder; /* its name in the view */
	const char *path;   /* for messages */
};

/* Read an entry: 1, 0 when it is not there, or -1. */
static int
read_entry(struct delta_log *log, const struct place *at, int64_t version,
    size_t max, struct error *e)
{
	struct buf whole = buf_make(SIZE_MAX);
	const char *path = at->path;
	struct lines lines;
	char name[32], *line;
	size_t len;
	int fd, rc;

	delta_log_name(version, name);
	buf_printf(&whole, "%s/%s", at->folder, name);
	buf_byte(&whole, 0);
	fd = folder_view_file(at->view, (const char *)whole.data);
	rc = errno;
	buf_free(&whole);
	errno = rc;
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0) {
		beneath_error(
		    e, ERROR_OUTPUT, "cannot open '%s/%s'", path, name);
		return -1;
	}
	log->tree.max = json_nodes_in(max);
	lines_open(&lines, fd, name, max);
	while ((rc = lines_next(&lines, &line, &len, e)) > 0)
		if (take_line(log, line, len, e) != 0)
			break;
	if (rc < 0 && e->kind == ERROR_INPUT) {
		rc = lake_too_long("it", max, e);
		lines.number++;
	}
	if (rc != 0) {
		error_prefix(e, "'%s/%s', line %llu", path, name,
		    (unsigned long long)lines.number);
		e->kind = ERROR_OUTPUT;
	}
	lines_close(&lines);
	(void)close(fd);
	return rc == 0 ? 1 : -1;
}

/* Whether the file says what entries said that are there no more. */
static bool
is_checkpoint(const char *name)
{
	const char *middle = ".checkpoint.";
	uint64_t v;

	return strcmp(name, "_last_checkpoint") == 0 ||
	       (strlen(name) > DIGITS &&
		   num_u64(name, DIGITS, 0, INT64_MAX - 1, &v) &&
		   strncmp(name + DIGITS, middle, strlen(middle)) == 0);
}

/*
 * The least version that has an entry; INT64_MAX when there is none, and one
 * less when there is a checkpoint all the same.
 */
static int64_t
first_version(const struct map *names, int64_t *last)
{
	int64_t v, first = INT64_MAX;
	const char *name;
	size_t i;

	*last = -1;
	for (i = 0; i < names->n; i++) {
		name = names->entries[i].key;
		v = version_of(name);
		if (v < 0 && first == INT64_MAX && is_checkpoint(name))
			first = INT64_MAX - 1;
		if (v >= 0 && v < first)
			first = v;
		if (v > *last)
			*last = v;
	}
	return first;
}

/* See that no entry is missing before the first, or in the middle. */
static int
check_start(const struct place *at, int64_t *last, struct error *e)
{
	struct map names = { 0 };
	int64_t first = INT64_MAX;

	*last = -1;
	if (folder_view_list(at->view, at->folder, &names) == 0) {
		first = first_version(&names, last);
	} else if (errno != ENOENT) {
		beneath_error(e, ERROR_OUTPUT, "cannot list '%s'", at->path);
		map_free(&names);
		return -1;
	}
	map_free(&names);
	if (first == 0 || first == INT64_MAX)
		return 0;
	error_set(e, ERROR_USAGE,
	    "'%s' has no entry of version 0: what it said is only in a "
	    "checkpoint, which this program does not read",
	    at->path);
	return -1;
}

/* All entries from the next one on; at least up to version last. */
static int
read_entries(struct delta_log *log, const struct place *at, int64_t last,
    size_t max, struct error *e)
{
	int rc;

	while ((rc = read_entry(log, at, log->version + 1, max, e)) > 0)
		log->version++;
	if (rc == 0 && log->version < last) {
		error_set(e, ERROR_USAGE,
		    "'%s' has no entry of version %lld, but one of %lld",
		    at->path, (long long)log->version + 1, (long long)last);
		rc = -1;
	}
	return rc;
}

int
delta_log_read(struct delta_log *log, const struct folder_view *view,
    const char *folder, const char *path, size_t max, struct error *e)
{
	struct place at = { view, folder, path };
	int64_t last = -1;

	if (log->version < 0 && check_start(&at, &last, e) != 0)
		return -1;
	return read_entries(log, &at, last, max, e);
}

void
delta_log_close(struct delta_log *log)
{
	mem_free(log->metadata);
	map_free(&log->live);
	map_free(&log->txns);
	json_tree_free(&log->tree);
	memset(log, 0, sizeof(*log));
	log->version = -1;
}
