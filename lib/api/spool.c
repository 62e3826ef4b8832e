/* spool: whole responses kept on disk; see spool.h. */
#include "api/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "io/beneath.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/file.h"

#define DONE "done"
#define NEW ".new"
#define LOCK ".lock"
#define HEX 32
#define NAME_MAX_BYTES 64
#define SLACK ((size_t)1 << 20)

static int
cannot(const struct spool *s, const char *what, struct error *e)
{
	beneath_error(e, ERROR_OUTPUT, "spool '%s': cannot %s", s->dir, what);
	return -1;
}

/* Whether the name is a hash, as of a load or a response, and then rest. */
static bool
is_hash(const char *name, const char *rest)
{
	return strspn(name, "0123456789abcdef") == HEX &&
	    strcmp(name + HEX, rest) == 0;
}

/* ... of a load of this kind, perhaps with an account after it. */
static bool
is_load(const char *name, const char *hex)
{
	size_t n = strlen(hex);

	return strncmp(name, hex, n) == 0 &&
	    (name[n] == '\0' ||
		(name[n] == '-' && strlen(name) < NAME_MAX_BYTES &&
		    beneath_name(name)));
}

/* Whether there is a regular file of that name. */
static bool
has_file(const struct spool *s, const char *name)
{
	struct stat st;

	return beneath_stat(s->fd, name, &st) == 0 && S_ISREG(st.st_mode);
}

/* Make the folder, and have it outlive a power failure. */
static int
make_folder(const char *path, struct error *e)
{
	if (mkdir(path, 0700) == 0)
		return file_flush_folder(path, e);
	if (errno == EEXIST)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot make folder '%s'", path);
	return -1;
}

static int
flush(const struct spool *s, int fd, struct error *e)
{
	/* Some file systems cannot flush a folder, and need not. */
	if (fsync(fd) == 0 || errno == EINVAL)
		return 0;
	return cannot(s, "be flushed", e);
}

/* Remove every response; the lock stays, and so does what is not ours. */
static int
clear(struct spool *s, struct error *e)
{
	int fd = dup(s->fd);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int rc = 0;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return cannot(s, "be listed", e);
	}
	rewinddir(d);
	while (rc == 0 && (entry = fd_entry(d)) != NULL) {
		if (!is_hash(entry->d_name, ".gz"))
			continue;
		if (beneath_unlink(s->fd, entry->d_name) != 0)
			rc = cannot(s, "remove an old response", e);
	}
	if (rc == 0 && errno != 0)
		rc = cannot(s, "be listed", e);
	(void)closedir(d);
	/*
	 * Only now is it a load that has just begun, also after a power
	 * failure: an old response would be taken for one of this load.
	 */
	if (rc == 0)
		rc = flush(s, s->fd, e);
	if (rc == 0 && beneath_unlink(s->fd, DONE) != 0 && errno != ENOENT)
		rc = cannot(s, "remove its mark", e);
	return rc;
}

static int
lock(struct spool *s, struct error *e)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
		.l_len = 1 };

	s->lock = beneath_lock(s->fd, LOCK, 0600);
	if (s->lock < 0)
		return cannot(s, "be locked", e);
	if (fcntl(s->lock, F_SETLK, &l) == 0)
		return 0;
	error_set(e, ERROR_TEMPORARY,
	    "spool '%s' is in use by another process", s->dir);
	return -1;
}

/* The one load of this kind, whoever's it is; "" when there is none. */
static int
find_load(const char *path, const char *hex, char name[NAME_MAX_BYTES],
    struct error *e)
{
	DIR *d = opendir(path);
	const struct dirent *entry;
	size_t n = 0;
	int rc = 0;

	name[0] = '\0';
	while (d != NULL && (entry = fd_entry(d)) != NULL)
		if (is_load(entry->d_name, hex) && n++ == 0)
			(void)snprintf(name, NAME_MAX_BYTES, "%.63s",
			    entry->d_name);
	if (d != NULL && errno != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot list '%s'", path);
		rc = -1;
	}
	if (d != NULL)
		(void)closedir(d);
	if (rc != 0 || n < 2)
		return rc;
	error_set(e, ERROR_USAGE,
	    "--offline: spool '%s' holds loads of this kind with several "
	    "keys: give the key",
	    path);
	return -1;
}

/*
 * Open the folder of the load below that of the spool, made if need be.  What
 * a third party has put there is no load of ours: it would be taken for what
 * the server said.
 */
static int
open_load(struct spool *s, const char *path, const char *name, struct error *e)
{
	int top = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat folder, load;
	int rc = -1;

	if (top < 0)
		return -1;
	if (s->offline || beneath_mkdir(top, name, 0700) == 0)
		s->fd = beneath_folder(top, name);
	if (s->fd >= 0)
		rc = fstat(top, &folder) != 0 || fstat(s->fd, &load) != 0 ?
		    -1 :
		    0;
	if (rc == 0 && !beneath_trusted(&folder, &load)) {
		error_set(e, ERROR_OUTPUT,
		    "spool '%s' is of another user, or open to everybody: take "
		    "another folder, or remove this one",
		    s->dir);
		rc = -1;
	}
	if (rc == 0 && !s->offline)
		rc = flush(s, top, e);
	(void)close(top);
	return rc;
}

/* What a folder that could not be opened means. */
static int
no_load(const struct spool *s, const char *path, bool account, struct error *e)
{
	if (e->kind != ERROR_NONE)
		return -1;
	if (!s->offline || errno != ENOENT)
		return cannot(s, "be opened", e);
	error_set(e, ERROR_USAGE,
	    "--offline: spool '%s' holds no load of this kind%s", path,
	    account ? " with this key" : "");
	return -1;
}

int
spool_open(struct spool *s, const char *path, const char *load,
    size_t load_len, const char *account, bool offline, struct error *e)
{
	struct buf b = buf_make(1 << 16);
	char hex[HEX + 1], name[NAME_MAX_BYTES];

	*e = (struct error){ 0 };
	*s = (struct spool){ .fd = -1, .lock = -1, .offline = offline };
	hash_hex128(load, load_len, hex);
	(void)snprintf(name, sizeof(name), "%s%s%s", hex,
	    account != NULL && *account != '\0' ? "-" : "",
	    account != NULL ? account : "");
	if (account == NULL && find_load(path, hex, name, e) != 0)
		return -1;
	/* Where there is none, a name that does not exist. */
	if (*name == '\0')
		memcpy(name, hex, sizeof(hex));
	buf_printf(&b, "%s/%s", path, name);
	s->dir = buf_take(&b);
	if (!offline && make_folder(path, e) != 0)
		return -1;
	if (open_load(s, path, name, e) != 0)
		return no_load(s, path, account != NULL && *account != '\0',
		    e);
	s->on = true;
	if (offline)
		return 0;
	if (lock(s, e) != 0)
		return -1;
	if (has_file(s, DONE))
		return clear(s, e);
	return 0;
}

static void
file_name(const char *url, char name[NAME_MAX_BYTES])
{
	char hex[HEX + 1];

	hash_hex128(url, strlen(url), hex);
	(void)snprintf(name, NAME_MAX_BYTES, "%s.gz", hex);
}

/* How old a file is; one of a clock that is ahead is new. */
static int64_t
age_s(const struct stat *st)
{
	int64_t age = clock_wall_s() - (int64_t)st->st_mtime;

	return age > 0 ? age : 0;
}

bool
spool_has(struct spool *s, const char *url)
{
	char name[NAME_MAX_BYTES];
	struct stat st;

	if (!s->on)
		return false;
	file_name(url, name);
	if (beneath_stat(s->fd, name, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	if (s->age_max_s == 0 || age_s(&st) <= s->age_max_s)
		return true;
	s->stale = true;
	return false;
}

int
spool_get(struct spool *s, const char *url, size_t max,
    struct spool_entry *entry, struct error *e)
{
	size_t most = (max < SIZE_MAX / 4 ? max : SIZE_MAX / 4) + SLACK;
	/* What is packed may be longer than what it holds, but not by much. */
	struct buf raw = buf_make(most + most / 64);
	char name[NAME_MAX_BYTES];
	bool foreign = false;
	struct stat st;
	int fd, rc;

	*entry = (struct spool_entry){ 0 };
	if (!s->on)
		return 0;
	file_name(url, name);
	fd = beneath_open(s->fd, name, O_RDONLY);
	if (fd < 0) {
		if (errno == ENOENT)
			return 0;
		beneath_error(e, ERROR_FAILED, "spool '%s': cannot open '%s'",
		    s->dir, name);
		return -1;
	}
	if (fstat(fd, &st) == 0)
		entry->age_s = age_s(&st);
	rc = fd_slurp(fd, name, &raw, e);
	(void)close(fd);
	if (rc != 0 && e->kind == ERROR_INPUT) {
		*e = (struct error){ 0 };
		raw.len = 0; /* too long to be one of ours */
		rc = 0;
	}
	if (rc == 0 && spool_entry_unpack(entry, &raw, url, max, &foreign)) {
		s->hits++;
		rc = 1;
	} else if (foreign) {
		error_set(e, ERROR_FAILED,
		    "spool '%s': '%s' is not of version %d, the one that this "
		    "program knows: take another folder, or the newer program "
		    "that wrote it",
		    s->dir, name, SPOOL_ENTRY_VERSION);
		rc = -1;
	}
	buf_free(&raw);
	return rc;
}

/* Write a file aside, flush it, give it its name. */
static int
publish(struct spool *s, const char *name, const void *p, size_t n,
    struct error *e)
{
	int fd = beneath_renew(s->fd, NEW, 0600);
	bool ok;

	if (fd < 0)
		return cannot(s, "make a file", e);
	ok = fd_write_all(fd, p, n) == 0 && fsync(fd) == 0;
	if (close(fd) != 0)
		ok = false;
	if (!ok)
		return cannot(s, "write a file", e);
	if (beneath_rename(s->fd, NEW, s->fd, name) != 0)
		return cannot(s, "name a file", e);
	return 0;
}

int
spool_put(struct spool *s, const char *url, int status, const char *link,
    const char *headers, const void *body, size_t len, struct error *e)
{
	struct buf packed = buf_make(SIZE_MAX / 2);
	char name[NAME_MAX_BYTES];
	int rc;

	if (!s->on || s->offline)
		return 0;
	file_name(url, name);
	rc = spool_entry_pack(url, status, link, headers, body, len, &packed,
	    e);
	if (rc == 0)
		rc = publish(s, name, packed.data, packed.len, e);
	if (rc == 0)
		s->stored++;
	buf_free(&packed);
	return rc;
}

int
spool_done(struct spool *s, struct error *e)
{
	if (!s->on || s->offline)
		return 0;
	if (publish(s, DONE, "", 0, e) != 0)
		return -1;
	return flush(s, s->fd, e);
}

void
spool_close(struct spool *s)
{
	if (s->lock > 0)
		(void)close(s->lock);
	if (s->fd > 0)
		(void)close(s->fd);
	mem_free(s->dir);
	*s = (struct spool){ 0 };
}
