/* out: buffered output to a file descriptor; see out.h. */
#include "io/out.h"

#include <errno.h>

#include "base/mem.h"
#include "io/fd.h"

#define HELD  2
#define PAGE  ((size_t)4096) /* of a pipe's buffer; also PIPE_BUF */
#define TRIES 64	     /* bytes to look for a better place to part */

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

/* Whether a cut at at, at + PAGE ... (below n) would fall after a record. */
static bool
cuts_behind_record(const uint8_t *p, size_t at, size_t n)
{
	for (; at < n; at += PAGE)
		if (at > 0 && p[at - 1] == '\n')
			return true;
	return false;
}

/*
 * How many of the n bytes at p to write at once, so that a kill in the middle
 * of the write does not leave the pipe ending after a record.  A pipe takes a
 * page at a time: its pages begin with the write, or, when what is odd of it
 * still fits into the last page, after that.  A write of a page or less is
 * taken whole or not at all.
 */
static size_t
safe_length(const uint8_t *p, size_t n)
{
	size_t shift, len;

	if (n <= PAGE)
		return n;
	/* Where pages that begin here end badly, a few bytes go first. */
	for (shift = 0; shift < TRIES; shift++)
		if ((shift == 0 || p[shift - 1] != '\n') &&
		    !cuts_behind_record(p, shift + PAGE, n))
			break;
	if (shift > 0 && shift < TRIES)
		return shift;
	for (len = n; len > n - TRIES; len--)
		if ((len == n || p[len - 1] != '\n') &&
		    !cuts_behind_record(p, len % PAGE, len))
			return len;
	return n;
}

/* Write the n bytes at p. */
static int
write_out(struct out *o, const uint8_t *p, size_t n, struct error *e)
{
	size_t at, len;

	if (o->failed) {
		error_set(e, ERROR_OUTPUT, "cannot write %s", o->name);
		return -1;
	}
	for (at = 0; at < n; at += len) {
		len = safe_length(p + at, n - at);
		if (fd_write_all(o->fd, p + at, len) == 0)
			continue;
		o->failed = true;
		o->broken_pipe = errno == EPIPE;
		error_errno(e, ERROR_OUTPUT, "cannot write %s", o->name);
		return -1;
	}
	return 0;
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

/*
 * Write many bytes from where they are.  Some go with what is in the buffer, so
 * that none of the writes ends after a record.
 */
static int
put_many(struct out *o, const uint8_t *p, size_t n, struct error *e)
{
	size_t some = OUT_BUFFER - o->len, keep = o->hold ? HELD : 0;

	if (o->len == 0)
		some = 0;
	else if (some > TRIES)
		some = TRIES;
	while (some > 0 && p[some - 1] == '\n')
		some--;
	memcpy(o->data + o->len, p, some);
	o->len += some;
	if (drain(o, 0, e) != 0 ||
	    write_out(o, p + some, n - some - keep, e) != 0)
		return -1;
	memcpy(o->data, p + n - keep, keep);
	o->len = keep;
	o->bytes += n;
	return 0;
}

int
out_put(struct out *o, const void *p, size_t n, struct error *e)
{
	const uint8_t *from = p;
	size_t part;

	if (n >= OUT_BUFFER)
		return put_many(o, p, n, e);
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
