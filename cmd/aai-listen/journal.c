/* journal: the deliveries on disk; see journal.h. */
#include "aai-listen/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "aai-listen/delivery.h"
#include "aai-listen/disk.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/file.h"

#define PENDING_MAX (SIZE_MAX / 4)
#define PATH_ROOM   ((size_t)1 << 16)
#define PIECE       ((size_t)64 << 10)

/* What the lock file holds: the version of all that the journal consists of. */
#define HEADER     "aai-journal 1\n"
#define HEADER_LEN (sizeof(HEADER) - 1)

static struct journal_file *
current(const struct journal *j)
{
	return &j->files[j->n - 1];
}

static struct journal_file *
add_file(struct journal *j, uint64_t first)
{
	struct journal_file *f;

	j->files = mem_grow(j->files, &j->cap, j->n + 1, sizeof(*j->files));
	f = &j->files[j->n++];
	*f = (struct journal_file){ .first = first, .last = first - 1 };
	return f;
}

void
journal_name(
    const struct journal *j, const struct journal_file *f, struct buf *out)
{
	buf_str(out, j->path);
	if (f != current(j))
		buf_printf(out, ".%012llu", (unsigned long long)f->first);
	buf_byte(out, 0);
}

uint64_t
journal_last(const struct journal *j)
{
	size_t i;

	for (i = j->n; i > 0; i--)
		if (j->files[i - 1].last >= j->files[i - 1].first)
			return j->files[i - 1].last;
	return 0;
}

uint64_t
journal_first(const struct journal *j)
{
	size_t i;

	for (i = 0; i < j->n; i++)
		if (j->files[i].last >= j->files[i].first)
			return j->files[i].first;
	return 0;
}

/*
 * See that the journal, whose lock we have, is of our version, and note that;
 * the first left the lock file empty.
 */
static int
check_version(const struct journal *j, struct error *e)
{
	char text[HEADER_LEN];
	ssize_t n = pread(j->lock, text, sizeof(text), 0);

	if (n == (ssize_t)HEADER_LEN && memcmp(text, HEADER, HEADER_LEN) == 0)
		return 0;
	/* A crash may have left its beginning. */
	if (n >= 0 && n < (ssize_t)HEADER_LEN &&
	    memcmp(text, HEADER, (size_t)n) == 0 &&
	    fd_pwrite_all(j->lock, HEADER, HEADER_LEN, 0) == 0)
		return 0;
	if (n >= 0 && memcmp(text, HEADER, (size_t)n) != 0)
		error_set(e, ERROR_INPUT,
		    "the journal '%s' is not of version 1, the one that this "
		    "program knows: use the newer one that wrote it",
		    j->path);
	else
		error_errno(e, ERROR_OUTPUT, "cannot use '%s.lock'", j->path);
	return -1;
}

/*
 * The lock is none that a child gets, which, just forked, may outlive us by a
 * moment.
 */
static int
lock(struct journal *j, struct error *e)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct buf name = buf_make(PATH_ROOM);
	int rc = -1;

	buf_printf(&name, "%s.lock", j->path);
	buf_byte(&name, 0);
	j->lock =
	    open((const char *)name.data, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (j->lock < 0)
		error_errno(e, ERROR_OUTPUT, "cannot open '%s'",
		    (const char *)name.data);
	else if (fcntl(j->lock, F_SETLK, &all) == 0)
		rc = 0;
	else if (errno == EACCES || errno == EAGAIN)
		error_set(e, ERROR_TEMPORARY,
		    "the journal '%s' is in use by another process", j->path);
	else
		error_errno(e, ERROR_OUTPUT, "cannot lock '%s'",
		    (const char *)name.data);
	buf_free(&name);
	return rc;
}

/* A line of a file has come to its end: note the delivery that it is. */
static void
take_line(struct journal *j, struct delivery_line *line, struct dedup *dedup)
{
	struct journal_file *f = current(j);
	struct dedup_name name;
	uint64_t number;

	if (!delivery_line_end(line, &number, &name) || number <= f->last) {
		j->damaged++;
		return;
	}
	if (f->last < f->first)
		f->first = number;
	f->last = number;
	dedup_add(dedup, name);
	dedup_keep(dedup);
}

/* Take a piece of a file, of which all before has been taken. */
static void
take_piece(struct journal *j, struct delivery_line *line, const char *p,
    size_t len, struct dedup *dedup)
{
	const char *end = p + len, *lf;

	for (; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL) {
			delivery_line_take(line, p, (size_t)(end - p));
			j->cut += end - p;
			return;
		}
		delivery_line_take(line, p, (size_t)(lf - p));
		current(j)->bytes += j->cut + (lf + 1 - p);
		j->cut = 0;
		take_line(j, line, dedup);
	}
}

/* Read the last file in the list, to its first incomplete line. */
static int
read_file(struct journal *j, int fd, struct dedup *dedup, struct error *e)
{
	char *piece = mem_new(PIECE, 1);
	struct delivery_line line;
	ssize_t n;

	delivery_line_open(&line, j->seed);
	j->cut = 0;
	while ((n = fd_read(fd, piece, PIECE)) > 0)
		take_piece(j, &line, piece, (size_t)n, dedup);
	if (n < 0)
		error_errno(
		    e, ERROR_FAILED, "cannot read the journal '%s'", j->path);
	delivery_line_close(&line);
	mem_free(piece);
	return n < 0 ? -1 : 0;
}

/* Read the files that were closed, in order, into the list. */
static int
read_closed(struct journal *j, struct dedup *dedup, struct error *e)
{
	uint64_t *numbers = NULL;
	struct buf name = buf_make(PATH_ROOM);
	size_t i, n = 0;
	int rc = disk_numbers(j->path, &numbers, &n, e), fd;

	for (i = 0; rc == 0 && i < n; i++) {
		(void)add_file(j, numbers[i]);
		buf_reset(&name);
		buf_printf(&name, "%s.%012llu", j->path,
		    (unsigned long long)numbers[i]);
		buf_byte(&name, 0);
		fd = open((const char *)name.data, O_RDONLY | O_CLOEXEC);
		if (fd < 0) {
			error_errno(e, ERROR_OUTPUT, "cannot open '%s'",
			    (const char *)name.data);
			rc = -1;
			break;
		}
		rc = read_file(j, fd, dedup, e);
		(void)close(fd);
		/* The name stays what it is, whatever its lines say. */
		current(j)->first = numbers[i];
	}
	buf_free(&name);
	mem_free(numbers);
	return rc;
}

/* Open the current file and make sure that its name is on disk. */
static int
open_current(struct journal *j, struct error *e)
{
	j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (j->fd < 0) {
		error_errno(
		    e, ERROR_OUTPUT, "cannot open the journal '%s'", j->path);
		return -1;
	}
	return file_flush_folder(j->path, e);
}

int
journal_open(struct journal *j, const char *path, int64_t rotate,
    uint64_t after, struct dedup *dedup, struct error *e)
{
	uint64_t last;

	memset(j, 0, sizeof(*j));
	j->path = path;
	j->rotate = rotate;
	j->fd = j->lock = -1;
	j->pending = buf_make(PENDING_MAX);
	j->seed = clock_seed();
	if (lock(j, e) != 0 || check_version(j, e) != 0 ||
	    read_closed(j, dedup, e) != 0 || open_current(j, e) != 0)
		return -1;
	(void)add_file(j, journal_last(j) + 1);
	if (read_file(j, j->fd, dedup, e) != 0)
		return -1;
	if (j->cut > 0 && ftruncate(j->fd, current(j)->bytes) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot cut '%s'", path);
		return -1;
	}
	last = journal_last(j);
	j->safe = j->next = (last > after ? last : after) + 1;
	if (current(j)->last < current(j)->first)
		*current(j) = (struct journal_file){ .first = j->next,
			.last = j->next - 1,
			.bytes = current(j)->bytes };
	j->at = current(j)->bytes;
	return 0;
}

/* Close the current file under its number and begin another. */
static int
rotate(struct journal *j, struct error *e)
{
	struct journal_file *f = current(j);
	struct buf name = buf_make(PATH_ROOM);
	uint64_t next = f->last + 1;
	int rc;

	buf_printf(&name, "%s.%012llu", j->path, (unsigned long long)f->first);
	buf_byte(&name, 0);
	rc = rename(j->path, (const char *)name.data);
	if (rc != 0)
		error_errno(e, ERROR_OUTPUT, "cannot rename '%s'", j->path);
	buf_free(&name);
	/* A power failure may keep the new file's entry, and not this. */
	if (rc != 0 || file_flush_folder(j->path, e) != 0)
		return -1;
	(void)close(j->fd);
	j->fd = -1;
	(void)add_file(j, next);
	return open_current(j, e);
}

/*
 * Begin another file when this one is long enough and has nothing but what is
 * on disk.
 */
static int
rotate_if_full(struct journal *j, struct error *e)
{
	const struct journal_file *f = current(j);

	if (j->at > f->bytes || f->bytes < j->rotate || f->last < f->first)
		return 0;
	if (rotate(j, e) != 0)
		return -1;
	j->at = 0;
	return 0;
}

/* What was written after at is as if it had not been. */
static int
cut_back(struct journal *j, int64_t at, struct error *e)
{
	error_errno(
	    e, ERROR_TEMPORARY, "cannot write the journal '%s'", j->path);
	/* What stays of it is cut off, here or when it is opened. */
	if (ftruncate(j->fd, at) != 0)
		error_prefix(e, "and cannot cut it");
	j->at = at;
	return -1;
}

/* Write what is in memory. */
static int
write_pending(struct journal *j, struct error *e)
{
	if (fd_pwrite_all(j->fd, j->pending.data, j->pending.len, j->at) != 0)
		return cut_back(j, j->at, e);
	j->at += (int64_t)j->pending.len;
	buf_reset(&j->pending);
	return 0;
}

/* Write a record that is long; its stamp has yet to come. */
static int
write_long(struct journal *j, const struct delivery *d, struct error *e)
{
	struct buf room = buf_make(BODY_STORE_HELD);
	int64_t begin = j->at;
	uint64_t at = 0;
	const char *p;
	size_t n;
	int rc = 0;

	if (fd_pwrite_all(j->fd, d->head.data, d->head.len, j->at) != 0)
		rc = cut_back(j, begin, e);
	else
		j->at += (int64_t)d->head.len;
	while (rc == 0 && at < body_store_len(&d->text)) {
		if (body_store_read(&d->text, at, &room, &p, &n, e) < 0) {
			(void)!ftruncate(j->fd, begin);
			j->at = begin;
			rc = -1;
		} else if (fd_pwrite_all(j->fd, p, n, j->at) != 0) {
			rc = cut_back(j, begin, e);
		} else {
			j->at += (int64_t)n;
			at += n;
		}
	}
	buf_free(&room);
	return rc;
}

int
journal_put(struct journal *j, const struct delivery *d, struct error *e)
{
	if (d->text.filed == 0) {
		buf_put(&j->pending, d->head.data, d->head.len);
		buf_put(&j->pending, d->text.held.data, d->text.held.len);
	} else if (rotate_if_full(j, e) != 0 || write_pending(j, e) != 0 ||
		   write_long(j, d, e) != 0) {
		return -1;
	}
	buf_put(&j->pending, d->tail.data, d->tail.len);
	delivery_stamp(&j->pending, clock_wall_s(), j->next++);
	buf_byte(&j->pending, '\n');
	return 0;
}

int
journal_commit(struct journal *j, struct error *e)
{
	struct journal_file *f;

	/* A long record that failed has had those before it written. */
	if (j->pending.len == 0 && j->at == current(j)->bytes)
		return 0;
	if (rotate_if_full(j, e) != 0)
		return -1;
	f = current(j);
	if (write_pending(j, e) != 0) {
		if (j->at > f->bytes && ftruncate(j->fd, f->bytes) != 0)
			error_prefix(e, "and cannot cut it");
		j->at = f->bytes;
		j->next = j->safe;
		buf_reset(&j->pending);
		return -1;
	}
	if (fdatasync(j->fd) != 0) {
		error_errno(
		    e, ERROR_OUTPUT, "cannot flush the journal '%s'", j->path);
		return -1;
	}
	f->bytes = j->at;
	j->safe = j->next;
	f->last = j->next - 1;
	j->commits++;
	return 0;
}

int
journal_clear(struct journal *j, uint64_t mark, uint64_t keep, struct error *e)
{
	struct buf name = buf_make(PATH_ROOM);
	size_t i, n = 0;
	int rc = 0;

	while (n + 1 < j->n && j->files[n].last <= mark)
		n++;
	n = n > keep ? n - (size_t)keep : 0;
	for (i = 0; i < n && rc == 0; i++) {
		buf_reset(&name);
		journal_name(j, &j->files[i], &name);
		rc = unlink((const char *)name.data);
		if (rc != 0 && errno == ENOENT)
			rc = 0;
		if (rc != 0)
			error_errno(e, ERROR_OUTPUT, "cannot remove '%s'",
			    (const char *)name.data);
	}
	if (rc == 0 && n > 0) {
		memmove(j->files, j->files + n, (j->n - n) * sizeof(*j->files));
		j->n -= n;
	}
	buf_free(&name);
	return rc;
}

void
journal_close(struct journal *j)
{
	if (j->fd >= 0)
		(void)close(j->fd);
	if (j->lock >= 0)
		(void)close(j->lock);
	buf_free(&j->pending);
	mem_free(j->files);
	memset(j, 0, sizeof(*j));
	j->fd = j->lock = -1;
}
