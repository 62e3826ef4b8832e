/* input_layout: how JSON is laid out; see input_layout.h. */
#include "aai-flatten/input_layout.h"

#include <string.h>

#include "aai-flatten/value_scan.h"

#define BOM	"\xef\xbb\xbf"
#define BOM_LEN 3

/*
 * Have more bytes than those up to the offset in the window.  0 when there are
 * none, or no room.
 */
static int
look_further(struct byte_source *s, size_t offset, struct error *e)
{
	if (offset == BYTE_SOURCE_WINDOW)
		return 0;
	if (byte_source_fill(s, offset + 1, e) != 0)
		return -1;
	return s->to - s->from > offset ? 1 : 0;
}

/* The offset of the first byte of the first value; 1, 0 without one, or -1. */
static int
find_value(struct byte_source *s, size_t *offset, struct error *e)
{
	const char *p;
	int rc;

	*offset = 0;
	while ((rc = look_further(s, *offset, e)) == 1) {
		p = s->data + s->from;
		if (*offset == 0 && *p == BOM[0]) {
			if (byte_source_fill(s, BOM_LEN, e) != 0)
				return -1;
			p = s->data + s->from;
			if (s->to - s->from < BOM_LEN ||
			    memcmp(p, BOM, BOM_LEN) != 0)
				return 1;
			*offset = BOM_LEN;
			continue;
		}
		if (p[*offset] != ' ' && p[*offset] != '\t' &&
		    p[*offset] != '\n' && p[*offset] != '\r')
			return 1;
		++*offset;
	}
	return rc;
}

/*
 * Whether the line from p to lf, in which the object does not end, cannot go on
 * with what is next, but that is a line like it.
 */
static bool
is_cut(const char *p, const char *lf, const char *end)
{
	const char *last = lf;

	while (last > p && (last[-1] == ' ' || last[-1] == '\t' ||
	    last[-1] == '\r'))
		last--;
	return last > p && strchr(":,[{", last[-1]) == NULL && lf + 1 < end &&
	    lf[1] == '{';
}

/*
 * How far to look at a value whose line has not ended, in bytes: to look at all
 * of it costs a long record as much as to flatten it.
 */
#define EAGER ((size_t)4 << 10)

/* Where to look at the value up to: the end of its line, or of the input, or as
 * far as that is worth it. */
static size_t
look_up_to(const struct byte_source *s, const char *lf, size_t seen,
    size_t looked, bool more)
{
	if (lf != NULL)
		return (size_t)(lf - (s->data + s->from));
	if (!more && seen < BYTE_SOURCE_WINDOW)
		return seen;
	if (looked >= EAGER)
		return looked;
	return seen < EAGER ? seen : EAGER;
}

/* The value at the offset is an object: is it on one line, and alone there? */
static int
look_at_object(struct byte_source *s, size_t offset,
    enum input_layout *layout, struct error *e)
{
	struct value_scan v = { 0 };
	size_t seen = offset, looked = offset, to;
	const char *p, *end, *after, *lf;
	int rc = 1;

	while (rc == 1) {
		rc = look_further(s, seen, e);
		if (rc < 0)
			return -1;
		p = s->data + s->from;
		end = s->data + s->to;
		lf = memchr(p + seen, '\n', (size_t)(end - p) - seen);
		seen = (size_t)(end - p);
		to = look_up_to(s, lf, seen, looked, rc == 1);
		after = value_scan(&v, p + looked, p + to);
		looked = to;
		if (after == NULL && lf == NULL)
			continue;
		/* A line that is cut is told of as a line. */
		if (after == NULL && (v.string || is_cut(p + offset, lf, end)))
			return 0;
		/* Up to what is next; where that has not come, it is a line. */
		while (after != NULL && after < end &&
		    (*after == ' ' || *after == '\t' || *after == '\r'))
			after++;
		*layout = after == NULL || (after < end && *after != '\n') ?
		    INPUT_DOCUMENTS : INPUT_LINES;
		return 0;
	}
	return rc;
}

int
input_layout_find(struct byte_source *s, enum input_layout *layout,
    struct error *e)
{
	size_t offset;
	int rc = find_value(s, &offset, e);

	*layout = INPUT_LINES;
	if (rc <= 0)
		return rc;
	switch (s->data[s->from + offset]) {
	case '[':
		*layout = INPUT_DOCUMENTS;
		return 0;
	case '{':
		return look_at_object(s, offset, layout, e);
	default:
		return 0;
	}
}
