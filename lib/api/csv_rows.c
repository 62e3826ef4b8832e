/* csv_rows: CSV as JSON objects of texts; see csv_rows.h. */
#include "api/csv_rows.h"

#include <stdio.h>
#include <string.h>

#include "json/text.h"

/* Each row has all names: long ones would make much of a short body. */
#define NAME_MAX_BYTES 4096

static int
wrong(const struct csv_rows *c, enum error_kind kind, const char *what,
    struct error *e)
{
	error_set(e, kind, "row %llu of the body %s",
	    (unsigned long long)c->row, what);
	return -1;
}

/* Step over the end of a line. */
static void
skip_end(struct csv_rows *c)
{
	if (c->p < c->end && *c->p == '\r')
		c->p++;
	else if (c->p < c->end && *c->p == '\n') {
		c->p++;
		return;
	}
	if (c->p < c->end && c->p[-1] == '\r' && *c->p == '\n')
		c->p++;
}

static bool
at_end_of_line(const struct csv_rows *c)
{
	return c->p == c->end || *c->p == '\n' || *c->p == '\r';
}

/* The field in quotes at the reader's place. */
static int
read_quoted(struct csv_rows *c, struct error *e)
{
	const char *stop;

	for (c->p++;; c->p = stop + 2) {
		stop = memchr(c->p, '"', (size_t)(c->end - c->p));
		if (stop == NULL)
			return wrong(c, ERROR_TEMPORARY,
			    "ends within quotes: it is cut short", e);
		buf_put(&c->field, c->p, (size_t)(stop - c->p));
		if (stop + 1 == c->end || stop[1] != '"')
			break;
		buf_byte(&c->field, '"');
	}
	c->p = stop + 1;
	if (at_end_of_line(c) || *c->p == c->separator)
		return 0;
	return wrong(c, ERROR_FAILED, "has text after a quote", e);
}

/*
 * The field at the reader's place, in c->field; *null: there is nothing.
 * *more: another one of the row follows.
 */
static int
read_field(struct csv_rows *c, bool *null, bool *more, struct error *e)
{
	const char *from = c->p;

	buf_reset(&c->field);
	if (c->p < c->end && *c->p == '"') {
		if (read_quoted(c, e) != 0)
			return -1;
	} else {
		while (!at_end_of_line(c) && *c->p != c->separator)
			c->p++;
		buf_put(&c->field, from, (size_t)(c->p - from));
	}
	*null = c->p == from;
	*more = c->p < c->end && *c->p == c->separator;
	if (*more)
		c->p++;
	else
		skip_end(c);
	return 0;
}

int
csv_rows_open(struct csv_rows *c, const char *text, size_t len,
    char separator, struct error *e)
{
	bool null, more = len > 0;
	int rc = 0;

	*c = (struct csv_rows){ .p = text, .end = text + len,
		.separator = separator, .row = 1,
		.field = buf_make(SIZE_MAX / 2) };
	while (rc == 0 && more) {
		rc = read_field(c, &null, &more, e);
		if (rc == 0 && c->field.len > NAME_MAX_BYTES)
			rc = wrong(c, ERROR_FAILED,
			    "has a name of more than 4096 bytes", e);
		if (rc == 0)
			csv_header_add(&c->header,
			    (const char *)c->field.data, c->field.len);
	}
	return rc;
}

static int
count_wrong(const struct csv_rows *c, size_t n, struct error *e)
{
	char what[120];
	/* Without the end of its line it may be a part of one. */
	bool cut = n < c->header.n && c->p == c->end && c->end[-1] != '\n' &&
	    c->end[-1] != '\r';

	(void)snprintf(what, sizeof(what), "has %zu fields, for %zu names%s", n,
	    c->header.n, cut ? ": it is cut short" : "");
	return wrong(c, cut ? ERROR_TEMPORARY : ERROR_FAILED, what, e);
}

int
csv_rows_next(struct csv_rows *c, struct buf *out, struct error *e)
{
	bool null, more = true;
	size_t n = 0;

	c->row++;
	while (c->header.n > 1 && c->p < c->end && at_end_of_line(c)) {
		skip_end(c);
		c->row++;
	}
	if (c->p == c->end)
		return 0;
	while (more) {
		if (read_field(c, &null, &more, e) != 0)
			return -1;
		if (n < c->header.n) {
			buf_byte(out, n == 0 ? '{' : ',');
			buf_str(out, c->header.names[n]);
			if (null)
				buf_str(out, "null");
			else
				json_quote((const char *)c->field.data,
				    c->field.len, out);
		}
		n++;
	}
	if (n != c->header.n)
		return count_wrong(c, n, e);
	buf_byte(out, '}');
	return 1;
}

void
csv_rows_close(struct csv_rows *c)
{
	csv_header_free(&c->header);
	buf_free(&c->field);
	*c = (struct csv_rows){ 0 };
}
