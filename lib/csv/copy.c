/* copy: files that we wrote, written again; see copy.h. */
#include "csv/copy.h"

#include <string.h>

#include "base/mem.h"
#include "json/text.h"

enum csv_change
csv_change_of(enum type from, enum type now)
{
	if (from == TYPE_DATE && now == TYPE_TIMESTAMP)
		return CSV_TO_STAMP;
	if (now == TYPE_JSON &&
	    (from == TYPE_NONE || from == TYPE_TEXT || from == TYPE_DATE ||
		from == TYPE_TIMESTAMP))
		return CSV_TO_JSON;
	return CSV_SAME;
}

/* Whether rows of that layout stay as they are. */
static bool
is_same(const struct csv_layout *layout)
{
	size_t i;

	for (i = 0; i < layout->n; i++)
		if (layout->changes[i] != CSV_SAME)
			return false;
	return layout->n == layout->total && layout->filter == NULL;
}

/* A copy in progress. */
struct copier {
	struct csv_source *in;
	const struct csv_style *style;
	struct csv_target *out;
	/* Where the fields of the key begin and end in a row that is held. */
	size_t *key; /* owned: two for each; NULL: all rows stay */
	bool has_mark; /* that row has a field for a mark: */
	size_t mark_from, mark_to;
	struct root_key name;
	struct buf scratch;
};

static int
damaged(const struct copier *c, struct error *e)
{
	error_set(
	    e, ERROR_OUTPUT, "'%s' is not as it was written", c->in->name);
	return -1;
}

/* Pass n bytes of the window on to the output. */
static int
pass(struct copier *c, size_t n, struct error *e)
{
	buf_put(&c->out->out, c->in->data + c->in->from, n);
	c->in->from += n;
	return csv_target_flush(c->out, false, e);
}

/* Bytes in the window before the first that ends a bare field. */
static size_t
bare_run(const struct copier *c)
{
	const char *p = c->in->data + c->in->from, *q;
	const char *end = c->in->data + c->in->to;

	for (q = p; q < end; q++)
		if (*q == c->style->delimiter || *q == '\n' || *q == '\r')
			break;
	return (size_t)(q - p);
}

/* Copy a field as it is. */
static int
copy_same(struct copier *c, struct error *e)
{
	struct csv_source *in = c->in;
	const char *quote;
	size_t n;

	if (in->from == in->to || in->data[in->from] != '"') {
		while ((n = bare_run(c)) > 0)
			if (pass(c, n, e) != 0 ||
			    csv_source_fill(in, 1, e) != 0)
				return -1;
		return 0;
	}
	if (pass(c, 1, e) != 0)
		return -1;
	for (;;) {
		if (csv_source_fill(in, 2, e) != 0)
			return -1;
		if (in->from == in->to)
			return damaged(c, e);
		n = in->to - in->from;
		quote = memchr(in->data + in->from, '"', n);
		if (quote != NULL)
			n = (size_t)(quote - in->data) - in->from;
		if (pass(c, n, e) != 0)
			return -1;
		if (quote == NULL)
			continue;
		if (csv_source_fill(in, 2, e) != 0)
			return -1;
		n = 1;
		if (in->to - in->from >= 2 && in->data[in->from + 1] == '"')
			n = 2;
		if (pass(c, n, e) != 0)
			return -1;
		if (n == 1)
			return 0;
	}
}

/* Append text as part of a JSON string within a quoted field. */
static void
put_json(struct csv_target *out, const char *s, size_t n)
{
	struct buf json = buf_make(SIZE_MAX / 2);
	size_t i;

	json_escape(s, n, &json);
	for (i = 0; i < json.len; i++) {
		if (json.data[i] == '"')
			buf_byte(&out->out, '"');
		buf_byte(&out->out, json.data[i]);
	}
	buf_free(&json);
}

/* Take off what the safe style has put before a text: JSON begins with a
 * quote, which needs none. */
static int
skip_guard(struct copier *c, bool quoted, struct error *e)
{
	struct csv_source *in = c->in;
	size_t n;

	if (!c->style->safe)
		return 0;
	if (csv_source_fill(in, 2, e) != 0)
		return -1;
	n = quoted ? in->to - in->from : bare_run(c);
	in->from += csv_style_is_guarded(in->data + in->from, n);
	return 0;
}

/* Make the text of a field that is quoted, or not, into JSON. */
static int
copy_json(struct copier *c, struct error *e)
{
	struct csv_source *in = c->in;
	bool quoted = in->from < in->to && in->data[in->from] == '"';
	const char *quote;
	size_t n;

	buf_str(&c->out->out, "\"\"\"");
	in->from += quoted;
	if (skip_guard(c, quoted, e) != 0)
		return -1;
	for (;;) {
		if (csv_source_fill(in, 2, e) != 0)
			return -1;
		n = quoted ? in->to - in->from : bare_run(c);
		quote = quoted ? memchr(in->data + in->from, '"', n) : NULL;
		if (quote != NULL)
			n = (size_t)(quote - in->data) - in->from;
		put_json(c->out, in->data + in->from, n);
		in->from += n;
		if (csv_target_flush(c->out, false, e) != 0 ||
		    csv_source_fill(in, 2, e) != 0)
			return -1;
		if (!quoted && n == 0)
			break;
		if (quoted && in->from == in->to)
			return damaged(c, e);
		if (quote == NULL)
			continue;
		in->from++;
		if (in->from == in->to || in->data[in->from] != '"')
			break;
		put_json(c->out, "\"", 1);
		in->from++;
	}
	buf_str(&c->out->out, "\"\"\"");
	return 0;
}

/* Whether the field that begins here is null. */
static bool
is_null(const struct copier *c)
{
	const struct csv_source *in = c->in;
	size_t n = c->style->null_len;
	char next;

	if (in->to - in->from < n ||
	    (n > 0 && memcmp(in->data + in->from, c->style->null, n) != 0))
		return false;
	if (in->to - in->from == n)
		return true;
	next = in->data[in->from + n];
	return next == c->style->delimiter || next == '\n' || next == '\r';
}

static int
copy_field(struct copier *c, enum csv_change change, struct error *e)
{
	if (csv_source_fill(c->in, c->style->null_len + 2, e) != 0)
		return -1;
	if (change == CSV_SAME || is_null(c))
		return copy_same(c, e);
	if (change == CSV_TO_JSON)
		return copy_json(c, e);
	if (copy_same(c, e) != 0)
		return -1;
	buf_str(&c->out->out, "T00:00:00Z");
	return 0;
}

/* Pass the byte that must be next. */
static int
expect(struct copier *c, char byte, struct error *e)
{
	if (csv_source_fill(c->in, 1, e) != 0)
		return -1;
	if (c->in->from == c->in->to || c->in->data[c->in->from] != byte)
		return damaged(c, e);
	c->in->from++;
	return 0;
}

static int
expect_line_end(struct copier *c, struct error *e)
{
	if (c->style->crlf && expect(c, '\r', e) != 0)
		return -1;
	return expect(c, '\n', e);
}

/* The text of a field as it is in the file, without its quotes. */
static void
unquote(struct copier *c, const char *s, size_t len)
{
	size_t i;

	buf_reset(&c->scratch);
	if (len < 2 || *s != '"') {
		buf_put(&c->scratch, s, len);
		return;
	}
	for (i = 1; i + 1 < len; i++) {
		buf_byte(&c->scratch, (uint8_t)s[i]);
		i += s[i] == '"';
	}
}

/* Add the text to the key. */
static void
put_key(struct copier *c, enum type type)
{
	const char *s = (const char *)c->scratch.data;
	size_t len = c->scratch.len;

	if (c->style->safe && csv_style_is_guarded(s, len)) {
		s++;
		len--;
	}
	root_key_put(&c->name, type, s, len);
}

/* What becomes of the row that is held. */
static int
stays(struct copier *c, const struct csv_layout *layout, struct error *e)
{
	const struct row_filter *f = layout->filter;
	const struct csv_style *style = c->style;
	const char *row = (const char *)c->out->out.data, *s;
	size_t i, len;

	root_key_begin(&c->name);
	for (i = 0; i < f->ncolumns; i++) {
		s = row + c->key[2 * i];
		len = c->key[2 * i + 1] - c->key[2 * i];
		if (len == style->null_len &&
		    (len == 0 || memcmp(s, style->null, len) == 0)) {
			root_key_put_null(&c->name);
			continue;
		}
		unquote(c, s, len);
		put_key(c, layout->types[f->columns[i]]);
	}
	return f->stays(f->arg, &c->name, e);
}

/* Note the field that ends here, if it is of the key, or has the mark. */
static void
note_field(struct copier *c, const struct row_filter *f, size_t column,
    size_t from)
{
	size_t i;

	if (column == f->mark) {
		c->has_mark = true;
		c->mark_from = from;
		c->mark_to = c->out->out.len;
	}
	for (i = 0; i < f->ncolumns; i++) {
		if (f->columns[i] != column)
			continue;
		c->key[2 * i] = from;
		c->key[2 * i + 1] = c->out->out.len;
	}
}

/* Copy one row. */
static int
copy_row(struct copier *c, const struct csv_layout *layout, struct error *e)
{
	struct buf *out = &c->out->out;
	size_t i, from;

	for (i = 0; i < layout->n; i++) {
		if (i > 0) {
			if (expect(c, c->style->delimiter, e) != 0)
				return -1;
			buf_byte(out, (uint8_t)c->style->delimiter);
		}
		from = out->len;
		if (copy_field(c, layout->changes[i], e) != 0)
			return -1;
		if (c->key != NULL)
			note_field(c, layout->filter, i, from);
	}
	if (expect_line_end(c, e) != 0)
		return -1;
	for (; i < layout->total; i++) {
		if (i > 0)
			buf_byte(out, (uint8_t)c->style->delimiter);
		from = out->len;
		buf_put(out, c->style->null, c->style->null_len);
		if (c->key != NULL)
			note_field(c, layout->filter, i, from);
	}
	buf_str(out, c->style->crlf ? "\r\n" : "\n");
	return 0;
}

/* Have the row's mark be true; what is counted alone may lack it. */
static void
put_mark(struct copier *c)
{
	struct buf *out = &c->out->out;

	if (!c->has_mark)
		return;
	buf_reset(&c->scratch);
	buf_put(&c->scratch, out->data + c->mark_to, out->len - c->mark_to);
	out->len = c->mark_from;
	buf_str(out, "true");
	buf_put(out, c->scratch.data, c->scratch.len);
}

/* The same of a row that may go. */
static int
copy_some(struct copier *c, const struct csv_layout *layout, struct error *e)
{
	struct csv_target *out = c->out;
	size_t at;
	int rc;

	/* What was there is written: the row may be taken back whole. */
	if (out->out.len >= CSV_TARGET_FLUSH &&
	    csv_target_flush(out, true, e) != 0)
		return -1;
	at = out->out.len;
	out->hold = true;
	c->has_mark = false;
	rc = copy_row(c, layout, e);
	if (rc == 0)
		rc = stays(c, layout, e);
	out->hold = false;
	out->counts.rows++;
	out->counts.going += rc == ROW_GOES;
	out->counts.marked += rc == ROW_IS_MARKED;
	if (rc == ROW_GOES)
		out->out.len = at;
	else if (rc == ROW_IS_MARKED)
		put_mark(c);
	return rc < 0 ? -1 : 0;
}

/* Copy all bytes. */
static int
copy_bytes(struct copier *c, struct error *e)
{
	for (;;) {
		if (csv_source_fill(c->in, 1, e) != 0)
			return -1;
		if (c->in->from == c->in->to)
			return csv_target_flush(c->out, false, e);
		if (pass(c, c->in->to - c->in->from, e) != 0)
			return -1;
	}
}

static int
copy_rows(struct copier *c, const struct csv_layout *layout, struct error *e)
{
	int rc = 0;

	while (rc == 0) {
		if (csv_source_fill(c->in, 1, e) != 0)
			return -1;
		if (c->in->from == c->in->to)
			return csv_target_flush(c->out, false, e);
		rc = c->key != NULL ? copy_some(c, layout, e) :
				      copy_row(c, layout, e);
	}
	return rc;
}

int
csv_copy_rows(struct csv_source *in, const struct csv_style *style,
    const struct csv_layout *layout, struct csv_target *out, struct error *e)
{
	struct copier c = { .in = in, .style = style, .out = out };
	int rc;

	if (is_same(layout))
		return copy_bytes(&c, e);
	if (layout->filter != NULL)
		c.key = mem_new(2 * layout->filter->ncolumns, sizeof(*c.key));
	c.name = root_key_make();
	c.scratch = buf_make(SIZE_MAX / 2);
	rc = copy_rows(&c, layout, e);
	mem_free(c.key);
	root_key_free(&c.name);
	buf_free(&c.scratch);
	return rc;
}

/* Take the header's bytes, which go where c has its output. */
static int
take_header(struct copier *c, size_t n, struct error *e)
{
	const struct csv_style *style = c->style;
	struct buf *out = &c->out->out;
	size_t i;

	if (style->bom) {
		if (expect(c, '\xef', e) != 0 || expect(c, '\xbb', e) != 0 ||
		    expect(c, '\xbf', e) != 0)
			return -1;
		buf_str(out, "\xef\xbb\xbf");
	}
	for (i = 0; i < n; i++) {
		if (i > 0 && expect(c, style->delimiter, e) != 0)
			return -1;
		if (i > 0)
			buf_byte(out, (uint8_t)style->delimiter);
		if (copy_field(c, CSV_SAME, e) != 0)
			return -1;
	}
	if (expect_line_end(c, e) != 0)
		return -1;
	buf_str(out, style->crlf ? "\r\n" : "\n");
	return 0;
}

int
csv_copy_header(struct csv_source *in, const struct csv_style *style, size_t n,
    struct buf *to, struct error *e)
{
	struct csv_target kept = { .out = buf_make(to->max), .hold = true };
	struct copier c = { .in = in, .style = style, .out = &kept };
	int rc = take_header(&c, n, e);

	if (rc == 0 && kept.out.failed)
		rc = damaged(&c, e);
	if (rc == 0)
		buf_put(to, kept.out.data, kept.out.len);
	buf_free(&kept.out);
	return rc;
}

int
csv_skip_header(struct csv_source *in, const struct csv_style *style, size_t n,
    struct error *e)
{
	struct csv_target nowhere = { .out = buf_make(SIZE_MAX / 2) };
	struct copier c = { .in = in, .style = style, .out = &nowhere };
	int rc = take_header(&c, n, e);

	buf_free(&nowhere.out);
	return rc;
}
