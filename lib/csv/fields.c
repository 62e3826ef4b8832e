/* fields: the lines of a CSV file, taken apart; see fields.h. */
#include "csv/fields.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define BOM "\xef\xbb\xbf"

/*
 * Find the delimiter that comes first outside of quotes in the first line; a
 * comma if there is none, or it is beyond the window.
 */
static int
guess(struct byte_source *in, char *delimiter, struct error *e)
{
	bool quoted = false;
	size_t i;
	char c;

	*delimiter = ',';
	for (i = 0; i < BYTE_SOURCE_WINDOW; i++) {
		if (byte_source_fill(in, i + 1, e) != 0)
			return -1;
		if (in->to - in->from <= i)
			break;
		c = in->data[in->from + i];
		if (c == '"')
			quoted = !quoted;
		else if (!quoted && c == '\n')
			break;
		else if (!quoted && c != '\0' && strchr(",;\t|", c) != NULL) {
			*delimiter = c;
			break;
		}
	}
	return 0;
}

int
fields_open(struct fields *f, struct byte_source *in, char delimiter,
    struct fields_bounds bounds, struct error *e)
{
	memset(f, 0, sizeof(*f));
	f->in = in;
	f->line = 1;
	f->bounds = bounds;
	f->text = buf_make(bounds.bytes);
	if (byte_source_fill(in, 3, e) != 0)
		return -1;
	if (in->to >= 3 && memcmp(in->data, BOM, 3) == 0)
		in->from = 3;
	f->delimiter = delimiter;
	return delimiter != 0 ? 0 : guess(in, &f->delimiter, e);
}

/* Say what is wrong with the line. */
static int
fail(const struct fields *f, enum error_kind kind, const char *what,
    struct error *e)
{
	error_set(e, kind, "%s: line %llu (byte %llu): %s", f->in->name,
	    (unsigned long long)f->from, (unsigned long long)f->byte, what);
	return -2;
}

static int
too_much(const struct fields *f, size_t bound, const char *of, struct error *e)
{
	char what[160];

	(void)snprintf(what, sizeof(what), "it has over %zu %s; see %s", bound,
	    of, f->bounds.option);
	return fail(f, ERROR_LIMIT, what, e);
}

/* The next byte, or -1 at the end, or -2 with *e.  It is not taken. */
static int
peek(struct fields *f, struct error *e)
{
	struct byte_source *in = f->in;

	if (in->from == in->to) {
		if (byte_source_fill(in, 1, e) != 0)
			return -2;
		if (in->from == in->to)
			return -1;
	}
	return (uint8_t)in->data[in->from];
}

/* Take bytes up to the first that is a or b, or the end. */
static int
take_until(struct fields *f, char a, char b, struct error *e)
{
	struct byte_source *in = f->in;
	size_t at;
	int c;

	while ((c = peek(f, e)) >= 0 && c != (uint8_t)a && c != (uint8_t)b) {
		for (at = in->from; at < in->to && in->data[at] != a &&
		     in->data[at] != b; at++) {
			if (in->data[at] == '\n')
				f->line++;
		}
		buf_put(&f->text, in->data + in->from, at - in->from);
		in->from = at;
	}
	if (!f->text.failed)
		return c;
	return too_much(f, f->bounds.bytes, "bytes", e);
}

/* What is between quotes, after the first of them. */
static int
take_quoted(struct fields *f, struct error *e)
{
	int c;

	for (;;) {
		c = take_until(f, '"', '"', e);
		if (c == -1)
			return fail(f, ERROR_INPUT,
			    "the input is cut: it ends within quotes", e);
		if (c < 0)
			return c;
		f->in->from++;
		c = peek(f, e);
		if (c != '"')
			return c;
		buf_byte(&f->text, '"');
		f->in->from++;
	}
}

/* One field; the byte after it, which is not taken, or below 0. */
static int
take_field(struct fields *f, struct error *e)
{
	struct field *to;
	size_t at = f->text.len, bare;
	bool quoted = false;
	int c = peek(f, e);

	if (c == '"') {
		quoted = true;
		f->in->from++;
		c = take_quoted(f, e);
	}
	bare = f->text.len;
	if (c != -2)
		c = take_until(f, f->delimiter, '\n', e);
	if (c == -2)
		return c;
	if (f->n >= f->bounds.fields)
		return too_much(f, f->bounds.fields, "fields", e);
	f->list = mem_grow(f->list, &f->cap, f->n + 1, sizeof(*f->list));
	to = &f->list[f->n++];
	to->at = at;
	to->quoted = quoted;
	/* A CR before the LF belongs to the line's end. */
	if (c == '\n' && f->text.len > bare &&
	    f->text.data[f->text.len - 1] == '\r')
		f->text.len--;
	to->len = f->text.len - at;
	f->stray = f->stray || (quoted && f->text.len > bare);
	return c;
}

int
fields_next(struct fields *f, struct error *e)
{
	int c = peek(f, e);

	buf_reset(&f->text);
	f->n = 0;
	f->stray = false;
	f->from = f->line;
	f->byte = byte_source_at(f->in);
	if (c < 0)
		return c == -1 ? 0 : -1;
	for (;;) {
		c = take_field(f, e);
		if (c == -2)
			return -1;
		if (c == (uint8_t)f->delimiter) {
			f->in->from++;
			continue;
		}
		if (c == '\n') {
			f->in->from++;
			f->line++;
		}
		return 1;
	}
}

void
fields_close(struct fields *f)
{
	buf_free(&f->text);
	mem_free(f->list);
	memset(f, 0, sizeof(*f));
}
