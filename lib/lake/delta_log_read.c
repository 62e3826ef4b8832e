/* delta_log_read: the files of a Delta table's log; see delta_log.h. */
#include "lake/delta_log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "io/beneath.h"
#include "io/lines.h"
#include "lake/delta_checkpoint.h"
#include "lake/lake.h"

#define DIGITS	 20
#define NAME_LEN (DIGITS + 5)

/* Checkpoints that are tried: each costs a look at all names. */
#define CHECKPOINTS_MAX 100

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

/* Where a log is read. */
struct place {
	const struct folder_view *view;
	const char *folder; /* its name in the view */
	const char *path;   /* for messages */
};

/* Open a file of the log; -1 with errno. */
static int
open_file(const struct place *at, const char *name)
{
	struct buf whole = buf_make(SIZE_MAX);
	int fd, saved;

	buf_printf(&whole, "%s/%s", at->folder, name);
	buf_byte(&whole, 0);
	fd = folder_view_file(at->view, (const char *)whole.data);
	saved = errno;
	buf_free(&whole);
	errno = saved;
	return fd;
}

/* Take in the lines of an open file, which is closed. */
static int
read_lines(struct delta_log *log, const struct place *at, const char *name,
    int fd, size_t max, struct error *e)
{
	struct lines lines;
	char *line;
	size_t len;
	int rc;

	log->tree.max = json_nodes_in(max);
	lines_open(&lines, fd, name, max);
	while ((rc = lines_next(&lines, &line, &len, e)) > 0)
		if (delta_log_take(log, line, len, e) != 0)
			break;
	if (rc < 0 && e->kind == ERROR_INPUT) {
		rc = lake_too_long("it", max, e);
		lines.number++;
	}
	if (rc != 0) {
		error_prefix(e, "'%s/%s', line %llu", at->path, name,
		    (unsigned long long)lines.number);
		if (e->kind != ERROR_LIMIT)
			e->kind = ERROR_OUTPUT;
	}
	lines_close(&lines);
	(void)close(fd);
	return rc == 0 ? 0 : -1;
}

static int
cannot_open(const struct place *at, const char *name, struct error *e)
{
	beneath_error(
	    e, ERROR_OUTPUT, "cannot open '%s/%s'", at->path, name);
	return -1;
}

/* Read an entry: 1, 0 when it is not there, or -1. */
static int
read_entry(struct delta_log *log, const struct place *at, int64_t version,
    size_t max, struct error *e)
{
	char name[32];
	int fd;

	delta_log_name(version, name);
	fd = open_file(at, name);
	if (fd < 0)
		return errno == ENOENT ? 0 : cannot_open(at, name, e);
	return read_lines(log, at, name, fd, max, e) == 0 ? 1 : -1;
}

static int
take_text(void *to, const char *json, size_t len, struct error *e)
{
	return delta_log_take(to, json, len, e);
}

/* Take in a file of a checkpoint. */
static int
read_part(struct delta_log *log, const struct place *at, const char *name,
    size_t max, struct error *e)
{
	size_t len = strlen(name);
	int fd = open_file(at, name), rc;

	if (fd < 0)
		return cannot_open(at, name, e);
	if (len > 5 && strcmp(name + len - 5, ".json") == 0)
		return read_lines(log, at, name, fd, max, e);
	log->tree.max = json_nodes_in(max);
	rc = delta_checkpoint_read(fd, name, max, take_text, log, e);
	(void)close(fd);
	if (rc != 0) {
		error_prefix(e, "'%s/%s'", at->path, name);
		if (e->kind != ERROR_LIMIT)
			e->kind = ERROR_OUTPUT;
	}
	return rc;
}

/* Take in the checkpoint of that version. */
static int
read_checkpoint(struct delta_log *log, const struct place *at,
    const struct map *files, int64_t version, size_t max, struct error *e)
{
	struct buf name = buf_make(SIZE_MAX);
	const struct map *more = &log->sidecars;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < files->n; i++)
		rc = read_part(log, at, files->entries[i].key, max, e);
	/* Should one name others, they are read as well, each once. */
	for (i = 0; rc == 0 && i < more->n; i++) {
		buf_reset(&name);
		buf_printf(&name, "_sidecars/%s", more->entries[i].key);
		buf_byte(&name, 0);
		rc = read_part(log, at, (const char *)name.data, max, e);
	}
	buf_free(&name);
	log->version = log->checkpoint = version;
	return rc;
}

/* Forget all that was read. */
static void
reset(struct delta_log *log)
{
	struct delta_log fresh = { .version = -1, .checkpoint = -1,
		.keep = log->keep,
		.stop = log->stop,
		.details = log->details,
		.room = log->room };

	delta_log_close(log);
	*log = fresh;
}

/*
 * Begin with the newest checkpoint that can be read; an older one, or the first
 * entry, and what follows it say the same, up to the newest, which raises
 * *last.  1; 0 when there is none among the newest, and nothing of the log is
 * read.
 */
static int
begin(struct delta_log *log, const struct place *at, const struct map *names,
    int64_t *last, size_t max, struct error *e)
{
	struct map files = { 0 };
	int64_t below = log->keep ? log->stop + 1 : INT64_MAX;
	int rc = 0, tries = 0;

	while (rc == 0 && tries++ < CHECKPOINTS_MAX &&
	       (below = delta_checkpoint_find(names, below, &files)) >= 0) {
		*last = below > *last ? below : *last;
		rc = read_checkpoint(log, at, &files, below, max, e) == 0;
		if (rc == 0)
			reset(log);
	}
	map_free(&files);
	return rc;
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

/* See where the log begins, and that no entry is missing before that. */
static int
start(struct delta_log *log, const struct place *at, int64_t *last,
    size_t max, struct error *e)
{
	struct error why = { 0 };
	struct map names = { 0 };
	int64_t first = INT64_MAX;
	int rc = 0;

	*last = -1;
	if (folder_view_list(at->view, at->folder, &names) == 0) {
		first = first_version(&names, last);
		rc = begin(log, at, &names, last, max, &why);
	} else if (errno != ENOENT) {
		beneath_error(e, ERROR_OUTPUT, "cannot list '%s'", at->path);
		rc = -1;
	}
	map_free(&names);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (first == 0 || first == INT64_MAX)
		return 0;
	if (why.text[0] != '\0')
		*e = why;
	else
		error_set(e, ERROR_USAGE,
		    "'%s' has no entry of version 0, and no whole checkpoint "
		    "of what it said",
		    at->path);
	return -1;
}

/* All entries from the next one on; at least up to version last. */
static int
read_entries(struct delta_log *log, const struct place *at, int64_t last,
    size_t max, struct error *e)
{
	int rc = 0;

	if (log->keep)
		last = log->stop;
	while ((!log->keep || log->version < last) &&
	       (rc = read_entry(log, at, log->version + 1, max, e)) > 0)
		log->version++;
	if (rc > 0)
		rc = 0;
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

	if (log->version < 0 && start(log, &at, &last, max, e) != 0)
		return -1;
	return read_entries(log, &at, last, max, e);
}
