/*
 * long: any text after a brace, treated without a copy of it (its members
 * looked at, taken out, its name, U+FFFD put in), against the ways with one.
 */
#include <stdint.h>

#include "../unit/long_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size == 0 || size > 1 << 16)
		return 0;
	text = long_copy((const char *)data, size, 0);
	text[0] = '{';
	(void)long_check(text, size, 50);
	mem_free(text);
	return 0;
}
