/* Names of CSV's columns: each once, whatever they are. */
#include "csv/header.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tap.h"

/* The names that come of those between bars. */
static char *
names_of(const char *text)
{
	struct csv_header h = { 0 };
	struct buf out = buf_make(1 << 16);
	const char *bar;
	size_t i;

	for (; (bar = strchr(text, '|')) != NULL; text = bar + 1)
		csv_header_add(&h, text, (size_t)(bar - text));
	for (i = 0; i < h.n; i++)
		buf_str(&out, h.names[i]);
	buf_printf(&out, " %zu", h.changed);
	csv_header_free(&h);
	csv_header_free(&h);
	return buf_take(&out);
}

int
main(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", " 0" },
		{ "a|b|", "\"a\":\"b\": 0" },
		{ "|a||", "\"column_1\":\"a\":\"column_3\": 2" },
		{ "a|a|a|", "\"a\":\"a_2\":\"a_3\": 2" },
		{ "a|a_3|a|", "\"a\":\"a_3\":\"a_3_3\": 1" },
		{ "column_2||", "\"column_2\":\"column_2_2\": 1" },
		{ "a\"b|A|a|", "\"a\\\"b\":\"A\":\"a\": 0" },
	};
	size_t i;
	char *got;

	for (i = 0; i < LEN(cases); i++) {
		got = names_of(cases[i].text);
		CHECK_STR(got, cases[i].want, "the names %s", cases[i].text);
		mem_free(got);
	}
	return tap_done();
}
