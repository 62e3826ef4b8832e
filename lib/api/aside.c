/* aside: lines put aside into a file; see aside.h. */
#include "api/aside.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

int
aside_open(struct aside *a, const char *path, struct error *e)
{
	struct buf b = buf_make(1 << 16);

	*a = (struct aside){ .path = path };
	buf_printf(&b, "%s.new", path);
	a->made = buf_take(&b);
	a->fd = open(a->made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (a->fd < 0) {
		error_errno(e, ERROR_OUTPUT, "cannot make '%s'", a->made);
		mem_free(a->made);
		*a = (struct aside){ 0 };
		return -1;
	}
	out_open(&a->out, a->fd, a->path, false, false);
	return 0;
}

int
aside_put(struct aside *a, const char *line, size_t len, struct error *e)
{
	a->lines++;
	if (out_put(&a->out, line, len, e) != 0)
		return -1;
	return out_put(&a->out, "\n", 1, e);
}

int
aside_finish(struct aside *a, struct error *e)
{
	int rc;

	if (a->made == NULL)
		return 0;
	rc = out_finish(&a->out, e);
	if (rc == 0 && (fsync(a->fd) != 0 || rename(a->made, a->path) != 0)) {
		error_errno(e, ERROR_OUTPUT, "cannot write '%s'", a->path);
		rc = -1;
	}
	if (rc == 0) {
		mem_free(a->made);
		a->made = NULL;
	}
	if (close(a->fd) != 0 && rc == 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write '%s'", a->path);
		rc = -1;
	}
	a->fd = -1;
	return rc;
}

void
aside_close(struct aside *a)
{
	if (a->made != NULL) {
		if (a->fd >= 0)
			(void)close(a->fd);
		(void)unlink(a->made);
	}
	mem_free(a->made);
	out_close(&a->out);
	*a = (struct aside){ 0 };
}
