/* byte_source: bytes of a descriptor, decompressed; see byte_source.h. */
#include "codec/byte_source.h"

#include <string.h>

#include "base/mem.h"
#include "io/fd.h"

#define PACKED_BYTES ((size_t)64 << 10)

void
byte_source_open(struct byte_source *s, int fd, const char *name)
{
	memset(s, 0, sizeof(*s));
	s->fd = fd;
	s->name = name;
}

/* Read up to cap bytes as they are; 0 at the end. */
static int
read_raw(struct byte_source *s, void *to, size_t cap, size_t *got,
    struct error *e)
{
	ssize_t n;

	*got = 0;
	if (s->drained)
		return 0;
	if (s->wait != NULL && s->wait(s->arg, s->fd, e) != 0)
		return -1;
	n = fd_read(s->fd, to, cap);
	if (n < 0) {
		error_errno(e, ERROR_FAILED, "cannot read %s", s->name);
		return -1;
	}
	s->drained = n == 0;
	*got = (size_t)n;
	return 0;
}

/* Read the first bytes, and find out what compresses them. */
static int
recognise(struct byte_source *s, struct error *e)
{
	size_t got;

	s->packed = mem_new(PACKED_BYTES, 1);
	while (s->packed_to < UNPACK_MAGIC && !s->drained) {
		if (read_raw(s, s->packed + s->packed_to,
			PACKED_BYTES - s->packed_to, &got, e) != 0)
			return -1;
		s->packed_to += got;
		/* It may be a while before more than "{}" comes. */
		if (s->packed_to > 0 && s->packed[0] == '{')
			break;
	}
	s->known = true;
	if (unpack_open(&s->unpack, s->packed, s->packed_to, e) == 0)
		return 0;
	error_prefix(e, "%s", s->name);
	return -1;
}

/* Decompress up to cap bytes into to. */
static int
unpack_some(struct byte_source *s, void *to, size_t cap, size_t *got,
    struct error *e)
{
	const uint8_t *p;
	size_t n;

	if (s->packed_from == s->packed_to) {
		s->packed_from = 0;
		if (read_raw(s, s->packed, PACKED_BYTES, &s->packed_to, e) != 0)
			return -1;
	}
	p = s->packed + s->packed_from;
	n = s->packed_to - s->packed_from;
	if (unpack_take(&s->unpack, &p, &n, to, cap, got, e) != 0) {
		error_prefix(e, "%s", s->name);
		return -1;
	}
	s->packed_from = s->packed_to - n;
	if (*got > 0 || n > 0 || !s->drained)
		return 0;
	s->ended = true;
	if (unpack_complete(&s->unpack))
		return 0;
	error_set(e, ERROR_INPUT, "%s: it is cut: its %s data has no end",
	    s->name, unpack_name(&s->unpack));
	return -1;
}

/* Up to cap bytes into to, at least one but at the end. */
static int
take_some(struct byte_source *s, void *to, size_t cap, size_t *got,
    struct error *e)
{
	*got = 0;
	if (!s->known && recognise(s, e) != 0)
		return -1;
	while (*got == 0 && !s->ended) {
		if (s->unpack.format != UNPACK_PLAIN) {
			if (unpack_some(s, to, cap, got, e) != 0)
				return -1;
		} else if (s->packed_from < s->packed_to) {
			/* What was read to recognise it. */
			*got = s->packed_to - s->packed_from;
			*got = *got < cap ? *got : cap;
			memcpy(to, s->packed + s->packed_from, *got);
			s->packed_from += *got;
		} else {
			if (read_raw(s, to, cap, got, e) != 0)
				return -1;
			s->ended = s->drained;
		}
	}
	s->bytes += *got;
	return 0;
}

int
byte_source_fill(struct byte_source *s, size_t n, struct error *e)
{
	size_t got;

	if (s->to - s->from >= n)
		return 0;
	if (s->data == NULL)
		s->data = mem_new(BYTE_SOURCE_WINDOW, 1);
	memmove(s->data, s->data + s->from, s->to - s->from);
	s->to -= s->from;
	s->from = 0;
	while (s->to < n && !s->ended) {
		if (take_some(s, s->data + s->to, BYTE_SOURCE_WINDOW - s->to,
			&got, e) != 0)
			return -1;
		s->to += got;
	}
	return 0;
}

ssize_t
byte_source_read(struct byte_source *s, void *p, size_t n, struct error *e)
{
	size_t got = s->to - s->from;

	if (got > 0) {
		got = got < n ? got : n;
		memcpy(p, s->data + s->from, got);
		s->from += got;
		return (ssize_t)got;
	}
	if (take_some(s, p, n, &got, e) != 0)
		return -1;
	return (ssize_t)got;
}

uint64_t
byte_source_at(const struct byte_source *s)
{
	return s->bytes - (s->to - s->from);
}

void
byte_source_close(struct byte_source *s)
{
	unpack_close(&s->unpack);
	mem_free(s->data);
	mem_free(s->packed);
	memset(s, 0, sizeof(*s));
}
