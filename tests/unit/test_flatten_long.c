/*
 * test_flatten_long: records that are not held, looked through and repaired
 * where they stand: the same rows as those of records that are.
 */
#include "flatten_run.h"

#include <fcntl.h>

#include "aai-flatten/flatten_internal.h"
#include "base/rng.h"
#include "long_text.h"
#include "rejoin.h"

static void
random_blanks(struct rng *r, struct buf *to)
{
	static const char *const blanks[] = { "", "", "", " ", "\t", " \r " };

	buf_str(to, blanks[rng_below(r, 6)]);
}

/* From few, so that some come twice, in several spellings. */
static void
random_string(struct rng *r, struct buf *to)
{
	static const char *const texts[] = { "", "a", "b", "\\u0061", "aa",
		"id", "\xc3\xa9", "\\u00e9", "\\n\\\"", "\\ud83d\\ude00",
		"\\ud800", "\\udc00x", "\\ud800\\u0041", "\\/", "/",
		"of more than sixteen bytes" };

	buf_byte(to, '"');
	buf_str(to, texts[rng_below(r, 16)]);
	if (rng_below(r, 3) == 0)
		buf_u64(to, rng_below(r, 50));
	buf_byte(to, '"');
}

static void
random_text(struct rng *r, struct buf *to, int levels, bool object)
{
	static const char *const plain[] = { "1", "-0.50", "null", "true",
		"false", "1e400", "[]", "{}" };
	uint64_t kind = levels == 0 ? 2 + rng_below(r, 2) : rng_below(r, 4);
	size_t i, n;

	if (!object && kind >= 2) {
		if (kind == 2)
			random_string(r, to);
		else
			buf_str(to, plain[rng_below(r, 8)]);
		return;
	}
	object = object || kind == 0;
	n = (size_t)(rng_below(r, 8) == 0 ?
		rng_below(r, 90) / (4 - (unsigned)levels) :
		rng_below(r, 5));
	buf_byte(to, object ? '{' : '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_byte(to, ',');
		random_blanks(r, to);
		if (object) {
			random_string(r, to);
			random_blanks(r, to);
			buf_byte(to, ':');
			random_blanks(r, to);
		}
		random_text(r, to, levels - 1, false);
		random_blanks(r, to);
	}
	buf_byte(to, object ? '}' : ']');
}

static void
test_random_texts(void)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct rng r = rng_make(1);
	uint64_t again = 0;
	size_t i;

	for (i = 0; i < 3000; i++) {
		buf_reset(&text);
		random_text(&r, &text, 3, true);
		again += long_check((const char *)text.data, text.len, 9);
		/* One that is cut or wrong somewhere, too. */
		text.data[rng_below(&r, text.len - 1) + 1] =
		    (uint8_t)rng_below(&r, 256);
		(void)long_check((const char *)text.data, text.len, 9);
		(void)long_check((const char *)text.data, text.len, 3);
	}
	CHECK(again > 1000, "3000 texts, %llu members that come again",
	    (unsigned long long)again);
	buf_free(&text);
}

/* What unique_members() makes of the text. */
static void
check_unique(const char *text, uint64_t again, const char *want)
{
	size_t len = strlen(text) - 1;
	char *copy = long_copy(text, len + 1, 0);
	uint64_t found;

	CHECK(
	    unique_members(copy + 1, &len, 9, &found), "it is JSON: %s", text);
	CHECK_UINT(found, again, "members that come again");
	CHECK_STR(copy, want, "the last one stays, where it is");
	CHECK_UINT(strlen(copy), len + 1, "and so long it is");
	mem_free(copy);
}

static void
test_unique(void)
{
	static const char more[] = "\"a\":1,\"a\":2}\x01\x01\x01";
	size_t len = sizeof(more) - 1;
	char *copy = long_copy(more, len, 0);
	uint64_t found;

	check_unique("{}", 0, "{}");
	check_unique("{\"a\":1,\"b\":2}", 0, "{\"a\":1,\"b\":2}");
	check_unique("{\"a\":1,\"b\":2,\"a\":3}", 1, "{\"b\":2,\"a\":3}");
	check_unique("{ \"a\" : 1 , \"a\" : 2 , \"\\u0061\" : 3 }", 2,
	    "{ \"\\u0061\" : 3 }");
	check_unique("{\"a\":{\"x\":1,\"x\":2},\"b\":[{\"y\":1,\"y\":[]}]}", 2,
	    "{\"a\":{\"x\":2},\"b\":[{\"y\":[]}]}");
	check_unique("{\"a\":{\"x\":1,\"x\":2},\"a\":{\"x\":1}}", 2,
	    "{\"a\":{\"x\":1}}");
	check_unique("{\"a\":{\"x\":1,\"x\":2},\"a\":[]}", 2, "{\"a\":[]}");
	check_unique("{\"\":1,\"a\":1,\"\":[{},{}]}", 1,
	    "{\"a\":1,\"\":[{},{}]}");
	CHECK(!unique_members(copy, &len, 9, &found) && len == sizeof(more) - 1,
	    "what stands after the object is not lost");
	mem_free(copy);
}

static void
test_parts(void)
{
	struct hash_parts h;
	struct rng r = rng_make(7);
	char text[200], whole[33], parts[33];
	size_t i, n, at, part, wrong = 0;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)rng_next(&r);
	for (i = 0; i < 2000; i++) {
		n = (size_t)rng_below(&r, sizeof(text) + 1);
		hash_hex128(text, n, whole);
		h = hash_begin();
		for (at = 0; at < n; at += part) {
			part = (size_t)rng_below(&r, n - at + 1);
			hash_part(&h, text + at, part);
		}
		hash_hex_parts(&h, parts);
		wrong += strcmp(whole, parts) != 0;
	}
	CHECK_UINT(wrong, 0, "content in parts has the name of the whole");
}

/* Rows alone, as text; columns lines come at other places. */
static char *
rows_of(const struct flatten_run *r)
{
	const char *p = (const char *)r->out.data, *end = p + r->out.len, *lf;
	struct buf rows = buf_make(SIZE_MAX / 2);

	for (; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (!columns_is(p, (size_t)(lf - p)))
			buf_put(&rows, p, (size_t)(lf + 1 - p));
	}
	return buf_take(&rows);
}

static bool
same_bytes(const struct buf *a, const struct buf *b)
{
	return a->len == b->len &&
	    (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/* The same of both, but for where columns lines are. */
static void
check_like(const struct flatten_run *r, const struct flatten_run *held,
    const char *what)
{
	CHECK(r->rc == held->rc && r->e.kind == held->e.kind, "%s: %s", what,
	    r->e.text);
	CHECK_STR(r->e.text, held->e.text, "%s, an error in the same words",
	    what);
	CHECK(r->counts.rows == held->counts.rows &&
		r->counts.repaired == held->counts.repaired &&
		r->counts.duplicates == held->counts.duplicates &&
		r->counts.rejected == held->counts.rejected,
	    "%s, counted the same", what);
	CHECK(same_bytes(&r->left_out, &held->left_out) &&
		same_bytes(&r->said, &held->said),
	    "%s, the same left out and said", what);
}

/*
 * The same bytes, whether records are held or not; without a window, columns
 * lines may come at other places, but rows are the same.
 */
static void
check_same(const char *text, const char *what,
    void (*set)(struct flatten_run *))
{
	static const size_t holds[] = { 0, 30, 120 };
	struct flatten_run held = run_make(), r;
	char *want, *got;
	size_t i;

	held.keep = true;
	set(&held);
	run_text(&held, text);
	want = rows_of(&held);
	for (i = 0; i < 6; i++) {
		r = run_make();
		r.keep = true;
		set(&r);
		r.options.hold = holds[i / 2];
		if (i % 2 == 1)
			r.options.window = 0;
		run_text(&r, text);
		check_like(&r, &held, what);
		got = rows_of(&r);
		if (i % 2 == 1)
			CHECK_STR(got, want, "%s, %zu bytes held", what,
			    holds[i / 2]);
		else
			CHECK(same_bytes(&r.out, &held.out),
			    "%s, %zu bytes held: all is the same", what,
			    holds[i / 2]);
		mem_free(got);
		run_free(&r);
	}
	mem_free(want);
	run_free(&held);
}

static void
set_none(struct flatten_run *r)
{
	(void)r;
}

static void
set_no_key(struct flatten_run *r)
{
	r->keys[0] = NULL;
}

static void
set_map(struct flatten_run *r)
{
	r->maps[0] = "m";
	r->jsons[0] = "j";
}

static void
set_strict(struct flatten_run *r)
{
	set_map(r);
	r->options.strict = true;
}

static void
set_dlt(struct flatten_run *r)
{
	r->options.dlt_ids = true;
}

static const char known[] =
    "{\"_table\":\"t\",\"_columns\":[{\"name\":\"id\",\"type\":\"bigint\","
    "\"key\":true},{\"name\":\"n\",\"type\":\"bigint\"}]}\n"
    "{\"_table\":\"t__l\",\"_columns\":[{\"name\":\"t_id\",\"type\":\"bigint\","
    "\"key\":true},{\"name\":\"l_idx\",\"type\":\"bigint\",\"key\":true},"
    "{\"name\":\"x\",\"type\":\"bigint\"}],\"_parent\":\"t\"}\n";

static void
set_drop_row(struct flatten_run *r)
{
	r->schema = known;
	r->options.contract.types = FLATTEN_DISCARD_ROW;
}

static void
set_drop_value(struct flatten_run *r)
{
	r->schema = known;
	r->options.contract.types = FLATTEN_DISCARD_VALUE;
	r->options.contract.columns = FLATTEN_DISCARD_VALUE;
	r->options.contract.tables = FLATTEN_DISCARD_VALUE;
}

static void
set_freeze(struct flatten_run *r)
{
	r->schema = known;
	r->options.contract.columns = FLATTEN_FREEZE;
}

static void
test_rows(void)
{
	static const char plain[] =
	    "{\"id\":1,\"l\":[{\"x\":1,\"k\":[1,2]},{\"x\":2.5}],\"s\":\"of "
	    "more than thirty bytes, so that it is long\"}\n"
	    "{\"id\":2,\"l\":[{\"x\":\"wider\"}],\"new\":true}\n";
	static const char again[] =
	    "{\"id\":1,\"l\":[1,2,3],\"z\":1,\"l\":[4,{\"a\":1,\"a\":2}]}\n"
	    "{\"_table\":\"u\",\"id\":2,\"z\":\"\\ud800\",\"z\":[\"x\"]}\n";
	static const char ill[] =
	    "{\"_table\":\"u\xff\",\"id\":1,\"a\xff\":\"\xc3\",\"b\":[\"\\udc00"
	    "\"]}\r\n{\"id\":\"2\xe2\x82\",\"a\":\"\xff\xff\xff\xff\xff\"}\n"
	    "{\"id\":3}";
	static const char map[] =
	    "{\"id\":1,\"m\":{\"a\":1,\"b\":{\"c\":[1]},\"a\":2},\"j\":{\"x\":1"
	    "}}\n{\"id\":2,\"m\":{\"b\":null},\"j\":[1, 2]}\n";
	static const char wrong[] =
	    "{\"id\":1,\"n\":\"one\",\"l\":[{\"x\":1},{\"x\":2}]}\n"
	    "{\"id\":2,\"l\":[{\"x\":1,\"y\":[1,2]},{\"y\":[3,4],\"x\":\"no\""
	    "}],\"n\":5}\n"
	    "{\"id\":\"bad\",\"l\":[{\"x\":1},{\"x\":2}]}\n"
	    "{\"_table\":\"new\",\"id\":4,\"l\":[1]}\n"
	    "{\"id\":5,\"l\":[{\"x\":\"bad\",\"x\":3,\"z\":[]}],\"n\":7}\n";
	static const char cut[] =
	    "{\"id\":1,\"l\":[1,2,3]}\n{\"id\":2,\"l\":[1,{\"a\":tru}]}\n";
	static const char clash[] =
	    "{\"id\":1,\"l\":[{\"l_idx\":1,\"t_id\":2}]}\n{\"id\":2,\"aB\":1,"
	    "\"a_b\":[1]}\n";
	static const char inside[] =
	    "{\"id\":1,\"j\":{\"x\":1,\"x\":2},\"m\":{\"k\":{\"z\":\"\\ud800\""
	    "}}}\n";

	check_same(plain, "records", set_none);
	check_same(plain, "records without a key", set_no_key);
	check_same(again, "names that come again", set_none);
	check_same(again, "those without a key", set_no_key);
	check_same(ill, "ill-formed text", set_none);
	check_same(ill, "that without a key", set_no_key);
	check_same(map, "maps and json", set_map);
	check_same(map, "the same strictly", set_strict);
	check_same(inside, "a name again where none is looked at", set_map);
	check_same(inside, "half a pair strictly", set_strict);
	check_same(wrong, "rows that a contract drops", set_drop_row);
	check_same(wrong, "values that it drops", set_drop_value);
	check_same(wrong, "what it forbids", set_freeze);
	check_same(wrong, "no contract", set_none);
	check_same(plain, "dlt's links", set_dlt);
	check_same(cut, "what is not JSON", set_none);
	check_same(clash, "names of keys", set_none);
}

/* What a contract drops of a record that is walked again is dropped once. */
static void
test_dropped_rows(void)
{
	static const char again[] =
	    "{\"id\":5,\"l\":[{\"x\":\"bad\",\"x\":3}],\"n\":7}\n";
	static const char bad_key[] =
	    "{\"id\":\"bad\",\"l\":[{\"x\":1},{\"x\":2}]}\n{\"id\":6}\n";
	struct flatten_run r = run_make();
	size_t hold;
	char *got;

	for (hold = 0; hold <= 1 << 20; hold += 1 << 20) {
		r.options.hold = hold;
		r.options.window = 0;
		set_drop_row(&r);
		run_text(&r, again);
		got = rows_of(&r);
		CHECK_STR(got, "{\"_table\":\"t__l\",\"t_id\":5,\"l_idx\":0,"
			       "\"x\":3}\n{\"_table\":\"t\",\"id\":5,\"n\":7}\n",
		    "the value that counts keeps its row, %zu held", hold);
		mem_free(got);
		set_drop_value(&r);
		run_text(&r, bad_key);
		got = rows_of(&r);
		CHECK_STR(got, "{\"_table\":\"t\",\"id\":6}\n",
		    "rows go with their key, %zu held", hold);
		mem_free(got);
	}
	run_free(&r);
}

static void
test_many_names(void)
{
	struct flatten_run r = run_make();
	struct buf text = buf_make(SIZE_MAX / 2);
	size_t i, n = 70000;

	buf_str(&text, "{\"id\":1,\"m\":{");
	for (i = 0; i < n; i++)
		buf_printf(&text, "\"n%zu\":%zu,", i, i);
	buf_str(&text, "\"n7\":-1,\"n69999\":-2}}\n");
	buf_byte(&text, 0);
	r.maps[0] = "m";
	run_text(&r, (const char *)text.data);
	CHECK_INT(r.rc, 0, "a map of very many names is taken: %s", r.e.text);
	CHECK_UINT(r.counts.rows, n + 1, "with a row for each");
	CHECK_UINT(r.counts.duplicates, 2, "two of which came again");
	run_free(&r);
	buf_free(&text);
}

/* Joined back, the rows are the records, wherever rows go out. */
static void
test_random_records(void)
{
	static const char record[] = "{\"id\":\"%zu\",\"l\":[{\"x\":%zu},[1,"
				     "[2.5,\"%zu\"]],%s],\"o\":{\"p\":%s}}\n";
	static const char *const some[] = { "1", "\"two\"", "true", "[[3]]",
		"{\"q\":4}", "1.5" };
	struct flatten_run r = run_make();
	struct buf text = buf_make(SIZE_MAX / 2);
	size_t i, wrong = 0;

	for (i = 0; i < 200; i++)
		buf_printf(&text, record, i, i, i, some[i % 6],
		    some[i / 6 % 6]);
	for (i = 0; i < 200; i += 9) {
		r.options.hold = i;
		r.options.window = i % 2 * 1000;
		run_bytes(&r, text.data, text.len);
		wrong += r.rc != 0 || !rejoins((const char *)text.data,
		    text.len, (const char *)r.out.data, r.out.len);
	}
	CHECK_UINT(wrong, 0, "rows join back, whatever is held");
	run_free(&r);
	buf_free(&text);
}

/* Take the text as a record, or what it begins, with a string of n bytes. */
static int
take_text(struct flatten *f, const char *begins, size_t n, struct error *e)
{
	static const char zeros[FLATTEN_PAD + 1];
	struct buf text = buf_make(SIZE_MAX / 2);
	int rc;

	buf_str(&text, begins);
	for (; n > 0; n--)
		buf_str(&text, n > 1 ? "x" : "x\"}");
	buf_put(&text, zeros, sizeof(zeros));
	rc = flatten_record(
	    f, (char *)text.data, text.len - sizeof(zeros), e);
	buf_free(&text);
	return rc;
}

/* Take a record of many members, each of that value. */
static int
take_wide(struct flatten *f, const char *value, struct error *e)
{
	static const char zeros[FLATTEN_PAD + 1];
	struct buf text = buf_make(SIZE_MAX / 2);
	size_t i;
	int rc;

	for (i = 0; i < 1000; i++)
		buf_printf(
		    &text, "%s\"a%zu\":%s", i > 0 ? "," : "{", i, value);
	buf_str(&text, "}");
	buf_put(&text, zeros, sizeof(zeros));
	rc = flatten_record(
	    f, (char *)text.data, text.len - sizeof(zeros), e);
	buf_free(&text);
	return rc;
}

/*
 * Columns that had only nulls when rows began to be written get their places
 * with the first row that has values for them, which takes more room then.
 */
static void
test_late_places(void)
{
	struct flatten_options o = flatten_defaults();
	char value[123] = "";
	struct flatten *f;
	struct out out;
	struct error e = { 0 };
	int fd = open("/dev/null", O_WRONLY);

	o.window = 0;
	o.table = "t";
	out_open(&out, fd, "null", false, false);
	f = flatten_open(&o, &out);
	memset(value, 'x', sizeof(value) - 1);
	value[0] = value[sizeof(value) - 2] = '"';
	CHECK(take_wide(f, "null", &e) == 0, "only nulls: %s", e.text);
	CHECK(take_wide(f, value, &e) == 0, "values: %s", e.text);
	CHECK(f->held_len > 0 && f->held_len <= f->held_cap, "the row has room: %zu of %zu",
	    f->held_len, f->held_cap);
	flatten_close(f);
	out_close(&out);
	(void)close(fd);
}

/* A table whose name is longer in quotes: rows of many nulls have it. */
static void
test_quoted_name(void)
{
	struct flatten_options o = flatten_defaults();
	struct buf text = buf_make(SIZE_MAX / 2);
	struct flatten *f;
	struct out out;
	struct error e = { 0 };
	int fd = open("/dev/null", O_WRONLY), i;

	o.window = 0;
	o.table = "t";
	out_open(&out, fd, "null", false, false);
	f = flatten_open(&o, &out);
	buf_str(&text, "{\"_table\":\"");
	for (i = 0; i < 200; i++)
		buf_str(&text, "\\\"");
	buf_str(&text, "\",\"_path\":\"t\",\"_columns\":["
		       "{\"name\":\"_id\",\"type\":\"text\",\"key\":true}");
	for (i = 0; i < 48; i++)
		buf_printf(
		    &text, ",{\"name\":\"a%02d\",\"type\":\"text\"}", i);
	buf_str(&text, "]}\n");
	CHECK(flatten_schema(f, (char *)text.data, text.len, "schema", &e) == 0,
	    "a schema: %s", e.text);
	CHECK(take_text(f, "{\"a00\":\"\"}", 0, &e) == 0, "a row: %s", e.text);
	CHECK(take_text(f, "{\"a47\":\"", 150000, &e) == 0,
	    "another, of many nulls: %s", e.text);
	CHECK(f->held_len > 0 && f->held_len <= f->held_cap,
	    "the row has room: %zu of %zu", f->held_len, f->held_cap);
	flatten_close(f);
	out_close(&out);
	buf_free(&text);
	(void)close(fd);
}

int
main(void)
{
	test_random_texts();
	test_unique();
	test_parts();
	test_rows();
	test_dropped_rows();
	test_many_names();
	test_random_records();
	test_late_places();
	test_quoted_name();
	return tap_done();
}
