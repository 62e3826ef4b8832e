/* gzip: compressed streams, written and read piece by piece; see gzip.h. */
#include "codec/gzip.h"

#include <stdio.h>
#include <string.h>

/* zlib then takes its input as const. */
#define ZLIB_CONST
#include <zlib.h>

#include "base/mem.h"

/* zlib's windowBits for a gzip member with the largest window. */
#define GZIP_WINDOW 31

/* Output is made in pieces of this size. */
#define PIECE ((size_t)64 << 10)
/* Input is given in pieces that zlib's counters hold. */
#define INPUT_MAX ((size_t)1 << 30)

static int
fail(enum error_kind kind, const char *text, struct error *e)
{
	error_set(e, kind, "%s", text);
	return -1;
}

void
gzip_open(struct gzip *g, int level)
{
	z_stream *z = mem_new(1, sizeof(*z));

	g->z = z;
	if (deflateInit2(z, level, Z_DEFLATED, GZIP_WINDOW, 8,
		Z_DEFAULT_STRATEGY) != Z_OK) {
		/* A wrong level, which callers rule out, or no memory. */
		mem_free(z);
		g->z = NULL;
	}
}

/* Run the deflater until it has taken its input (and, finishing, ended). */
static int
run(z_stream *z, int flush, struct buf *out, struct error *e)
{
	uint8_t *to;
	int rc;

	do {
		to = buf_reserve(out, PIECE);
		if (to == NULL)
			return fail(ERROR_OUTPUT, "compressed data too long", e);
		z->next_out = to;
		z->avail_out = PIECE;
		rc = deflate(z, flush);
		if (rc == Z_STREAM_ERROR)
			return fail(ERROR_FAILED, "cannot compress", e);
		out->len += PIECE - z->avail_out;
	} while (z->avail_out == 0 ||
	    (flush == Z_FINISH && rc != Z_STREAM_END));
	return 0;
}

int
gzip_put(struct gzip *g, const void *p, size_t n, struct buf *out,
    struct error *e)
{
	z_stream *z = g->z;
	const uint8_t *from = p;
	size_t part;

	if (z == NULL)
		return fail(ERROR_FAILED, "cannot compress", e);
	while (n > 0) {
		part = n < INPUT_MAX ? n : INPUT_MAX;
		z->next_in = from;
		z->avail_in = (uInt)part;
		if (run(z, Z_NO_FLUSH, out, e) != 0)
			return -1;
		from += part;
		n -= part;
	}
	return 0;
}

int
gzip_finish(struct gzip *g, struct buf *out, struct error *e)
{
	z_stream *z = g->z;

	if (z == NULL)
		return fail(ERROR_FAILED, "cannot compress", e);
	z->next_in = NULL;
	z->avail_in = 0;
	return run(z, Z_FINISH, out, e);
}

void
gzip_close(struct gzip *g)
{
	if (g->z != NULL)
		(void)deflateEnd(g->z);
	mem_free(g->z);
	g->z = NULL;
}

void
gunzip_open(struct gunzip *g)
{
	z_stream *z = mem_new(1, sizeof(*z));

	memset(g, 0, sizeof(*g));
	g->between = true;
	g->z = z;
	if (inflateInit2(z, GZIP_WINDOW) != Z_OK) {
		mem_free(z);
		g->z = NULL;
	}
}

void
gunzip_reset(struct gunzip *g)
{
	g->between = true;
	g->taken = 0;
	if (g->z != NULL && inflateReset(g->z) != Z_OK)
		gunzip_close(g);
}

/* Inflate once; false when the input is not gzip. */
static bool
step(struct gunzip *g, const uint8_t **from, size_t *n)
{
	z_stream *z = g->z;
	size_t part = *n < INPUT_MAX ? *n : INPUT_MAX, used;
	int rc;

	if (g->between && g->taken > 0 && inflateReset(z) != Z_OK)
		return false;
	z->next_in = *from;
	z->avail_in = (uInt)part;
	rc = inflate(z, Z_NO_FLUSH);
	used = part - z->avail_in;
	*from += used;
	*n -= used;
	g->taken += used;
	if (used > 0)
		g->between = false;
	if (rc == Z_STREAM_END)
		g->between = true;
	return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR;
}

int
gunzip_take(struct gunzip *g, const uint8_t **from, size_t *n, void *to,
    size_t cap, size_t *got, struct error *e)
{
	z_stream *z = g->z;
	size_t before, room = cap < INPUT_MAX ? cap : INPUT_MAX;

	*got = 0;
	if (z == NULL)
		return fail(ERROR_FAILED, "cannot decompress", e);
	z->next_out = to;
	z->avail_out = (uInt)room;
	/* Between members only new input can bring more. */
	while (z->avail_out > 0 && (!g->between || *n > 0)) {
		before = *n + z->avail_out;
		if (!step(g, from, n))
			return fail(ERROR_INPUT, "not gzip, or damaged", e);
		if (*n + z->avail_out == before || (g->stops && g->between))
			break;
	}
	*got = room - z->avail_out;
	return 0;
}

bool
gunzip_complete(const struct gunzip *g)
{
	return g->between && g->taken > 0;
}

void
gunzip_close(struct gunzip *g)
{
	if (g->z != NULL)
		(void)inflateEnd(g->z);
	mem_free(g->z);
	memset(g, 0, sizeof(*g));
}

const char *
gzip_library(void)
{
	static char text[64];

	(void)snprintf(text, sizeof(text), "zlib %s", zlibVersion());
	return text;
}
