/* delta_vacuum: files of a Delta table that nobody needs; see delta.h. */
#include "lake/delta.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "io/beneath.h"
#include "lake/delta_checkpoint.h"
#include "lake/path.h"

/* How long removed files are kept, and entries of the log, and whether these
 * go at all. */
#define RETENTION     "delta.deletedFileRetentionDuration"
#define LOG_RETENTION "delta.logRetentionDuration"
#define LOG_CLEANUP   "delta.enableExpiredLogCleanup"

/* How long entries of the log are kept where the table does not say: 30 days,
 * Delta's default. */
#define LOG_RETENTION_MS (INT64_C(30) * 24 * 3600 * 1000)

/* Digits of a version in the names of the log's files. */
#define DIGITS ((size_t)20)

/* "interval 7 days", as Spark writes it, in milliseconds; or -1. */
static int64_t
parse_interval(const char *text)
{
	static const struct {
		const char *word;
		int64_t ms;
	} units[] = { { "millisecond", 1 }, { "second", 1000 },
		{ "minute", 60000 }, { "hour", 3600000 }, { "day", 86400000 },
		{ "week", 604800000 } };
	const char *p = text;
	size_t digits, len, i;
	int64_t n;

	if (strncmp(p, "interval ", 9) == 0)
		p += 9;
	digits = strspn(p, "0123456789");
	if (!num_i64(p, digits, 0, INT32_MAX, &n) || p[digits] != ' ')
		return -1;
	p += digits + 1;
	len = strlen(p);
	if (len > 1 && p[len - 1] == 's')
		len--;
	for (i = 0; i < LEN(units); i++)
		if (strlen(units[i].word) == len &&
		    memcmp(units[i].word, p, len) == 0)
			return n * units[i].ms;
	return -1;
}

/* An interval of the table's; INT64_MAX: there is none; -1: it is not known. */
static int64_t
interval_property(const struct lake_table *t, const char *name)
{
	const struct delta_metadata *b = t->state;
	char *text = delta_property(&b->log, name);
	int64_t ms = text == NULL ? INT64_MAX : parse_interval(text);

	mem_free(text);
	return ms;
}

int
delta_retention(struct lake_table *t, int64_t *ms, struct error *e)
{
	*ms = interval_property(t, RETENTION);
	if (*ms >= 0)
		return *ms < INT64_MAX;
	lake_refuse(t, e,
	    "its property " RETENTION " is none that this program knows; "
	    "--vacuum=TIME says how long");
	return -1;
}

bool
delta_may_go(const struct lake_table *t)
{
	(void)t;
	return true;
}

/* Add a file by its path in the log; one that is elsewhere is not ours. */
static void
add_file(const struct lake_table *t, const char *s, struct map *names)
{
	struct error ignored;
	char *path = delta_file_path(t, s, false, &ignored);

	if (path != NULL)
		lake_path_add(t, path, names);
	mem_free(path);
}

static void
cannot_list(const struct lake_table *t, struct error *e)
{
	beneath_error(e, ERROR_OUTPUT, "cannot list '%s/%s/%s'",
	    t->folder->path, t->name, DELTA_LOG_FOLDER);
}

/* The version that a file of the log is of; -1: none, or several. */
static int64_t
version_of(const char *name)
{
	const char *rest = name + DIGITS;
	int64_t version;

	if (strspn(name, "0123456789") != DIGITS || rest[0] != '.' ||
	    (rest[1] >= '0' && rest[1] <= '9') ||
	    !num_i64(name, DIGITS, 0, INT64_MAX, &version))
		return -1;
	return version;
}

/*
 * The first version that is to be read: of those whose entries are not older,
 * or the last one.
 */
static int64_t
first_kept(const struct lake_table *t, const struct map *names,
    int64_t oldest_ms)
{
	const struct delta_metadata *b = t->state;
	int64_t first = b->log.version, version;
	struct buf path = buf_make(SIZE_MAX);
	struct stat st;
	size_t i;

	for (i = 0; i < names->n; i++) {
		const char *name = names->entries[i].key;

		version = version_of(name);
		if (version < 0 || version >= first ||
		    strcmp(name + DIGITS, ".json") != 0)
			continue;
		buf_reset(&path);
		buf_printf(&path, DELTA_LOG_FOLDER "/%s", name);
		buf_byte(&path, 0);
		if (lake_path_stat(t, (const char *)path.data, &st) != 0 ||
		    (int64_t)st.st_mtime * 1000 >= oldest_ms)
			first = version;
	}
	buf_free(&path);
	return first;
}

/* Whether that checkpoint can be read, and what was before it be done without.
 */
static bool
is_readable(const struct lake_table *t, int64_t checkpoint)
{
	struct delta_log log = { .version = -1, .checkpoint = -1,
		.keep = true, .stop = checkpoint };
	struct error ignored;
	bool is = delta_read_metadata(t, &log, &ignored) == 0 &&
	    log.checkpoint == checkpoint;

	delta_log_close(&log);
	return is;
}

/* Since when the log's entries are kept; INT64_MIN: all are. */
static int64_t
oldest_entry(const struct lake_table *t, int64_t oldest_ms)
{
	const struct delta_metadata *b = t->state;
	int64_t keep = interval_property(t, LOG_RETENTION);
	char *cleanup = delta_property(&b->log, LOG_CLEANUP);
	bool stay = cleanup != NULL && strcasecmp(cleanup, "true") != 0;

	mem_free(cleanup);
	/* A property that is not known is one that keeps all. */
	if (keep < 0 || stay)
		return INT64_MIN;
	if (keep == INT64_MAX)
		keep = t->lake->forgets ? 0 : LOG_RETENTION_MS;
	keep = t->lake->now_ms - keep;
	return keep < oldest_ms ? keep : oldest_ms;
}

/* Add the log's files that versions from the first that is kept on need: all
 * from the checkpoint on that is before it. */
static int
add_log(const struct lake_table *t, int64_t oldest_ms, struct map *names,
    struct error *e)
{
	int64_t from = 0;
	struct map listed = { 0 }, checkpoint = { 0 };
	struct buf path = buf_make(SIZE_MAX);
	size_t i;
	int rc = lake_path_list(t, DELTA_LOG_FOLDER, &listed);

	oldest_ms = oldest_entry(t, oldest_ms);
	if (rc != 0)
		cannot_list(t, e);
	else if (oldest_ms != INT64_MIN)
		from = delta_checkpoint_find(&listed,
		    first_kept(t, &listed, oldest_ms) + 1, &checkpoint);
	if (from > 0 && !is_readable(t, from))
		from = 0;
	for (i = 0; i < listed.n; i++) {
		int64_t version = version_of(listed.entries[i].key);

		if (version < 0 || version < from)
			continue;
		buf_reset(&path);
		buf_printf(&path, "%s/" DELTA_LOG_FOLDER "/%s", t->name,
		    listed.entries[i].key);
		(void)map_add(
		    names, (const char *)path.data, path.len, NULL);
	}
	buf_free(&path);
	map_free(&listed);
	map_free(&checkpoint);
	return rc;
}

/* Add the files that the entry of that version removed: all, or those that it
 * removed since that time. */
static int
add_removed(const struct lake_table *t, int64_t version, bool all,
    int64_t oldest_ms, struct map *names, struct error *e)
{
	struct delta_log entry = { .version = version - 1, .checkpoint = -1,
		.keep = true, .stop = version };
	size_t i;
	int rc = delta_read_metadata(t, &entry, e);

	for (i = 0; rc == 0 && i < entry.kept.n; i++) {
		const char *id = entry.kept.entries[i].key;
		int64_t when = delta_removal_ms(entry.texts[i]);

		if (id[0] == DELTA_LOG_FILE && when < INT64_MAX &&
		    (all || when >= oldest_ms))
			add_file(t, id + 1, names);
	}
	delta_log_close(&entry);
	return rc;
}

/*
 * Add what was live in a version since that time and is not any more.  A
 * checkpoint need not tell of files that were removed before it, so that the
 * entries say which those are.
 */
static int
add_all_removed(const struct lake_table *t, int64_t oldest_ms,
    struct map *names, struct error *e)
{
	const struct delta_metadata *b = t->state;
	struct map listed = { 0 };
	int64_t version, first;
	size_t i;
	int rc = lake_path_list(t, DELTA_LOG_FOLDER, &listed);

	if (rc != 0)
		cannot_list(t, e);
	first = first_kept(t, &listed, oldest_ms);
	for (i = 0; rc == 0 && i < listed.n; i++) {
		const char *name = listed.entries[i].key;

		version = version_of(name);
		if (version >= 0 && version <= b->log.version &&
		    strcmp(name + DIGITS, ".json") == 0)
			rc = add_removed(t, version, version > first,
			    oldest_ms, names, e);
		/* No version that is kept needs what an older entry removed,
		 * and what is not known is not taken for the table's: that
		 * the entry cannot be read does not matter. */
		if (version < first || oldest_ms == INT64_MIN)
			rc = 0;
	}
	map_free(&listed);
	return rc;
}

int
delta_needed(struct lake_table *t, int64_t oldest_ms, struct map *names,
    struct error *e)
{
	const struct delta_metadata *b = t->state;
	struct delta_log again = { .version = -1, .checkpoint = -1,
		.keep = true, .stop = b->log.version };
	size_t i;
	int rc = delta_read_metadata(t, &again, e);

	for (i = 0; rc == 0 && i < again.kept.n; i++) {
		const char *id = again.kept.entries[i].key;

		if (id[0] == DELTA_LOG_FILE &&
		    delta_removal_ms(again.texts[i]) >= oldest_ms)
			add_file(t, id + 1, names);
	}
	delta_log_close(&again);
	if (rc == 0)
		rc = add_all_removed(t, oldest_ms, names, e);
	return rc == 0 ? add_log(t, oldest_ms, names, e) : -1;
}

/* Whether the log has an entry before that version. */
static bool
has_before(const struct map *names, int64_t version)
{
	int64_t v;
	size_t i;

	for (i = 0; i < names->n; i++) {
		v = version_of(names->entries[i].key);
		if (v >= 0 && v < version)
			return true;
	}
	return false;
}

/*
 * Entries are done without where a checkpoint says what they add up to; they
 * have bounds of what was in files that are gone.
 */
static int
stage_checkpoint(struct lake_table *t, int64_t oldest_ms, struct error *e)
{
	struct map listed = { 0 }, files = { 0 };
	int64_t first;
	int rc = 0;

	oldest_ms = oldest_entry(t, oldest_ms);
	if (oldest_ms == INT64_MIN)
		return 0;
	if (lake_path_list(t, DELTA_LOG_FOLDER, &listed) != 0) {
		cannot_list(t, e);
		rc = -1;
	} else {
		first = first_kept(t, &listed, oldest_ms);
		if (has_before(&listed, first) &&
		    delta_checkpoint_find(&listed, first + 1, &files) != first)
			rc = delta_stage_checkpoint_of(t, first, e);
	}
	map_free(&listed);
	map_free(&files);
	return rc;
}

int
delta_expire(struct lake_table *t, int64_t oldest_ms, struct map *known,
    struct error *e)
{
	return delta_needed(t, INT64_MIN, known, e) == 0 ?
	    stage_checkpoint(t, oldest_ms, e) : -1;
}
