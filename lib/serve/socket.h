/*
 * socket: the TCP socket that a server listens on.
 *
 * We bind it ourselves: libmicrohttpd 1.0 closes its socket before it returns,
 * which hides the errno of what failed.
 */
#ifndef SERVE_SOCKET_H
#define SERVE_SOCKET_H

#include <stdint.h>

#include "base/error.h"

struct socket_listener {
	int fd;        /* non-blocking, close-on-exec; the caller closes it */
	int family;    /* AF_INET or AF_INET6 */
	uint16_t port; /* as bound: never 0 */
};

/*
 * Listen at an IPv4 or IPv6 address in figures (NULL: 127.0.0.1) and a port
 * (0: any that is free).  IPv6 sockets take IPv6 alone.  Returns 0, or -1 with
 * e set: ERROR_USAGE for what is not an address, else ERROR_FAILED.
 */
int socket_listen(struct socket_listener *l, const char *address, uint16_t port,
    struct error *e);

#endif
