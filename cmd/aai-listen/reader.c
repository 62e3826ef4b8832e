/* journal_read: deliveries out of a journal; see journal.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "aai-listen/delivery.h"
#include "aai-listen/journal.h"
#include "base/mem.h"
#include "io/fd.h"

#define PIECE    ((size_t)64 << 10)
#define DATA_MAX (SIZE_MAX / 4)

void
journal_read_from(
    struct journal_reader *r, const struct journal *j, uint64_t from)
{
	memset(r, 0, sizeof(*r));
	r->j = j;
	r->fd = -1;
	r->next = from;
	r->data = buf_make(DATA_MAX);
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

/* Go to the next file: 1, 0 when there is none, -1. */
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
	r->at = 0;
	return 1;
}

/* Read on in the file: 1, 0 when all of it that is on disk was read, -1. */
static int
fill(struct journal_reader *r, struct error *e)
{
	const struct journal_file *f = file_of(r);
	int64_t left = f != NULL ? f->bytes - r->offset : 0;
	size_t n = left < (int64_t)PIECE ? (size_t)left : PIECE;
	uint8_t *room;

	if (left <= 0)
		return 0;
	buf_shift(&r->data, r->at);
	r->at = 0;
	room = buf_reserve(&r->data, n);
	if (room == NULL || fd_pread_all(r->fd, room, n, r->offset) != 0) {
		error_errno(e, ERROR_FAILED, "cannot read the journal '%s'",
		    r->j->path);
		return -1;
	}
	r->data.len += n;
	r->offset += (int64_t)n;
	return 1;
}

int
journal_next(struct journal_reader *r, const char **line, size_t *len,
    uint64_t *number, struct error *e)
{
	struct dedup_name name;
	const char *from, *lf;
	int rc;

	for (;;) {
		from = (const char *)r->data.data + r->at;
		lf = r->data.len > r->at
			 ? memchr(from, '\n', r->data.len - r->at)
			 : NULL;
		if (lf == NULL) {
			rc = fill(r, e);
			if (rc == 0)
				rc = step(r, e);
			if (rc <= 0)
				return rc;
			continue;
		}
		r->at += (size_t)(lf - from) + 1;
		if (delivery_read(from, (size_t)(lf - from), 0, &r->tree,
			number, &name) &&
		    *number >= r->next) {
			r->next = *number + 1;
			*line = from;
			*len = (size_t)(lf - from);
			return 1;
		}
	}
}

void
journal_read_close(struct journal_reader *r)
{
	if (r->j != NULL && r->fd >= 0)
		(void)close(r->fd);
	buf_free(&r->data);
	json_tree_free(&r->tree);
	memset(r, 0, sizeof(*r));
}
