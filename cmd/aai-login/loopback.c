/* loopback: the request at the end of a login; see loopback.h. */
#include "aai-login/loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/sig.h"

#define HEAD_MAX   ((size_t)16 << 10)
#define REQUEST_MS 10000

int
loopback_open(struct loopback *l, uint16_t port, struct error *e)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons(port) };
	socklen_t len = sizeof(a);
	int one = 1;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0 ||
	    (port != 0 && setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &one,
			      sizeof(one)) != 0) ||
	    bind(l->fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(l->fd, 16) != 0 ||
	    getsockname(l->fd, (struct sockaddr *)&a, &len) != 0) {
		error_errno(e, ERROR_FAILED, "cannot listen on 127.0.0.1:%u",
		    (unsigned)port);
		loopback_close(l);
		return -1;
	}
	(void)snprintf(l->url, sizeof(l->url), "http://127.0.0.1:%u/",
	    (unsigned)ntohs(a.sin_port));
	return 0;
}

/* Wait for fd: 1; 0: the time is over; -1: a signal came. */
static int
await(int fd, int64_t deadline_ms)
{
	struct pollfd all[2] = { { .fd = fd, .events = POLLIN },
		{ .fd = sig_fd(), .events = POLLIN } };
	int64_t left;

	for (;;) {
		left = deadline_ms - clock_mono_ms();
		if (left <= 0)
			return 0;
		if (poll(all, 2, left > 1000 ? 1000 : (int)left) < 0 &&
		    errno != EINTR)
			return 0;
		if (all[1].revents != 0)
			sig_drain();
		if (sig_stopped() != 0)
			return -1;
		if (all[0].revents != 0)
			return 1;
	}
}

/* The target of "GET TARGET HTTP/1.", owned; NULL when it is not that. */
static char *
take_target(const struct buf *head)
{
	const char *s = (const char *)head->data, *end;

	if (head->len < 5 || memcmp(s, "GET /", 5) != 0)
		return NULL;
	end = memchr(s + 4, ' ', head->len - 4);
	return end != NULL ? mem_dup(s + 4, (size_t)(end - s - 4)) : NULL;
}

/* Read a request's head; its target, or NULL: it is none. */
static char *
read_head(int fd)
{
	int64_t deadline_ms = clock_mono_ms() + REQUEST_MS;
	struct buf head = buf_make(HEAD_MAX + 1);
	uint8_t *room = buf_reserve(&head, HEAD_MAX + 1);
	char *target = NULL;
	ssize_t n;

	while (room != NULL && head.len < HEAD_MAX &&
	    await(fd, deadline_ms) == 1) {
		n = recv(fd, head.data + head.len, HEAD_MAX - head.len, 0);
		if (n <= 0)
			break;
		head.len += (size_t)n;
		if (memmem(head.data, head.len, "\r\n\r\n", 4) == NULL)
			continue;
		target = take_target(&head);
		break;
	}
	if (head.data != NULL)
		explicit_bzero(head.data, head.cap);
	buf_free(&head);
	return target;
}

void
loopback_answer(int fd, const char *text)
{
	struct buf b = buf_make(1 << 12);

	buf_printf(&b,
	    "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
	    "Content-Length: %zu\r\nCache-Control: no-store\r\n"
	    "Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n%s",
	    strlen(text), text);
	/* Who does not take it has closed the window already. */
	(void)send(fd, b.data, b.len, MSG_NOSIGNAL);
	(void)shutdown(fd, SHUT_WR);
	(void)close(fd);
	buf_free(&b);
}

static bool
is_root(const char *target)
{
	return target != NULL && (target[1] == '?' || target[1] == '\0');
}

char *
loopback_next(struct loopback *l, int64_t deadline_ms, int *fd,
    struct error *e)
{
	struct buf url = buf_make(2 * HEAD_MAX);
	char *target;
	int got;

	while ((got = await(l->fd, deadline_ms)) == 1) {
		*fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC);
		if (*fd < 0)
			continue;
		target = read_head(*fd);
		if (is_root(target)) {
			buf_str(&url, "http://127.0.0.1");
			buf_str(&url, target);
			mem_free(target);
			return buf_take(&url);
		}
		mem_free(target);
		(void)close(*fd);
	}
	if (got < 0)
		error_set(e, ERROR_FAILED, "stopped by a signal");
	else
		error_set(e, ERROR_TEMPORARY,
		    "nobody has logged in within the time allowed (--timeout)");
	return NULL;
}

void
loopback_close(struct loopback *l)
{
	if (l->fd >= 0)
		(void)close(l->fd);
	l->fd = -1;
}
