/* out: buffered output to a file descriptor; see out.h. */
#include "io/out.h"

#include <errno.h>

#include "base/mem.h"
#include "io/fd.h"

#define HELD 2

void
out_open(struct out *o, int fd, const char *name, bool hold, bool live)
{
	memset(o, 0, sizeof(*o));
	o->fd = fd;
	o->name = name;
	o->live = live;
	o->hold = hold && !live;
	o->data = mem_resize(NULL, OUT_BUFFER, 1);
}

/* Write n bytes, past the buffer. */
static int
write_out(struct out *o, const void *p, size_t n, struct error *e)
{
	if (o->failed) {
		error_set(e, ERROR_OUTPUT, "cannot write %s", o->name);
		return -1;
	}
	if (n == 0 || fd_write_all(o->fd, p, n) == 0)
		return 0;
	o->failed = true;
	o->broken_pipe = errno == EPIPE;
	error_errno(e, ERROR_OUTPUT, "cannot write %s", o->name);
	return -1;
}

/* Write all but the last keep bytes of the buffer. */
static int
drain(struct out *o, size_t keep, struct error *e)
{
	size_t n = o->len > keep ? o->len - keep : 0;

	if (write_out(o, o->data, n, e) != 0)
		return -1;
	memmove(o->data, o->data + n, o->len - n);
	o->len -= n;
	return 0;
}

int
out_put(struct out *o, const void *p, size_t n, struct error *e)
{
	const uint8_t *from = p;
	size_t part;

	if (n > OUT_BUFFER) {
		/* Much goes out from where it is, all but what is held. */
		part = n - HELD;
		if (drain(o, 0, e) != 0 || write_out(o, from, part, e) != 0)
			return -1;
		o->bytes += part;
		from += part;
		n = HELD;
	}
	while (n > 0) {
		part = OUT_BUFFER - o->len;
		if (part > n)
			part = n;
		memcpy(o->data + o->len, from, part);
		o->len += part;
		o->bytes += part;
		from += part;
		n -= part;
		if (o->len == OUT_BUFFER &&
		    drain(o, o->hold ? HELD : 0, e) != 0)
			return -1;
	}
	if (o->failed)
		return drain(o, 0, e);
	return 0;
}

int
out_line(struct out *o, struct error *e)
{
	return o->live ? drain(o, 0, e) : 0;
}

int
out_flush(struct out *o, struct error *e)
{
	return drain(o, o->hold ? HELD : 0, e);
}

int
out_finish(struct out *o, struct error *e)
{
	return drain(o, 0, e);
}

void
out_close(struct out *o)
{
	mem_free(o->data);
	o->data = NULL;
	o->len = 0;
}
