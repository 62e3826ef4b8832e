/* field: cells of a row as fields of CSV; see field.h. */
#include "aai-sink-csv/field.h"

#include <string.h>
#if defined(__SSE2__)
#	include <emmintrin.h>
#endif

#include "json/scan.h"
#include "table/time.h"

/* Bytes that a vector's store may write past a field. */
#define SLACK 64

/* Characters that a cell of the usual spreadsheets holds. */
#define CELL_CHARS 32767

struct csv_encoder
csv_encoder_make(const struct csv_style *style)
{
	struct csv_encoder x = { .style = style,
		.scratch = buf_make(SIZE_MAX / 2) };

	return x;
}

void
csv_encoder_free(struct csv_encoder *x)
{
	buf_free(&x->scratch);
}

/* Whether the text, which has no byte that must be quoted, is quoted still. */
static ALWAYS_INLINE bool
looks_special(const struct csv_style *style, const char *s, size_t len)
{
	if (UNLIKELY(len == style->null_len) &&
	    memcmp(s, style->null, len) == 0)
		return true;
	return len == 0 || s[0] == ' ' || s[0] == '#' || s[0] == '\\' ||
	       s[len - 1] == ' ';
}

static bool
must_quote(const struct csv_style *style, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] == '"' || s[i] == style->delimiter || s[i] == '\n' ||
		    s[i] == '\r')
			return true;
	return looks_special(style, s, len);
}

static void
put_quoted(struct buf *out, const char *s, size_t len, bool apostrophe)
{
	const char *end = s + len, *quote;

	buf_str(out, apostrophe ? "\"'" : "\"");
	while (s < end) {
		quote = memchr(s, '"', (size_t)(end - s));
		if (quote == NULL)
			break;
		buf_put(out, s, (size_t)(quote - s) + 1);
		buf_byte(out, '"');
		s = quote + 1;
	}
	buf_put(out, s, (size_t)(end - s));
	buf_byte(out, '"');
}

void
csv_put_text(
    struct buf *out, const struct csv_style *style, const char *s, size_t len)
{
	bool apostrophe = style->safe && csv_style_guards(s, len);

	if (must_quote(style, s, len)) {
		put_quoted(out, s, len, apostrophe);
		return;
	}
	if (apostrophe)
		buf_byte(out, '\'');
	buf_put(out, s, len);
}

void
csv_put_header(
    struct buf *out, const struct csv_style *style, const struct table *t)
{
	size_t i;

	if (style->bom)
		buf_str(out, "\xef\xbb\xbf");
	for (i = 0; i < t->ncolumns; i++) {
		if (i > 0)
			buf_byte(out, (uint8_t)style->delimiter);
		csv_put_text(
		    out, style, t->columns[i].name, t->columns[i].name_len);
	}
	buf_str(out, style->crlf ? "\r\n" : "\n");
}

/*
 * Copy the bytes to a place with SLACK more, both readable and writable past
 * their end, looking for the delimiter on the way; false when it is there.
 */
static ALWAYS_INLINE bool
copy_plain(uint8_t *to, const char *s, size_t len, char delimiter)
{
#if defined(__SSE2__)
	const __m128i wanted = _mm_set1_epi8(delimiter);
	size_t at;
	__m128i v;
	unsigned hits;

	for (at = 0; at < len; at += sizeof(v)) {
		memcpy(&v, s + at, sizeof(v));
		memcpy(to + at, &v, sizeof(v));
		hits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, wanted));
		/* What lies after the field is nobody's. */
		if (len - at < sizeof(v))
			hits &= (1u << (len - at)) - 1;
		if (UNLIKELY(hits != 0))
			return false;
	}
	return true;
#else
	memcpy(to, s, len);
	return memchr(s, delimiter, len) == NULL;
#endif
}

/* Room for n bytes, as buf_reserve() gives it; in line where there is some. */
static ALWAYS_INLINE uint8_t *
room(struct buf *out, size_t n)
{
	if (LIKELY(out->cap - out->len >= n))
		return out->data + out->len;
	return buf_reserve(out, n);
}

/* A string's text, decoded when it must be. */
static void
put_decoded(struct buf *out, struct csv_encoder *x, const struct cell *c)
{
	const char *s;
	size_t len;

	x->replaced += cell_text(c, &x->scratch, &s, &len);
	x->too_long += len > CELL_CHARS;
	csv_put_text(out, x->style, s, len);
}

/* A text column's cell. */
static ALWAYS_INLINE void
put_text_cell(struct buf *out, struct csv_encoder *x, const struct cell *c)
{
	uint8_t *to;

	/* Raw content without a backslash holds no quote and no line end. */
	if (LIKELY(c->kind == CELL_STRING && !c->escaped && !c->high &&
		   !x->style->safe && c->len < SIZE_MAX / 4)) {
		to = room(out, c->len + SLACK);
		if (to != NULL &&
		    LIKELY(copy_plain(to, c->s, c->len, x->style->delimiter) &&
			   !looks_special(x->style, c->s, c->len))) {
			out->len += c->len;
			return;
		}
	}
	if (c->kind == CELL_STRING || c->kind == CELL_JSON)
		put_decoded(out, x, c);
	else
		buf_put(out, c->s, c->len);
}

static void
put_json_cell(struct buf *out, struct csv_encoder *x, const struct cell *c)
{
	const char *s;
	size_t len;

	x->replaced += cell_json(c, &x->scratch, &s, &len);
	x->too_long += len > CELL_CHARS;
	csv_put_text(out, x->style, s, len);
}

/* A number's spelling: short ones by a vector. */
static ALWAYS_INLINE void
put_spelling(struct buf *out, const struct cell *c)
{
	uint8_t *to = room(out, c->len + SLACK);

	if (to == NULL)
		return;
	if (LIKELY(c->len <= 16))
		memcpy(to, c->s, 16);
	else
		memcpy(to, c->s, c->len);
	out->len += c->len;
}

static bool
put_stamp(struct buf *out, const struct cell *c, int zone)
{
	uint8_t *to = buf_reserve(out, TIME_TEXT_MAX);
	int64_t us;

	if (to == NULL || !cell_stamp(c, zone, &us))
		return false;
	out->len += time_format_stamp(us, (char *)to);
	return true;
}

/* Cells of the rarer types; false when one does not fit. */
static bool
put_other(struct buf *out, struct csv_encoder *x, const struct cell *c,
    struct coltype type)
{
	int32_t days;
	bool truth;

	switch (type.type) {
	case TYPE_BOOL:
		if (!cell_bool(c, &truth))
			return false;
		buf_str(out, truth ? "true" : "false");
		return true;
	case TYPE_DECIMAL:
		if (!cell_is_decimal(c, type.precision, type.scale))
			return false;
		put_spelling(out, c);
		return true;
	case TYPE_DATE:
		if (!cell_date(c, &days))
			return false;
		put_spelling(out, c);
		return true;
	case TYPE_TIMESTAMP:
		return put_stamp(out, c, x->zone);
	default:
		put_json_cell(out, x, c);
		return true;
	}
}

static ALWAYS_INLINE bool
put_cell(struct buf *out, struct csv_encoder *x, const struct cell *c,
    struct coltype type)
{
	if (c->kind == CELL_NULL) {
		if (x->style->null_len > 0)
			buf_put(out, x->style->null, x->style->null_len);
		return true;
	}
	switch (type.type) {
	case TYPE_NONE:
	case TYPE_TEXT:
		put_text_cell(out, x, c);
		return true;
	case TYPE_BIGINT:
		if (!cell_is_i64(c))
			return false;
		put_spelling(out, c);
		return true;
	case TYPE_DOUBLE:
		if (!cell_is_double(c))
			return false;
		put_spelling(out, c);
		return true;
	default:
		return put_other(out, x, c, type);
	}
}

/* Raw text without a backslash has no quote that would be doubled. */
static uint8_t *
put_in_quotes(uint8_t *to, const struct cell *c)
{
	*to++ = '"';
	memcpy(to, c->s, c->len);
	to += c->len;
	*to++ = '"';
	return to;
}

/* Whether raw text without a backslash may stand in a field as it is. */
static ALWAYS_INLINE bool
is_plain(const struct csv_encoder *x, const struct cell *c)
{
	return c->kind == CELL_STRING && !c->escaped && !x->style->safe &&
	    c->len <= CELL_CHARS &&
	    LIKELY(!c->high || scan_utf8(c->s, c->len) == c->len);
}

/*
 * Most cells, to where there is room up to end; after it.  NULL: it is one for
 * put_cell().
 */
static ALWAYS_INLINE uint8_t *
put_usual(uint8_t *to, const uint8_t *end, const struct csv_encoder *x,
    const struct cell *c, enum type type)
{
	const struct csv_style *style = x->style;

	/* A delimiter and a line end always fit. */
	if (c->kind == CELL_NULL)
		return LIKELY(style->null_len == 0 && end - to > 4) ? to :
								      NULL;
	if (UNLIKELY((size_t)(end - to) < c->len + SLACK))
		return NULL;
	if (type == TYPE_TEXT) {
		if (!is_plain(x, c))
			return NULL;
		if (LIKELY(
			copy_plain(to, c->s, c->len, style->delimiter) &&
			!looks_special(style, c->s, c->len)))
			return to + c->len;
		return put_in_quotes(to, c);
	}
	if ((type != TYPE_BIGINT || !cell_is_i64(c)) &&
	    (type != TYPE_DOUBLE || !cell_is_double(c)))
		return NULL;
	memcpy(to, c->s, 16);
	if (UNLIKELY(c->len > 16))
		memcpy(to, c->s, c->len);
	return to + c->len;
}

int
csv_put_row(struct buf *out, struct csv_encoder *x, const struct table *t,
    const struct cell *cells, struct error *e)
{
	const struct column *column = t->columns, *last = column + t->ncolumns;
	const struct cell *c = cells;
	const char delimiter = x->style->delimiter;
	uint8_t *to = room(out, SLACK), *end, *next;

	if (to == NULL)
		return 0;
	x->zone = t->zone;
	end = out->data + out->cap;
	for (; column < last; column++, c++) {
		if (c > cells)
			*to++ = (uint8_t)delimiter;
		next = put_usual(to, end, x, c, column->type.type);
		if (UNLIKELY(next == NULL)) {
			out->len = (size_t)(to - out->data);
			if (!put_cell(out, x, c, column->type))
				return cell_misfit(
				    c, t, (size_t)(c - cells), e);
			next = room(out, SLACK);
			if (next == NULL)
				return 0;
			end = out->data + out->cap;
		}
		to = next;
	}
	if (x->style->crlf)
		*to++ = '\r';
	*to++ = '\n';
	out->len = (size_t)(to - out->data);
	return 0;
}
