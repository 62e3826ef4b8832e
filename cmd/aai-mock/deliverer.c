/* deliverer: sends requests to webhooks; see deliverer.h. */
#include "aai-mock/deliverer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "io/clock.h"

#define ATTEMPTS    10
#define PATIENCE_MS 10000

struct deliverer_item {
	struct deliverer_item *next;
	struct buf request;
	uint16_t port;
	int64_t retry_ms, due_ms; /* not before that */
	int64_t until_ms;         /* while it is sent */
	int attempts;
	int fd;
	size_t at;    /* bytes that are sent */
	char got[16]; /* the beginning of the answer */
	size_t ngot;
};

static void
append(struct deliverer *d, struct deliverer_item *i)
{
	i->next = NULL;
	*(d->last != NULL ? &d->last->next : &d->first) = i;
	d->last = i;
}

void
deliverer_add(
    struct deliverer *d, struct buf *request, uint16_t port, int64_t retry_ms)
{
	struct deliverer_item *i = mem_new(1, sizeof(*i));

	i->request = *request;
	*request = buf_make(request->max);
	i->port = port;
	i->retry_ms = retry_ms;
	i->fd = -1;
	d->queued++;
	append(d, i);
}

static void
item_free(struct deliverer_item *i)
{
	if (i->fd >= 0)
		(void)close(i->fd);
	buf_free(&i->request);
	mem_free(i);
}

/* The first that waits and is due, off the list; NULL: there is none. */
static struct deliverer_item *
take_due(struct deliverer *d, int64_t now)
{
	struct deliverer_item **p = &d->first, *before = NULL, *i;

	for (; *p != NULL && (*p)->due_ms > now; p = &(*p)->next)
		before = *p;
	i = *p;
	if (i == NULL)
		return NULL;
	*p = i->next;
	if (d->last == i)
		d->last = before;
	return i;
}

static void
start(struct deliverer_item *i, int64_t now)
{
	struct sockaddr_in to = { .sin_family = AF_INET };

	i->attempts++;
	i->at = i->ngot = 0;
	i->until_ms = now + PATIENCE_MS;
	to.sin_port = htons(i->port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	i->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (i->fd >= 0 &&
	    connect(i->fd, (struct sockaddr *)&to, sizeof(to)) != 0 &&
	    errno != EINPROGRESS) {
		(void)close(i->fd);
		i->fd = -1;
	}
}

/* The answer's status; 0: it is not there yet; -1: there will be none. */
static int
advance(struct deliverer_item *i)
{
	uint64_t status;
	ssize_t n;

	if (i->fd < 0)
		return -1;
	while (i->at < i->request.len) {
		n = send(i->fd, i->request.data + i->at, i->request.len - i->at,
		    MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0)
			break; /* it may have answered all the same */
		i->at += (size_t)n;
	}
	while (i->ngot < 12) {
		n = recv(i->fd, i->got + i->ngot, 12 - i->ngot, 0);
		if (n < 0 && (errno == EAGAIN || errno == ENOTCONN))
			return 0;
		if (n <= 0)
			return -1;
		i->ngot += (size_t)n;
	}
	if (memcmp(i->got, "HTTP/1.", 7) != 0 ||
	    !num_u64(i->got + 9, 3, 100, 599, &status))
		return -1;
	return (int)status;
}

/* What an answer makes of it. */
static void
finish(struct deliverer *d, struct deliverer_item *i, int status, int64_t now)
{
	if (status >= 200 && status <= 299) {
		d->taken++;
	} else if (status >= 400 && status <= 499) {
		d->refused++;
	} else if (i->attempts == ATTEMPTS) {
		d->given_up++;
	} else {
		if (i->fd >= 0)
			(void)close(i->fd);
		i->fd = -1;
		i->due_ms = now + i->retry_ms;
		d->repeats++;
		append(d, i);
		return;
	}
	item_free(i);
}

void
deliverer_turn(struct deliverer *d)
{
	int64_t now = clock_mono_ms();
	struct deliverer_item *i;
	size_t k;
	int status;

	for (k = 0; k < DELIVERER_AT_ONCE; k++) {
		if (d->sent[k] == NULL) {
			d->sent[k] = take_due(d, now);
			if (d->sent[k] == NULL)
				continue;
			start(d->sent[k], now);
		}
		i = d->sent[k];
		status = advance(i);
		if (status == 0 && now < i->until_ms)
			continue;
		d->sent[k] = NULL;
		finish(d, i, status, now);
	}
}

size_t
deliverer_fds(const struct deliverer *d, struct pollfd *fds)
{
	const struct deliverer_item *i;
	size_t k, n = 0;

	for (k = 0; k < DELIVERER_AT_ONCE; k++) {
		i = d->sent[k];
		if (i == NULL || i->fd < 0)
			continue;
		fds[n].fd = i->fd;
		fds[n].events = POLLIN;
		if (i->at < i->request.len)
			fds[n].events |= POLLOUT;
		fds[n++].revents = 0;
	}
	return n;
}

int64_t
deliverer_wait_ms(const struct deliverer *d)
{
	int64_t now = clock_mono_ms(), first = INT64_MAX;
	const struct deliverer_item *i;
	bool room = false;
	size_t k;

	for (k = 0; k < DELIVERER_AT_ONCE; k++) {
		i = d->sent[k];
		room = room || i == NULL;
		if (i != NULL && i->until_ms < first)
			first = i->until_ms;
	}
	for (i = room ? d->first : NULL; i != NULL; i = i->next)
		if (i->due_ms < first)
			first = i->due_ms;
	if (first == INT64_MAX)
		return -1;
	return first > now ? first - now : 0;
}

void
deliverer_close(struct deliverer *d)
{
	struct deliverer_item *i;
	size_t k;

	for (k = 0; k < DELIVERER_AT_ONCE; k++)
		if (d->sent[k] != NULL)
			item_free(d->sent[k]);
	while ((i = d->first) != NULL) {
		d->first = i->next;
		item_free(i);
	}
	memset(d, 0, sizeof(*d));
}
