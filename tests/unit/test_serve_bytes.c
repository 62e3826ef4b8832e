/* Bytes are shared and go with their last share. */
#include "serve/bytes.h"

#include "tap.h"

int
main(void)
{
	struct buf b = buf_make(100);
	struct bytes *one, *two;

	buf_str(&b, "hello");
	one = bytes_take(&b);
	CHECK_UINT(b.len, 0, "the buffer is empty once they are taken");
	CHECK_MEM(one->data, one->len, "hello", 5, "they hold what it held");
	two = bytes_share(one);
	CHECK(two == one, "a share is of the same bytes");
	bytes_drop(one);
	CHECK_MEM(two->data, two->len, "hello", 5, "they outlive one share");
	bytes_drop(two);
	one = bytes_copy("abc", 3);
	CHECK_MEM(one->data, one->len, "abc", 3, "a copy holds the same");
	bytes_drop(one);
	one = bytes_copy(NULL, 0);
	CHECK_UINT(one->len, 0, "there may be none");
	bytes_drop(one);
	one = bytes_take(&b);
	CHECK_UINT(one->len, 0, "also of an empty buffer");
	bytes_drop(one);
	bytes_drop(NULL);
	buf_free(&b);
	return tap_done();
}
