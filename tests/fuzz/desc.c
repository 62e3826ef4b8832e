/*
 * desc: any bytes as an API description.
 */
#include "api/desc.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = { 0 };
	struct desc *d = desc_parse((const char *)data, size, "fuzz", &e);

	if (d == NULL && e.kind == ERROR_NONE)
		abort();
	desc_free(d);
	return 0;
}
