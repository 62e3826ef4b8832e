/* acceptor: connections before their first request; see acceptor.h. */
#include "serve/acceptor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/clock.h"
#include "serve/head.h"

/* What is done in one turn at most. */
#define AT_ONCE 64

/* What is read of a request that was refused, so that its answer arrives. */
#define DRAINED_MAX ((size_t)64 << 10)

struct waiting {
	struct waiting *next, *prev;
	int64_t since_us;
	int fd;
	bool refused;  /* answered; what still comes is thrown away */
	uint64_t left; /* ... unless it is more than that */
	struct sockaddr_storage address;
	socklen_t len;
};

int
acceptor_open(struct acceptor *l, const struct acceptor_config *cfg, int fd,
    struct error *e)
{
	struct epoll_event ev = { .events = EPOLLIN };

	memset(l, 0, sizeof(*l));
	l->cfg = *cfg;
	l->opened = true;
	l->fd = fd;
	l->peeked = mem_new(ACCEPTOR_HEAD_MAX, 1);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll >= 0 && epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev) == 0)
		return 0;
	error_errno(e, ERROR_FAILED, "cannot wait for connections");
	return -1;
}

/* Take it off the list; its descriptor is the caller's then. */
static int
leave(struct acceptor *l, struct waiting *w)
{
	int fd = w->fd;

	*(w->prev != NULL ? &w->prev->next : &l->first) = w->next;
	*(w->next != NULL ? &w->next->prev : &l->last) = w->prev;
	l->n--;
	mem_free(w);
	return fd;
}

static void
drop(struct acceptor *l, struct waiting *w)
{
	int fd = leave(l, w);

	/* A copy of it, as the library's, would have it heard of still. */
	(void)epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
	(void)close(fd);
}

/* Answer a request that is refused; the client is to see it and leave. */
static void
refuse(struct acceptor *l, struct waiting *w, unsigned status, const char *why)
{
	char body[200], text[512];
	int n = snprintf(body, sizeof(body), "{\"error\":\"%s\"}\n", why);

	n = snprintf(text, sizeof(text),
	    "HTTP/1.1 %u %s\r\nConnection: close\r\n"
	    "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
	    status, status == 400 ? "Bad Request" : "Header Too Large", n,
	    body);
	l->cfg.refused(l->cfg.ctx, why);
	w->refused = true;
	w->left = DRAINED_MAX;
	/* The socket is new, so its buffer takes that much. */
	(void)!send(w->fd, text, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)shutdown(w->fd, SHUT_WR);
}

/* Throw away what comes after a refused request, until the client leaves. */
static void
drain(struct acceptor *l, struct waiting *w)
{
	uint64_t left = w->left < DRAINED_MAX ? w->left : DRAINED_MAX, part;
	ssize_t n = 1;

	while (n > 0 && left > 0) {
		n = recv(w->fd, l->peeked, ACCEPTOR_HEAD_MAX, MSG_DONTWAIT);
		part = n > 0 && (uint64_t)n < left ? (uint64_t)n : left;
		left -= n > 0 ? part : 0;
		w->left -= n > 0 ? part : 0;
	}
	if (n == 0 || w->left == 0 ||
	    (n < 0 && errno != EAGAIN && errno != EINTR))
		drop(l, w);
}

/* Put a connection last. */
static void
enter(struct acceptor *l, struct waiting *w)
{
	w->since_us = clock_mono_us();
	w->prev = l->last;
	*(l->last != NULL ? &l->last->next : &l->first) = w;
	l->last = w;
	l->n++;
}

void
acceptor_drain(struct acceptor *l, int fd, uint64_t max)
{
	struct waiting *w = mem_new(1, sizeof(*w));
	struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP };

	w->fd = fd;
	w->refused = true;
	w->left = max;
	enter(l, w);
	ev.data.ptr = w;
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev) != 0)
		drop(l, w);
}

/* Go on with a connection whose header is right. */
static void
hand_on(struct acceptor *l, struct waiting *w)
{
	struct sockaddr_storage address = w->address;
	socklen_t len = w->len;
	int fd = leave(l, w);

	(void)epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
	l->cfg.take(l->cfg.ctx, fd, (const struct sockaddr *)&address, len);
}

/* Look at what has come. */
static void
look(struct acceptor *l, struct waiting *w, bool left)
{
	const char *why;
	ssize_t n = recv(
	    w->fd, l->peeked, ACCEPTOR_HEAD_MAX, MSG_PEEK | MSG_DONTWAIT);

	if (n <= 0) {
		/* Nothing yet, or nothing any more. */
		if (n == 0 || left)
			drop(l, w);
		return;
	}
	switch (head_read(l->peeked, (size_t)n, l->cfg.own, &why)) {
	case HEAD_WHOLE:
		hand_on(l, w);
		break;
	case HEAD_WRONG:
		refuse(l, w, 400, why);
		drain(l, w);
		break;
	case HEAD_PART:
		if ((size_t)n == ACCEPTOR_HEAD_MAX) {
			refuse(l, w, 431, "the header is too long");
			drain(l, w);
		} else if (left) {
			drop(l, w);
		}
		break;
	}
}

/* A new connection; false when there was none to take. */
static bool
take_one(struct acceptor *l)
{
	struct waiting *w = mem_new(1, sizeof(*w));
	struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET };

	w->len = sizeof(w->address);
	w->fd = accept4(l->fd, (struct sockaddr *)&w->address, &w->len,
	    SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (w->fd < 0) {
		mem_free(w);
		return false;
	}
	enter(l, w);
	ev.data.ptr = w;
	if (l->cfg.blind)
		hand_on(l, w);
	else if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, w->fd, &ev) != 0)
		drop(l, w);
	else
		look(l, w, false);
	return true;
}

/* Have the socket wake us, or not while there is no room. */
static void
set_full(struct acceptor *l, bool full)
{
	struct epoll_event ev = { .events = full ? 0 : EPOLLIN };

	if (l->full != full)
		(void)epoll_ctl(l->epoll, EPOLL_CTL_MOD, l->fd, &ev);
	l->full = full;
}

static void
take_some(struct acceptor *l)
{
	bool room = true, came = true;
	size_t i;

	for (i = 0; i < AT_ONCE && room && came; i++) {
		room = l->cfg.may_take(l->cfg.ctx);
		came = room && take_one(l);
	}
	set_full(l, !room);
}

void
acceptor_turn(struct acceptor *l)
{
	struct epoll_event ev[AT_ONCE];
	struct waiting *w;
	bool comes = l->full;
	int i, n = epoll_wait(l->epoll, ev, AT_ONCE, 0);

	/* Those that wait first: taking others may drop some of them. */
	for (i = 0; i < n; i++) {
		w = ev[i].data.ptr;
		if (w == NULL)
			comes = true;
		else if (w->refused)
			drain(l, w);
		else
			look(l, w,
			    (ev[i].events &
				(EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
	}
	if (comes && l->fd >= 0)
		take_some(l);
}

int64_t
acceptor_first_us(const struct acceptor *l)
{
	return l->first != NULL ? l->first->since_us : -1;
}

void
acceptor_drop_first(struct acceptor *l)
{
	drop(l, l->first);
}

void
acceptor_stop(struct acceptor *l)
{
	if (l->fd >= 0)
		(void)close(l->fd);
	l->fd = -1;
	l->full = false;
}

void
acceptor_close(struct acceptor *l)
{
	if (!l->opened)
		return;
	acceptor_stop(l);
	while (l->first != NULL)
		acceptor_drop_first(l);
	if (l->epoll >= 0)
		(void)close(l->epoll);
	mem_free(l->peeked);
	memset(l, 0, sizeof(*l));
}
