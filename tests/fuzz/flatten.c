/*
 * flatten: any stream, through the flattener.  Vectors and plain C must give
 * the same bytes; what comes out must be rows under columns lines that evolve
 * as they may; and where names allow it, the rows joined back must be the
 * records; and so with rows that are not held till a record ends.  Rows that
 * are arrays must say what objects say.  The first byte chooses options.
 */
#include <stdlib.h>

#include "../unit/flatten_run.h"
#include "../unit/rejoin.h"
#include "io/lines.h"
#include "json/scan.h"
#include "stream/row.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
broken(const char *what, const struct flatten_run *r)
{
	(void)fprintf(stderr, "%s: %s\n%.*s\n", what, r->e.text,
	    (int)r->out.len, (const char *)r->out.data);
	abort();
}

/* Whether the cell is a value of its column's type. */
static bool
fits(const struct cell *c, struct coltype type)
{
	uint8_t unscaled[16];
	int64_t i64;
	int32_t days;
	double d;
	bool b;

	switch (type.type) {
	case TYPE_BOOL:
		return cell_bool(c, &b);
	case TYPE_BIGINT:
		return cell_i64(c, &i64);
	case TYPE_DOUBLE:
		return cell_double(c, &d) &&
		    (facts_number(c->s, c->len).seen &
			(FACT_LONG | FACT_HUGE | FACT_INEXACT)) == 0;
	case TYPE_DECIMAL:
		return cell_decimal(c, type.precision, type.scale, unscaled);
	case TYPE_DATE:
		return cell_date(c, &days);
	case TYPE_TIMESTAMP:
		return cell_stamp(c, 0, &i64);
	default:
		return true;
	}
}

static void
check_cells(const struct row_reader *reader, const struct flatten_run *r)
{
	size_t i;

	for (i = 0; i < reader->table->ncolumns; i++)
		if (reader->cells[i].kind != CELL_NULL &&
		    !fits(&reader->cells[i], reader->table->columns[i].type))
			broken(reader->table->columns[i].name, r);
}

/* Every line is a columns line, a row of a declared table, or the end. */
static void
check_lines(struct flatten_run *r)
{
	struct schema schema = { 0 };
	struct row_reader reader = { 0 };
	struct table *t;
	struct error e;
	bool changed;
	size_t i, len = r->out.len;
	char *p, *end, *lf;
	int kind;

	for (i = 0; i < LINES_PAD; i++)
		buf_byte(&r->out, 0);
	r->out.len = len;
	row_open(&reader, &schema);
	p = (char *)r->out.data;
	for (end = p + len; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			broken("the output is cut", r);
		if (lf == p)
			continue;
		*lf = '\0';
		if (columns_is(p, (size_t)(lf - p))) {
			if (columns_parse(p, (size_t)(lf - p), &schema, &t,
				&changed, &e) != 0)
				broken(e.text, r);
		} else {
			kind = row_read(&reader, p, (size_t)(lf - p), &e);
			if (kind < 0)
				broken(e.text, r);
			if (kind == ROW_DATA)
				check_cells(&reader, r);
		}
		*lf = '\n';
	}
	row_close(&reader);
	schema_free(&schema);
}

/* Whether a name leads back from a column to its place. */
static bool
is_plain(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] < 'a' || s[i] > 'z')
			return false;
	return len > 0 && len < 20 && !(len == 5 && memcmp(s, "value", 5) == 0) &&
	    !(len == 4 && memcmp(s, "list", 4) == 0) &&
	    !(len == 3 && memcmp(s, "key", 3) == 0);
}

/* Whether the rows of these records can be joined back. */
static bool
is_rejoinable(const char *p, size_t size)
{
	struct json_tree t = { 0 };
	const char *end = p + size, *lf;
	struct error e;
	size_t i;
	bool ok = size > 0 && end[-1] == '\n';

	for (; p < end && ok; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		ok = lf[-1] != '\r' &&
		    json_parse(&t, p, (size_t)(lf - p), 100, &e) == 0 &&
		    t.nodes[0].kind == JSON_OBJECT;
		for (i = 0; i < t.n && ok; i++)
			if (t.nodes[i].key)
				ok = is_plain(t.text + t.nodes[i].from,
				    t.nodes[i].to - t.nodes[i].from);
	}
	json_tree_free(&t);
	return ok;
}

static void
choose(struct flatten_run *r, uint8_t bits)
{
	r->options.window = (bits & 1) != 0 ? 0 : 1 << 16;
	r->options.max_depth = 100;
	r->options.max_columns = 200;
	r->options.nesting = (bits & 2) != 0 ? 2 : 1000;
	r->options.dlt_ids = (bits & 4) != 0;
	r->options.infer = (bits & 8) != 0;
	r->options.strict = (bits & 16) != 0;
	if ((bits & 32) != 0)
		r->keys[0] = NULL;
	if ((bits & 64) != 0) {
		r->maps[0] = "m";
		r->columns[0] = "a bigint";
		r->columns[1] = "l[].x double";
	}
	if ((bits & 128) != 0) {
		r->options.contract.types = FLATTEN_DISCARD_VALUE;
		r->options.contract.columns = FLATTEN_DISCARD_ROW;
	}
}

/* What came out of the text is as it has to be. */
static void
check_output(struct flatten_run *r, uint8_t bits, const char *text,
    size_t size)
{
	if (r->rc != 0)
		return;
	check_lines(r);
	if ((bits & 0xfe) == 0 && r->said.len == 0 &&
	    r->counts.duplicates == 0 && r->counts.repaired == 0 &&
	    is_rejoinable(text, size) &&
	    !rejoins(text, size, (char *)r->out.data, r->out.len))
		broken("rows do not join back", r);
}

/*
 * The same of records that are not held; within a window, the same bytes.
 */
static void
check_unheld(const struct flatten_run *held, uint8_t bits, const uint8_t *data,
    size_t size)
{
	struct flatten_run r = run_make();

	choose(&r, bits);
	r.options.hold = data[0] % 64;
	run_bytes(&r, data, size);
	check_output(&r, bits, (const char *)data, size);
	if (r.differ)
		broken("arrays differ, not held", &r);
	if (r.rc != held->rc || strcmp(r.e.text, held->e.text) != 0 ||
	    (r.rc == 0 && r.counts.rows != held->counts.rows))
		broken("what is not held differs", &r);
	if (r.options.window > 0 && r.rc == 0 &&
	    (r.out.len != held->out.len ||
		(r.out.len > 0 &&
		    memcmp(r.out.data, held->out.data, r.out.len) != 0)))
		broken("in a window, what is not held differs", &r);
	run_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct flatten_run r = run_make(), plain = run_make();
	uint8_t bits = size > 0 ? data[0] : 0;

	if (size == 0 || size > 1 << 16)
		return 0;
	choose(&r, bits);
	choose(&plain, bits);
	(void)scan_choose(SCAN_LEVEL_PLAIN);
	run_bytes(&plain, data + 1, size - 1);
	(void)scan_choose(SCAN_LEVEL_AVX2);
	run_bytes(&r, data + 1, size - 1);
	if (r.rc != plain.rc || r.out.len != plain.out.len ||
	    (r.out.len > 0 &&
		memcmp(r.out.data, plain.out.data, r.out.len) != 0) ||
	    strcmp(r.e.text, plain.e.text) != 0)
		broken("vectors and plain C differ", &r);
	if (r.differ || plain.differ)
		broken("arrays differ", &r);
	check_output(&r, bits, (const char *)data + 1, size - 1);
	if (size > 1)
		check_unheld(&r, bits, data + 1, size - 1);
	run_free(&r);
	run_free(&plain);
	return 0;
}
