/* journal_read: deliveries out of a journal; see journal.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "aai-listen/journal.h"
#include "io/fd.h"

#define PIECE ((size_t)64 << 10)

void
journal_read_from(
    struct journal_reader *r, const struct journal *j, uint64_t from)
{
	memset(r, 0, sizeof(*r));
	r->j = j;
	r->fd = -1;
	r->next = from;
	r->piece = -1;
	r->data = buf_make(PIECE);
	delivery_line_open(&r->line, 0);
}

/* The file that the reader is in, or NULL. */
static const struct journal_file *
file_of(const struct journal_reader *r)
{
	size_t i;

	for (i = 0; r->fd >= 0 && i < r->j->n; i++)
		if (r->j->files[i].first == r->first)
			return &r->j->files[i];
	return NULL;
}

/* The first file that may have what is wanted and was not read yet. */
static const struct journal_file *
next_file(const struct journal_reader *r)
{
	const struct journal_file *f;
	size_t i;

	for (i = 0; i < r->j->n; i++) {
		f = &r->j->files[i];
		if ((r->fd < 0 || f->first > r->first) &&
		    (f->last >= r->next || i + 1 == r->j->n))
			return f;
	}
	return NULL;
}

/* Go to the next file: 1, 0 when there is none, -1 with *e. */
static int
step(struct journal_reader *r, struct error *e)
{
	const struct journal_file *f = next_file(r);
	struct buf name = buf_make((size_t)1 << 16);
	int fd;

	if (f == NULL)
		return 0;
	journal_name(r->j, f, &name);
	fd = open((const char *)name.data, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		error_errno(e, ERROR_FAILED, "cannot open '%s'",
		    (const char *)name.data);
	buf_free(&name);
	if (fd < 0)
		return -1;
	if (r->fd >= 0)
		(void)close(r->fd);
	r->fd = fd;
	r->first = f->first;
	r->offset = 0;
	buf_reset(&r->data);
	return 1;
}

/*
 * Have the byte at an offset of the file in memory, which has end bytes that
 * are on disk; *n are there from it on.  -1 with *e.
 */
static int
load(struct journal_reader *r, int64_t at, int64_t end, const char **p,
    int64_t *n, struct error *e)
{
	int64_t left = end - at;
	uint8_t *room;

	if (at < r->data_at || at >= r->data_at + (int64_t)r->data.len) {
		if (left > (int64_t)PIECE)
			left = (int64_t)PIECE;
		buf_reset(&r->data);
		r->data_at = at;
		room = buf_reserve(&r->data, (size_t)left);
		if (room == NULL ||
		    fd_pread_all(r->fd, room, (size_t)left, at) != 0) {
			error_errno(e, ERROR_FAILED,
			    "cannot read the journal '%s'", r->j->path);
			return -1;
		}
		r->data.len = (size_t)left;
	}
	*p = (const char *)r->data.data + (at - r->data_at);
	*n = r->data_at + (int64_t)r->data.len - at;
	if (*n > end - at)
		*n = end - at;
	return 0;
}

/*
 * Look at the next line: 1 when it ends at *lf, with *whole and *number; 0 when
 * there is no line more on disk, -1.
 */
static int
look(struct journal_reader *r, const struct journal_file *f, int64_t *lf,
    bool *whole, uint64_t *number, struct error *e)
{
	struct dedup_name name;
	int64_t at, n, end = f != NULL ? f->bytes : 0;
	const char *p, *found = NULL;

	for (at = r->offset; at < end && found == NULL; at += n) {
		if (load(r, at, end, &p, &n, e) != 0)
			return -1;
		found = memchr(p, '\n', (size_t)n);
		if (found != NULL)
			n = found - p;
		delivery_line_take(&r->line, p, (size_t)n);
	}
	*lf = at;
	*whole = delivery_line_end(&r->line, number, &name);
	return found != NULL;
}

int
journal_next(struct journal_reader *r, uint64_t *number, struct error *e)
{
	bool whole = false;
	int64_t lf;
	int rc;

	r->piece = -1;
	for (;;) {
		rc = look(r, file_of(r), &lf, &whole, number, e);
		if (rc == 0) {
			rc = step(r, e);
			if (rc <= 0)
				return rc;
			continue;
		}
		if (rc < 0)
			return -1;
		r->piece = r->offset;
		r->end = lf;
		r->offset = lf + 1;
		if (whole && *number >= r->next) {
			r->next = *number + 1;
			return 1;
		}
	}
}

int
journal_piece(
    struct journal_reader *r, const char **p, size_t *n, struct error *e)
{
	int64_t have;

	if (r->piece < 0 || r->piece == r->end)
		return 0;
	if (load(r, r->piece, r->end, p, &have, e) != 0)
		return -1;
	r->piece += have;
	*n = (size_t)have;
	return 1;
}

void
journal_read_close(struct journal_reader *r)
{
	if (r->j == NULL)
		return;
	if (r->fd >= 0)
		(void)close(r->fd);
	buf_free(&r->data);
	delivery_line_close(&r->line);
	memset(r, 0, sizeof(*r));
}
