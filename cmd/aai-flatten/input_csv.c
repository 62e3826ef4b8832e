/* input_csv: the rows of CSV as records; see input_csv.h. */
#include "aai-flatten/input_csv.h"

#include <stdio.h>
#include <string.h>

#include "csv/fields.h"
#include "csv/header.h"
#include "json/lex.h"
#include "json/text.h"

/* As many as a table may ever have. */
#define COLUMNS_MAX 100000

/* The work in progress. */
struct reading {
	struct input_csv *c;
	struct fields fields;
	struct csv_header header;
	struct buf record;
};

static bool
is_word(const char *s, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(s, word, len) == 0;
}

/* Where the field is; a row of empty ones has no text at all. */
static const char *
text_of(const struct reading *r, const struct field *f)
{
	return f->len > 0 ? (const char *)r->fields.text.data + f->at : "";
}

/* Put the field as a value. */
static void
put_value(struct reading *r, const struct field *f)
{
	const char *s = text_of(r, f);
	enum json_kind kind;

	if (f->len == 0) {
		buf_str(&r->record, f->quoted ? "\"\"" : "null");
		return;
	}
	kind = f->quoted ? JSON_STRING : json_kind_of(*s);
	if ((kind == JSON_NUMBER &&
		json_number_end(s, s + f->len) == s + f->len) ||
	    (kind == JSON_TRUE && is_word(s, f->len, "true")) ||
	    (kind == JSON_FALSE && is_word(s, f->len, "false")))
		buf_put(&r->record, s, f->len);
	else
		json_quote(s, f->len, &r->record);
}

/* What is wrong with the row, or NULL; room is for the text. */
static const char *
find_fault(const struct reading *r, char *room, size_t size)
{
	if (r->fields.stray)
		return "there is text after the quote that closes a field";
	if (r->fields.n == r->header.n)
		return NULL;
	(void)snprintf(room, size, "it has %zu field%s, for %zu columns",
	    r->fields.n, r->fields.n == 1 ? "" : "s", r->header.n);
	return room;
}

/* The row is none. */
static int
refuse_row(struct reading *r, const struct input_position *at,
    const char *fault, struct error *e)
{
	const struct field *f;
	size_t i;

	if (r->c->bad == NULL) {
		error_set(e, ERROR_INPUT, "%s", fault);
		input_prefix(r->c->name, at, e);
		return -1;
	}
	buf_reset(&r->record);
	for (i = 0; i < r->fields.n; i++) {
		f = &r->fields.list[i];
		buf_byte(&r->record, i == 0 ? '[' : ',');
		json_quote(text_of(r, f), f->len, &r->record);
	}
	buf_byte(&r->record, ']');
	return input_bad_put(r->c->bad, r->c->name, at, fault,
	    (const char *)r->record.data, r->record.len, true, e);
}

static int
take_row(struct reading *r, struct error *e)
{
	struct input_position at = { r->fields.from, r->fields.byte };
	char room[100];
	const char *fault = find_fault(r, room, sizeof(room));
	size_t i, len;

	if (fault != NULL)
		return refuse_row(r, &at, fault, e);
	buf_reset(&r->record);
	for (i = 0; i < r->header.n; i++) {
		buf_byte(&r->record, i == 0 ? '{' : ',');
		buf_str(&r->record, r->header.names[i]);
		put_value(r, &r->fields.list[i]);
	}
	buf_byte(&r->record, '}');
	len = r->record.len;
	if (input_pad(&r->record, e) != 0)
		return -1;
	return r->c->to.take(r->c->to.arg, &at, (char *)r->record.data, len,
	    e);
}

/* 1 with the next line that has fields; 0 at the end; -1 with *e. */
static int
next_row(struct reading *r, struct error *e)
{
	int rc;

	do
		rc = fields_next(&r->fields, e);
	while (rc == 1 && r->fields.n == 1 && r->header.n != 1 &&
	    r->fields.list[0].len == 0 && !r->fields.list[0].quoted);
	r->c->lines = r->fields.line - 1;
	/* Here no limit was asked for. */
	if (rc < 0 && e->kind == ERROR_LIMIT)
		e->kind = ERROR_INPUT;
	return rc;
}

/* Whether names look like UTF-16: by its mark, or the zeros of ASCII in it. */
static bool
is_utf16(const char *name, size_t len)
{
	return memchr(name, '\0', len) != NULL ||
	    (len >= 2 && (memcmp(name, "\xff\xfe", 2) == 0 ||
			     memcmp(name, "\xfe\xff", 2) == 0));
}

static int
take_header(struct reading *r, struct error *e)
{
	const struct field *f;
	const char *name;
	size_t i;

	for (i = 0; i < r->fields.n; i++) {
		f = &r->fields.list[i];
		name = text_of(r, f);
		if (!f->quoted && memchr(name, '\r', f->len) != NULL) {
			error_set(e, ERROR_INPUT, "%s: lines end in CR alone, "
			    "which is not read: tr '\\r' '\\n' makes them LF",
			    r->c->name);
			return -1;
		}
		if (is_utf16(name, f->len)) {
			error_set(e, ERROR_INPUT, "%s: it is not UTF-8: "
			    "iconv -f UTF-16 -t UTF-8 makes that of UTF-16",
			    r->c->name);
			return -1;
		}
		csv_header_add(&r->header, name, f->len);
	}
	r->c->changed = r->header.changed;
	return 0;
}

int
input_csv_read(struct input_csv *c, struct error *e)
{
	const struct fields_bounds bounds = { c->max, COLUMNS_MAX,
		"--max-line" };
	struct reading r = { .c = c, .record = buf_make(SIZE_MAX / 2) };
	int rc = fields_open(&r.fields, c->in, c->delimiter, bounds, e);

	if (rc == 0)
		rc = next_row(&r, e);
	if (rc == 1 && take_header(&r, e) != 0)
		rc = -1;
	while (rc == 1 && (rc = next_row(&r, e)) == 1)
		rc = take_row(&r, e) == 0 ? 1 : -1;
	fields_close(&r.fields);
	csv_header_free(&r.header);
	buf_free(&r.record);
	return rc;
}
