/* spill_queue: what many writers must remember, on disk; see spill_queue.h. */
#include "parquet/spill_queue.h"

#include <unistd.h>

#include "base/le.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/file.h"

struct spill_queue
spill_queue_make(void)
{
	struct spill_queue q = { .tail = buf_make(SIZE_MAX) };

	return q;
}

void
spill_queue_add(struct spill_queue *q, const void *p, size_t n)
{
	uint8_t len[4];

	le_put32(len, (uint32_t)n);
	buf_put(&q->tail, len, sizeof(len));
	buf_put(&q->tail, p, n);
}

/* Make the file, without a name from the start. */
static int
make_file(struct spill_file *s, struct error *e)
{
	s->fd = file_temporary(e);
	if (s->fd < 0)
		return -1;
	s->open = true;
	s->size = 0;
	return 0;
}

int
spill_queue_spill(struct spill_queue *q, struct spill_file *s, struct error *e)
{
	struct spill_queue_part *part;

	if (q->tail.len == 0)
		return 0;
	if (!s->open && make_file(s, e) != 0)
		return -1;
	if (fd_pwrite_all(s->fd, q->tail.data, q->tail.len, s->size) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write a temporary file");
		return -1;
	}
	q->parts = mem_grow(q->parts, &q->parts_cap, q->nparts + 1,
	    sizeof(*q->parts));
	part = &q->parts[q->nparts++];
	part->at = s->size;
	part->len = q->tail.len;
	s->size += (int64_t)q->tail.len;
	buf_free(&q->tail);
	return 0;
}

/* Read the part that the walk is at. */
static int
load(const struct spill_queue *q, const struct spill_file *s,
    struct spill_queue_walk *w, struct error *e)
{
	const struct spill_queue_part *part = &q->parts[w->part];
	uint8_t *to;

	buf_free(&w->held);
	w->held = buf_make(SIZE_MAX);
	to = buf_reserve(&w->held, part->len);
	if (to == NULL || fd_pread_all(s->fd, to, part->len, part->at) != 0) {
		error_errno(e, ERROR_FAILED, "cannot read a temporary file");
		return -1;
	}
	w->held.len = part->len;
	w->loaded = true;
	return 0;
}

int
spill_queue_next(const struct spill_queue *q, const struct spill_file *s,
    struct spill_queue_walk *w, const uint8_t **p, size_t *n, struct error *e)
{
	const struct buf *from;

	for (;;) {
		if (w->part < q->nparts && !w->loaded && load(q, s, w, e) != 0)
			return -1;
		from = w->part < q->nparts ? &w->held : &q->tail;
		if (w->at < from->len)
			break;
		if (w->part >= q->nparts)
			return 0;
		w->part++;
		w->loaded = false;
		w->at = 0;
	}
	*n = le_get32(from->data + w->at);
	*p = from->data + w->at + 4;
	w->at += 4 + *n;
	return 1;
}

void
spill_queue_walk_close(struct spill_queue_walk *w)
{
	buf_free(&w->held);
	memset(w, 0, sizeof(*w));
}

void
spill_queue_free(struct spill_queue *q)
{
	buf_free(&q->tail);
	mem_free(q->parts);
	*q = spill_queue_make();
}

void
spill_file_close(struct spill_file *s)
{
	if (s->open)
		(void)close(s->fd);
	s->open = false;
}
