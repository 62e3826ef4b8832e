/* Secrets stay out of texts in other codes, too. */
#include <string.h>

#include "base/cc.h"
#include "http/base64.h"
#include "http/mask_codes.h"
#include "tap.h"

static void
check_texts(void)
{
	static const struct {
		const char *text, *secret, *want;
	} cases[] = {
		{ "got 736B2d3132333435, no", "sk-12345", "got ***, no" },
		/* "sk-12345"; ":sk-12345" and "me:sk-12345", whose first
		 * characters are those before it, in part. */
		{ "not c2stMTIzNDU= here", "sk-12345", "not ***U= here" },
		{ "OnNrLTEyMzQ1", "sk-12345", "On***" },
		{ "bWU6c2stMTIzNDU=", "sk-12345", "bWU6***U=" },
		{ "dXM6c2stMTIzNDU7bW9yZQ==", "sk-12345", "dXM6***U7bW9yZQ==" },
		{ "Pz8/Pz4+Pj5-", "\?\?\?\?>>>>~", "***-" },
		{ "Pz8_Pz4-Pj5-", "\?\?\?\?>>>>~", "***" },
		{ "c2stMTIz", "sk-12345", "***" },
		{ "c2stMTI.", "sk-12345", "c2stMTI." },
		{ "nothing of it", "sk-12345", "nothing of it" },
		{ "616263 YWJj", "abc", "616263 YWJj" },
		{ "any", "", "any" },
		{ "any", NULL, "any" },
	};
	char text[64];
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		memcpy(text, cases[i].text, strlen(cases[i].text) + 1);
		mask_codes(text, cases[i].secret);
		CHECK_STR(text, cases[i].want, "%s", cases[i].text);
	}
}

/* RFC 4648, section 10. */
static void
check_base64(void)
{
	static const struct {
		const char *plain, *want;
	} cases[] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };
	struct buf out = buf_make(64);
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_reset(&out);
		base64_put(
		    &out, cases[i].plain, strlen(cases[i].plain), false);
		buf_byte(&out, 0);
		CHECK_STR((char *)out.data, cases[i].want, "base64 of '%s'",
		    cases[i].plain);
	}
	buf_reset(&out);
	base64_put(&out, "\xff\xef\xbe", 3, true);
	buf_byte(&out, 0);
	CHECK_STR((char *)out.data, "_---", "the alphabet of URLs");
	buf_free(&out);
}

int
main(void)
{
	check_texts();
	check_base64();
	return tap_done();
}
