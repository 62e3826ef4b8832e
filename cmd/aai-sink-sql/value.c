/* value: rows as the data of SQL scripts; see value.h. */
#include "aai-sink-sql/value.h"

#include <string.h>

#include "base/utf8.h"
#include "aai-sink-sql/name.h"
#include "table/time.h"
#include "json/text.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

struct sql_encoder
sql_encoder_make(const struct sql_options *o)
{
	struct sql_encoder x = { .dialect = o->dialect,
		.nul_replace = o->nul_replace,
		.scratch = buf_make(SIZE_MAX / 2),
		.more = buf_make(SIZE_MAX / 2) };

	return x;
}

void
sql_encoder_free(struct sql_encoder *x)
{
	buf_free(&x->scratch);
	buf_free(&x->more);
}

/* The text of a cell, and whether its bytes may need care. */
struct text {
	const char *s;
	size_t len;
	bool plain; /* ASCII without quotation marks, backslash, controls */
	bool raw;   /* the content of a JSON string, as the source spelled it */
};

/* A timestamp's canonical text, in the scratch buffer. */
static bool
take_stamp(struct sql_encoder *x, const struct cell *c, int zone,
    struct text *t)
{
	uint8_t *to;
	int64_t us;

	buf_reset(&x->scratch);
	to = buf_reserve(&x->scratch, TIME_TEXT_MAX);
	if (to == NULL || !cell_stamp(c, zone, &us))
		return false;
	t->s = (const char *)to;
	t->len = time_format_stamp(us, (char *)to);
	t->plain = true;
	return true;
}

static void
take_text(struct sql_encoder *x, const struct cell *c, struct text *t)
{
	if (c->kind == CELL_STRING && x->dialect == SQL_DUCKDB) {
		/* It goes into JSON again; only what is ill-formed changes. */
		t->raw = true;
		t->s = c->s;
		t->len = c->len;
		if (!c->escaped && !c->high)
			return;
		buf_reset(&x->scratch);
		x->replaced += json_repair(c->s, c->len, &x->scratch);
		t->s = (const char *)x->scratch.data;
		t->len = x->scratch.len;
		return;
	}
	t->plain = c->kind != CELL_JSON && c->kind != CELL_STRING;
	x->replaced += cell_text(c, &x->scratch, &t->s, &t->len);
}

/* The cell's text as its column's type has it; false when it does not fit. */
static bool
take(struct sql_encoder *x, const struct cell *c, struct coltype type, int zone,
    struct text *t)
{
	int32_t days;
	bool truth;

	*t = (struct text){ c->s, c->len, true, false };
	switch (type.type) {
	case TYPE_BOOL:
		if (!cell_bool(c, &truth))
			return false;
		t->s = truth ? "true" : "false";
		t->len = truth ? 4 : 5;
		return true;
	case TYPE_BIGINT:
		return cell_is_i64(c);
	case TYPE_DOUBLE:
		return cell_is_double(c);
	case TYPE_DECIMAL:
		return cell_is_decimal(c, type.precision, type.scale);
	case TYPE_DATE:
		return cell_date(c, &days);
	case TYPE_TIMESTAMP:
		return take_stamp(x, c, zone, t);
	case TYPE_JSON:
		t->plain = false;
		x->replaced += cell_json(c, &x->scratch, &t->s, &t->len);
		return true;
	default:
		t->plain = false;
		take_text(x, c, t);
		return true;
	}
}

/* Put U+FFFD for every NUL. */
static void
replace_nuls(struct sql_encoder *x, struct text *t)
{
	const char *p = t->s, *end = t->s + t->len, *nul;

	buf_reset(&x->more);
	while ((nul = memchr(p, 0, (size_t)(end - p))) != NULL) {
		buf_put(&x->more, p, (size_t)(nul - p));
		buf_str(&x->more, REPLACEMENT);
		x->nuls++;
		p = nul + 1;
	}
	buf_put(&x->more, p, (size_t)(end - p));
	t->s = (const char *)x->more.data;
	t->len = x->more.len;
}

/* COPY's text format. */
static void
put_copy(struct buf *out, const struct text *t)
{
	static const char special[] = "\\\n\r\t", to[] = "\\nrt";
	const char *p = t->s, *end = t->s + t->len, *run = p, *at;

	if (t->plain) {
		buf_put(out, t->s, t->len);
		return;
	}
	for (; p < end; p++) {
		if (*p != '\\' && (uint8_t)*p > '\r')
			continue;
		at = memchr(special, *p, sizeof(special) - 1);
		if (at == NULL)
			continue;
		buf_put(out, run, (size_t)(p - run));
		buf_byte(out, '\\');
		buf_byte(out, (uint8_t)to[at - special]);
		run = p + 1;
	}
	buf_put(out, run, (size_t)(end - run));
}

/* A control byte that is not in the text, other than those taken; or 0. */
static char
free_byte(const struct text *t, char taken)
{
	char c;

	for (c = 1; c < 0x1a; c++)
		if (c != '\t' && c != '\n' && c != '\r' && c != taken &&
		    memchr(t->s, c, t->len) == NULL)
			return c;
	return 0;
}

static void
put_hex(struct buf *out, const struct text *t)
{
	size_t i;

	buf_str(out, "CAST(x'");
	for (i = 0; i < t->len; i++)
		buf_printf(out, "%02x", (unsigned)(uint8_t)t->s[i]);
	buf_str(out, "' AS TEXT)");
}

/*
 * SQLite's client drops a CR before a LF and its literals end at NUL, so other
 * bytes stand for the two, and SQL puts them back.
 */
static void
put_sqlite_text(struct buf *out, const struct text *t)
{
	bool cr = memchr(t->s, '\r', t->len) != NULL;
	bool nul = memchr(t->s, 0, t->len) != NULL;
	char for_cr = free_byte(t, 0), for_nul = free_byte(t, for_cr);
	size_t from, i;

	if (!cr && !nul) {
		sql_put_literal(out, t->s, t->len);
		return;
	}
	if (for_cr == 0 || for_nul == 0) {
		put_hex(out, t);
		return;
	}
	buf_str(out, "replace(replace(");
	from = out->len;
	sql_put_literal(out, t->s, t->len);
	for (i = from; i < out->len && !out->failed; i++) {
		if (out->data[i] == '\r')
			out->data[i] = (uint8_t)for_cr;
		else if (out->data[i] == 0)
			out->data[i] = (uint8_t)for_nul;
	}
	buf_printf(
	    out, ",char(%d),char(13)),char(%d),char(0))", for_cr, for_nul);
}

static void
put_sqlite(struct buf *out, const struct text *t, enum type type)
{
	/* Integers need no quotes, and take less room without. */
	bool bare = type == TYPE_BIGINT && t->len <= 18;

	if (!bare && !t->plain) {
		put_sqlite_text(out, t);
		return;
	}
	buf_str(out, bare ? "" : "'");
	buf_put(out, t->s, t->len);
	buf_str(out, bare ? "" : "'");
}

/* Append bytes of a literal, apostrophes doubled. */
static void
put_doubled(struct buf *out, const char *s, size_t len)
{
	const char *end = s + len, *at;

	while (s < end && (at = memchr(s, '\'', (size_t)(end - s))) != NULL) {
		buf_put(out, s, (size_t)(at - s) + 1);
		buf_byte(out, '\'');
		s = at + 1;
	}
	buf_put(out, s, (size_t)(end - s));
}

/* A string in JSON in a literal. */
static void
put_duckdb(struct buf *out, struct sql_encoder *x, const struct text *t)
{
	buf_byte(out, '"');
	if (t->plain) {
		buf_put(out, t->s, t->len);
	} else if (t->raw) {
		put_doubled(out, t->s, t->len);
	} else {
		buf_reset(&x->more);
		json_escape(t->s, t->len, &x->more);
		put_doubled(out, (const char *)x->more.data, x->more.len);
	}
	buf_byte(out, '"');
}

/* What stands before the row, between its values, behind it, and for null. */
static const struct frame {
	const char *open, *between, *close, *null, *quote;
} frames[SQL_DIALECTS] = {
	{ "[", ",", "]", "null", "\"" },
	{ "", "\t", "\n", "\\N", "" },
	{ "(", ",", ")", "NULL", "" },
};

static int
put_value(struct buf *out, struct sql_encoder *x, const struct table *table,
    const struct cell *c, size_t col, struct error *e)
{
	struct coltype type = table->columns[col].type;
	struct text t;

	if (!take(x, c, type, table->zone, &t))
		return cell_misfit(c, table, col, e);
	if (x->dialect == SQL_POSTGRES) {
		if (!t.plain && memchr(t.s, 0, t.len) != NULL) {
			if (!x->nul_replace) {
				error_set(e, ERROR_INPUT,
				    "table '%s', column '%s': PostgreSQL "
				    "cannot hold a NUL; --nul replace puts "
				    "U+FFFD in its place",
				    table->name, table->columns[col].name);
				return -1;
			}
			replace_nuls(x, &t);
		}
		put_copy(out, &t);
	} else if (x->dialect == SQL_SQLITE) {
		put_sqlite(out, &t, type.type);
	} else {
		put_duckdb(out, x, &t);
	}
	return 0;
}

int
sql_put_row(struct buf *out, struct sql_encoder *x, uint64_t record,
    const struct table *t, const struct cell *cells, struct error *e)
{
	const struct frame *f = &frames[x->dialect];
	size_t i;

	buf_str(out, f->open);
	buf_str(out, f->quote);
	buf_u64(out, record);
	buf_str(out, f->quote);
	for (i = 0; i < t->ncolumns; i++) {
		buf_str(out, f->between);
		if (cells[i].kind == CELL_NULL)
			buf_str(out, f->null);
		else if (put_value(out, x, t, &cells[i], i, e) != 0)
			return -1;
	}
	buf_str(out, f->close);
	return 0;
}
