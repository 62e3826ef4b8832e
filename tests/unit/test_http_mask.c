/* Secrets stay out of texts. */
#include <string.h>

#include "base/cc.h"
#include "http/mask.h"
#include "tap.h"

int
main(void)
{
	static const struct {
		const char *text, *secret, *want;
	} cases[] = {
		{ "key sk-12345 is bad", "sk-12345", "key *** is bad" },
		{ "sk-12345", "sk-12345", "***" },
		{ "sk-1sk-12345sk-12345", "sk-12345", "sk-1******" },
		{ "?key=a%2Fb%2fc%20d&x", "a/b/c d", "?key=***&x" },
		{ "?key=a/b/c+d&x", "a/b/c d", "?key=***&x" },
		{ "%73%6B-12345.", "sk-12345", "***." },
		{ "%7 %", "sk-12345", "%7 %" },
		{ "sk-", "sk-12345", "sk-" },
		{ "host SK-abcde.com", "sk-ABCDE", "host ***.com" },
		{ "", "sk-12345", "" },
		{ "all alike", "", "all alike" },
		{ "all alike", NULL, "all alike" },
		{ "all alike", "al", "all alike" },
		{ "aaaaaaaaa", "aaaa", "******a" },
		{ "SEC+RET\\/12==;", "SEC+RET/12==", "***;" },
		{ "SEC\\u002bRET/12\\u003D\\u003d;", "SEC+RET/12==",
		    "***;" },
		{ "\\u0053EC+RET/12==;", "SEC+RET/12==", "***;" },
		{ "SEC\\u002cRET/12==;", "SEC+RET/12==",
		    "SEC\\u002cRET/12==;" },
		{ "\\u002", "+abc", "\\u002" },
		{ "say \\\"q\\\\q\\\"!", "\"q\\q\"", "say ***!" },
		{ "say \\\\\\\"q\\\\\\\\q\\\\\\/!", "\"q\\q/", "say ***!" },
		{ "\\x6b\\x78\\x79\\x7a.", "kxyz", "***." },
		{ "k\\xyz.", "kxyz", "***." },
		{ "a&amp;b&lt;&#39;&#x27;&apos;c.", "a&b<'''c", "***." },
		{ "a&#38;b&#X3c;&quot;c&#61.", "a&b<\"c=", "***." },
		{ "a&#380;b&ampb", "a&bc", "a&#380;b&ampb" },
		{ "x%252Fy%252fz.", "x/y/z", "***." },
		{ "x\\\\u002fy\\\\/z.", "x/y/z", "***." },
		{ "x&amp;#47;y&sol;z.", "x/y/z", "***." },
		{ "x\\x2fy%5cu002Fz.", "x/y/z", "***." },
		{ "k\\u00e9y%C3%A9&#233;\xc3\xa9.",
		    "k\xc3\xa9y\xc3\xa9\xc3\xa9\xc3\xa9", "***." },
		{ "k\\ud83d\\ude00&#128512;y.",
		    "k\xf0\x9f\x98\x80\xf0\x9f\x98\x80y", "***." },
		{ "k\xff\xfe%FFy.", "k\xff\xfe\xffy", "***." },
		{ "&", "&&&&", "&" },
		{ "%", "%25%", "%" },
	};
	/* What was cut, or may have been. */
	static const struct {
		const char *text, *secret, *want;
	} begun[] = {
		{ "is sk-1234", "sk-12345", "is ***" },
		{ "is sk-1", "sk-12345", "is ***" },
		{ "is sk-...", "sk-12345", "is sk-..." },
		{ "is sk-123...; so", "sk-12345", "is ***...; so" },
		{ "is sk-123, so", "sk-12345", "is sk-123, so" },
		{ "is sk-12345, so", "sk-123456789", "is ***, so" },
		{ "is sk-1%32%33%34%3", "sk-12345678", "is ***%3" },
		{ "is a\\/\\u002fb...", "a//bcd", "is ***..." },
	};
	char text[64], bytes[5] = { 1, 2, 3, 4, 5 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		memcpy(text, cases[i].text, strlen(cases[i].text) + 1);
		mask_text(text, cases[i].secret);
		CHECK_STR(text, cases[i].want, "'%s' is masked",
		    cases[i].text);
		CHECK(mask_holds(cases[i].text, strlen(cases[i].text),
			  cases[i].secret) ==
			(strcmp(cases[i].text, cases[i].want) != 0),
		    "or found in it");
	}
	for (i = 0; i < LEN(begun); i++) {
		memcpy(text, begun[i].text, strlen(begun[i].text) + 1);
		mask_text(text, begun[i].secret);
		CHECK_STR(text, begun[i].want, "'%s' is masked",
		    begun[i].text);
		CHECK(!mask_holds(begun[i].text, strlen(begun[i].text),
			  begun[i].secret),
		    "and is not the whole of it");
	}
	CHECK(mask_holds("\0\0sk-12345", 10, "sk-12345"),
	    "a NUL ends no data");
	CHECK(!mask_holds("sk-12345", 7, "sk-12345"), "its length does");
	mask_wipe(bytes, 4);
	CHECK_MEM(bytes, 5, "\0\0\0\0\5", 5, "wiping leaves nothing but zeros");
	mask_wipe(NULL, 0);
	return tap_done();
}
