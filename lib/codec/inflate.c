/* inflate: a block of raw deflate; see inflate.h. */
#include "codec/inflate.h"

/* zlib then takes its input as const. */
#define ZLIB_CONST
#include <zlib.h>

/* zlib's windowBits for deflate with nothing around it. */
#define RAW_WINDOW (-15)

/* Output is made in pieces of this size. */
#define PIECE ((size_t)64 << 10)

static int
damaged(struct error *e)
{
	error_set(e, ERROR_INPUT, "a block is not deflate, or damaged");
	return -1;
}

/* Run to the end of the stream. */
static int
run(z_stream *z, struct buf *out, struct error *e)
{
	uint8_t *to;
	int rc = Z_OK;

	while (rc != Z_STREAM_END) {
		to = buf_reserve(out, PIECE);
		if (to == NULL) {
			error_set(e, ERROR_INPUT,
			    "a block is too long when decompressed");
			return -1;
		}
		z->next_out = to;
		z->avail_out = PIECE;
		rc = inflate(z, Z_NO_FLUSH);
		out->len += PIECE - z->avail_out;
		/* All input is given at once: more room is all it can want. */
		if (rc != Z_STREAM_END && (rc != Z_OK || z->avail_out > 0))
			return damaged(e);
	}
	return 0;
}

int
inflate_block(const void *from, size_t n, struct buf *out, struct error *e)
{
	z_stream z = { 0 };
	int rc;

	if (n > INT32_MAX || inflateInit2(&z, RAW_WINDOW) != Z_OK)
		return damaged(e);
	z.next_in = from;
	z.avail_in = (uInt)n;
	rc = run(&z, out, e);
	(void)inflateEnd(&z);
	return rc;
}
