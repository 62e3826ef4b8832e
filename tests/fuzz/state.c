/*
 * state: any bytes as the state of an incremental fetch.  What is taken for
 * one is written, and what is written is read again.
 */
#include "aai-fetch/state.h"

#include <stdint.h>
#include <stdlib.h>

#include "api/desc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW_US INT64_C(1790000000000000)

static void
write_and_read(struct state *s, const struct desc *d)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct error e = { 0 };
	struct state again;
	uint64_t lost;

	state_show(s, &text);
	buf_reset(&text);
	state_put(s, "{}", 2, true, NOW_US, &text, &lost);
	state_open(&again, d, &d->resources[0]);
	if (state_read(&again, (const char *)text.data, text.len, "{}", 2,
		&e) != 0)
		abort();
	state_close(&again);
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct desc *builtin;
	struct error e = { 0 };
	struct state s;

	if (builtin == NULL)
		builtin = desc_open(NULL, &e);
	if (builtin == NULL)
		abort();
	state_open(&s, builtin, &builtin->resources[0]);
	if (state_read(&s, (const char *)data, size, "{}", 2, &e) == 0)
		write_and_read(&s, builtin);
	else if (e.kind == ERROR_NONE)
		abort();
	state_close(&s);
	return 0;
}
