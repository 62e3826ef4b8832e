/* bytes: bytes that several responses may share; see bytes.h. */
#include "serve/bytes.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

struct bytes *
bytes_take(struct buf *b)
{
	struct bytes *bytes = mem_new(1, sizeof(*bytes));

	bytes->data = mem_resize(b->data, b->len, 1);
	bytes->len = b->len;
	bytes->shares = 1;
	*b = buf_make(b->max);
	return bytes;
}

struct bytes *
bytes_copy(const void *p, size_t len)
{
	struct bytes *bytes = mem_new(1, sizeof(*bytes));

	if (len > 0) {
		bytes->data = mem_resize(NULL, len, 1);
		memcpy(bytes->data, p, len);
	}
	bytes->len = len;
	bytes->shares = 1;
	return bytes;
}

struct bytes *
bytes_share(struct bytes *bytes)
{
	assert(bytes->shares > 0);
	bytes->shares++;
	return bytes;
}

void
bytes_drop(struct bytes *bytes)
{
	if (bytes == NULL)
		return;
	assert(bytes->shares > 0);
	if (--bytes->shares > 0)
		return;
	mem_free(bytes->data);
	mem_free(bytes);
}
