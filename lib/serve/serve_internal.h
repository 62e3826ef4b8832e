/*
 * serve_internal: the server's own struct, for the files that make it up.
 *
 * Private to the layer.
 *
 * Layer: serve.
 */
#ifndef SERVE_SERVE_INTERNAL_H
#define SERVE_SERVE_INTERNAL_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/heap.h"
#include "serve/acceptor.h"
#include "serve/connection.h"
#include "serve/exchange.h"
#include "serve/serve.h"
#include "serve/socket.h"

struct serve {
	struct serve_config cfg;
	char *cert, *key;                /* owned; NULL without TLS */
	struct socket_listener listener; /* the daemon's, once it runs */
	struct MHD_Daemon *daemon;
	int epoll_fd;
	struct heap due;      /* exchanges that wait */
	struct serve_exchange *all; /* that are alive */
	struct connections connections; /* only kept with request_ms */
	struct serve_stats stats;
	struct acceptor acceptor; /* with strict */
	uint64_t ending;          /* connections we ended, still there */
	bool resumed; /* the library has something to do at once */
	bool closing;
};

/* What we keep of a connection; NULL without request_ms. */
struct connection *serve_connection(struct MHD_Connection *connection);

/*
 * The library calls this when the headers are there, for each piece of the
 * body, when all is there, and again when a suspended connection goes on.
 */
enum MHD_Result serve_request(void *cls, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version,
    const char *upload, size_t *upload_len, void **con_cls);

#endif
