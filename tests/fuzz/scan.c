/*
 * scan: any bytes, through all scanners: vectors, plain C and the plain
 * building blocks must agree on what is JSON and where it ends.
 */
#include <stdint.h>
#include <stdlib.h>

#include "json/lex.h"
#include "json/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum scan_level levels[] = { SCAN_LEVEL_PLAIN,
		SCAN_LEVEL_VECTOR, SCAN_LEVEL_AVX2 };
	char *text = malloc(size + SCAN_PAD + 1);
	const char *ends[3], *at[3] = { NULL, NULL, NULL }, *want;
	bool lone[3] = { false, false, false }, deep[3] = { false };
	size_t i;

	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	memset(text + size, 0, SCAN_PAD + 1);
	for (i = 0; i < 3; i++) {
		(void)scan_choose(levels[i]);
		ends[i] = scan_value(text, 64, &at[i], &lone[i], &deep[i]);
		if (ends[i] != ends[0] || deep[i] != deep[0] ||
		    lone[i] != lone[0])
			abort();
		if (ends[i] == NULL && at[i] != at[0])
			abort();
		if (scan_ascii(text, size) > size)
			abort();
	}
	want = size == 0 ? NULL : json_value_end(text, text + size, 64, NULL);
	if (want != ends[0])
		abort();
	free(text);
	return 0;
}
