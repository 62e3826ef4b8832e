/* body: the body of one answer, unpacked as it comes; see body.h. */
#include "http/body.h"

#include <string.h>
#include <strings.h>

#include "base/cc.h"
#include "base/error.h"

/*
 * Nothing honest packs a thousandfold (deflate's own limit is 1032), once
 * there is enough to tell.
 */
#define BOMB_FROM  ((size_t)1 << 20)
#define BOMB_RATIO 1000u

/* Unpacked in pieces of this size, at the least and at the most. */
#define PIECE_MIN ((size_t)4 << 10)
#define PIECE_MAX ((size_t)128 << 10)

/* What packing may add to a body that does not pack, and then some. */
#define OVERHEAD(n) ((n) / 64 + (64u << 10))

/* The first byte of a member (RFC 1952, section 2.3.1). */
#define MEMBER 0x1f

struct body
body_make(size_t max)
{
	struct body b = { .data = buf_make(max) };

	return b;
}

void
body_reset(struct body *b)
{
	buf_reset(&b->data);
	b->wire_bytes = 0;
	b->fault = BODY_SOUND;
	b->packed = b->over = false;
}

/* Whether the first n bytes at s are the name, in any case. */
static bool
is_named(const char *s, size_t n, const char *name)
{
	return n == strlen(name) && strncasecmp(s, name, n) == 0;
}

/* Whether it names a way to pack or to encrypt, none of which we asked for. */
static bool
is_coding(const char *s, size_t n)
{
	static const char *const names[] = { "aes128gcm", "br", "bzip2",
		"compress", "dcb", "dcz", "deflate", "exi", "lz4", "lzma",
		"pack200-gzip", "snappy", "x-bzip2", "x-compress", "x-lz4",
		"x-snappy", "xz", "zstd" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (is_named(s, n, names[i]))
			return true;
	return false;
}

static void
begin_packed(struct body *b)
{
	b->packed = true;
	if (b->gunzip.z == NULL)
		gunzip_open(&b->gunzip);
	else
		gunzip_reset(&b->gunzip);
	b->gunzip.stops = true;
}

/*
 * One element of the list, without the blanks around it.  What names no coding
 * ("identity", "utf-8", "binary") is passed over: servers put other things
 * there, and whoever reads the body sees what it is.
 */
static void
take_coding(struct body *b, const char *s, size_t n)
{
	const char *parameter;

	while (n > 0 && (*s == ' ' || *s == '\t')) {
		s++;
		n--;
	}
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	parameter = memchr(s, ';', n);
	if (parameter != NULL)
		n = (size_t)(parameter - s);
	if (!is_named(s, n, "gzip") && !is_named(s, n, "x-gzip")) {
		if (is_coding(s, n))
			b->fault = BODY_CODED;
		return;
	}
	if (b->packed) {
		b->fault = BODY_CODED;
		return;
	}
	begin_packed(b);
}

void
body_coding(struct body *b, const char *list, size_t len)
{
	const char *end = list + len, *comma;

	for (; list <= end; list = comma + 1) {
		comma = memchr(list, ',', (size_t)(end - list));
		if (comma == NULL)
			comma = end;
		take_coding(b, list, (size_t)(comma - list));
	}
}

static bool
is_bomb(const struct body *b)
{
	return b->data.len > BOMB_FROM &&
	    b->data.len / BOMB_RATIO > b->wire_bytes;
}

/* How much to unpack at once from n bytes, as far as there is room. */
static size_t
piece(const struct body *b, size_t n)
{
	size_t want = n < PIECE_MAX / 4 ? 4 * n : PIECE_MAX;
	size_t room = b->data.max - b->data.len;

	want = want < PIECE_MIN ? PIECE_MIN : want;
	return want < room ? want : room;
}

/* Unpack once; *more tells whether there may be more to come of p. */
static enum body_fault
step(struct body *b, const uint8_t **p, size_t *n, bool *more)
{
	size_t cap = piece(b, *n), got;
	uint8_t beyond, *to = &beyond;
	struct error ignored;

	/* Where all room is taken, another byte would be one too many. */
	if (cap > 0)
		to = buf_reserve(&b->data, cap);
	if (gunzip_take(&b->gunzip, p, n, to, cap > 0 ? cap : 1, &got,
		&ignored) != 0)
		return BODY_DAMAGED;
	if (cap == 0)
		return got > 0 ? BODY_LONG : BODY_SOUND;
	b->data.len += got;
	*more = got == cap;
	return is_bomb(b) ? BODY_BOMB : BODY_SOUND;
}

static enum body_fault
unpack(struct body *b, const uint8_t *p, size_t n)
{
	enum body_fault fault = BODY_SOUND;
	bool more = false;

	while (fault == BODY_SOUND && (n > 0 || more)) {
		more = false;
		if (n > 0 && gunzip_complete(&b->gunzip) && *p != MEMBER)
			b->over = true;
		if (b->over)
			return BODY_SOUND;
		fault = step(b, &p, &n, &more);
	}
	return fault;
}

/*
 * Look at the first bytes, of which some may be in b->data: a file that is
 * packed comes as it is, without a word of it in a header.
 */
static enum body_fault
look(struct body *b, const uint8_t **p, size_t *n)
{
	static const uint8_t magic[] = { MEMBER, 0x8b, 8 };
	uint8_t head[sizeof(magic)];
	size_t had = b->data.len;

	if (had >= sizeof(head) || b->packed)
		return BODY_SOUND;
	if (had > 0)
		memcpy(head, b->data.data, had);
	for (; had < sizeof(head) && *n > 0; ++*p, --*n)
		head[had++] = **p;
	buf_reset(&b->data);
	if (had < sizeof(head) || memcmp(head, magic, sizeof(head)) != 0) {
		buf_put(&b->data, head, had);
		return BODY_SOUND;
	}
	begin_packed(b);
	return unpack(b, head, sizeof(head));
}

bool
body_put(struct body *b, const void *p, size_t n)
{
	const uint8_t *at = p;

	if (b->fault != BODY_SOUND)
		return false;
	b->wire_bytes += n;
	b->fault = look(b, &at, &n);
	if (b->fault == BODY_SOUND && b->packed && !b->over)
		b->fault = unpack(b, at, n);
	else if (!b->packed)
		buf_put(&b->data, at, n);
	if (b->fault == BODY_SOUND &&
	    (b->data.failed ||
		b->wire_bytes > b->data.max + OVERHEAD(b->data.max)))
		b->fault = BODY_LONG;
	return b->fault == BODY_SOUND;
}

bool
body_finish(struct body *b, bool due)
{
	if (b->fault == BODY_SOUND && b->packed &&
	    !gunzip_complete(&b->gunzip) && (due || b->wire_bytes > 0))
		b->fault = BODY_CUT;
	return b->fault == BODY_SOUND;
}

struct buf
body_take(struct body *b)
{
	struct buf data = b->data;

	b->data = buf_make(data.max);
	return data;
}

void
body_close(struct body *b)
{
	buf_free(&b->data);
	gunzip_close(&b->gunzip);
}
