/* record and columns: the lines of the stream. */
#include "base/mem.h"
#include "stream/columns.h"
#include "stream/record.h"
#include "tap.h"

/* What record_tag() finds: "table|rest", or "none|rest", or "no". */
static char *
tag_of(const char *line)
{
	struct buf b = buf_make(1024);
	struct record_tag tag;

	if (!record_tag(line, strlen(line), &tag))
		buf_str(&b, "no");
	else
		buf_printf(&b, "%.*s|%s", tag.table ? (int)tag.table_len : 4,
		    tag.table ? tag.table : "none", tag.rest);
	return buf_take(&b);
}

static void
check_tag(const char *line, const char *want)
{
	char *got = tag_of(line);

	CHECK_STR(got, want, "the tag of %s", line);
	mem_free(got);
}

static void
test_tags(void)
{
	check_tag("{\"_table\":\"t\",\"a\":1}", "t|\"a\":1}");
	check_tag(" { \"_table\" : \"t\" , \"a\":1}", "t| \"a\":1}");
	check_tag("{\"_table\":\"t\"}", "t|}");
	check_tag("{\"a\":1,\"_table\":\"t\"}", "none|\"a\":1,\"_table\":\"t\"}");
	check_tag("{}", "none|}");
	check_tag("[1]", "no");
	check_tag("{\"_table\":5}", "no");
	check_tag("{\"_tablex\":5}", "none|\"_tablex\":5}");
}

static void
check_put(const char *members, const char *body, const char *want)
{
	struct buf b = buf_make(1024);

	record_put(&b, "t", members, strlen(members), body, strlen(body));
	CHECK_MEM(b.data, b.len, want, strlen(want), "%s in a record", body);
	buf_free(&b);
}

static void
test_puts(void)
{
	check_put("", "{\"a\": 1.0}", "{\"_table\":\"t\",\"a\": 1.0}");
	check_put("\"k\":1", "{\"a\":1}", "{\"_table\":\"t\",\"k\":1,\"a\":1}");
	check_put("\"k\":1", "{}", "{\"_table\":\"t\",\"k\":1}");
	check_put("", " { }", "{\"_table\":\"t\" }");
	check_put("", "{\"_table\": \"x\", \"a\":1}",
	    "{\"_table\":\"t\",\"_table_\":\"x\", \"a\":1}");
}

static void
test_end(void)
{
	static const char line[] =
	    "{\"_table\":\"_aai_end\",\"records\":12,\"state\":{\"a\":1}}";
	struct record_end end;
	struct error e = { 0 };
	struct buf b = buf_make(1024);

	CHECK(record_end_parse(line, sizeof(line) - 1, &end, &e) == 0 &&
	    end.records == 12, "the count is read");
	record_end_put(&b, end.records, end.rest, end.rest_len);
	CHECK_MEM(b.data, b.len, line, sizeof(line) - 1, "and written again");
	CHECK(record_end_parse("{\"_table\":\"_aai_end\"}", 21, &end, &e) ==
	    -1, "one without a count is refused");
	CHECK(record_end_parse("{\"_table\":\"_aai_end\",\"records\":3}", 33,
		  &end, &e) == 0 && end.rest_len == 0, "it may have no more");
	buf_free(&b);
}

/* Reads an end record and writes it with another count. */
static void
check_end_again(const char *line, const char *want)
{
	struct record_end end = { 0 };
	struct error e = { 0 };
	struct buf b = buf_make(1024);

	CHECK(record_end_parse(line, strlen(line), &end, &e) == 0 &&
	    end.records == 12, "the count of %s", line);
	record_end_put(&b, 7, end.rest, end.rest_len);
	CHECK_MEM(b.data, b.len, want, strlen(want), "%s again", line);
	buf_free(&b);
}

static void
test_end_order(void)
{
	check_end_again("{\"_table\":\"_aai_end\",\"selection\":{\"a\":1},"
			"\"records\":12,\"state\":{\"records\":1}}",
	    "{\"_table\":\"_aai_end\",\"records\":7,\"selection\":{\"a\":1},"
	    "\"state\":{\"records\":1}}");
	check_end_again("{\"_table\":\"_aai_end\",\"x\": [1 , 2], "
			"\"records\" : 12 }",
	    "{\"_table\":\"_aai_end\",\"records\":7,\"x\":[1 , 2]}");
	check_end_again("{\"_table\":\"_aai_end\",\"records\":3,"
			"\"records\":12,\"a\":null}",
	    "{\"_table\":\"_aai_end\",\"records\":7,\"a\":null}");
	check_end_again("{\"_table\":\"_aai_end\",\"records\":12}",
	    "{\"_table\":\"_aai_end\",\"records\":7}");
}

#define LINE \
	"{\"_table\":\"w\",\"_columns\":[{\"name\":\"id\",\"type\":\"text\"," \
	"\"key\":true},{\"name\":\"n\",\"type\":\"bigint\"}"

static int
columns(struct schema *s, const char *line, bool *changed, struct error *e)
{
	struct table *t;

	return columns_parse(line, strlen(line), s, &t, changed, e);
}

#define CHILD \
	"{\"_table\":\"w\",\"_columns\":[{\"name\":\"t_id\",\"type\":" \
	"\"text\",\"key\":true,\"plain\":\"id\"},{\"name\":\"i\"," \
	"\"type\":\"bigint\",\"key\":true}]"
#define LINKS \
	",\"_parent\":\"l\",\"_parent_key\":[\"t_id\",\"\\\"\"]" \
	",\"_root\":\"t\",\"_root_key\":[\"id\"]}"

/* How a table joins others is read, written, and nothing else taken for it. */
static void
test_links(void)
{
	static const char *const no_links[] = {
		CHILD ",\"_parent\":\"l\",\"_parent_key\":7}",
		CHILD ",\"_parent\":\"l\",\"_root\":\"t\"}",
		CHILD ",\"_parent\":\"l\",\"_root\":[],\"_root_key\":[\"x\"]}",
		CHILD ",\"_parent\":\"l\",\"_parent_key\":[null]}",
	};
	struct schema s = { 0 };
	struct error e = { 0 };
	struct buf b = buf_make(4096);
	bool changed;
	size_t i;

	CHECK(columns(&s, CHILD LINKS, &changed, &e) == 0, "links are taken");
	CHECK(columns(&s, CHILD "}", &changed, &e) == 0 && !changed,
	    "and stay when they are not told again");
	columns_put(&b, s.tables[0]);
	CHECK_MEM(b.data, b.len, CHILD LINKS, strlen(CHILD LINKS),
	    "they are written as they were");
	schema_free(&s);
	for (i = 0; i < LEN(no_links); i++) {
		CHECK(columns(&s, no_links[i], &changed, &e) == 0 &&
			s.tables[0]->to_parent.n == 0 &&
			s.tables[0]->to_root.n == 0,
		    "what is not a link is none (%zu)", i);
		schema_free(&s);
	}
	buf_free(&b);
}

static void
test_columns(void)
{
	struct schema s = { 0 };
	struct error e = { 0 };
	struct buf b = buf_make(4096);
	bool changed;

	CHECK(columns_is(LINE "]}", 90) && !columns_is("{\"_table\":\"w\"}", 14),
	    "a columns line is known by its second member");
	CHECK(columns(&s, LINE "],\"_parent\":\"p\"}", &changed, &e) == 0 &&
	    changed, "a table is declared");
	CHECK(columns(&s, LINE "]}", &changed, &e) == 0 && !changed,
	    "the same again changes nothing");
	columns_put(&b, s.tables[0]);
	CHECK_MEM(b.data, b.len, LINE "],\"_parent\":\"p\"}",
	    strlen(LINE "],\"_parent\":\"p\"}"), "it is written as it was");
	CHECK(columns(&s, LINE ",{\"name\":\"d\",\"type\":\"decimal\","
	    "\"precision\":38,\"scale\":2}]}", &changed, &e) == 0 && changed &&
	    s.tables[0]->ncolumns == 3 && s.tables[0]->columns[2].type.scale ==
	    2, "a column is added");
	CHECK(columns(&s, LINE "]}", &changed, &e) == -1, "none may go");
	CHECK(columns(&s, "{\"_table\":\"w\",\"_columns\":[{\"name\":\"n\","
	    "\"type\":\"bigint\"},{\"name\":\"id\",\"type\":\"text\"},{\"name\":"
	    "\"d\",\"type\":\"text\"}]}", &changed, &e) == -1, "none may move");
	CHECK(columns(&s, "{\"_table\":\"w\",\"_columns\":[{\"name\":\"id\","
	    "\"type\":\"text\"},{\"name\":\"n\",\"type\":\"text\"},{\"name\":"
	    "\"d\",\"type\":\"text\"}]}", &changed, &e) == 0 && changed &&
	    s.tables[0]->columns[1].type.type == TYPE_TEXT, "types widen");
	CHECK(columns(&s, LINE ",{\"name\":\"d\",\"type\":\"text\"}]}",
	    &changed, &e) == -1, "and do not narrow");
	CHECK(columns(&s, "{\"_table\":\"../x\",\"_columns\":[]}", &changed,
	    &e) == -1, "a name that is a path is refused");
	CHECK(columns(&s, "{\"_table\":\"x\",\"_columns\":[{\"name\":\"a\","
	    "\"type\":\"text\"},{\"name\":\"a\",\"type\":\"text\"}]}",
	    &changed, &e) == -1, "a name twice is refused");
	CHECK(schema_find(&s, "x", 1) == NULL, "and leaves nothing behind");
	schema_free(&s);
	buf_free(&b);
}

/* Append the line without its number, as a string. */
static const char *
unnumbered(struct buf *to, const char *line)
{
	buf_reset(to);
	columns_put_unnumbered(to, line, strlen(line));
	buf_byte(to, 0);
	return (const char *)to->data;
}

/* The number of a table is read, written, and left out. */
static void
test_number(void)
{
	static const char *const wrong[] = { "0", "-1", "1000000", "7.0", "7e0",
		"\"7\"", "null", "[7]", "18446744073709551623" };
	struct schema s = { 0 };
	struct error e = { 0 };
	struct buf b = buf_make(4096);
	char line[400];
	bool changed;
	size_t i;

	CHECK(columns(&s, LINE "],\"_number\":7}", &changed, &e) == 0 &&
	    s.tables[0]->number == 7 && schema_numbered(&s, 7) == 0,
	    "a table has a number");
	columns_put(&b, s.tables[0]);
	CHECK_MEM(b.data, b.len, LINE "],\"_number\":7}",
	    strlen(LINE "],\"_number\":7}"), "it is written as it was");
	CHECK(columns(&s, LINE "],\"_number\":9}", &changed, &e) == 0 &&
	    !changed && schema_numbered(&s, 9) == 0 &&
	    schema_numbered(&s, 7) == MAP_NONE,
	    "another takes its place, and is not a change");
	CHECK(columns(&s, "{\"_table\":\"v\",\"_columns\":[],\"_number\":9}",
	    &changed, &e) == 0 && schema_numbered(&s, 9) == 1 &&
	    s.tables[0]->number == 0, "a table may take the number of one");
	for (i = 0; i < LEN(wrong); i++) {
		(void)snprintf(line, sizeof(line), "%s],\"_number\":%s}", LINE,
		    wrong[i]);
		CHECK(columns(&s, line, &changed, &e) == -1 &&
		    e.kind == ERROR_INPUT && s.tables[0]->number == 0,
		    "%s is not a number of tables", wrong[i]);
	}
	CHECK_STR(unnumbered(&b, LINE "],\"_number\":7,\"_path\":\"p\"}"),
	    LINE "],\"_path\":\"p\"}", "a line without its number");
	CHECK_STR(unnumbered(&b, LINE "] , \"_number\" : 7 }"), LINE "]  }",
	    "... with blanks");
	CHECK_STR(unnumbered(&b, LINE "]}"), LINE "]}", "... that has none");
	schema_free(&s);
	buf_free(&b);
}

#define PATHS \
	"{\"_table\":\"w\",\"_columns\":[{\"name\":\"id\",\"type\":\"text\"}," \
	"{\"name\":\"n\",\"type\":\"bigint\",\"path\":\"N\"}," \
	"{\"name\":\"o\",\"type\":\"bigint\",\"path\":null}]"

/* Paths are those of the line, or of nobody's knowledge. */
static void
test_paths(void)
{
	struct schema s = { 0 };
	struct error e = { 0 };
	struct buf b = buf_make(4096);
	const struct column *c;
	bool changed;

	CHECK(columns(&s, PATHS "}", &changed, &e) == 0, "paths are taken");
	c = s.tables[0]->columns;
	CHECK(s.tables[0]->path == NULL && c[0].path == NULL &&
	    c[2].path == NULL, "a line may know none");
	CHECK_STR(c[1].path, "N", "... but one column's");
	columns_put(&b, s.tables[0]);
	CHECK_MEM(b.data, b.len, "{\"_table\":\"w\",\"_columns\":[{\"name\":"
	    "\"id\",\"type\":\"text\"},{\"name\":\"n\",\"type\":\"bigint\","
	    "\"path\":\"N\"},{\"name\":\"o\",\"type\":\"bigint\"}]}", 124,
	    "it is written as it was");
	CHECK(columns(&s, PATHS ",\"_path\":\"r.w[]\"}", &changed, &e) == 0 &&
	    changed, "they may become known, which is news");
	c = s.tables[0]->columns;
	CHECK_STR(s.tables[0]->path, "r.w[]", "the table's");
	CHECK_STR(c[0].path, "id", "one that is the name");
	CHECK(c[2].path == NULL, "but not what is null");
	buf_reset(&b);
	columns_put(&b, s.tables[0]);
	CHECK_MEM(b.data, b.len, PATHS ",\"_path\":\"r.w[]\"}",
	    strlen(PATHS ",\"_path\":\"r.w[]\"}"), "all that is written");
	CHECK(columns(&s, PATHS ",\"_path\":\"r.v[]\"}", &changed, &e) == -1,
	    "a table keeps its path");
	CHECK(columns(&s, "{\"_table\":\"w\",\"_columns\":[{\"name\":\"id\","
	    "\"type\":\"text\"},{\"name\":\"n\",\"type\":\"bigint\"},{"
	    "\"name\":\"o\",\"type\":\"bigint\"}],\"_path\":\"r.w[]\"}",
	    &changed, &e) == -1, "so does a column");
	CHECK(columns(&s, "{\"_table\":\"x\",\"_columns\":[{\"name\":\"a\","
	    "\"type\":\"text\"},{\"name\":\"b\",\"type\":\"text\",\"path\":"
	    "\"a\"}],\"_path\":\"x\"}", &changed, &e) == -1,
	    "no two columns have one path");
	CHECK(columns(&s, "{\"_table\":\"x\",\"_columns\":[{\"name\":\"a\","
	    "\"type\":\"text\",\"path\":1}]}", &changed, &e) == -1 &&
	    columns(&s, "{\"_table\":\"x\",\"_columns\":[],\"_path\":\"\"}",
	    &changed, &e) == -1, "what is not a path is refused");
	schema_free(&s);
	buf_free(&b);
}

int
main(void)
{
	test_tags();
	test_puts();
	test_end();
	test_end_order();
	test_columns();
	test_links();
	test_number();
	test_paths();
	return tap_done();
}
