/* state: the file that holds how far loads have come; see state.h. */
#include "sink/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/file.h"
#include "stream/end.h"

#define STATE_MAX ((size_t)1 << 30)

int
state_hash(const char *path, char hex[33], struct error *e)
{
	struct buf text = buf_make(STATE_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	hex[0] = '\0';
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0) {
		error_errno(e, ERROR_USAGE, "cannot open the state '%s'", path);
		return -1;
	}
	rc = fd_slurp(fd, path, &text, e);
	(void)close(fd);
	if (rc == 0)
		end_hash((const char *)text.data, text.len, hex);
	buf_free(&text);
	return rc;
}

int
state_store(const char *path, const char *text, size_t len, struct error *e)
{
	struct buf line = buf_make(STATE_MAX);
	int rc;

	buf_put(&line, text, len);
	buf_byte(&line, '\n');
	if (line.failed) {
		error_set(e, ERROR_OUTPUT, "the state for '%s' is too long",
		    path);
		rc = -1;
	} else {
		rc = file_replace(path, line.data, line.len, true, e);
	}
	if (rc != 0)
		error_prefix(e, "cannot store the state");
	buf_free(&line);
	return rc;
}
