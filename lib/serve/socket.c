/* socket: the TCP socket that a server listens on; see socket.h. */
#include "serve/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Fill in a from text and port; its length, or 0 with e set. */
static socklen_t
parse_address(
    union address *a, const char *text, uint16_t port, struct error *e)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, text, &a->v4.sin_addr) == 1) {
		a->v4.sin_family = AF_INET;
		a->v4.sin_port = htons(port);
		return sizeof(a->v4);
	}
	if (inet_pton(AF_INET6, text, &a->v6.sin6_addr) == 1) {
		a->v6.sin6_family = AF_INET6;
		a->v6.sin6_port = htons(port);
		return sizeof(a->v6);
	}
	error_set(e, ERROR_USAGE, "'%s' is not an IPv4 or IPv6 address", text);
	return 0;
}

/* Bind fd to a, listen, and learn the port.  0, or -1 with errno. */
static int
bind_to(int fd, const union address *a, socklen_t len, uint16_t *port)
{
	union address bound;
	socklen_t n = sizeof(bound);
	int on = 1;

	/* Connections of an earlier server that linger do not matter. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0)
		return -1;
	if (a->any.sa_family == AF_INET6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) != 0)
		return -1;
	if (bind(fd, &a->any, len) != 0 || listen(fd, SOMAXCONN) != 0 ||
	    getsockname(fd, &bound.any, &n) != 0)
		return -1;
	*port = ntohs(a->any.sa_family == AF_INET6 ? bound.v6.sin6_port
						   : bound.v4.sin_port);
	return 0;
}

int
socket_listen(struct socket_listener *l, const char *address, uint16_t port,
    struct error *e)
{
	union address a;
	socklen_t len;
	int saved;

	len =
	    parse_address(&a, address != NULL ? address : "127.0.0.1", port, e);
	if (len == 0)
		return -1;
	l->family = a.any.sa_family;
	l->fd =
	    socket(l->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (l->fd >= 0 && bind_to(l->fd, &a, len, &l->port) == 0)
		return 0;
	saved = errno;
	if (l->fd >= 0)
		(void)close(l->fd);
	l->fd = -1;
	errno = saved;
	error_errno(
	    e, ERROR_FAILED, "cannot listen on port %u", (unsigned)port);
	return -1;
}
