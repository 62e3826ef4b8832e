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
		{ "sk-1234", "sk-12345", "sk-1234" },
		{ "", "sk-12345", "" },
		{ "all alike", "", "all alike" },
		{ "all alike", NULL, "all alike" },
		{ "all alike", "al", "all alike" },
		{ "aaaaaaaaa", "aaaa", "******a" },
	};
	char text[64], bytes[5] = { 1, 2, 3, 4, 5 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		memcpy(text, cases[i].text, strlen(cases[i].text) + 1);
		mask_text(text, cases[i].secret);
		CHECK_STR(text, cases[i].want, "'%s' is masked",
		    cases[i].text);
	}
	mask_wipe(bytes, 4);
	CHECK_MEM(bytes, 5, "\0\0\0\0\5", 5, "wiping leaves nothing but zeros");
	mask_wipe(NULL, 0);
	return tap_done();
}
