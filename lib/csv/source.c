/* source: the bytes of a file through a window; see source.h. */
#include "csv/source.h"

#include <string.h>

#include "base/mem.h"
#include "io/fd.h"

#define PACKED_BYTES ((size_t)64 << 10)

void
csv_source_open(struct csv_source *s, int fd, const char *name, int64_t offset,
    int64_t n, bool gzip)
{
	memset(s, 0, sizeof(*s));
	s->fd = fd;
	s->name = name;
	s->offset = offset;
	s->left = n;
	s->gzip = gzip;
	s->data = mem_new(CSV_WINDOW, 1);
	if (gzip) {
		s->packed = mem_new(PACKED_BYTES, 1);
		gunzip_open(&s->gunzip);
	}
}

/* Read up to cap bytes of the file into to. */
static int
read_some(
    struct csv_source *s, void *to, size_t cap, size_t *got, struct error *e)
{
	*got = (int64_t)cap < s->left ? cap : (size_t)s->left;
	if (fd_pread_all(s->fd, to, *got, s->offset) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot read '%s'", s->name);
		return -1;
	}
	s->offset += (int64_t)*got;
	s->left -= (int64_t)*got;
	return 0;
}

/* Decompress up to cap bytes into to. */
static int
unpack_some(
    struct csv_source *s, void *to, size_t cap, size_t *got, struct error *e)
{
	const uint8_t *p;
	size_t n;

	if (s->packed_from == s->packed_to) {
		s->packed_from = 0;
		if (read_some(s, s->packed, PACKED_BYTES, &s->packed_to, e) !=
		    0)
			return -1;
	}
	p = s->packed + s->packed_from;
	n = s->packed_to - s->packed_from;
	if (gunzip_take(&s->gunzip, &p, &n, to, cap, got, e) != 0) {
		error_prefix(e, "'%s'", s->name);
		return -1;
	}
	s->packed_from = s->packed_to - n;
	s->ended = *got == 0 && n == 0 && s->left == 0;
	return 0;
}

int
csv_source_fill(struct csv_source *s, size_t n, struct error *e)
{
	size_t got;

	if (s->to - s->from >= n)
		return 0;
	memmove(s->data, s->data + s->from, s->to - s->from);
	s->to -= s->from;
	s->from = 0;
	while (s->to < n && !s->ended) {
		if (s->gzip) {
			if (unpack_some(s, s->data + s->to, CSV_WINDOW - s->to,
				&got, e) != 0)
				return -1;
		} else {
			if (read_some(s, s->data + s->to, CSV_WINDOW - s->to,
				&got, e) != 0)
				return -1;
			s->ended = s->left == 0;
		}
		s->to += got;
	}
	return 0;
}

void
csv_source_close(struct csv_source *s)
{
	if (s->gzip)
		gunzip_close(&s->gunzip);
	mem_free(s->data);
	mem_free(s->packed);
	memset(s, 0, sizeof(*s));
}
