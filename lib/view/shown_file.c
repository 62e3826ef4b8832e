/* shown_file: the files of a table; see shown_file.h. */
#include "view/shown_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/regular.h"

/* What the file is called in the view, owned; NULL: it is none of its. */
static char *
name_in_view(const struct shown *t, const char *path)
{
	size_t len;
	struct buf b;

	if (t == NULL || t->view == NULL)
		return NULL;
	len = strlen(t->root);
	if (strncmp(path, t->root, len) != 0 || path[len] != '/')
		return NULL;
	b = buf_make(SIZE_MAX);
	buf_printf(&b, "%s%s%s", t->within, t->within[0] != '\0' ? "/" : "",
	    path + len + 1);
	buf_byte(&b, 0);
	return buf_take(&b);
}

int
shown_file_open(const struct shown *t, const char *path)
{
	char *name = name_in_view(t, path);
	int fd = name != NULL ? folder_view_file(t->view, name)
			      : regular_open(path),
	    saved = errno;

	mem_free(name);
	errno = saved;
	return fd;
}

int
shown_file_stat(const struct shown *t, const char *path, struct stat *st)
{
	char *name = name_in_view(t, path);
	int rc = name != NULL ? folder_view_stat(t->view, name, st)
			      : stat(path, st),
	    saved = errno;

	mem_free(name);
	errno = saved;
	return rc;
}
