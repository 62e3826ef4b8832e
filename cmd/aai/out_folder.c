/* out_folder: what this program keeps in a folder; see out_folder.h. */
#include "aai/out_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "io/fd.h"

/* As sinks have them. */
#define HIDDEN      ".aai"
#define HIDDEN_MODE 0775
#define FILE_MODE   0664

static int
failed(const struct out_folder *f, const char *what, const char *name,
    struct error *e)
{
	beneath_error(e, ERROR_OUTPUT, "cannot %s '%s/" HIDDEN "%s%s'", what,
	    f->path, name[0] != '\0' ? "/" : "", name);
	return -1;
}

/* Make the folders that the path names. */
static int
make_path(const char *path)
{
	char *copy = mem_str(path), *slash = copy;
	int rc = 0;

	while (rc == 0 && (slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST && errno != EROFS)
			rc = -1;
		*slash = '/';
	}
	if (rc == 0 && mkdir(copy, 0777) != 0 && errno != EEXIST)
		rc = -1;
	mem_free(copy);
	return rc;
}

/* That nobody else may have written the hidden folder. */
static int
check_trust(const struct out_folder *f, const struct stat *st, const char *name,
    struct error *e)
{
	struct stat dir;

	if (fstat(f->dir, &dir) != 0)
		return failed(f, "look at", name, e);
	if (beneath_trusted(&dir, st))
		return 0;
	error_set(e, ERROR_OUTPUT,
	    "'%s/" HIDDEN "%s%s' is another's, or everybody may write it: it "
	    "is not gone by",
	    f->path, name[0] != '\0' ? "/" : "", name);
	return -1;
}

int
out_folder_open(
    struct out_folder *f, const char *path, bool make, struct error *e)
{
	struct stat st;

	*f = (struct out_folder){ path, -1, -1 };
	if (make && make_path(path) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot make folder '%s'", path);
		return -1;
	}
	f->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->dir < 0) {
		error_errno(e, ERROR_OUTPUT, "cannot open folder '%s'", path);
		return -1;
	}
	if (make && beneath_mkdir(f->dir, HIDDEN, HIDDEN_MODE) != 0)
		return failed(f, "make folder", "", e);
	f->hidden = beneath_folder(f->dir, HIDDEN);
	if (f->hidden < 0)
		return errno == ENOENT ? 0 : failed(f, "open", "", e);
	if (fstat(f->hidden, &st) != 0)
		return failed(f, "look at", "", e);
	return check_trust(f, &st, "", e);
}

int
out_folder_has(const struct out_folder *f, const char *name, struct error *e)
{
	struct stat st;

	if (f->hidden < 0)
		return 0;
	if (beneath_stat(f->hidden, name, &st) != 0)
		return errno == ENOENT ? 0 : failed(f, "look at", name, e);
	if (!S_ISREG(st.st_mode)) {
		errno = S_ISLNK(st.st_mode) ? ELOOP : ENXIO;
		return failed(f, "open", name, e);
	}
	return check_trust(f, &st, name, e) == 0 ? 1 : -1;
}

int
out_folder_read(const struct out_folder *f, const char *name, struct buf *out,
    struct error *e)
{
	int rc = out_folder_has(f, name, e), fd;

	if (rc <= 0)
		return rc;
	fd = beneath_open(f->hidden, name, O_RDONLY);
	if (fd < 0)
		return failed(f, "open", name, e);
	rc = fd_slurp(fd, name, out, e) == 0 ? 1 : -1;
	(void)close(fd);
	return rc;
}

int
out_folder_write(const struct out_folder *f, const char *name,
    const struct buf *text, struct error *e)
{
	static const char made[] = "new.json";
	int fd, rc;

	if (f->hidden < 0)
		return 0;
	(void)beneath_unlink(f->hidden, made);
	fd = beneath_create(f->hidden, made, FILE_MODE);
	if (fd < 0)
		return failed(f, "make", made, e);
	rc = fd_write_all(fd, text->data, text->len);
	if (rc == 0)
		rc = fsync(fd);
	if (rc != 0)
		(void)failed(f, "write", made, e);
	if (close(fd) != 0 && rc == 0)
		rc = failed(f, "write", made, e);
	if (rc == 0 && beneath_rename(f->hidden, made, f->hidden, name) != 0)
		rc = failed(f, "write", name, e);
	if (rc != 0)
		(void)beneath_unlink(f->hidden, made);
	return rc == 0 ? 0 : -1;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
out_folder_list(const struct out_folder *f, const char *prefix,
    struct arg_list *names, struct error *e)
{
	int fd = f->hidden >= 0 ? dup(f->hidden) : -1, error;
	const struct dirent *d;
	DIR *list;

	if (f->hidden < 0)
		return 0;
	list = fd >= 0 ? fdopendir(fd) : NULL;
	if (list == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return failed(f, "read", "", e);
	}
	rewinddir(list);
	while ((d = fd_entry(list)) != NULL)
		if (strncmp(d->d_name, prefix, strlen(prefix)) == 0 &&
		    beneath_name(d->d_name))
			arg_list_add(names, d->d_name);
	error = errno;
	(void)closedir(list);
	errno = error;
	if (names->n > 0)
		qsort(names->items, names->n, sizeof(*names->items), by_name);
	return error == 0 ? 0 : failed(f, "read", "", e);
}

void
out_folder_close(struct out_folder *f)
{
	if (f->dir >= 0)
		(void)close(f->dir);
	if (f->hidden >= 0)
		(void)close(f->hidden);
	f->dir = f->hidden = -1;
}
