/* Tests of aai-report: texts of others in a page and in other grammars, and
 * the joins of tables. */
#include "aai-report/chart.h"
#include "aai-report/html.h"
#include "aai-report/erd.h"
#include "aai-report/plain_name.h"

#include "base/mem.h"
#include "tap.h"

static void
check_html(const char *s, size_t len, size_t most, bool longer,
    const char *want)
{
	struct buf out = buf_make(1 << 16);
	char *got;

	html_put_cut(&out, s, len, most, longer);
	got = buf_take(&out);
	CHECK_STR(got, want, "'%.20s' of at most %zu", s, most);
	free(got);
}

static void
test_html(void)
{
	check_html("a&b<c>\"d'", 9, 99, false, "a&amp;b&lt;c&gt;&quot;d&#39;");
	check_html("\x1b\0\n", 3, 99, false, "\\x1b\\x00\\n");
	check_html("\xe2\x80\xae\xe2\x80\xa8", 6, 99, false, "\\u202e\\u2028");
	check_html("a\xff", 2, 99, false, "a\xef\xbf\xbd");
	check_html("", 0, 5, false, "");
	check_html("abcde", 5, 5, false, "abcde");
	check_html("abcdef", 6, 5, false, "abcd\xe2\x80\xa6");
	check_html("abcde", 5, 5, true, "abcd\xe2\x80\xa6");
	check_html("abc", 3, 5, true, "abc\xe2\x80\xa6");
	check_html("<<<", 3, 2, false, "&lt;\xe2\x80\xa6");
	check_html("\xc3\xa9\xc3\xa9\xc3\xa9", 6, 2, false,
	    "\xc3\xa9\xe2\x80\xa6");
	check_html("abc", 3, 1, false, "\xe2\x80\xa6");
}

static void
check_number(void (*put)(struct buf *, uint64_t), uint64_t n,
    const char *want)
{
	struct buf out = buf_make(1 << 10);
	char *got;

	put(&out, n);
	got = buf_take(&out);
	CHECK_STR(got, want, "%s", want);
	free(got);
}

static void
test_numbers(void)
{
	check_number(html_put_count, 0, "0");
	check_number(html_put_count, 999, "999");
	check_number(html_put_count, 1000, "1,000");
	check_number(html_put_count, UINT64_MAX, "18,446,744,073,709,551,615");
	check_number(html_put_size, 1023, "1023 B");
	check_number(html_put_size, 1536, "1.5 KiB");
	check_number(html_put_size, UINT64_MAX, "16.0 EiB");
	check_number(html_put_about, 999, "999");
	check_number(html_put_about, 12345, "12,300");
	check_number(html_put_about, 99951, "100,000");
}

static void
check_name(struct plain_names *n, const char *s, bool (*takes)(uint32_t cp),
    const char *want, bool same)
{
	bool got;

	CHECK_STR(plain_name_add(n, s, strlen(s), takes, &got), want,
	    "'%s' is %s", s, want);
	CHECK(got == same, "... which is %s", same ? "itself" : "another");
}

static void
test_names(void)
{
	struct plain_names n = { 0 };

	check_name(&n, "plain_1", plain_name_is_word, "plain_1", true);
	check_name(&n, "a b", plain_name_is_word, "a_b", false);
	check_name(&n, "a.b", plain_name_is_word, "a_b_2", false);
	check_name(&n, "a_b", plain_name_is_word, "a_b_3", false);
	check_name(&n, "a_b_2", plain_name_is_word, "a_b_2_2", false);
	check_name(&n, "", plain_name_is_word, "_", false);
	check_name(&n, "\xc3\xa9", plain_name_is_word, "__2", false);
	plain_name_free(&n);
	check_name(&n, "a b \xc3\xa9", plain_name_is_quoted, "a b \xc3\xa9",
	    true);
	check_name(&n, "\"\\\n\xff%", plain_name_is_quoted, "_____", false);
	plain_name_free(&n);
}

/* A catalog of tables alone. */
static void
add_table(struct catalog *c, const char *name, const char *parent,
    const char *const *keys, size_t nkeys)
{
	struct shown *t = mem_new(1, sizeof(*t));
	size_t i;

	t->table = schema_table(&t->schema, name, strlen(name));
	t->table->parent = parent != NULL ? mem_str(parent) : NULL;
	for (i = 0; i < nkeys; i++)
		(void)table_add(t->table, keys[i], strlen(keys[i]),
		    (struct coltype){ TYPE_TEXT, 0, 0 }, true);
	c->tables = mem_grow(c->tables, &c->cap, c->n + 1,
	    sizeof(*c->tables));
	c->tables[c->n++] = t;
}

static void
test_model(void)
{
	static const char *const keys[] = { "call_id", "words_idx",
		"letters_idx" };
	static const char *const id[] = { "id" };
	struct catalog c = { 0 };
	struct erd m;

	add_table(&c, "call_details", NULL, keys, 1); /* 0 */
	add_table(&c, "call_details__words", "call_details", keys, 2);
	add_table(&c, "call_details__words__letters", "call_details__words",
	    keys, 3); /* 2 */
	add_table(&c, "calls", NULL, keys, 1);
	add_table(&c, "turns", NULL, keys, 2); /* 4 */
	add_table(&c, "a", NULL, id, 1);
	add_table(&c, "b", NULL, id, 1); /* 6 */
	add_table(&c, "x", "y", keys, 1);
	add_table(&c, "y", "x", keys, 1); /* 8 */
	add_table(&c, "self", "self", id, 1);
	add_table(&c, "lost", "nobody", id, 1); /* 10 */
	add_table(&c, "turns__bits__more", NULL, keys, 3);
	add_table(&c, "turns__short", NULL, keys, 2); /* 12 */
	erd_make(&m, &c);
	CHECK_UINT(m.joins[2].to, 1, "a list joins what it is in");
	CHECK_UINT(m.joins[2].n, 2, "by all of its key");
	CHECK(!m.joins[2].by_name, "as files say");
	CHECK_UINT(erd_suffix(&m, 2), strlen("call_details__words__"),
	    "its name begins so");
	CHECK(!erd_is_one(&m, 2), "many rows join one");
	CHECK(erd_is_foreign(&m, 2, 1) && !erd_is_foreign(&m, 2, 2),
	    "its own position is not part of the join");
	CHECK_UINT(m.joins[0].to, 3, "keys of one name join");
	CHECK(m.joins[0].by_name && erd_is_one(&m, 0), "row by row");
	CHECK_UINT(m.joins[3].to, ERD_NONE, "with the table named after it");
	CHECK_UINT(m.joins[4].to, 3, "longer keys join it too");
	CHECK_UINT(m.joins[4].n, 1, "by that column");
	CHECK(m.joins[5].to == ERD_NONE && m.joins[6].to == ERD_NONE,
	    "an 'id' is anybody's");
	CHECK((m.joins[7].to == 8) != (m.joins[8].to == 7),
	    "a circle is cut once");
	CHECK_UINT(m.joins[9].to, ERD_NONE, "none joins itself");
	CHECK_UINT(m.joins[10].to, ERD_NONE, "nor what is not there");
	CHECK(m.joins[11].to == 4 && m.joins[11].n == 2 && m.joins[11].by_name,
	    "names tell what a table is within, where no file does");
	CHECK_UINT(m.joins[12].to, 3, "but not without a longer key");
	erd_free(&m);
	catalog_close(&c);
}

static void
test_charts(void)
{
	struct histogram days = { .least = 1 };
	struct buf out = buf_make(1 << 16);
	char *text;

	histogram_add(&days, 20544.2);
	histogram_add(&days, 20544.9);
	histogram_add(&days, 20546);
	CHECK_UINT(chart_put_days(&out, &days), 1, "a bar is a day");
	text = buf_take(&out);
	CHECK(strstr(text, "2026-04-01") != NULL, "from the first");
	CHECK(strstr(text, "2026-04-03") != NULL, "to the last");
	CHECK(strstr(text, "most: 2") != NULL, "with the highest");
	free(text);
	histogram_add(&days, 20544 + 900);
	CHECK_UINT(chart_put_days(&out, &days), 8, "or several days");
	buf_reset(&out);
	histogram_add(&days, -1e9);
	histogram_add(&days, 1e9);
	(void)chart_put_days(&out, &days);
	text = buf_take(&out);
	CHECK(strstr(text, "<span></span>") != NULL,
	    "days beyond the calendar have no date");
	free(text);
}

int
main(void)
{
	test_html();
	test_numbers();
	test_names();
	test_model();
	test_charts();
	return tap_done();
}
