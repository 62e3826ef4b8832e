/* path: the files that a table's metadata name; see path.h. */
#include "lake/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "io/regular.h"
#include "lake/file_uri.h"

/* What is called so in the table's folder, as a name in the folder; owned. */
static char *
in_folder(const struct lake_table *t, const char *name)
{
	struct buf b = buf_make(SIZE_MAX);

	buf_printf(&b, "%s/%s", t->name, name);
	buf_byte(&b, 0);
	return buf_take(&b);
}

/* Release it without a change of errno. */
static void
drop(char *name)
{
	int saved = errno;

	mem_free(name);
	errno = saved;
}

int
lake_path_open(const struct lake_table *t, const char *name)
{
	char *whole = in_folder(t, name);
	int fd = folder_view_file(&t->view, whole);

	drop(whole);
	return fd;
}

int
lake_path_stat(
    const struct lake_table *t, const char *name, struct stat *st)
{
	char *whole = in_folder(t, name);
	int rc = folder_view_stat(&t->view, whole, st);

	drop(whole);
	return rc;
}

int
lake_path_list(
    const struct lake_table *t, const char *name, struct map *names)
{
	char *whole = in_folder(t, name);
	int rc = folder_view_list(&t->view, whole, names);

	drop(whole);
	return rc;
}

/* Leave out what names nothing: parts that are empty or ".". */
static void
tidy(char *path)
{
	char *to = path;
	size_t len;

	if (*path == '/')
		*to++ = *path++;
	while (*path != '\0') {
		len = strcspn(path, "/");
		if (len > 1 || (len == 1 && *path != '.')) {
			memmove(to, path, len);
			to += len;
			if (path[len] == '/')
				*to++ = '/';
		}
		path += path[len] == '/' ? len + 1 : len;
	}
	*to = '\0';
}

/* What comes after top and a slash in path; NULL when it is not below. */
static const char *
below(const char *path, const char *top)
{
	size_t len = strlen(top);

	while (len > 0 && top[len - 1] == '/')
		len--;
	return strncmp(path, top, len) == 0 && path[len] == '/'
		   ? path + len + 1
		   : NULL;
}

/* The path of a URI without parts that name nothing, owned; or NULL. */
static char *
plain(const char *uri)
{
	char *path = file_uri_path(uri, strlen(uri));

	if (path != NULL)
		tidy(path);
	return path;
}

/*
 * What the path is called in the table's folder, owned; NULL when it is none of
 * that.  path is that of the URI s, or NULL.
 */
static char *
name_within(const struct lake_table *t, const char *location, const char *s,
    const char *path)
{
	char *top = location != NULL ? plain(location) : NULL, *name = NULL;
	const char *rest = NULL;
	struct buf here = buf_make(SIZE_MAX);
	char *real = NULL;

	if (path != NULL && top != NULL)
		rest = below(path, top);
	else if (path == NULL && location != NULL && top == NULL)
		rest = below(s, location);
	else if (path == NULL && location == NULL && strstr(s, "://") == NULL)
		rest = s;
	if (rest == NULL && path != NULL)
		real = realpath(t->folder->path, NULL);
	if (real != NULL) {
		buf_printf(&here, "%s/%s", strcmp(real, "/") == 0 ? "" : real,
		    t->name);
		buf_byte(&here, 0);
		rest = below(path, (const char *)here.data);
	}
	if (rest != NULL) {
		name = mem_str(rest);
		tidy(name);
	}
	mem_free(real);
	mem_free(top);
	buf_free(&here);
	return name;
}

/* Set *e: it lies somewhere else. */
static char *
refuse(const char *s, bool here, struct error *e)
{
	int len = (int)strnlen(s, 500);

	if (here)
		error_set(e, ERROR_USAGE,
		    "its metadata name '%.*s', which lies outside of its "
		    "folder; aai-show reads such files when --allow-outside "
		    "says so",
		    len, s);
	else
		error_set(e, ERROR_USAGE, "'%.*s' is not a file of this machine",
		    len, s);
	return NULL;
}

char *
lake_path_find(const struct lake_table *t, const char *location,
    const char *s, size_t len, struct error *e)
{
	char *uri = mem_dup(s, len), *path = plain(uri), *found = NULL, *name;
	struct buf whole = buf_make(SIZE_MAX);
	bool outside = t->lake->outside;

	name = strlen(uri) == len ? name_within(t, location, uri, path) : NULL;
	if (name != NULL && (outside || beneath_name(name))) {
		buf_printf(&whole, "%s/%s/%s", t->folder->path, t->name, name);
		found = buf_take(&whole);
	} else if (strlen(uri) == len && outside && path != NULL) {
		found = path;
		path = NULL;
	} else {
		found = refuse(uri, name != NULL || path != NULL, e);
	}
	buf_free(&whole);
	mem_free(name);
	mem_free(path);
	mem_free(uri);
	return found;
}

int
lake_path_open_found(const struct lake_table *t, const char *path)
{
	const char *name = below(path, t->folder->path);

	return name != NULL ? folder_view_file(&t->view, name) :
			      regular_open(path);
}

int
lake_path_slurp(const struct lake_table *t, const char *location,
    const char *s, size_t len, struct buf *out, struct error *e)
{
	char *path = lake_path_find(t, location, s, len, e);
	int fd, rc = -1;

	if (path == NULL)
		return -1;
	fd = lake_path_open_found(t, path);
	if (fd < 0) {
		beneath_error(e, ERROR_FAILED, "cannot open '%s'", path);
	} else {
		rc = fd_slurp(fd, path, out, e);
		(void)close(fd);
	}
	mem_free(path);
	return rc;
}

int
lake_path_once(const struct lake_table *t, const char *location,
    const char *s, size_t len, struct map *seen, struct error *e)
{
	char *path = lake_path_find(t, location, s, len, e);
	bool added = false;

	if (path == NULL)
		return -1;
	(void)map_add(seen, path, strlen(path), &added);
	mem_free(path);
	if (added)
		return 0;
	error_set(e, ERROR_INPUT, "its metadata name '%.*s' twice",
	    len < 500 ? (int)len : 500, s);
	return -1;
}

void
lake_path_add(
    const struct lake_table *t, const char *path, struct map *names)
{
	const char *name = below(path, t->folder->path);

	if (name != NULL)
		(void)map_add(names, name, strlen(name), NULL);
}
