/* emitter: a journal's deliveries as a stream; see emitter.h. */
#include "aai-listen/emitter.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "stream/record.h"

#define HELD   2
#define ENOUGH ((size_t)64 << 10) /* that waits to be written */
#define PIECES 256                /* at a turn: others have work too */

void
emitter_open(struct emitter *f, int fd, const char *name, bool live,
    const struct journal *j, uint64_t from, uint64_t last)
{
	memset(f, 0, sizeof(*f));
	f->fd = fd;
	f->name = name;
	f->live = live;
	f->last = last;
	f->data = buf_make(SIZE_MAX / 4);
	journal_read_from(&f->reader, j, from);
}

void
emitter_until(struct emitter *f, uint64_t last)
{
	f->last = last;
}

bool
emitter_drained(const struct emitter *f)
{
	uint64_t last = journal_last(f->reader.j);

	return !f->within && f->reader.next > (last < f->last ? last : f->last);
}

/* Go to the next delivery: 1, 0 when there is none to be given, -1. */
static int
next_delivery(struct emitter *f, struct error *e)
{
	uint64_t number;
	int rc = journal_next(&f->reader, &number, e);

	if (rc == 0) {
		error_set(e, ERROR_FAILED,
		    "the journal '%s' is shorter than it was",
		    f->reader.j->path);
		return -1;
	}
	/* Numbers may be missing, also the last. */
	if (rc < 0 || number > f->last)
		return rc < 0 ? -1 : 0;
	f->within = true;
	f->records++;
	f->number = number;
	return 1;
}

/* Put deliveries into data until it has enough. */
static int
put_more(struct emitter *f, struct error *e)
{
	const char *p;
	size_t n;
	int rc;

	if (f->at == f->data.len || f->at > ENOUGH) {
		buf_shift(&f->data, f->at);
		f->at = 0;
	}
	while (f->data.len - f->at < ENOUGH && !emitter_drained(f)) {
		if (!f->within) {
			rc = next_delivery(f, e);
			if (rc <= 0)
				return rc;
		}
		rc = journal_piece(&f->reader, &p, &n, e);
		if (rc < 0)
			return -1;
		f->within = rc > 0;
		if (f->within)
			buf_put(&f->data, p, n);
		else
			buf_byte(&f->data, '\n');
	}
	return 0;
}

void
emitter_end(struct emitter *f, const struct buf *rest)
{
	if (rest != NULL) {
		record_end_put(
		    &f->data, f->records, (const char *)rest->data, rest->len);
		buf_byte(&f->data, '\n');
	} else if (f->records == 0) {
		buf_byte(&f->data, '\n');
	}
	f->ended = true;
}

/* Whether the descriptor takes a piece now. */
static bool
takes(const struct emitter *f)
{
	struct pollfd fd = { f->fd, POLLOUT, 0 };
	int n;

	do
		n = poll(&fd, 1, 0);
	while (n < 0 && errno == EINTR);
	return n > 0;
}

static int
write_pieces(struct emitter *f, struct error *e)
{
	size_t keep = f->live || f->ended ? 0 : HELD, left, n;
	ssize_t wrote;
	int i;

	f->blocked = false;
	for (i = 0; i < PIECES && f->data.len > f->at + keep; i++) {
		left = f->data.len - f->at - keep;
		n = left < PIPE_BUF ? left : PIPE_BUF;
		f->blocked = !takes(f);
		if (f->blocked)
			return 0;
		wrote = write(f->fd, f->data.data + f->at, n);
		if (wrote < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (wrote < 0) {
			f->broken_pipe = errno == EPIPE;
			error_errno(
			    e, ERROR_OUTPUT, "cannot write %s", f->name);
			return -1;
		}
		f->at += (size_t)wrote;
	}
	/* There is more, and the descriptor may take it at once. */
	f->blocked = f->data.len > f->at + keep || !emitter_drained(f);
	return 0;
}

int
emitter_turn(struct emitter *f, struct error *e)
{
	if (put_more(f, e) != 0 || write_pieces(f, e) != 0)
		return -1;
	f->done = f->ended && f->at == f->data.len;
	return 0;
}

void
emitter_close(struct emitter *f)
{
	journal_read_close(&f->reader);
	buf_free(&f->data);
	memset(f, 0, sizeof(*f));
}
