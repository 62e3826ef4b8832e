/* Names in small letters, as those that compare them so see them. */
#include "tap.h"

#include "base/lower.h"

int
main(void)
{
	static const struct {
		const char *from, *to, *what;
	} cases[] = {
		{ "AZaz09_[`{@", "azaz09_[`{@", "ASCII" },
		{ "É", "é", "an accent" },
		{ "Ā", "ā", "every second is small" },
		{ "ā", "ā", "what is small stays" },
		{ "К", "к", "Cyrillic" },
		{ "Џ", "џ", "the end of a run" },
		{ "Ω", "ω", "Greek" },
		{ "\xe2\x84\xa6", "ω", "the sign for ohm" },
		{ "\xe2\x84\xaa", "k", "the sign for kelvin" },
		{ "ẞ", "ß", "a capital sharp s" },
		{ "ΟΔΟΣ", "οδοσ", "sigmas" },
		{ "ς", "σ", "a final sigma" },
		{ "İ", "i\xcc\x87", "an I with a dot" },
		{ "Ǆǅǆ", "ǆǆǆ", "title case" },
		{ "\xf0\x90\x90\x80", "\xf0\x90\x90\xa8", "beyond the BMP" },
		{ "×÷名", "×÷名", "what has no case" },
		{ "a\xff" "B", "a\xff" "b", "what is not UTF-8" },
		{ "", "", "nothing" },
	};
	struct buf out = buf_make(1 << 10);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&out);
		lower_put(cases[i].from, strlen(cases[i].from), &out);
		CHECK_MEM(out.data, out.len, cases[i].to, strlen(cases[i].to),
		    "%s", cases[i].what);
	}
	buf_free(&out);
	return tap_done();
}
