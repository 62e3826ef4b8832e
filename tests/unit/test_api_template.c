/* Tests of api/template. */
#include "api/template.h"

#include "base/cc.h"
#include "tap.h"

/* What a text of the coding is made of the template, or the error's text. */
enum way { PUT, PUT_JSON, PUT_URL };

static const struct template_var outer_vars[] = {
	{ .name = "site", .text = "eu-1", .len = 4 },
	{ .name = "id", .text = "outer", .len = 5 },
};

static const struct template_var vars[] = {
	{ .name = "id", .text = "a/b c", .len = 5 },
	{ .name = "odd[name]", .text = "\"x\"\\", .len = 4 },
	{ .name = "n", .text = "12", .len = 2, .json = "12", .json_len = 2 },
	{ .name = "none" },
	{ .name = "empty", .text = "", .len = 0 },
	{ .name = "up", .text = "..", .len = 2 },
	{ .name = "line", .text = "a\nb", .len = 3 },
	{ .name = "host", .text = "a.b-c", .len = 5, .dots = true },
	{ .name = "at", .text = "a@evil", .len = 6 },
	{ .name = "port", .text = "a:1", .len = 3, .dots = true },
	{ .name = "ends", .text = "a.", .len = 2, .dots = true },
};

static const struct template_scope outer = { outer_vars, LEN(outer_vars),
	NULL };
static const struct template_scope scope = { vars, LEN(vars), &outer };

static int
put(const struct template *t, enum way way, enum template_coding coding,
    struct buf *out, struct error *e)
{
	if (way == PUT_JSON)
		return template_put_json(t, &scope, out, e);
	if (way == PUT_URL)
		return template_put_url(t, &scope, out, e);
	return template_put(t, coding, &scope, out, e);
}

static void
becomes(const char *text, enum way way, enum template_coding coding, int rc,
    const char *want)
{
	struct buf out = buf_make(1 << 16);
	struct error e = { 0 };
	struct template t;

	buf_str(&out, ">");
	if (!CHECK(template_parse(&t, text, strlen(text), &e) == 0,
		"'%s' is a template", text)) {
		tap_note("%s", e.text);
		buf_free(&out);
		return;
	}
	CHECK_STR(t.text, text, "it is kept as written");
	CHECK_INT(put(&t, way, coding, &out, &e), rc, "'%s' gives %d", text,
	    rc);
	if (rc < 0)
		CHECK(strstr(e.text, want) != NULL, "'%s' is refused: %s", text,
		    e.text);
	else
		CHECK_MEM(out.data + 1, out.len - 1, want, strlen(want),
		    "'%s' becomes '%s'", text, want);
	CHECK(rc == 1 || buf_is(&out, ">"), "nothing is left of '%s'", text);
	template_free(&t);
	buf_free(&out);
}

static void
texts(void)
{
	becomes("", PUT, TEMPLATE_TEXT, 1, "");
	becomes("plain", PUT, TEMPLATE_TEXT, 1, "plain");
	becomes("{{ {id} }}", PUT, TEMPLATE_TEXT, 1, "{ a/b c }");
	becomes("{{{id}}}", PUT, TEMPLATE_TEXT, 1, "{a/b c}");
	becomes("{odd[name]}", PUT, TEMPLATE_TEXT, 1, "\"x\"\\");
	becomes("{site}{n}", PUT, TEMPLATE_TEXT, 1, "eu-112");
	becomes("a{none}", PUT, TEMPLATE_TEXT, 0, "");
	becomes("a{other}", PUT, TEMPLATE_TEXT, -1, "'{other}'");
	becomes("/x/{id}/y", PUT, TEMPLATE_PATH, 1, "/x/a%2Fb%20c/y");
	becomes("/x/{empty}", PUT, TEMPLATE_PATH, -1, "cannot be put into a URL");
	becomes("/x/{up}", PUT, TEMPLATE_PATH, -1, "cannot be put into a URL");
	becomes("/x/{line}", PUT, TEMPLATE_PATH, -1, "cannot be put into a URL");
	becomes("{n},{id}", PUT, TEMPLATE_QUERY, 1, "12%2Ca%2Fb%20c");
	becomes("{line}", PUT, TEMPLATE_QUERY, 1, "a%0Ab");
	becomes("X: {id}", PUT, TEMPLATE_HEADER, 1, "X: a/b c");
	becomes("X: {line}", PUT, TEMPLATE_HEADER, -1, "into a header");
	becomes("\"{odd[name]}\n", PUT, TEMPLATE_JSON, 1,
	    "\\\"\\\"x\\\"\\\\\\n");
}

static void
values(void)
{
	becomes("{n}", PUT_JSON, TEMPLATE_TEXT, 1, "12");
	becomes("n{n}", PUT_JSON, TEMPLATE_TEXT, 1, "\"n12\"");
	becomes("{odd[name]}", PUT_JSON, TEMPLATE_TEXT, 1, "\"\\\"x\\\"\\\\\"");
	becomes("{none}", PUT_JSON, TEMPLATE_TEXT, 0, "");
	becomes("a{none}", PUT_JSON, TEMPLATE_TEXT, 0, "");
	becomes("{other}", PUT_JSON, TEMPLATE_TEXT, -1, "'{other}'");
}

static void
urls(void)
{
	becomes("https://{site}.x.example/{id}?a={id}", PUT_URL, TEMPLATE_TEXT,
	    1, "https://eu-1.x.example/a%2Fb%20c?a=a%2Fb%20c");
	becomes("https://{host}.example", PUT_URL, TEMPLATE_TEXT, 1,
	    "https://a.b-c.example");
	becomes("https://{id}.x.example", PUT_URL, TEMPLATE_TEXT, -1,
	    "into a host name");
	becomes("https://{at}.x.example", PUT_URL, TEMPLATE_TEXT, -1,
	    "into a host name");
	becomes("https://{port}.x.example", PUT_URL, TEMPLATE_TEXT, -1,
	    "into a host name");
	becomes("https://{ends}/", PUT_URL, TEMPLATE_TEXT, -1,
	    "into a host name");
	becomes("https://{empty}.x.example", PUT_URL, TEMPLATE_TEXT, -1,
	    "into a host name");
	becomes("https://x.example/{up}", PUT_URL, TEMPLATE_TEXT, -1,
	    "into a URL");
	becomes("https://x.example/{none}", PUT_URL, TEMPLATE_TEXT, 0, "");
}

static void
refused(void)
{
	static const char *const texts[] = { "{", "}", "{}", "{a", "a}",
		"{a}}", "{{a}", "{a{b}", "{ a}", "{a }", "{a\n}" };
	struct template t;
	struct error e;
	size_t i;

	for (i = 0; i < LEN(texts); i++) {
		e = (struct error){ 0 };
		CHECK(template_parse(&t, texts[i], strlen(texts[i]), &e) != 0,
		    "'%s' is not a template", texts[i]);
		CHECK_INT(e.kind, ERROR_USAGE, "as misuse");
		CHECK(t.text == NULL && t.n == 0, "nothing is left");
	}
}

static bool
known(const void *arg, const char *name)
{
	return strcmp(arg, name) == 0;
}

static void
looks(void)
{
	struct template t;
	struct error e = { 0 };

	if (template_parse(&t, "{a}{b}", 6, &e) != 0)
		return;
	CHECK(template_has(&t, "a") && !template_has(&t, "c"), "its names");
	CHECK(template_only(&t) == NULL && !template_is_plain(&t), "two");
	CHECK(template_check(&t, known, "a", &e) != 0, "one is unknown");
	CHECK(strstr(e.text, "{b}") != NULL, "which is named");
	template_free(&t);
	if (template_parse(&t, "{a}", 3, &e) != 0)
		return;
	CHECK_STR(template_only(&t), "a", "one name alone");
	CHECK_INT(template_check(&t, known, "a", &e), 0, "which is known");
	template_free(&t);
	template_free(&t);
	CHECK(template_is_plain(&t), "none has no names");
	CHECK_STR(template_find(&scope, "id")->text, "a/b c", "the inner one");
	CHECK(template_find(&scope, "zz") == NULL, "none");
}

int
main(void)
{
	texts();
	values();
	urls();
	refused();
	looks();
	return tap_done();
}
