/* unpack: compressed streams, by their first bytes; see unpack.h. */
#include "codec/unpack.h"

#include <string.h>

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

/* What a stream begins with, and how it is unpacked. */
struct magic {
	const char *bytes;
	size_t n;
	enum unpack_format format;
	const char *name;
	const char *tool; /* that unpacks it; NULL: it is read here */
};

static const struct magic magics[] = {
	{ "\x1f\x8b", 2, UNPACK_GZIP, "gzip", NULL },
#ifdef HAVE_ZSTD
	{ "\x28\xb5\x2f\xfd", 4, UNPACK_ZSTD, "zstd", NULL },
#else
	{ "\x28\xb5\x2f\xfd", 4, UNPACK_PLAIN, "zstd", "zstd -dc" },
#endif
	{ "\xfd"
	  "7zXZ",
	    6, UNPACK_PLAIN, "xz", "xz -dc" },
	{ "BZh91A", 6, UNPACK_PLAIN, "bzip2", "bzip2 -dc" },
	{ "\x04\x22\x4d\x18", 4, UNPACK_PLAIN, "LZ4", "lz4 -dc" },
	{ "PK\x03\x04", 4, UNPACK_PLAIN, "zip", "unzip -p" },
};

/* What the stream begins with, or NULL.  (bzip2 has its level, 9 being the
 * default, where text may stand as well.) */
static const struct magic *
recognise(const uint8_t *first, size_t n)
{
	size_t i;

	for (i = 0; i < LEN(magics); i++)
		if (n >= magics[i].n &&
		    memcmp(first, magics[i].bytes, magics[i].n) == 0)
			return &magics[i];
	/* A skippable frame, as parallel compressors begin with. */
	if (n >= 4 && (first[0] & 0xf0) == 0x50 &&
	    memcmp(first + 1, "\x2a\x4d\x18", 3) == 0)
		return &magics[1];
	return NULL;
}

int
unpack_open(struct unpack *u, const uint8_t *first, size_t n, struct error *e)
{
	const struct magic *m = recognise(first, n);

	memset(u, 0, sizeof(*u));
	if (m == NULL)
		return 0;
	if (m->tool != NULL) {
		error_set(e, ERROR_INPUT,
		    "it is compressed by %s, which is not read here: unpack it "
		    "first (%s)", m->name, m->tool);
		return -1;
	}
	u->format = m->format;
	if (u->format == UNPACK_GZIP)
		gunzip_open(&u->gunzip);
#ifdef HAVE_ZSTD
	else
		u->zstd = ZSTD_createDStream();
#endif
	return 0;
}

#ifdef HAVE_ZSTD
static int
unzstd_take(struct unpack *u, const uint8_t **from, size_t *n, void *to,
    size_t cap, size_t *got, struct error *e)
{
	ZSTD_inBuffer in = { *from, *n, 0 };
	ZSTD_outBuffer out = { to, cap, 0 };
	size_t rc, before;

	if (u->zstd == NULL) {
		error_set(e, ERROR_FAILED, "cannot decompress");
		return -1;
	}
	/* Between frames only new input can bring more. */
	while (out.pos < cap && (in.pos < in.size || !u->between)) {
		before = in.pos + out.pos;
		rc = ZSTD_decompressStream(u->zstd, &out, &in);
		if (ZSTD_isError(rc) != 0) {
			error_set(e, ERROR_INPUT, "not zstd, or damaged (%s)",
			    ZSTD_getErrorName(rc));
			return -1;
		}
		u->between = rc == 0;
		if (in.pos + out.pos == before)
			break;
	}
	*got = out.pos;
	*from += in.pos;
	*n -= in.pos;
	return 0;
}
#endif

int
unpack_take(struct unpack *u, const uint8_t **from, size_t *n, void *to,
    size_t cap, size_t *got, struct error *e)
{
#ifdef HAVE_ZSTD
	if (u->format == UNPACK_ZSTD)
		return unzstd_take(u, from, n, to, cap, got, e);
#endif
	return gunzip_take(&u->gunzip, from, n, to, cap, got, e);
}

bool
unpack_complete(const struct unpack *u)
{
	if (u->format == UNPACK_ZSTD)
		return u->between;
	return u->format == UNPACK_PLAIN || gunzip_complete(&u->gunzip);
}

const char *
unpack_name(const struct unpack *u)
{
	return u->format == UNPACK_ZSTD ? "zstd" : "gzip";
}

void
unpack_close(struct unpack *u)
{
	if (u->format == UNPACK_GZIP)
		gunzip_close(&u->gunzip);
#ifdef HAVE_ZSTD
	(void)ZSTD_freeDStream(u->zstd);
#endif
	memset(u, 0, sizeof(*u));
}
