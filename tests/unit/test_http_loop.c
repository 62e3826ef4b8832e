/* A socket that was closed after libcurl's back is not told of for ever. */
#include <unistd.h>

#include "http/loop.h"
#include "tap.h"

/* As libcurl would: wait for fd to be read. */
static void
watch(struct loop *l, int fd)
{
	l->fds[l->n++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void
test_closed_is_forgotten(CURLM *multi)
{
	struct loop l;
	struct pollfd room[8] = { { 0 } }, *own;
	int open[2], closed[2];
	unsigned seen;

	CHECK(pipe(open) == 0 && pipe(closed) == 0, "pipes");
	loop_open(&l, multi);
	own = l.fds;
	l.fds = room;
	l.cap = 8;
	room[0].fd = room[1].fd = -1;
	watch(&l, closed[0]);
	watch(&l, open[0]);
	watch(&l, closed[1]);
	(void)close(closed[0]);
	(void)close(closed[1]);
	CHECK(loop_wait(&l, NULL, 0, 1000, &seen) == 0, "waited");
	CHECK(loop_work(&l) == CURLM_OK, "worked");
	CHECK_INT((intmax_t)l.n, LOOP_OTHERS + 1, "one is left");
	CHECK_INT(l.fds[LOOP_OTHERS].fd, open[0], "the open one");
	l.fds = own;
	loop_close(&l);
	(void)close(open[0]);
	(void)close(open[1]);
}

int
main(void)
{
	CURLM *multi;

	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	multi = curl_multi_init();
	CHECK(multi != NULL, "a multi handle");
	test_closed_is_forgotten(multi);
	(void)curl_multi_cleanup(multi);
	curl_global_cleanup();
	return tap_done();
}
