/* An acceptor forgets a connection whose socket others still have. */
#include "serve/acceptor.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tap.h"

int
main(void)
{
	struct acceptor_config cfg = { 0 };
	struct acceptor l;
	struct epoll_event ev;
	struct error e = { 0 };
	int ends[2], other = -1;

	CHECK(acceptor_open(&l, &cfg, socket(AF_UNIX, SOCK_STREAM, 0), &e) == 0,
	    "an acceptor: %s", e.text);
	acceptor_stop(&l);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 &&
		  (other = dup(ends[0])) >= 0,
	    "a connection, whose socket the server has as well");
	acceptor_drain(&l, ends[0], 1000);
	CHECK_UINT(l.n, 1, "it is drained");
	(void)close(ends[1]);
	acceptor_turn(&l);
	CHECK_UINT(l.n, 0, "until its client leaves");
	CHECK_INT(epoll_wait(l.epoll, &ev, 1, 0), 0, "and not heard of again");
	acceptor_close(&l);
	(void)close(other);
	return tap_done();
}
