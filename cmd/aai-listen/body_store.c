/* body_store: the text of a delivery, of any length; see body_store.h. */
#include "aai-listen/body_store.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/fd.h"
#include "io/file.h"

struct body_store
body_store_open(const char *beside)
{
	return (struct body_store){
		.beside = beside,
		.held = buf_make(SIZE_MAX / 4),
		.fd = -1,
	};
}

uint64_t
body_store_len(const struct body_store *b)
{
	return b->filed + b->held.len;
}

/*
 * A file whose name goes at once, where the system makes none without one.  A
 * kill in between leaves an empty file, which the next one replaces.
 */
static int
open_named(const char *beside)
{
	struct buf name = buf_make((size_t)1 << 16);
	int fd;

	buf_printf(&name, "%s.body", beside);
	buf_byte(&name, 0);
	(void)unlink((const char *)name.data);
	fd = open((const char *)name.data,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0 && unlink((const char *)name.data) != 0) {
		(void)close(fd);
		fd = -1;
	}
	buf_free(&name);
	return fd;
}

static int
open_file(struct body_store *b, struct error *e)
{
	char *folder = file_folder(b->beside);

	b->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (b->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR ||
			     errno == ENOENT || errno == EINVAL))
		b->fd = open_named(b->beside);
	if (b->fd < 0)
		error_errno(e, ERROR_TEMPORARY,
		    "cannot keep a long body in '%s'", folder);
	mem_free(folder);
	return b->fd >= 0 ? 0 : -1;
}

int
body_store_settle(struct body_store *b, struct error *e)
{
	if (b->held.len < BODY_STORE_HELD)
		return 0;
	if (b->fd < 0 && open_file(b, e) != 0)
		return -1;
	if (fd_pwrite_all(
		b->fd, b->held.data, b->held.len, (int64_t)b->filed) != 0) {
		error_errno(e, ERROR_TEMPORARY,
		    "cannot keep a long body beside '%s'", b->beside);
		return -1;
	}
	b->filed += b->held.len;
	buf_reset(&b->held);
	return 0;
}

int
body_store_read(const struct body_store *b, uint64_t at, struct buf *room,
    const char **p, size_t *n, struct error *e)
{
	uint8_t *to;

	if (at >= b->filed) {
		*n = (size_t)(body_store_len(b) - at);
		*p = *n > 0 ? (const char *)b->held.data + (at - b->filed) : "";
		return *n > 0;
	}
	*n = b->filed - at < BODY_STORE_HELD ? (size_t)(b->filed - at)
					     : BODY_STORE_HELD;
	buf_reset(room);
	to = buf_reserve(room, *n);
	if (to == NULL || fd_pread_all(b->fd, to, *n, (int64_t)at) != 0) {
		error_errno(e, ERROR_TEMPORARY,
		    "cannot read a long body beside '%s'", b->beside);
		return -1;
	}
	*p = (const char *)to;
	return 1;
}

void
body_store_drop(struct body_store *b)
{
	if (b->fd >= 0)
		(void)close(b->fd);
	b->fd = -1;
	b->filed = 0;
	buf_free(&b->held);
}

void
body_store_close(struct body_store *b)
{
	body_store_drop(b);
}
