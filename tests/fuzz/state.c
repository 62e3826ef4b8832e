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

/* A list whose state is a watermark. */
static const char marked[] =
    "{\"version\":2,\"name\":\"t\",\"resources\":{\"r\":{\"path\":\"/r\","
    "\"incremental\":{\"id\":\"id\",\"time\":\"at\",\"order\":\"oldest\","
    "\"changes\":true}}}}";

static void
write_and_read(struct state *s, const struct desc *d)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct error e = { 0 };
	struct state again;
	uint64_t lost;

	state_show(s, &text);
	buf_reset(&text);
	if (s->desc->watermark) {
		watermark_end(&s->watermark, true, NOW_US, INT64_MAX);
		state_put_watermark(s, "{}", 2, &text);
	} else {
		state_put(s, "{}", 2, true, NOW_US, &text, &lost);
	}
	state_open(&again, d, &d->resources[0]);
	if (state_read(&again, (const char *)text.data, text.len, "{}", 2,
		&e) != 0)
		abort();
	state_close(&again);
	buf_free(&text);
}

static void
read_by(const struct desc *d, const uint8_t *data, size_t size)
{
	struct error e = { 0 };
	struct state s;

	state_open(&s, d, &d->resources[0]);
	if (state_read(&s, (const char *)data, size, "{}", 2, &e) == 0)
		write_and_read(&s, d);
	else if (e.kind == ERROR_NONE)
		abort();
	state_close(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct desc *builtin, *other;
	struct error e = { 0 };

	if (builtin == NULL) {
		builtin = desc_open(NULL, &e);
		other = desc_parse(marked, sizeof(marked) - 1, "t", &e);
	}
	if (builtin == NULL || other == NULL)
		abort();
	read_by(builtin, data, size);
	read_by(other, data, size);
	return 0;
}
