/* URLs are compared, resolved and built; queries and Link headers read. */
#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "http/link.h"
#include "http/query.h"
#include "http/url.h"
#include "tap.h"

static struct buf out;
static struct error e;

/* What was built, as a string. */
static const char *
built(void)
{
	buf_byte(&out, 0);
	return (char *)out.data;
}

static void
test_check(void)
{
	static const char *const good[] = { "https://api.example.com/v2",
		"https://h", "HTTPS://H:8443/", "http://127.0.0.1:8080/x",
		"http://127.255.0.9/", "http://localhost/", "http://LOCALHOST",
		"http://[::1]:99/", "https://h/a%0d%0a" };
	static const char *const bad[] = { "", "h", "/v2", "api.example.com/v2",
		"ftp://h/", "file:///etc/passwd", "http://api.example.com/",
		"http://127.0.0.1.evil.com/", "http://127.evil/",
		"http://localhost.evil.com/", "http://[::2]/", "https://",
		"https:///x", "https://u@h/", "https://u:p@h/",
		"https://h/\r\nX: y", "https://h/ x", "https://h\t/",
		"https://h/\x7f", "https://h:99999/", "https://h:x/",
		"https://api.example.com\\@evil.com/" };
	size_t i;

	for (i = 0; i < LEN(good); i++)
		CHECK_INT(url_check(good[i], false, &e), 0,
		    "'%s' may be spoken to", good[i]);
	for (i = 0; i < LEN(bad); i++)
		CHECK(url_check(bad[i], false, &e) == -1 &&
			e.kind == ERROR_USAGE,
		    "case %zu may not be spoken to", i);
	CHECK_INT(url_check("http://api.example.com/", true, &e), 0,
	    "http may be allowed");
	CHECK(url_check("https://u:s3cr3t@h/", true, &e) == -1 &&
		strstr(e.text, "s3cr3t") == NULL,
	    "a password in a URL is not told");
	CHECK(url_check("https://u:s3cr3t@h:x/", true, &e) == -1 &&
		strstr(e.text, "s3cr3t") == NULL,
	    "nor one in a URL that is wrong elsewhere");
	CHECK(url_is_loopback("http://127.0.0.1:1/") &&
		!url_is_loopback("https://h/") && !url_is_loopback("nothing"),
	    "loopback is told from the rest");
}

static void
test_origin(void)
{
	static const char *const same[][2] = {
		{ "https://h/a", "https://h:443/b?c" },
		{ "https://H.example.COM", "HTTPS://h.example.com/" },
		{ "http://localhost:80", "http://localhost/" },
		{ "http://[::1]:99/", "http://[::1]:99/x" },
	};
	static const char *const other[][2] = {
		{ "https://h/", "http://h/" },
		{ "https://h/", "https://h:444/" },
		{ "https://h/", "https://h.evil.com/" },
		{ "https://h/", "https://evil.com/h" },
		{ "https://h/", "https://sub.h/" },
		{ "https://h/", "https://u@h/" },
		{ "https://h/", "//h/" },
		{ "https://h/", "" },
		{ "", "" },
	};
	size_t i;

	for (i = 0; i < LEN(same); i++)
		CHECK(url_same_origin(same[i][0], same[i][1]),
		    "%s is of the origin of %s", same[i][1], same[i][0]);
	for (i = 0; i < LEN(other); i++)
		CHECK(!url_same_origin(other[i][0], other[i][1]),
		    "'%s' is of another origin than '%s'", other[i][1],
		    other[i][0]);
	buf_reset(&out);
	CHECK_INT(url_origin("HTTPS://Api.Example.com:443/v2?x#y", &out, &e), 0,
	    "a URL has an origin");
	CHECK_STR(built(), "https://api.example.com",
	    "it is lower case and without the usual port");
	buf_reset(&out);
	CHECK_INT(url_origin("http://h:443/", &out, &e), 0, "so has another");
	CHECK_STR(built(), "http://h:443", "an unusual port stays");
}

static void
test_resolve(void)
{
	static const char base[] = "https://h/v2/transcript?limit=2#top";
	static const char *const good[][2] = {
		{ "https://h/v2/x?a=b#c", "https://h/v2/x?a=b" },
		{ "https://H:443/v2/x", "https://H:443/v2/x" },
		{ "/v3/y", "https://h/v3/y" },
		{ "y?z=1", "https://h/v2/y?z=1" },
		{ "?page=2", "https://h/v2/transcript?page=2" },
		{ "../y", "https://h/y" },
		{ "//h/z", "https://h/z" },
		{ "/o?$filter=a eq 'b'&c=1",
		    "https://h/o?$filter=a%20eq%20'b'&c=1" },
		{ "https://h/o?q=a b", "https://h/o?q=a%20b" },
		{ " ?q={x}|\"y\"<z>^` ",
		    "https://h/v2/transcript?q=%7Bx%7D%7C%22y%22%3Cz%3E%5E%60" },
		{ "/caf\xc3\xa9?n=\xc3\xbc", "https://h/caf%C3%A9?n=%C3%BC" },
		{ "/a%20b%zz", "https://h/a%20b%zz" },
	};
	static const char *const bad[] = { "", "https://evil.com/v2",
		"//evil.com/v2", "http://h/v2/x", "https://h:8443/",
		"https://u:p@h/v2", "ftp://h/x", "https://h/\r\nX: y", "a\tb", " ",
		"/a\nb", "/a\x7f", "https://h evil.com/",
		"https://h@evil.com/", "https://h\\@evil.com/",
		"javascript:alert(1)" };
	size_t i;

	for (i = 0; i < LEN(good); i++) {
		buf_reset(&out);
		CHECK_INT(url_resolve(base, good[i][0], &out, &e), 0,
		    "%s is a link to follow", good[i][0]);
		CHECK_STR(built(), good[i][1], "%s leads there", good[i][0]);
	}
	for (i = 0; i < LEN(bad); i++) {
		buf_reset(&out);
		if (!CHECK(url_resolve(base, bad[i], &out, &e) == -1 &&
			    e.kind == ERROR_FAILED && out.len == 0,
			"link %zu is not followed", i))
			tap_note("%s -> %s", bad[i], built());
	}
	(void)!url_resolve(base, "https://evil.com/v2", &out, &e);
	CHECK_STR(e.text,
	    "a link leads from https://h to https://evil.com, which the key "
	    "is not for",
	    "the reason is told");
}

static void
test_build(void)
{
	buf_reset(&out);
	url_join("https://h/v2//", "/x", &out);
	CHECK_STR(built(), "https://h/v2/x", "paths join with one slash");
	buf_reset(&out);
	url_join("https://h", "x", &out);
	CHECK_STR(built(), "https://h/x", "and never without");
	buf_reset(&out);
	url_join("https://h/v2/?a=1&b#c", "/x?d=4", &out);
	CHECK_STR(built(), "https://h/v2/x?a=1&b&d=4",
	    "the base's query goes after the path");
	buf_reset(&out);
	url_join("https://h?", "/x?d=4", &out);
	CHECK_STR(built(), "https://h/x?d=4", "an empty one is none");
	buf_reset(&out);
	url_join("https://h/#?a=1", "/x", &out);
	CHECK_STR(built(), "https://h/x", "a fragment has none");
}

static void
test_query(void)
{
	static const char *const sets[][4] = {
		{ "https://h/x", "a", "1", "https://h/x?a=1" },
		{ "https://h/x?", "a", "1", "https://h/x?a=1" },
		{ "https://h/x?b=2", "a", "1", "https://h/x?b=2&a=1" },
		{ "https://h/x?a=0&b=2", "a", "1", "https://h/x?a=1&b=2" },
		{ "https://h/x?b=2&a=0&&c&a=3", "a", "1&",
		    "https://h/x?b=2&a=1%26&c" },
		{ "https://h/x?%61=0", "a", "1", "https://h/x?a=1" },
		{ "https://h/x?ab=0#a=5", "a", "1", "https://h/x?ab=0&a=1" },
		{ "https://h/x#?a=2", "a", "1", "https://h/x?a=1" },
		{ "https://h/x?a=0&b=2&a", "a", NULL, "https://h/x?b=2" },
		{ "https://h/x?a=0", "a", NULL, "https://h/x" },
	};
	static const char *const gets[][2] = {
		{ "https://h/?a=1", "1" },
		{ "https://h/?b=2&a=x%20y+z%2", "x y z%2" },
		{ "https://h/?a&a=2", "" },
		{ "https://h/?a=", "" },
		{ "https://h/?b=1", NULL },
		{ "https://h/a=1", NULL },
		{ "https://h/#?a=1", NULL },
	};
	char *got;
	size_t i;

	for (i = 0; i < LEN(sets); i++) {
		buf_reset(&out);
		query_set(sets[i][0], sets[i][1], sets[i][2], &out);
		CHECK_STR(built(), sets[i][3], "a parameter of %s is set",
		    sets[i][0]);
	}
	for (i = 0; i < LEN(gets); i++) {
		got = query_get(gets[i][0], "a");
		CHECK_STR(got, gets[i][1], "a parameter of %s is read",
		    gets[i][0]);
		mem_free(got);
	}
	buf_reset(&out);
	buf_str(&out, "https://h/");
	query_add(&out, "limit", "10", 2);
	query_add(&out, "words", "foo,bar baz", 11);
	CHECK_STR(built(), "https://h/?limit=10&words=foo%2Cbar%20baz",
	    "parameters are added");
}

static void
test_link(void)
{
	static const char *const cases[][2] = {
		{ "<https://h/?page=2>; rel=\"next\"", "https://h/?page=2" },
		{ "<https://h/?page=2>;rel=next", "https://h/?page=2" },
		{ "</a>; rel=prev, </b>; rel=\"NEXT\"", "/b" },
		{ "</a,b>; title=\"x, rel=next; <\"; rel=next", "/a,b" },
		{ "</a>; title=\"q\\\"; rel=next\", </b>; rel=next", "/b" },
		{ "</a>; rel=\"last next\" ; x , </b>; rel=next", "/a" },
		{ "</a>; rel=last; rel=next", NULL },
		{ "</a>; REL = next", "/a" },
		{ " , </a>; rel=first,, </b>; rel=next", "/b" },
		{ "</a>; rel=nextish", NULL },
		{ "</a>", NULL },
		{ "</a", NULL },
		{ "nonsense; rel=next", NULL },
		{ "</a>; rel=\"next", "/a" },
		{ "</a>; rel=\"next\"; results=\"false\"; cursor=\"0:1:0\"",
		    NULL },
		{ "</a>; results=FALSE; rel=next, </b>; rel=next", "/b" },
		{ "</a>; rel=\"next\"; results=\"true\"", "/a" },
		{ "</a b?c=d e>; rel=next", "/a b?c=d e" },
		{ "", NULL },
	};
	bool found;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_reset(&out);
		found = link_find(cases[i][0], "next", &out);
		CHECK_STR(found ? built() : NULL, cases[i][1],
		    "Link: %s", cases[i][0]);
	}
}

int
main(void)
{
	out = buf_make(1 << 16);
	test_check();
	test_origin();
	test_resolve();
	test_build();
	test_query();
	test_link();
	buf_free(&out);
	return tap_done();
}
