/* Gzip streams: every split of input and of room gives the same. */
#include "codec/gzip.h"

#include "base/rng.h"
#include "tap.h"

static struct buf
pack(const char *text, size_t len, size_t step)
{
	struct buf out = buf_make(1 << 20);
	struct gzip g = { 0 };
	struct error e = { 0 };
	size_t at, n;
	int rc = 0;

	gzip_open(&g, GZIP_LEVEL_DEFAULT);
	for (at = 0; at < len; at += n) {
		n = len - at < step ? len - at : step;
		rc |= gzip_put(&g, text + at, n, &out, &e);
	}
	rc |= gzip_finish(&g, &out, &e);
	gzip_close(&g);
	if (rc != 0)
		buf_reset(&out);
	return out;
}

/* Unpack with this many bytes in and so much room at a time. */
static bool
unpack(const struct buf *in, size_t step, size_t room, struct buf *out,
    bool *complete, struct error *e)
{
	struct gunzip g;
	const uint8_t *from = in->data;
	uint8_t to[64];
	size_t left = in->len, part, n, got;
	int rc = 0;

	gunzip_open(&g);
	do {
		part = n = left < step ? left : step;
		do {
			rc = gunzip_take(&g, &from, &n, to, room, &got, e);
			buf_put(out, to, got);
		} while (rc == 0 && (got == room || n > 0));
		left -= part;
	} while (rc == 0 && left > 0);
	*complete = gunzip_complete(&g);
	gunzip_close(&g);
	return rc == 0;
}

static void
splits(void)
{
	static const char text[] = "one two three two one, one two three";
	struct buf whole = pack(text, sizeof(text), sizeof(text));
	struct buf twice = buf_make(1 << 10), out = buf_make(1 << 20);
	struct error e = { 0 };
	size_t step, room, wrong = 0;
	bool complete;

	CHECK(whole.len > 18 && whole.data[0] == 0x1f && whole.data[4] == 0, "a member is made");
	for (step = 1; step < sizeof(text); step++) {
		struct buf part = pack(text, sizeof(text), step);

		wrong += part.len != whole.len ||
		    memcmp(part.data, whole.data, part.len) != 0;
		buf_free(&part);
	}
	CHECK_UINT(wrong, 0, "every split of the input gives the same member");
	buf_put(&twice, whole.data, whole.len);
	buf_put(&twice, whole.data, whole.len);
	for (step = 1; step <= twice.len; step++) {
		for (room = 1; room <= 64; room += 21) {
			buf_reset(&out);
			wrong += !unpack(&twice, step, room, &out, &complete,
			    &e) || !complete ||
			    out.len != 2 * sizeof(text) ||
			    memcmp(out.data, text, sizeof(text)) != 0 ||
			    memcmp(out.data + sizeof(text), text,
				sizeof(text)) != 0;
		}
	}
	CHECK_UINT(wrong, 0, "two members are read at every split: %s", e.text);
	for (step = 1; step < whole.len; step++) {
		struct buf cut = whole;

		cut.len = step;
		buf_reset(&out);
		wrong += !unpack(&cut, 7, 64, &out, &complete, &e) || complete;
	}
	CHECK_UINT(wrong, 0, "a cut member is never complete");
	buf_free(&whole);
	buf_free(&twice);
	buf_free(&out);
}

static void
damage(void)
{
	char text[4000];
	struct rng r = rng_make(1);
	struct buf in, out = buf_make(1 << 20), small = buf_make(10);
	struct error e = { 0 };
	struct gzip g = { 0 };
	size_t i, unseen = 0;
	bool complete;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + rng_below(&r, 26));
	in = pack(text, sizeof(text), 1000);
	for (i = 10; i < in.len; i += 7) {
		in.data[i] ^= 0x10;
		buf_reset(&out);
		unseen += unpack(&in, 500, 64, &out, &complete, &e) && complete;
		in.data[i] ^= 0x10;
	}
	CHECK_UINT(unseen, 0, "a bit changed in the body is seen");
	CHECK_INT(e.kind, ERROR_INPUT, "as bad input");
	in.data[0] = 'x';
	CHECK(!unpack(&in, 500, 64, &out, &complete, &e),
	    "what is not gzip is told");
	gzip_open(&g, 1);
	CHECK(gzip_put(&g, text, sizeof(text), &small, &e) != 0 ||
	    gzip_finish(&g, &small, &e) != 0,
	    "output past the ceiling is told");
	gzip_close(&g);
	buf_free(&in);
	buf_free(&out);
	buf_free(&small);
}

int
main(void)
{
	struct buf none = pack("", 0, 1), out = buf_make(10);
	struct error e = { 0 };
	bool complete;

	CHECK(none.len == 20 && unpack(&none, 3, 64, &out, &complete, &e) &&
	    complete && out.len == 0, "an empty stream is a whole member");
	buf_free(&none);
	buf_free(&out);
	splits();
	damage();
	return tap_done();
}
