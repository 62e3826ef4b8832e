/* A request's target is taken apart. */
#include "serve/target.h"
#include "tap.h"

static void
plain(void)
{
	struct target t;

	target_parse(&t, "/v2/transcript?limit=5&before_id=a-b&x&=y&&z=");
	CHECK_STR(t.path, "/v2/transcript", "the path ends at the question");
	CHECK_STR(t.query,
	    "limit=5&before_id=a-b&x&=y&&z=", "the query is kept as it came");
	CHECK_STR(t.raw,
	    "/v2/transcript?limit=5&before_id=a-b&x&=y&&z=", "so is the whole");
	CHECK_UINT(t.n, 5, "empty parameters do not count");
	CHECK_STR(target_param(&t, "limit"), "5", "a parameter has its value");
	CHECK_STR(target_param(&t, "before_id"), "a-b", "each has its own");
	CHECK_STR(target_param(&t, "x"), "", "one without = is empty");
	CHECK_STR(target_param(&t, ""), "y", "a name may be empty");
	CHECK_STR(target_param(&t, "z"), "", "so may a value");
	CHECK_STR(target_param(&t, "lim"), NULL, "a part of a name is none");
	CHECK(!t.malformed, "nothing is malformed");
	target_free(&t);
}

static void
escapes(void)
{
	struct target t;

	target_parse(&t, "/a%2Fb%C3%A9+c?words=at%20dawn%2Cx+y&a%3Db=%26");
	CHECK_STR(t.path, "/a/b\xc3\xa9+c", "escapes of the path are decoded");
	CHECK_STR(target_param(&t, "words"), "at dawn,x y",
	    "a plus in the query is a blank");
	CHECK_STR(target_param(&t, "a=b"), "&", "names are decoded too");
	CHECK(!t.malformed, "that is well-formed");
	target_free(&t);
}

/* As a proxy is sent it, and a server must take it. */
static void
absolute(void)
{
	struct target t;

	target_parse(&t, "http://api.example.test:80/v2/x?a=/b");
	CHECK_STR(t.path, "/v2/x", "an absolute target has its path");
	CHECK_STR(t.raw, "/v2/x?a=/b", "and begins with it");
	CHECK_STR(target_param(&t, "a"), "/b", "and has its parameters");
	target_free(&t);
	target_parse(&t, "https://h/");
	CHECK_STR(t.path, "/", "so has one of TLS");
	target_free(&t);
	target_parse(&t, "http://h?a=/b");
	CHECK_STR(t.path, "http://h", "one without a path is left alone");
	target_free(&t);
	target_parse(&t, "/x?u=http://h/y");
	CHECK_STR(t.path, "/x", "an address in the query is not an origin");
	target_free(&t);
}

static void
malformed(void)
{
	static const char *const raw[] = { "/a%", "/a%2", "/a%zz", "/a%00b",
		"/?a=%", "/?%00=1", "/a%g0" };
	struct target t;
	size_t i;

	for (i = 0; i < sizeof(raw) / sizeof(raw[0]); i++) {
		target_parse(&t, raw[i]);
		CHECK(t.malformed, "'%s' is malformed", raw[i]);
		target_free(&t);
	}
	target_parse(&t, "");
	CHECK_STR(t.path, "", "an empty target has an empty path");
	CHECK_UINT(t.n, 0, "and no parameters");
	CHECK_STR(target_param(&t, "a"), NULL, "of any name");
	target_free(&t);
	target_free(&t);
}

/* Every cut of a target full of escapes stays within its memory. */
static void
prefixes(void)
{
	static const char whole[] = "/a%41?x=%42&y%43=z&&q+r&s";
	char part[sizeof(whole)];
	struct target t;
	size_t i, k, chars = 0;

	for (i = 0; i < sizeof(whole); i++) {
		memcpy(part, whole, i);
		part[i] = '\0';
		target_parse(&t, part);
		for (k = 0; k < t.n; k++)
			chars += strlen(t.params[k].name) +
				 strlen(t.params[k].value);
		target_free(&t);
	}
	CHECK(chars > 0, "every cut of a target is taken apart");
}

int
main(void)
{
	plain();
	escapes();
	absolute();
	malformed();
	prefixes();
	return tap_done();
}
