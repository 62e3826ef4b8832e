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

/* The value at the offset is an object: is it on one line, and alone there? */
static int
look_at_object(struct byte_source *s, size_t offset,
    enum input_layout *layout, struct error *e)
{
	struct value_scan v = { 0 };
	const char *p, *end, *after, *lf;
	int rc;

	while ((rc = look_further(s, offset, e)) == 1) {
		p = s->data + s->from + offset;
		end = s->data + s->to;
		lf = memchr(p, '\n', (size_t)(end - p));
		after = value_scan(&v, p, lf != NULL ? lf : end);
		offset = (size_t)(end - (s->data + s->from));
		if (after == NULL && lf == NULL)
			continue;
		/* A line that is cut is told of as a line. */
		if (after == NULL && (v.string || is_cut(p, lf, end)))
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
