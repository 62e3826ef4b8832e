/*
 * desc: any bytes as an API description, and as a state.
 */
#include "api/desc.h"

#include <stdint.h>
#include <stdlib.h>

#include "aai-fetch/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct desc *builtin;
	struct error e;
	struct state s;

	if (builtin == NULL)
		builtin = desc_open(NULL, &e);
	if (builtin == NULL)
		abort();
	desc_free(desc_parse((const char *)data, size, "fuzz", &e));
	state_open(&s, builtin, &builtin->resources[0]);
	if (state_read(&s, (const char *)data, size, "{}", 2, &e) != 0 &&
	    e.kind == ERROR_NONE)
		abort();
	state_close(&s);
	return 0;
}
