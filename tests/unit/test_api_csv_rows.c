/* Tests of api/csv_rows: CSV as objects. */
#include "api/csv_rows.h"

#include "base/mem.h"
#include "tap.h"

/* All rows of the text, and how it ended. */
static char *
read_all(const char *text, size_t len, char separator)
{
	struct buf out = buf_make(1 << 16);
	struct error e = { 0 };
	struct csv_rows c;
	int rc = csv_rows_open(&c, text, len, separator, &e);

	while (rc == 0 && (rc = csv_rows_next(&c, &out, &e)) == 1)
		rc = 0;
	if (rc < 0)
		buf_printf(&out, "!%d %s", (int)e.kind, e.text);
	csv_rows_close(&c);
	return buf_take(&out);
}

static void
long_name(void)
{
	struct buf b = buf_make(1 << 16);
	char *got;
	size_t i;

	for (i = 0; i < 4096; i++)
		buf_byte(&b, 'x');
	got = read_all((const char *)b.data, b.len, ',');
	CHECK_STR(got, "", "a name of 4096 bytes");
	mem_free(got);
	buf_str(&b, "x,a\n1,2\n");
	got = read_all((const char *)b.data, b.len, ',');
	CHECK_STR(got,
	    "!1 row 1 of the body has a name of more than 4096 bytes",
	    "a longer one is refused");
	mem_free(got);
	buf_free(&b);
}

static void
texts(void)
{
	static const struct {
		const char *title, *text, *want;
	} cases[] = {
		{ "nothing", "", "" },
		{ "names alone", "a,b\n", "" },
		{ "names without an end", "a,b", "" },
		{ "a row", "a,b\n1,x y\n", "{\"a\":\"1\",\"b\":\"x y\"}" },
		{ "without an end", "a,b\n1,2", "{\"a\":\"1\",\"b\":\"2\"}" },
		{ "other ends", "a,b\r\n1,2\r3,4\r\n5,6",
		    "{\"a\":\"1\",\"b\":\"2\"}{\"a\":\"3\",\"b\":\"4\"}"
		    "{\"a\":\"5\",\"b\":\"6\"}" },
		{ "quotes", "\"a\"\"b\",c\n\"x,\n\"\"y\"\"\",\"\"\n",
		    "{\"a\\\"b\":\"x,\\n\\\"y\\\"\",\"c\":\"\"}" },
		{ "quotes within", "a,b\nx\"y\",z\"\n",
		    "{\"a\":\"x\\\"y\\\"\",\"b\":\"z\\\"\"}" },
		{ "nothing is null", "a,b,c\n,,\n",
		    "{\"a\":null,\"b\":null,\"c\":null}" },
		{ "blanks are text", "a,b\n 1 ,\t\n",
		    "{\"a\":\" 1 \",\"b\":\"\\t\"}" },
		{ "an empty line", "a,b\n\n1,2\r\n\r\n\n",
		    "{\"a\":\"1\",\"b\":\"2\"}" },
		{ "which is a row of one column", "a\n1\n\n2\n",
		    "{\"a\":\"1\"}{\"a\":null}{\"a\":\"2\"}" },
		{ "names that are there already", "a,a,a_2,,\n1,2,3,4,5\n",
		    "{\"a\":\"1\",\"a_2\":\"2\",\"a_2_3\":\"3\","
		    "\"column_4\":\"4\",\"column_5\":\"5\"}" },
		{ "too few fields", "a,b\n1\n2,3\n",
		    "{\"a\":\"1\"!1 row 2 of the body has 1 fields, for 2 "
		    "names" },
		{ "in a row that may be cut", "a,b\n1,2\n3",
		    "{\"a\":\"1\",\"b\":\"2\"}{\"a\":\"3\"!5 row 3 of the "
		    "body has 1 fields, for 2 names: it is cut short" },
		{ "too many", "a,b\n1,2,3\n",
		    "{\"a\":\"1\",\"b\":\"2\"!1 row 2 of the body has 3 "
		    "fields, for 2 names" },
		{ "a quote that is not closed", "a\n\"x\n",
		    "{!5 row 2 of the body ends within quotes: it is cut "
		    "short" },
		{ "text after one", "a\n\"x\"y\n",
		    "{!1 row 2 of the body has text after a quote" },
		{ "a cut name", "\"a", "!5 row 1 of the body ends within" },
	};
	char *got;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		got = read_all(cases[i].text, strlen(cases[i].text), ',');
		if (strchr(cases[i].want, '!') == NULL)
			CHECK_STR(got, cases[i].want, "%s", cases[i].title);
		else if (!CHECK(strstr(got, strchr(cases[i].want, '!')) != NULL,
			     "%s", cases[i].title))
			tap_note("%s", got);
		mem_free(got);
	}
	got = read_all("a\tb,c\n1\t2,\"3\n", 13, '\t');
	CHECK_STR(got, "{\"a\":\"1\",\"b,c\":\"2,\\\"3\"}", "tabs");
	mem_free(got);
}

int
main(void)
{
	texts();
	long_name();
	return tap_done();
}
