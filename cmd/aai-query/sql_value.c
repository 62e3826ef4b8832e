/* sql_value: cells as values of SQL; see sql_value.h. */
#include "aai-query/sql_value.h"

#include <math.h>
#include <string.h>

#include "base/num.h"
#include "view/nested.h"

static bool
is(const struct show_cell *cell, const char *word)
{
	return cell->len == strlen(word) &&
	    memcmp(cell->s, word, cell->len) == 0;
}

/* That the cell is none of its column's type. */
static int
refuse(const struct column *c, const struct show_cell *cell, struct error *e)
{
	error_set(e, ERROR_INPUT,
	    "column '%.*s' is %s, and has '%.*s'",
	    (int)(c->name_len < 200 ? c->name_len : 200), c->name,
	    type_name(c->type.type), (int)(cell->len < 80 ? cell->len : 80),
	    cell->s);
	return -1;
}

/* What JSON does not have of doubles; false when it is none of these. */
static bool
parse_special(
    struct sql_value *v, const struct show_cell *cell, uint64_t *nans)
{
	v->kind = SQLITE_FLOAT;
	if (is(cell, "NaN")) {
		v->kind = SQLITE_NULL;
		++*nans;
	} else if (is(cell, "Infinity")) {
		v->real = HUGE_VAL;
	} else if (is(cell, "-Infinity")) {
		v->real = -HUGE_VAL;
	} else {
		return false;
	}
	return true;
}

static int
parse_double(struct sql_value *v, const struct column *c,
    const struct show_cell *cell, uint64_t *nans, struct error *e)
{
	v->kind = SQLITE_FLOAT;
	if ((cell->kind == SHOW_TOKEN &&
		num_double(cell->s, cell->len, &v->real)) ||
	    (cell->kind == SHOW_TEXT && parse_special(v, cell, nans)))
		return 0;
	return refuse(c, cell, e);
}

static void
set_text(struct sql_value *v, const char *s, size_t len)
{
	v->kind = SQLITE_TEXT;
	v->s = s;
	v->len = len;
}

/* "2026-01-02T03:04:05.5Z" as "2026-01-02 03:04:05.5". */
static void
spell_instant(
    struct sql_value *v, const struct show_cell *cell, struct buf *scratch)
{
	const char *t = memchr(cell->s, 'T', cell->len);
	size_t len = cell->len;

	set_text(v, cell->s, len);
	if (t == NULL || cell->s[len - 1] != 'Z' ||
	    buf_reserve(scratch, len) == NULL)
		return;
	buf_put(scratch, cell->s, len - 1);
	scratch->data[t - cell->s] = ' ';
	set_text(v, (const char *)scratch->data, scratch->len);
}

static int
keep_piece(void *to, const void *p, size_t n, struct error *e)
{
	struct buf *text = to;

	buf_put(text, p, n);
	if (!text->failed)
		return 0;
	error_set(e, ERROR_LIMIT, "a value takes more memory than --memory "
				  "says");
	return -1;
}

static int
make_json(struct sql_value *v, const struct show_cell *cell,
    struct buf *scratch, struct error *e)
{
	v->json = true;
	if (cell->kind == SHOW_NESTED) {
		if (nested_take(cell->nested, keep_piece, scratch, e) != 0)
			return -1;
	} else if (cell->kind == SHOW_TEXT) {
		(void)cell_put_json(cell, scratch);
	} else {
		set_text(v, cell->s, cell->len);
		return 0;
	}
	set_text(v, (const char *)scratch->data, scratch->len);
	return 0;
}

int
sql_value_make(struct sql_value *v, const struct column *c,
    const struct show_cell *cell, struct buf *scratch, uint64_t *nans,
    struct error *e)
{
	memset(v, 0, sizeof(*v));
	v->kind = SQLITE_NULL;
	if (cell->kind == SHOW_NULL)
		return 0;
	buf_reset(scratch);
	switch (c->type.type) {
	case TYPE_BOOL:
		v->kind = SQLITE_INTEGER;
		v->num = is(cell, "true");
		return v->num || is(cell, "false") ? 0 : refuse(c, cell, e);
	case TYPE_BIGINT:
		v->kind = SQLITE_INTEGER;
		return cell->kind == SHOW_TOKEN &&
			num_i64(cell->s, cell->len, INT64_MIN, INT64_MAX,
			    &v->num) ? 0 : refuse(c, cell, e);
	case TYPE_DOUBLE:
		return parse_double(v, c, cell, nans, e);
	case TYPE_TIMESTAMP:
		spell_instant(v, cell, scratch);
		return 0;
	case TYPE_JSON:
		return make_json(v, cell, scratch, e);
	case TYPE_DECIMAL:
	case TYPE_DATE:
	case TYPE_NONE:
	case TYPE_TEXT:
	default:
		set_text(v, cell->s, cell->len);
		return 0;
	}
}

void
sql_value_result(const struct sql_value *v, sqlite3_context *to)
{
	switch (v->kind) {
	case SQLITE_INTEGER:
		sqlite3_result_int64(to, v->num);
		break;
	case SQLITE_FLOAT:
		sqlite3_result_double(to, v->real);
		break;
	case SQLITE_TEXT:
		sqlite3_result_text64(to, v->s, v->len, SQLITE_TRANSIENT,
		    SQLITE_UTF8);
		if (v->json)
			sqlite3_result_subtype(to, SQL_VALUE_JSON);
		break;
	default:
		sqlite3_result_null(to);
		break;
	}
}

int
sql_value_bind(const struct sql_value *v, sqlite3_stmt *to, int at)
{
	switch (v->kind) {
	case SQLITE_INTEGER:
		return sqlite3_bind_int64(to, at, v->num);
	case SQLITE_FLOAT:
		return sqlite3_bind_double(to, at, v->real);
	case SQLITE_TEXT:
		return sqlite3_bind_text64(to, at, v->s, v->len,
		    SQLITE_STATIC, SQLITE_UTF8);
	default:
		return sqlite3_bind_null(to, at);
	}
}
