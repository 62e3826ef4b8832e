/* buf: a growing run of bytes with a ceiling; see buf.h. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/le.h"
#include "base/mem.h"

struct buf
buf_make(size_t max)
{
	struct buf b = { .max = max };

	return b;
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = false;
}

void
buf_free(struct buf *b)
{
	mem_free(b->data);
	b->data = NULL;
	b->len = b->cap = 0;
	b->failed = false;
}

uint8_t *
buf_reserve(struct buf *b, size_t n)
{
	size_t want;

	if (LIKELY(n <= b->cap - b->len))
		return b->data + b->len;
	if (n > b->max || b->len > b->max - n) {
		b->failed = true;
		return NULL;
	}
	/* Half as much again, but never past the ceiling: cap <= max. */
	want = b->cap + b->cap / 2 + 16;
	if (want > b->max)
		want = b->max;
	if (want < b->len + n)
		want = b->len + n;
	b->data = mem_resize(b->data, want, 1);
	b->cap = want;
	return b->data + b->len;
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	uint8_t *to;

	/* Nothing has no address in an empty buffer. */
	if (n == 0)
		return;
	to = buf_reserve(b, n);
	if (to == NULL)
		return;
	memcpy(to, p, n);
	b->len += n;
}

void
buf_byte(struct buf *b, uint8_t byte)
{
	uint8_t *to = buf_reserve(b, 1);

	if (to == NULL)
		return;
	*to = byte;
	b->len++;
}

void
buf_str(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	uint8_t *to;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->failed = true;
	} else if ((to = buf_reserve(b, (size_t)n + 1)) != NULL) {
		(void)vsnprintf((char *)to, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

void
buf_u64(struct buf *b, uint64_t v)
{
	char text[20], *p = text + sizeof(text);

	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	buf_put(b, p, (size_t)(text + sizeof(text) - p));
}

void
buf_i64(struct buf *b, int64_t v)
{
	if (v < 0) {
		buf_byte(b, '-');
		buf_u64(b, 0 - (uint64_t)v);
	} else {
		buf_u64(b, (uint64_t)v);
	}
}

void
buf_varint(struct buf *b, uint64_t v)
{
	uint8_t bytes[LE_VARINT_MAX];

	buf_put(b, bytes, le_put_varint(bytes, v));
}

void
buf_shift(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	b->len -= n;
	memmove(b->data, b->data + n, b->len);
}

char *
buf_take(struct buf *b)
{
	char *s = mem_resize(b->data, b->len + 1, 1);

	s[b->len] = '\0';
	b->data = NULL;
	b->len = b->cap = 0;
	return s;
}

bool
buf_is(const struct buf *b, const char *s)
{
	size_t n = strlen(s);

	return b->len == n && (n == 0 || memcmp(b->data, s, n) == 0);
}
