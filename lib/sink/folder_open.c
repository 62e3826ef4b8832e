/* folder_open: opening a folder, and finishing what others began in it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "io/file.h"
#include "io/lock.h"
#include "sink/commit.h"
#include "sink/folder.h"
#include "sink/hidden.h"
#include "sink/manifest.h"
#include "sink/trust.h"

/* Tries to lock a folder that others keep removing. */
#define LOCK_TRIES 100

/* Make the folder at path and those above it.  -1 with errno. */
static int
make_path(const char *path, bool *made)
{
	char *copy = mem_str(path), *p = copy;
	int rc = 0;

	*made = false;
	while (rc == 0 && (p = strchr(p + 1, '/')) != NULL) {
		*p = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST && errno != EROFS)
			rc = -1;
		*p = '/';
	}
	if (rc == 0) {
		*made = mkdir(copy, 0777) == 0;
		if (!*made && errno != EEXIST)
			rc = -1;
	}
	mem_free(copy);
	return rc;
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static int
try_lock(void *arg)
{
	const struct folder *f = arg;
	int rc;

	while ((rc = flock(f->lock, LOCK_EX | LOCK_NB)) != 0 && errno == EINTR)
		continue;
	if (rc == 0)
		return 1;
	return errno == EWOULDBLOCK ? 0 : -1;
}

/* Lock what f->lock has open: 0, or -1 with *e. */
static int
lock(struct folder *f, int64_t wait_ms, struct error *e)
{
	int rc = lock_wait(try_lock, f, wait_ms, f->path, e);

	if (rc != 0 && e->kind == ERROR_TEMPORARY)
		error_set(e, ERROR_TEMPORARY,
		    "another program is writing into '%s'%s", f->path,
		    wait_ms == 0 ? "; --wait waits for it" : "");
	return rc;
}

/*
 * Open the lock file and lock it: 1, 0 when it went meanwhile, or -1.  But for
 * 1, f->lock is -1: who has not the lock must touch nothing.
 */
static int
take_lock(struct folder *f, int64_t wait_ms, struct error *e)
{
	struct stat mine, named;
	int rc;

	f->lock = beneath_lock(f->hidden, HIDDEN_LOCK, HIDDEN_MODE);
	if (f->lock < 0)
		return errno == ENOENT ? 0 :
		    hidden_failed(f->path, "open the lock of", "", e);
	rc = lock(f, wait_ms, e);
	/* A dying writer may have taken its lock file away before. */
	if (rc == 0 && fstat(f->lock, &mine) == 0 &&
	    beneath_stat(f->hidden, HIDDEN_LOCK, &named) == 0 &&
	    mine.st_ino == named.st_ino && mine.st_dev == named.st_dev)
		return 1;
	close_fd(&f->lock);
	return rc;
}

/*
 * Make and open the hidden folder, and lock: 1, 0 when it went meanwhile, or
 * -1.
 */
static int
open_hidden(struct folder *f, int64_t wait_ms, struct error *e)
{
	if (beneath_mkdir(f->dir, HIDDEN_FOLDER, HIDDEN_MODE_FOLDER) != 0 &&
	    errno != ENOENT)
		return hidden_failed(
		    f->path, "make folder", HIDDEN_FOLDER, e);
	f->hidden = beneath_folder(f->dir, HIDDEN_FOLDER);
	if (f->hidden < 0)
		return errno == ENOENT ? 0 :
		    hidden_failed(f->path, "open", HIDDEN_FOLDER, e);
	if (trust_check(f->dir, f->hidden, f->hidden, f->path, "", e) != 0)
		return -1;
	return take_lock(f, wait_ms, e);
}

/* Make and open the folder and its hidden one, and lock. */
static int
open_locked(struct folder *f, int64_t wait_ms, struct error *e)
{
	int tries, got = 0;
	bool made;

	for (tries = 0; got == 0 && tries < LOCK_TRIES; tries++) {
		close_fd(&f->hidden);
		close_fd(&f->dir);
		if (make_path(f->path, &made) != 0)
			return hidden_failed(f->path, "make folder", "", e);
		f->made |= made;
		f->dir = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (f->dir < 0 && errno == ENOENT)
			continue;
		if (f->dir < 0)
			return hidden_failed(f->path, "open", "", e);
		got = open_hidden(f, wait_ms, e);
	}
	if (got == 0)
		error_set(e, ERROR_TEMPORARY, "'%s' goes away again and again",
		    f->path);
	return got == 1 ? 0 : -1;
}

/* Open the stage, made if need be, and delete what is in it. */
static int
clear_stage(struct folder *f, struct error *e)
{
	const struct dirent *d;
	DIR *list;
	int fd, error;

	if (beneath_mkdir(f->hidden, HIDDEN_STAGE, HIDDEN_MODE_FOLDER) != 0)
		return hidden_failed(f->path, "make folder",
		    HIDDEN_FOLDER "/" HIDDEN_STAGE, e);
	if (commit_open_stage(f->dir, f->hidden, f->path, &f->stage, e) != 0)
		return -1;
	fd = f->stage >= 0 ? dup(f->stage) : -1;
	list = fd >= 0 ? fdopendir(fd) : NULL;
	if (list == NULL) {
		close_fd(&fd);
		return hidden_failed(f->path, "read",
		    HIDDEN_FOLDER "/" HIDDEN_STAGE, e);
	}
	while ((d = fd_entry(list)) != NULL)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			(void)unlinkat(f->stage, d->d_name, 0);
	error = errno;
	(void)closedir(list);
	errno = error;
	if (error != 0)
		return hidden_failed(f->path, "list",
		    HIDDEN_FOLDER "/" HIDDEN_STAGE, e);
	return 0;
}

/*
 * Have the entries of a folder that nothing has been published in flushed, and
 * those of the folders above it, whoever made them: files could otherwise get
 * their names, and a power failure take away the list of what they belong to,
 * or all of them after we said that they are there.
 */
static int
flush_new(const struct folder *f, struct error *e)
{
	struct stat st;

	if (beneath_stat(f->hidden, HIDDEN_MANIFEST, &st) == 0)
		return 0;
	if (hidden_flush(f->dir, f->path, e) != 0)
		return -1;
	return file_flush_above(f->path, e);
}

bool
folder_is_left(const char *path)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;
	bool left;

	if (dir < 0)
		return false;
	left = beneath_stat(dir, HIDDEN_FOLDER "/" HIDDEN_LIST, &st) == 0 ||
	       beneath_stat(dir, HIDDEN_FOLDER "/" HIDDEN_STAGE, &st) == 0;
	(void)close(dir);
	return left;
}

int
folder_open(struct folder *f, const char *path, struct error *e)
{
	return folder_open_wait(f, path, 0, e);
}

int
folder_open_wait(struct folder *f, const char *path, int64_t wait_ms,
    struct error *e)
{
	size_t len = strlen(path);
	struct commit_end end;

	memset(f, 0, sizeof(*f));
	f->dir = f->hidden = f->stage = f->lock = -1;
	f->open = true;
	while (len > 1 && path[len - 1] == '/')
		len--;
	f->path = mem_dup(path, len);
	if (open_locked(f, wait_ms, e) != 0)
		return -1;
	if (commit_carry_out(f->dir, f->hidden, f->path, &end, e) != 0) {
		mem_free(end.taken);
		f->listed = true;
		return -1;
	}
	f->gave_up = end.taken;
	if (manifest_read(f, e) != 0 || flush_new(f, e) != 0)
		return -1;
	return clear_stage(f, e);
}
