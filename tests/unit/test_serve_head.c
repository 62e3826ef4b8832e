/* head: requests that two servers may read differently are refused. */
#include "serve/head.h"

#include "tap.h"

static const char whole[] = "POST /a?b=c HTTP/1.1\r\nHost: x:80\r\n"
			    "Content-Length:5\r\nX-Other:  a b\t\r\n\r\n";

static enum head_state
read_text(const char *text, const char **why)
{
	return head_read(text, strlen(text), "X-Secret", why);
}

static void
test_parts(void)
{
	const char *why;
	size_t n, wrong = 0;

	for (n = 0; n < sizeof(whole) - 1; n++)
		wrong += head_read(whole, n, NULL, &why) != HEAD_PART;
	CHECK_UINT(wrong, 0, "a header may come in any pieces");
	CHECK(read_text(whole, &why) == HEAD_WHOLE, "until it is whole");
	CHECK(head_read("x y\n", 2, NULL, &why) == HEAD_PART,
	    "what is not a line yet may become one");
}

static void
test_refusals(void)
{
	static const char *const wrong[] = {
		"\x16\x03\x01",
		"POST / HTTP/1.1\n",
		"POST /\r\n",
		"POST /#x HTTP/1.1\r\n",
		"POST / HTTP/1.1\r\nHost : x\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\n y\r\n",
		"POST / HTTP/1.1\r\nHost: x, y\r\n",
		"POST / HTTP/1.1\r\nContent-Length: +5\r\n",
		"POST / HTTP/1.1\r\nContent-Length: 5\r\ncontent-length: 5\r\n",
		"POST / HTTP/1.1\r\nX-Secret: a\r\nx-secret: a\r\n",
		"POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\n",
		"POST / HTTP/1.1\r\n\r\n",
		("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
		 "Transfer-Encoding: chunked\r\n\r\n"),
	};
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CHECK(read_text(wrong[i], &why) == HEAD_WRONG && why != NULL,
		    "wrong header %zu is refused as soon as it shows", i);
}

int
main(void)
{
	test_parts();
	test_refusals();
	return tap_done();
}
