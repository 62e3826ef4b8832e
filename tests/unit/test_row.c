/* Rows are taken apart into the cells of their columns, strictly. */
#include "tap.h"

#include "base/mem.h"
#include "base/rng.h"
#include "io/lines.h"
#include "stream/columns.h"
#include "stream/row.h"

static struct schema schema;
static struct row_reader reader;
static char line[1 << 16];

/* Declare a table from its columns line. */
static void
declare(const char *text)
{
	struct table *t;
	struct error e;
	bool changed;

	if (columns_parse(text, strlen(text), &schema, &t, &changed, &e) != 0)
		tap_note("%s", e.text);
}

/* Read one line, with padding that would be taken for data if looked at. */
static int
take(const char *text, struct error *e)
{
	size_t n = strlen(text);

	memset(line, '"', sizeof(line));
	memcpy(line, text, n + 1);
	e->text[0] = '\0';
	return row_read(&reader, line, n, e);
}

/* The row's cells in short: n null, t, f, #1.5, 'abc', {...}; one each. */
static const char *
cells(void)
{
	static struct buf out;
	size_t i;

	if (out.max == 0)
		out = buf_make(1 << 20);
	buf_reset(&out);
	for (i = 0; i < reader.table->ncolumns; i++) {
		const struct cell *c = &reader.cells[i];

		if (i > 0)
			buf_byte(&out, ' ');
		buf_byte(&out, (uint8_t) "ntf#':"[c->kind]);
		if (c->kind >= CELL_NUMBER)
			buf_put(&out, c->s, c->len);
		if (c->kind == CELL_STRING && c->escaped)
			buf_byte(&out, '\\');
		if (c->kind >= CELL_STRING && c->high)
			buf_byte(&out, '^');
	}
	buf_byte(&out, 0);
	return (const char *)out.data;
}

static void
check_row(const char *text, const char *want, const char *title)
{
	struct error e;
	int kind = take(text, &e);

	CHECK_INT(kind, ROW_DATA, "%s: it is a row", title);
	if (kind == ROW_DATA)
		CHECK_STR(cells(), want, "%s", title);
	else
		tap_note("%s", e.text);
}

static void
check_bad(const char *text, size_t at, const char *what)
{
	struct error e;

	CHECK_INT(take(text, &e), -1, "refused: %s", text);
	CHECK_INT(e.kind, ERROR_INPUT, "... as wrong input");
	CHECK_UINT(reader.at, at, "... at the right byte");
	CHECK(strstr(e.text, what) != NULL, "... because: %s", what);
	if (strstr(e.text, what) == NULL)
		tap_note("%s", e.text);
}

static void
test_rows(void)
{
	check_row("{\"_table\":\"t\",\"a\":1,\"b\":\"x\",\"c\":true}",
	    "#1 'x t", "members in order");
	check_row("{\"_table\":\"t\",\"b\":\"y\"}", "n 'y n",
	    "what is left out is null");
	check_row("{\"_table\":\"t\"}", "n n n", "a row of nulls");
	check_row("{\"_table\":\"t\",\"c\":false,\"a\":null}", "n n f",
	    "members out of order, and null spelled out");
	check_row("{\"_table\":\"t\",\"a\":1,\"c\":2,\"a\":3}", "#3 n #2",
	    "of two members of one name the last counts");
	check_row(" { \"_table\" : \"t\" , \"a\" : -1.5e+3 , \"b\" : [1, 2] } ",
	    "#-1.5e+3 :[1, 2] n", "blanks between tokens");
	check_row("{\"_table\":\"\\u0074\",\"\\u0061\":0}", "#0 n n",
	    "names spelled with escapes");
	check_row("{\"_table\":\"t\",\"b\":\"a\\\"b\\\\\",\"c\":\"\\ud83d\"}",
	    "n 'a\\\"b\\\\\\ '\\ud83d\\", "escapes stay as they are");
	check_row("{\"_table\":\"t\",\"b\":\"na\xc3\xafve\",\"c\":{\"x\":[]}}",
	    "n 'na\xc3\xafve^ :{\"x\":[]}", "bytes past ASCII are told");
	check_row(
	    "{\"_table\":\"t\",\"b\":\"0123456789abcdef0123456789abcde\"}",
	    "n '0123456789abcdef0123456789abcde n", "a string over vectors");
	check_row("{\"_table\":\"u\",\"a name that is much longer than a "
		  "vector of bytes\":1,\"q\\\"\":2}",
	    "#1 #2", "long names and quoted names");
	check_row("{\"_table\":\"t\",\"a\":0}", "#0 n n",
	    "the table before is found again");
}

/* A row reads the same when its members have been guessed. */
static void
test_again(void)
{
	static const char *const rows[] = {
		"{\"_table\":\"t\",\"a\": 1,\"b\": \"x\",\"c\":\t[] }",
		"{\"_table\":\"t\",\"c\":1,\"b\":null,\"a\":2}",
		"{\"_table\":\"t\",\"b\": 1 ,\"b\": 2 }",
	};
	static const char *const want[] = { "#1 'x :[]", "#2 n #1", "n #2 n" };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check_row(
		    rows[i], want[i], "a row with blanks or out of order");
		check_row(rows[i], want[i], "the same again");
	}
}

static void
test_lines(void)
{
	struct error e;

	CHECK_INT(take("{\"_table\":\"new\",\"_columns\":[]}", &e), ROW_COLUMNS,
	    "a columns line of an unknown table is told");
	CHECK_INT(take("{\"_table\":\"t\",\"a\":1}", &e), ROW_DATA, "a row");
	CHECK_INT(take("{\"_table\":\"t\",\"_columns\":[]}", &e), ROW_COLUMNS,
	    "a columns line after a row of its table is told");
	CHECK_INT(take("{\"_table\":\"_aai_end\",\"records\":1}", &e), ROW_END,
	    "an end record is told");
	CHECK_INT(take("{\"_table\":\"_aai_deleted\",\"row\":[1]}", &e),
	    ROW_DELETED, "a deletion is told");
}

static void
test_bad(void)
{
	check_bad("", 0, "neither a JSON object nor an array");
	check_bad("1", 0, "neither a JSON object nor an array");
	check_bad("{\"a\":1}", 0, "_table");
	check_bad("{\"_table\":\"nope\",\"a\":1}", 11, "'nope'");
	check_bad("{\"_table\":\"t\",\"d\":1}", 14, "'d'");
	check_bad("{\"_table\":\"t\",\"a\":1", 19, "expected ','");
	check_bad("{\"_table\":\"t\",\"a\":", 18, "cut");
	check_bad("{\"_table\":\"t\",\"a\":\"x", 18, "cut");
	check_bad("{\"_table\":\"t\",\"a\":1}x", 20, "more after");
	check_bad("{\"_table\":\"t\",\"a\":1,}", 20, "name");
	check_bad("{\"_table\":\"t\",\"a\" 1}", 18, "':'");
	check_bad("{\"_table\":\"t\",\"a\":01}", 18, "malformed");
	check_bad("{\"_table\":\"t\",\"a\":1.}", 18, "malformed");
	check_bad("{\"_table\":\"t\",\"a\":-}", 18, "malformed");
	check_bad("{\"_table\":\"t\",\"a\":nul}", 18, "malformed");
	check_bad("{\"_table\":\"t\",\"a\":NaN}", 18, "malformed");
	check_bad("{\"_table\":\"t\",\"a\":\"\\x\"}", 18, "malformed");
	check_bad("{\"_table\":\"t\",\"a\":\"\\u12g4\"}", 18, "malformed");
	check_bad("{\"_table\":\"t\",\"a\":\"tab\there\"}", 18, "malformed");
	check_bad("{\"_table\":\"t\",\"a\":[1,]}", 21, "malformed");
	check_bad("{\"_table\":\"t\",\"a\":1,\"_columns\":[]}", 31, "second");
}

/* Every cut of a row is an error, whatever lies after it. */
static void
test_cuts(void)
{
	static const char row[] = "{\"_table\":\"t\",\"a\":12.5e1,\"b\":"
				  "\"x\\u0041\xc3\xaf\",\"c\":{\"k\":[true]}}";
	struct error e;
	size_t n, good = 0;

	for (n = 0; n < sizeof(row) - 1; n++) {
		memcpy(line, row, sizeof(row));
		line[n] = '\0';
		good += row_read(&reader, line, n, &e) == ROW_DATA;
	}
	CHECK_UINT(good, 0, "no cut row is taken for a whole one");
}

/* Tables and columns may come while rows are read. */
static void
test_growth(void)
{
	declare(
	    "{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":"
	    "\"bigint\"},{\"name\":\"b\",\"type\":\"text\"},{\"name\":\"c\","
	    "\"type\":\"json\"},{\"name\":\"d\",\"type\":\"json\"}]}");
	check_row("{\"_table\":\"t\",\"a\":1,\"d\":2}", "#1 n n #2",
	    "a column that came later");
	declare("{\"_table\":\"e\",\"_columns\":[]}");
	check_row("{\"_table\":\"e\"}", "", "a table without columns");
}

/* Strings of every length, with a special byte at every place. */
static void
test_lengths(void)
{
	struct error e;
	size_t n, at, bad = 0, head;

	for (n = 0; n < 70; n++) {
		for (at = 0; at <= n; at++) {
			memset(line, '"', 300);
			head = (size_t)snprintf(
			    line, 200, "{\"_table\":\"t\",\"b\":\"");
			memset(line + head, 'x', n);
			if (at < n)
				line[head + at] = (char)0xc3;
			memcpy(line + head + n, "\"}", 3);
			if (row_read(&reader, line, head + n + 2, &e) !=
				ROW_DATA ||
			    reader.cells[1].len != n ||
			    reader.cells[1].high != (at < n))
				bad++;
		}
	}
	CHECK_UINT(bad, 0, "strings of all lengths are measured rightly");
}

/* Rows that are arrays of a number and the values. */
static void
test_arrays(void)
{
	declare("{\"_table\":\"t7\",\"_columns\":[{\"name\":\"a\",\"type\":"
		"\"bigint\"},{\"name\":\"b\",\"type\":\"text\"},{\"name\":"
		"\"c\",\"type\":\"json\"}],\"_number\":7}");
	declare("{\"_table\":\"t999999\",\"_columns\":[{\"name\":\"a\","
		"\"type\":\"text\"}],\"_number\":999999}");
	check_row("[7,1,\"x\",true]", "#1 'x t", "values in order");
	check_row("[7,1]", "#1 n n", "nulls left out at the end");
	check_row("[7]", "n n n", "all of them");
	check_row("[7,null,\"y\",null]", "n 'y n", "and spelled out");
	check_row(" [ 7 , -1.5e+3 ,\t[1, 2] , null ] ", "#-1.5e+3 :[1, 2] n",
	    "blanks between tokens");
	check_row("[7,0,\"a\\\"\\u00e9\",{\"x\":[]}]",
	    "#0 'a\\\"\\u00e9\\ :{\"x\":[]}", "escapes and nested values");
	check_row("[7,0,\"na\xc3\xafve\"]", "#0 'na\xc3\xafve^ n",
	    "bytes past ASCII are told");
	check_row("[999999,\"x\"]", "'x", "the largest number");
	check_row("[999999,\"x\"]", "'x", "the same again");
	CHECK(reader.cells[0].again, "... is said to be");
	check_row("{\"_table\":\"t999999\",\"a\":\"x\"}", "'x",
	    "an object among them");
	check_row("[999999,\"x\"]", "'x", "and an array again");
	check_row("[999999,\"xy\"]", "'xy", "a longer string");
	check_row("[7,\"0123456789abcde\",\"0123456789abcdef\"]",
	    "'0123456789abcde '0123456789abcdef n", "vectors of text");
	check_row("[7,\"0123456789abcde\xc3\xa9\"]",
	    "'0123456789abcde\xc3\xa9^ n n", "and more of it");
}

static void
test_bad_arrays(void)
{
	check_bad("[", 1, "number of its table");
	check_bad("[]", 1, "number of its table");
	check_bad("[\"7\",1]", 1, "number of its table");
	check_bad("[7.0,1]", 1, "number of its table");
	check_bad("[7e0,1]", 1, "number of its table");
	check_bad("[07,1]", 1, "number of its table");
	check_bad("[0,1]", 1, "number of its table");
	check_bad("[-7,1]", 1, "number of its table");
	check_bad("[7 1]", 1, "number of its table");
	check_bad("[7", 1, "number of its table");
	check_bad("[99999999999999999999999,1]", 1, "number of its table");
	check_bad("[8,1]", 1, "table number 8");
	check_bad("[1000000,1]", 1, "table number 1000000");
	check_bad("[7,1,2,3,4]", 8, "3 columns");
	check_bad("[7,1,2,3,null]", 8, "3 columns");
	check_bad("[7,1", 4, "expected ','");
	check_bad("[7,1}", 4, "expected ','");
	check_bad("[7,]", 3, "malformed");
	check_bad("[7,1,]", 5, "malformed");
	check_bad("[7,,1]", 3, "malformed");
	check_bad("[7,01]", 3, "malformed");
	check_bad("[7,nul]", 3, "malformed");
	check_bad("[7,\"tab\there\"]", 3, "malformed");
	check_bad("[7,1]x", 5, "more after");
	check_bad("[7,1][7,1]", 5, "more after");
}

/* Every cut of an array is an error as well. */
static void
test_cut_arrays(void)
{
	static const char row[] = "[7,12.5e1,\"x\\u0041\xc3\xaf\","
				  "{\"k\":[true]}]";
	struct error e;
	size_t n, good = 0;

	for (n = 0; n < sizeof(row) - 1; n++) {
		memcpy(line, row, sizeof(row));
		line[n] = '\0';
		good += row_read(&reader, line, n, &e) == ROW_DATA;
	}
	CHECK_UINT(good, 0, "no cut array is taken for a whole row");
}

#define COLUMN_A "\"_columns\":[{\"name\":\"a\",\"type\":\"text\"}]"

/* A number names the table of the last columns line that has it. */
static void
test_numbers(void)
{
	declare("{\"_table\":\"n1\"," COLUMN_A ",\"_number\":11}");
	declare("{\"_table\":\"n2\"," COLUMN_A ",\"_number\":12}");
	check_row("[11,\"x\"]", "'x", "a number");
	CHECK_STR(reader.table->name, "n1", "... names its table");
	check_row("[12,\"x\"]", "'x", "another");
	CHECK_STR(reader.table->name, "n2", "... another");
	check_row("[11,\"x\"]", "'x", "the first again");
	declare("{\"_table\":\"n2\"," COLUMN_A ",\"_number\":11}");
	declare("{\"_table\":\"n1\"," COLUMN_A ",\"_number\":12}");
	check_row("[11,\"x\"]", "'x", "a number that is given anew");
	CHECK_STR(reader.table->name, "n2", "... names that table");
	declare("{\"_table\":\"n1\"," COLUMN_A ",\"_number\":13}");
	check_bad("[12,\"x\"]", 1, "table number 12");
	declare("{\"_table\":\"n2\"," COLUMN_A "}");
	check_bad("[11,\"x\"]", 1, "table number 11");
	check_row("{\"_table\":\"n2\",\"a\":\"y\"}", "'y",
	    "of a table without a number there are objects");
	declare("{\"_table\":\"n1\"," COLUMN_A ",\"_number\":13}");
	check_row("[13,\"x\"]", "'x", "a number told again");
	declare("{\"_table\":\"n1\",\"_columns\":[{\"name\":\"a\",\"type\":"
		"\"text\"},{\"name\":\"b\",\"type\":\"json\"}],"
		"\"_number\":14}");
	check_row("[14,\"x\",2]", "'x #2", "with a column that came later");
	check_bad("[13,\"x\"]", 1, "table number 13");
}

/* The row as an object, whichever form it had. */
static void
test_objects(void)
{
	static const char want[] = "{\"_table\":\"t7\",\"a\":-0.0,\"c\":"
				   "[\"\\\"\", {}]}";
	struct buf out = buf_make(4096);
	struct error e;

	CHECK_INT(take("[7,-0.0, null,[\"\\\"\", {}]]", &e), ROW_DATA, "a row");
	row_put_object(&reader, &out);
	CHECK_MEM(out.data, out.len, want, strlen(want),
	    "is written as an object");
	buf_reset(&out);
	CHECK_INT(take("{\"_table\":\"u\",\"q\\\"\":\"\\u0041\"}", &e),
	    ROW_DATA, "an object");
	row_put_object(&reader, &out);
	CHECK_MEM(out.data, out.len, "{\"_table\":\"u\",\"q\\\"\":\"\\u0041\"}",
	    29, "as it was");
	buf_free(&out);
}

/* Pieces that rows are put together from, at random. */
static const char *const openings[] = { "{\"_table\":", "{ \"_table\":",
	"{\"_table\": " };
static const char *const members[] = { ",\"id\":\"a\"", ",\"id\":\"b\"",
	",\"id\":\"a\"", ",\"id\":\"b\"", ",\"id\":\"aa\"", ",\"id\":7",
	",\"id\":null", ",\"id\":\"\\u0061\"", ",\"id\":\"\xc3\xa9\"",
	",\"n\":1", ", \"n\" :\"b\"", ",\"i\\u0064\":\"a\"",
	",\"id\" :\"a\"", ",\"n\":{\"x\":[\"\"]}", ",\"s\":\"a\"", "" };

/* The same as an array of up to three values. */
static void
make_array(struct rng *r, char *to, size_t room, uint64_t v)
{
	static const char *const values[] = { "\"a\"", "\"b\"", "\"a\"",
		"\"aa\"", "7", "null", "\"\\u0061\"", "\"\xc3\xa9\"",
		" \"a\"", "{\"x\":[\"\"]}", "[]" };
	size_t n, parts = v / 64 % 4;

	n = (size_t)snprintf(to, room, v % 8 < 7 ? "[%d" : " [ %d",
	    v / 8 % 3 / 2 == 0 ? 21 : 22);
	for (; parts > 0; parts--) {
		v = rng_next(r) >> 16;
		n += (size_t)snprintf(to + n, room - n, ",%s",
		    values[v % 4 > 0 ? v / 4 % 4 : v / 4 % LEN(values)]);
	}
	(void)snprintf(to + n, room - n, "]");
}

static void
make_row(struct rng *r, char *to, size_t room)
{
	static const char *const tables[] = { "alike", "alike2" };
	size_t n, parts = rng_next(r) % 4;
	uint64_t v = rng_next(r) >> 16;

	if (rng_next(r) >> 16 & 1) {
		make_array(r, to, room, v);
		return;
	}
	/* Mostly compact, with the key in front. */
	n = (size_t)snprintf(to, room, "%s\"%s\"",
	    openings[v % 8 < 6 ? 0 : v % 3], tables[v / 8 % 3 / 2]);
	n += (size_t)snprintf(to + n, room - n, "%s",
	    members[v / 64 % 4 > 0 ? v / 256 % 4 : v / 256 % LEN(members)]);
	for (; parts > 0; parts--)
		n += (size_t)snprintf(to + n, room - n, "%s",
		    members[rng_next(r) / 7 % LEN(members)]);
	(void)snprintf(to + n, room - n, "}");
}

/*
 * What is guessed from the rows before is what a reader without a past reads,
 * and a cell that is said to come again does.
 */
static void
test_guesses(void)
{
	static char last[2][64];
	struct rng r = rng_make(5);
	char text[512], want[1024];
	struct row_reader fresh;
	const struct cell *c;
	size_t i, wrong = 0, again = 0;
	struct error e;
	char *before;

	declare("{\"_table\":\"alike\",\"_columns\":[{\"name\":\"id\",\"type\":"
		"\"text\"},{\"name\":\"n\",\"type\":\"json\"},{\"name\":\"s\","
		"\"type\":\"text\"}],\"_number\":21}");
	declare("{\"_table\":\"alike2\",\"_columns\":[{\"name\":\"id\",\"type\":"
		"\"text\"},{\"name\":\"n\",\"type\":\"json\"},{\"name\":\"s\","
		"\"type\":\"text\"}],\"_number\":22}");
	for (i = 0; i < 200000; i++) {
		make_row(&r, text, sizeof(text));
		fresh = reader;
		row_open(&reader, &schema);
		wrong += take(text, &e) != ROW_DATA;
		(void)snprintf(want, sizeof(want), "%s", cells());
		row_close(&reader);
		reader = fresh;
		wrong += take(text, &e) != ROW_DATA;
		wrong += strcmp(cells(), want) != 0;
		c = &reader.cells[0];
		before = last[reader.table->name_len == 6];
		if (c->kind != CELL_NULL && c->again) {
			again++;
			wrong += c->kind != CELL_STRING ||
			    strlen(before) != c->len ||
			    memcmp(before, c->s, c->len) != 0;
		}
		(void)snprintf(before, sizeof(last[0]), "%.*s",
		    c->kind == CELL_STRING ? (int)c->len : 1,
		    c->kind == CELL_STRING ? c->s : "#");
	}
	CHECK_UINT(wrong, 0, "guessed rows are as read afresh");
	CHECK(again > 2000, "and some cells come again: %zu", again);
}

int
main(void)
{
	row_open(&reader, &schema);
	declare(
	    "{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":"
	    "\"bigint\"},{\"name\":\"b\",\"type\":\"text\"},{\"name\":\"c\","
	    "\"type\":\"json\"}]}");
	declare("{\"_table\":\"u\",\"_columns\":[{\"name\":\"a name that is "
		"much longer than a vector of bytes\",\"type\":\"bigint\"},"
		"{\"name\":\"q\\\"\",\"type\":\"text\"}]}");
	test_rows();
	test_again();
	test_lines();
	test_bad();
	test_cuts();
	test_lengths();
	test_arrays();
	test_bad_arrays();
	test_cut_arrays();
	test_numbers();
	test_objects();
	test_growth();
	test_guesses();
	row_close(&reader);
	schema_free(&schema);
	return tap_done();
}
