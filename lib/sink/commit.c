/* commit: the list of what publishing a folder consists of; see commit.h. */
#include "sink/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "io/fd.h"

#define LIST_NEW COMMIT_LIST ".new"

/* Where a list is being carried out. */
struct place {
	int dir;
	int hidden;
	int stage; /* -1: there is none (left) */
	const char *path;
	struct map subs; /* folders in dir whose entries changed */
};

int
commit_flush(int dir, const char *path, struct error *e)
{
	if (fsync(dir) == 0 || errno == EINVAL || errno == EROFS)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot flush '%s'", path);
	return -1;
}

static int
failed(
    const struct place *at, const char *what, const char *name, struct error *e)
{
	error_errno(e, ERROR_OUTPUT, "cannot %s '%s/%s'", what, at->path, name);
	return -1;
}

int
commit_write(
    int hidden, const char *path, const struct buf *list, struct error *e)
{
	struct place at = { .path = path };
	int fd = openat(
	    hidden, LIST_NEW, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok;

	if (fd < 0)
		return failed(&at, "make", COMMIT_HIDDEN "/" LIST_NEW, e);
	ok = fd_write_all(fd, list->data, list->len) == 0 && fsync(fd) == 0;
	if (close(fd) != 0 || !ok) {
		(void)failed(&at, "write", COMMIT_HIDDEN "/" LIST_NEW, e);
		(void)unlinkat(hidden, LIST_NEW, 0);
		return -1;
	}
	if (renameat(hidden, LIST_NEW, hidden, COMMIT_LIST) != 0)
		return failed(&at, "rename", COMMIT_HIDDEN "/" LIST_NEW, e);
	return commit_flush(hidden, path, e);
}

/* The list is ours alone, so what it should not hold is damage. */
static int
damaged(const struct place *at, struct error *e)
{
	error_set(e, ERROR_OUTPUT, "the commit list '%s/%s/%s' is damaged",
	    at->path, COMMIT_HIDDEN, COMMIT_LIST);
	return -1;
}

/* Remember the folder that name is in, if it is not the output folder. */
static void
note_sub(struct place *at, const char *name)
{
	const char *slash = strchr(name, '/');

	if (slash != NULL)
		(void)map_add(&at->subs, name, (size_t)(slash - name), NULL);
}

/* Make the folder that name is in. */
static int
make_sub(const struct place *at, const char *name, struct error *e)
{
	const char *slash = strchr(name, '/');
	char sub[NAME_MAX + 1];

	if (slash == NULL)
		return 0;
	if ((size_t)(slash - name) >= sizeof(sub))
		return damaged(at, e);
	memcpy(sub, name, (size_t)(slash - name));
	sub[slash - name] = '\0';
	if (mkdirat(at->dir, sub, 0777) != 0 && errno != EEXIST)
		return failed(at, "make folder", sub, e);
	return 0;
}

/* Give the staged file its name, unless that has been done. */
static int
rename_staged(struct place *at, const char *number, int dir, const char *name,
    struct error *e)
{
	if (at->stage >= 0 && renameat(at->stage, number, dir, name) == 0)
		return 0;
	if (at->stage >= 0 && errno != ENOENT)
		return failed(at, "put in place", name, e);
	if (faccessat(dir, name, F_OK, 0) != 0)
		return failed(at, "put in place", name, e);
	return 0;
}

static int
remove_file(struct place *at, const char *name, struct error *e)
{
	if (unlinkat(at->dir, name, 0) != 0 && errno != ENOENT &&
	    errno != ENOTDIR)
		return failed(at, "remove", name, e);
	note_sub(at, name);
	return 0;
}

/* Flush the folders that changed; those left empty go. */
static int
flush_changes(struct place *at, struct error *e)
{
	size_t i;
	int sub, rc = 0;

	for (i = 0; i < at->subs.n && rc == 0; i++) {
		const char *name = at->subs.entries[i].key;

		if (unlinkat(at->dir, name, AT_REMOVEDIR) == 0)
			continue;
		sub = openat(at->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (sub < 0 && (errno == ENOENT || errno == ENOTDIR))
			continue;
		if (sub < 0)
			return failed(at, "open", name, e);
		rc = commit_flush(sub, name, e);
		(void)close(sub);
	}
	return rc == 0 ? commit_flush(at->dir, at->path, e) : -1;
}

/* Take one step, a line without its LF.  1 at "end". */
static int
step(struct place *at, char *line, struct error *e)
{
	char *name;

	if (strcmp(line, "end") == 0)
		return 1;
	if (strncmp(line, "remove ", 7) == 0)
		return remove_file(at, line + 7, e);
	if (strncmp(line, "manifest ", 9) == 0) {
		/* It must not speak of files that are not there yet. */
		if (flush_changes(at, e) != 0)
			return -1;
		return rename_staged(
		    at, line + 9, at->hidden, COMMIT_MANIFEST, e);
	}
	if (strncmp(line, "rename ", 7) != 0 ||
	    (name = strchr(line + 7, ' ')) == NULL)
		return damaged(at, e);
	*name++ = '\0';
	if (make_sub(at, name, e) != 0)
		return -1;
	note_sub(at, name);
	return rename_staged(at, line + 7, at->dir, name, e);
}

static int
carry_out(struct place *at, char *text, struct error *e)
{
	char *line = text, *lf;
	int rc = 0;

	if (strncmp(line, COMMIT_HEADER, strlen(COMMIT_HEADER)) != 0)
		return damaged(at, e);
	line += strlen(COMMIT_HEADER);
	while (rc == 0) {
		lf = strchr(line, '\n');
		if (lf == NULL)
			return damaged(at, e);
		*lf = '\0';
		rc = step(at, line, e);
		line = lf + 1;
	}
	if (rc < 0 || flush_changes(at, e) != 0 ||
	    commit_flush(at->hidden, at->path, e) != 0)
		return -1;
	if (unlinkat(at->hidden, COMMIT_LIST, 0) != 0 && errno != ENOENT)
		return failed(at, "remove", COMMIT_HIDDEN "/" COMMIT_LIST, e);
	return commit_flush(at->hidden, at->path, e);
}

int
commit_carry_out(int dir, int hidden, const char *path, struct error *e)
{
	struct place at = { .dir = dir, .hidden = hidden, .path = path };
	struct buf text = buf_make(COMMIT_MAX);
	int fd = openat(hidden, COMMIT_LIST, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return failed(&at, "open", COMMIT_HIDDEN "/" COMMIT_LIST, e);
	rc = fd_slurp(fd, "the commit list", &text, e);
	(void)close(fd);
	at.stage =
	    openat(hidden, COMMIT_STAGE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	buf_byte(&text, 0);
	if (rc == 0)
		rc = carry_out(&at, (char *)text.data, e);
	if (at.stage >= 0)
		(void)close(at.stage);
	map_free(&at.subs);
	buf_free(&text);
	return rc;
}
