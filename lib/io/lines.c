/* lines: read a file descriptor line by line; see lines.h. */
#include "io/lines.h"

#include <string.h>

#include "base/mem.h"
#include "io/fd.h"

#define READ_BYTES ((size_t)256 << 10)

void
lines_open(struct lines *l, int fd, const char *name, size_t max_line)
{
	memset(l, 0, sizeof(*l));
	l->fd = fd;
	l->name = name;
	l->max = max_line;
}

void
lines_open_by(struct lines *l,
    ssize_t (*read)(void *arg, void *p, size_t n, struct error *e), void *arg,
    const char *name, size_t max_line)
{
	lines_open(l, -1, name, max_line);
	l->read = read;
	l->arg = arg;
}

/* Make the buffer that long. */
static void
resize(struct lines *l, size_t cap)
{
	l->cap = cap;
	l->data = mem_resize(l->data, l->cap + 1 + LINES_PAD, 1);
	memset(l->data + l->cap, 0, 1 + LINES_PAD);
}

/* Move what is left to the front and make room for one more read. */
static void
make_room(struct lines *l)
{
	if (l->from > 0) {
		memmove(l->data, l->data + l->from, l->to - l->from);
		l->to -= l->from;
		l->searched -= l->from;
		l->from = 0;
	}
	if (l->cap - l->to >= READ_BYTES)
		return;
	/* Twice the size, so that a long line is copied O(1) times a byte. */
	resize(l, l->cap * 2 > READ_BYTES * 2 ? l->cap * 2 : READ_BYTES * 2);
}

/* Read once more.  0 with ended set at the end, or -1 with *e. */
static int
fill(struct lines *l, struct error *e)
{
	ssize_t got;

	make_room(l);
	if (l->read != NULL) {
		got = l->read(l->arg, l->data + l->to, READ_BYTES, e);
		if (got < 0)
			return -1;
	} else {
		got = fd_read(l->fd, l->data + l->to, READ_BYTES);
		if (got < 0) {
			error_errno(e, ERROR_FAILED, "cannot read %s", l->name);
			return -1;
		}
	}
	l->ended = got == 0;
	/* The very first bytes may be a byte order mark. */
	l->to += (size_t)got;
	l->bytes += (uint64_t)got;
	return 0;
}

/* Skip the byte order mark when the input begins with it. */
static int
skip_bom(struct lines *l, struct error *e)
{
	while (!l->ended && l->to < 3)
		if (fill(l, e) != 0)
			return -1;
	if (l->to >= 3 && memcmp(l->data, "\xef\xbb\xbf", 3) == 0) {
		l->bom = true;
		l->from = l->searched = 3;
	}
	return 0;
}

/* The end of the first line: its LF, or the end of input; else NULL. */
static char *
find_end(struct lines *l)
{
	char *lf = l->data + l->searched;

	/* lines_ready() may have found it. */
	if (*lf != '\n')
		lf = memchr(lf, '\n', l->to - l->searched);
	l->searched = l->to;
	if (lf == NULL && l->ended && l->from < l->to)
		return l->data + l->to;
	return lf;
}

static ALWAYS_INLINE bool
is_blank(const char *s, size_t len)
{
	size_t i;

	if (LIKELY(len > 0 && *s > ' '))
		return false;
	for (i = 0; i < len; i++)
		if (s[i] != ' ' && s[i] != '\t')
			return false;
	return true;
}

/* The same with a CR before its end. */
static bool
is_blank_line(const char *s, const char *end)
{
	return is_blank(s, (size_t)(end - s) - (end > s && end[-1] == '\r'));
}

static int
too_long(const struct lines *l, uint64_t number, uint64_t offset,
    struct error *e)
{
	error_set(e, ERROR_INPUT,
	    "%s: line %llu (byte %llu) is longer than %zu bytes; see "
	    "--max-line",
	    l->name, (unsigned long long)number, (unsigned long long)offset,
	    l->max);
	return -1;
}

/* Bring one line, blank or not, into the buffer.  1, 0 at the end, or -1. */
static int
take_line(struct lines *l, char **line, size_t *len, struct error *e)
{
	char *end;

	while (l->to == l->searched || (end = find_end(l)) == NULL) {
		if (l->to - l->from > l->max)
			return too_long(l, l->number + 1,
			    l->bytes - (l->to - l->from), e);
		if (l->ended) {
			if (l->from == l->to)
				return 0;
			end = l->data + l->to;
			break;
		}
		if (fill(l, e) != 0)
			return -1;
	}
	l->line = l->from;
	*line = l->data + l->line;
	*len = (size_t)(end - *line);
	l->offset = l->bytes - (l->to - l->from);
	l->number++;
	l->terminated = end < l->data + l->to;
	l->from = l->searched = (size_t)(end - l->data) + l->terminated;
	if (*len > 0 && (*line)[*len - 1] == '\r')
		--*len;
	(*line)[*len] = '\0';
	return 1;
}

int
lines_next(struct lines *l, char **line, size_t *len, struct error *e)
{
	int rc;

	if (l->data == NULL && skip_bom(l, e) != 0)
		return -1;
	while ((rc = take_line(l, line, len, e)) > 0) {
		if (*len > l->max)
			return too_long(l, l->number, l->offset, e);
		if (!is_blank(*line, *len))
			break;
		l->blank++;
	}
	return rc;
}

bool
lines_take(struct lines *l, char **line, size_t *len)
{
	char *from = l->data + l->from, *lf;
	size_t n;

	if (l->to == l->searched)
		return false;
	lf = memchr(l->data + l->searched, '\n', l->to - l->searched);
	/* What was looked at is not looked at again. */
	l->searched = lf != NULL ? (size_t)(lf - l->data) : l->to;
	n = (size_t)(l->data + l->searched - from);
	if (lf == NULL || n == 0 || n > l->max || *from <= ' ' ||
	    lf[-1] == '\r')
		return false;
	*lf = '\0';
	*line = from;
	*len = n;
	l->line = l->from;
	l->offset = l->bytes - (l->to - l->from);
	l->number++;
	l->terminated = true;
	l->from = ++l->searched;
	return true;
}

char *
lines_widen(struct lines *l, size_t n)
{
	if (l->cap - l->to <= n)
		resize(l, l->to + n + 1);
	memmove(l->data + l->from + n, l->data + l->from, l->to - l->from);
	l->from += n;
	l->to += n;
	l->searched += n;
	return l->data + l->line;
}

bool
lines_ready(struct lines *l)
{
	const char *lf;

	while (!l->ended && l->to > l->searched) {
		lf = memchr(l->data + l->searched, '\n', l->to - l->searched);
		/* What was looked at is not looked at again by lines_next(). */
		l->searched = lf != NULL ? (size_t)(lf - l->data) : l->to;
		if (lf == NULL)
			return false;
		if (!is_blank_line(l->data + l->from, lf))
			return true;
		/* lines_next() would go on to one that has yet to come. */
		l->from = ++l->searched;
		l->number++;
		l->blank++;
	}
	return l->ended;
}

int
lines_fill(struct lines *l, struct error *e)
{
	if (l->ended)
		return 0;
	if (l->data == NULL)
		return skip_bom(l, e);
	if (fill(l, e) != 0)
		return -1;
	if (lines_ready(l))
		return 0;
	/* Do not look twice at a long line's beginning. */
	l->searched = l->to;
	if (l->to - l->from > l->max)
		return too_long(l, l->number + 1,
		    l->bytes - (l->to - l->from), e);
	return 0;
}

void
lines_close(struct lines *l)
{
	mem_free(l->data);
	l->data = NULL;
	l->cap = l->from = l->to = l->searched = 0;
}
