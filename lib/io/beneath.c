/* beneath: files below an open folder, and nowhere else; see beneath.h. */
#include "io/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A folder to look further from: no right to list it is needed. */
#ifdef O_PATH
#define O_FOLDER (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#else
#define O_FOLDER (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#endif

#define O_FILE (O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* Tries to open a lock that others make and remove. */
#define LOCK_TRIES 100

/* Where a name leads to: the folder that it is in, and its last part. */
struct spot {
	int fd;
	bool own; /* fd is to be closed */
	const char *last;
};

/* Whether the part of a name is one that stays in its folder. */
static bool
is_part(const char *s, size_t len)
{
	size_t i;

	if (len == 0 || (len == 1 && s[0] == '.') ||
	    (len == 2 && s[0] == '.' && s[1] == '.'))
		return false;
	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return false;
	return true;
}

bool
beneath_name(const char *name)
{
	size_t len;

	for (;;) {
		len = strcspn(name, "/");
		if (!is_part(name, len))
			return false;
		if (name[len] == '\0')
			return true;
		name += len + 1;
	}
}

/* Close fd without a change of errno. */
static void
close_quietly(int fd)
{
	int saved = errno;

	(void)close(fd);
	errno = saved;
}

/*
 * Open the folder of that name in fd.  A symbolic link is ENOTDIR to open(2)
 * when it asks for a folder.
 */
static int
open_folder(int fd, const char *part, int flags)
{
	int sub = openat(fd, part, flags);
	struct stat st;

	if (sub >= 0 || errno != ENOTDIR)
		return sub;
	errno = fstatat(fd, part, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISLNK(st.st_mode) ? ELOOP : ENOTDIR;
	return -1;
}

/* Open the folder at the path below dir part by part; path is changed. */
static int
walk(int dir, char *path)
{
	int fd = dir, sub;
	char *slash;

	do {
		slash = strchr(path, '/');
		if (slash != NULL)
			*slash++ = '\0';
		sub = open_folder(fd, path, O_FOLDER);
		if (fd != dir)
			close_quietly(fd);
		fd = sub;
		path = slash;
	} while (fd >= 0 && path != NULL);
	return fd;
}

#if defined(SYS_openat2) && defined(O_PATH)
/* Of linux/openat2.h, which not every C library's headers come with. */
#define NO_SYMLINKS 0x04
#define BENEATH     0x08

/* The same in one call; -2: the kernel, or who guards it, has none. */
static int
open_at_once(int dir, const char *path)
{
	const struct {
		uint64_t flags;
		uint64_t mode;
		uint64_t resolve;
	} how = { O_FOLDER, 0, BENEATH | NO_SYMLINKS };
	int fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));

	/* What a symbolic link is to it is for walk() to find out. */
	return fd < 0 &&
		(errno == ENOSYS || errno == EPERM || errno == EINVAL ||
		    errno == EAGAIN || errno == ENOTDIR)
		   ? -2
		   : fd;
}
#else
static int
open_at_once(int dir, const char *path)
{
	(void)dir;
	(void)path;
	return -2;
}
#endif

/* Find where the name leads to; leave() is to follow. */
static int
find(struct spot *s, int dir, const char *name)
{
	const char *slash;
	char path[PATH_MAX];
	size_t len;

	if (!beneath_name(name)) {
		errno = EINVAL;
		return -1;
	}
	*s = (struct spot){ dir, false, name };
	slash = strrchr(name, '/');
	if (slash == NULL)
		return 0;
	len = (size_t)(slash - name);
	if (len >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(path, name, len);
	path[len] = '\0';
	/* One part needs no more than O_NOFOLLOW. */
	s->fd = strchr(path, '/') != NULL ? open_at_once(dir, path) : -2;
	if (s->fd == -2)
		s->fd = walk(dir, path);
	s->own = s->fd >= 0;
	s->last = slash + 1;
	return s->fd >= 0 ? 0 : -1;
}

static void
leave(const struct spot *s)
{
	if (s->own)
		close_quietly(s->fd);
}

/* That it is a regular file; -1 with errno. */
static int
check_file(const struct stat *st)
{
	if (S_ISREG(st->st_mode))
		return 0;
	errno = S_ISLNK(st->st_mode) ? ELOOP :
		S_ISDIR(st->st_mode) ? EISDIR :
				       ENXIO;
	return -1;
}

/*
 * Open a regular file.  It is looked at before, too: to open a device may do
 * something to it.
 */
static int
open_file(const struct spot *s, int flags)
{
	struct stat st;
	int fd;

	if (fstatat(s->fd, s->last, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    check_file(&st) != 0)
		return -1;
	fd = openat(s->fd, s->last, flags | O_FILE);
	if (fd < 0 || (fstat(fd, &st) == 0 && check_file(&st) == 0))
		return fd;
	close_quietly(fd);
	return -1;
}

static int
make_file(const struct spot *s, mode_t mode)
{
	return openat(
	    s->fd, s->last, O_RDWR | O_CREAT | O_EXCL | O_FILE, mode);
}

int
beneath_open(int dir, const char *name, int flags)
{
	struct spot s;
	int fd;

	if (find(&s, dir, name) != 0)
		return -1;
	fd = open_file(&s, flags);
	leave(&s);
	return fd;
}

int
beneath_create(int dir, const char *name, mode_t mode)
{
	struct spot s;
	int fd;

	if (find(&s, dir, name) != 0)
		return -1;
	fd = make_file(&s, mode);
	leave(&s);
	return fd;
}

int
beneath_renew(int dir, const char *name, mode_t mode)
{
	struct spot s;
	int fd = -1;

	if (find(&s, dir, name) != 0)
		return -1;
	if (unlinkat(s.fd, s.last, 0) == 0 || errno == ENOENT)
		fd = make_file(&s, mode);
	leave(&s);
	return fd;
}

int
beneath_lock(int dir, const char *name, mode_t mode)
{
	struct spot s;
	int fd, tries = 0;

	if (find(&s, dir, name) != 0)
		return -1;
	do {
		fd = open_file(&s, O_RDWR);
		if (fd < 0 && errno == ENOENT)
			fd = make_file(&s, mode);
	} while (fd < 0 && errno == EEXIST && ++tries < LOCK_TRIES);
	leave(&s);
	return fd;
}

int
beneath_folder(int dir, const char *name)
{
	struct spot s;
	int fd;

	if (find(&s, dir, name) != 0)
		return -1;
	fd = open_folder(s.fd, s.last,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	leave(&s);
	return fd;
}

int
beneath_mkdir(int dir, const char *name, mode_t mode)
{
	struct spot s;
	struct stat st;
	int rc;

	if (find(&s, dir, name) != 0)
		return -1;
	rc = mkdirat(s.fd, s.last, mode);
	if (rc != 0 && errno == EEXIST) {
		rc = fstatat(s.fd, s.last, &st, AT_SYMLINK_NOFOLLOW);
		if (rc == 0 && !S_ISDIR(st.st_mode)) {
			errno = S_ISLNK(st.st_mode) ? ELOOP : ENOTDIR;
			rc = -1;
		}
	}
	leave(&s);
	return rc;
}

int
beneath_stat(int dir, const char *name, struct stat *st)
{
	struct spot s;
	int rc;

	if (find(&s, dir, name) != 0)
		return -1;
	rc = fstatat(s.fd, s.last, st, AT_SYMLINK_NOFOLLOW);
	leave(&s);
	return rc;
}

static int
unlink_at(int dir, const char *name, int flags)
{
	struct spot s;
	int rc;

	if (find(&s, dir, name) != 0)
		return -1;
	rc = unlinkat(s.fd, s.last, flags);
	leave(&s);
	return rc;
}

int
beneath_unlink(int dir, const char *name)
{
	return unlink_at(dir, name, 0);
}

int
beneath_rmdir(int dir, const char *name)
{
	return unlink_at(dir, name, AT_REMOVEDIR);
}

/* Rename or link a regular file between two spots. */
static int
move(const struct spot *from, const struct spot *to, bool keep)
{
	struct stat st;

	if (fstatat(from->fd, from->last, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    check_file(&st) != 0)
		return -1;
	return keep ? linkat(from->fd, from->last, to->fd, to->last, 0) :
		      renameat(from->fd, from->last, to->fd, to->last);
}

static int
move_between(int from, const char *old, int to, const char *new, bool keep)
{
	struct spot a, b;
	int rc = -1;

	if (find(&a, from, old) != 0)
		return -1;
	if (find(&b, to, new) == 0) {
		rc = move(&a, &b, keep);
		leave(&b);
	}
	leave(&a);
	return rc;
}

int
beneath_rename(int from, const char *old, int to, const char *new)
{
	return move_between(from, old, to, new, false);
}

int
beneath_link(int from, const char *old, int to, const char *new)
{
	return move_between(from, old, to, new, true);
}

bool
beneath_trusted(const struct stat *folder, const struct stat *st)
{
	const mode_t others = S_IWGRP | S_IWOTH;
	bool shared = (folder->st_mode & others) == S_IWGRP;

	if (!S_ISLNK(st->st_mode) && (st->st_mode & S_IWOTH) != 0)
		return false;
	return st->st_uid == geteuid() || st->st_uid == 0 ||
	    st->st_uid == folder->st_uid ||
	    (shared && st->st_gid == folder->st_gid);
}

void
beneath_error(struct error *e, enum error_kind kind, const char *fmt, ...)
{
	int saved = errno;
	char text[sizeof(e->text)];
	const char *why = NULL;
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (saved == EINVAL)
		why = "it is not the name of anything in that folder";
	else if (saved == ELOOP)
		why = "it is, or lies in, a symbolic link, which is not "
		      "followed here; put the file itself there";
	else if (saved == ENXIO)
		why = "it is not a regular file";
	errno = saved;
	if (why != NULL)
		error_set(e, kind, "%s: %s", text, why);
	else
		error_errno(e, kind, "%s", text);
	errno = saved;
}
