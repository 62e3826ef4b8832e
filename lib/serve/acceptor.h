/*
 * acceptor: takes connections and looks at each one's first request before a
 * server reads it.
 *
 * A connection waits here until the header of its request is there whole, and
 * is looked at (serve/head.h) while it stays in the kernel's buffer: what is
 * wrong is answered 400 and closed, what is right is handed on, with all of its
 * bytes.  So connections that send no request cost little, and the oldest of
 * them can be given up for others.
 *
 * Private to the layer.
 *
 * Layer: serve.
 */
#ifndef SERVE_ACCEPTOR_H
#define SERVE_ACCEPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/cc.h"
#include "base/error.h"

/* The longest header of a request, in bytes. */
#define ACCEPTOR_HEAD_MAX ((size_t)16 << 10)

struct waiting; /* a connection */

struct acceptor_config {
	bool blind;      /* hand all on at once: what comes is encrypted */
	const char *own; /* see struct head */
	void *ctx;
	/* Whether one more connection may be taken. */
	bool (*may_take)(void *ctx);
	/* A connection to go on with; fd is handed over. */
	void (*take)(void *ctx, int fd, const struct sockaddr *address,
	    socklen_t len);
	/* A request was refused; why is a static text. */
	void (*refused)(void *ctx, const char *why);
};

/* A zeroed struct may be closed. */
struct acceptor {
	struct acceptor_config cfg;
	int fd; /* -1: takes no more */
	int epoll;
	bool opened;
	bool full;                    /* a connection may wait to be taken */
	struct waiting *first, *last; /* in the order of their coming */
	size_t n;
	char *peeked; /* scratch; owned */
};

/*
 * Take connections from a socket that listens, which is handed over in any
 * case.  -1 with *e (FAILED).
 */
int acceptor_open(struct acceptor *l, const struct acceptor_config *cfg,
    int fd, struct error *e) MUST_CHECK;

/* Do what there is to do, when l->epoll is readable or l->full is set. */
void acceptor_turn(struct acceptor *l);

/* When the first one has come that waits, in us; -1: none waits. */
int64_t acceptor_first_us(const struct acceptor *l);

/* Close the first one that waits; there is one. */
void acceptor_drop_first(struct acceptor *l);

/*
 * Throw away what still comes on a connection that was answered, until its
 * client leaves, or max bytes have come; fd is handed over.
 */
void acceptor_drain(struct acceptor *l, int fd, uint64_t max);

/* Take no more connections. */
void acceptor_stop(struct acceptor *l);

void acceptor_close(struct acceptor *l);

#endif
