/* hidden: the folder of a folder's bookkeeping; see hidden.h. */
#include "sink/hidden.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "io/beneath.h"

int
hidden_flush(int dir, const char *path, struct error *e)
{
	if (fsync(dir) == 0 || errno == EINVAL || errno == EROFS)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot flush '%s'", path);
	return -1;
}

int
hidden_failed(
    const char *path, const char *what, const char *name, struct error *e)
{
	beneath_error(e, ERROR_OUTPUT, "cannot %s '%s%s%s'", what, path,
	    name[0] != '\0' ? "/" : "", name);
	return -1;
}

int
hidden_check(const char *path, const char *name, const char *header,
    const char *text, struct error *e)
{
	size_t kind = strcspn(header, " ") + 1, digits;

	if (strncmp(text, header, strlen(header)) == 0)
		return 0;
	digits = strncmp(text, header, kind) == 0 ?
		strspn(text + kind, "0123456789") : 0;
	if (digits > 0 && digits < 10 && text[kind + digits] == '\n')
		error_set(e, ERROR_USAGE,
		    "'%s/%s/%s' is of version %.*s, which this program does "
		    "not know: use the newer one that wrote it",
		    path, HIDDEN_FOLDER, name, (int)digits, text + kind);
	else
		error_set(e, ERROR_OUTPUT, "'%s/%s/%s' is damaged", path,
		    HIDDEN_FOLDER, name);
	return -1;
}
