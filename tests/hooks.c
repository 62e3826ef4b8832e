/*
 * hooks: send webhook deliveries, many at a time.
 *
 *	hooks PORT CONNECTIONS COUNT PREFIX
 *
 * Sends COUNT deliveries with the ids PREFIX-1, PREFIX-2 ... to 127.0.0.1, one
 * after the other on each connection (or on one that takes its place when the
 * server ends it with the answer), and prints the ids that were answered with
 * 200, each as soon as it is.  Ends with 0 when all were; with 1 when
 * connections failed or ended, or other answers came.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS_MAX 1000

struct link {
	long id;       /* of the delivery that waits for its answer; 0: none */
	char got[512]; /* of the answer */
	size_t len;
};

static struct pollfd fds[CONNECTIONS_MAX];
static struct link links[CONNECTIONS_MAX];
static long next_id = 1, count;
static unsigned port;
static int bad;

static int
connect_to(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_port = htons((unsigned short)port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

static void
leave(int i)
{
	if (links[i].id != 0)
		bad = 1;
	(void)close(fds[i].fd);
	fds[i].fd = -1;
}

/* Send the next delivery, or leave when there are no more. */
static void
send_next(int i, const char *prefix)
{
	char body[256], text[600];
	int n;

	if (next_id > count) {
		leave(i);
		return;
	}
	links[i].id = next_id++;
	links[i].len = 0;
	n = snprintf(body, sizeof(body),
	    "{\"transcript_id\":\"%.100s-%ld\",\"status\":\"completed\"}",
	    prefix, links[i].id);
	n = snprintf(text, sizeof(text),
	    "POST /?customer=7 HTTP/1.1\r\nHost: x\r\n"
	    "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
	    n, body);
	if (send(fds[i].fd, text, (size_t)n, MSG_NOSIGNAL) != n)
		leave(i);
}

/* Read of the answer, which has no body when it is the right one. */
static void
take(int i, const char *prefix)
{
	struct link *l = &links[i];
	ssize_t n =
	    recv(fds[i].fd, l->got + l->len, sizeof(l->got) - 1 - l->len, 0);

	if (n <= 0) {
		leave(i);
		return;
	}
	l->len += (size_t)n;
	l->got[l->len] = '\0';
	if (strstr(l->got, "\r\n\r\n") == NULL) {
		if (l->len + 1 == sizeof(l->got))
			leave(i);
		return;
	}
	if (strncmp(l->got, "HTTP/1.1 200 ", 13) != 0) {
		leave(i);
		return;
	}
	(void)printf("%.100s-%ld\n", prefix, l->id);
	(void)fflush(stdout);
	l->id = 0;
	if (next_id <= count && strstr(l->got, "\nConnection: close") != NULL) {
		(void)close(fds[i].fd);
		fds[i].fd = connect_to();
	}
	if (fds[i].fd < 0)
		bad = 1;
	else
		send_next(i, prefix);
}

int
main(int argc, char **argv)
{
	int i, n, open = 0;

	if (argc != 5)
		return 2;
	(void)signal(SIGPIPE, SIG_IGN);
	n = atoi(argv[2]);
	port = (unsigned)atoi(argv[1]);
	count = atol(argv[3]);
	if (n < 1 || n > CONNECTIONS_MAX)
		return 2;
	for (i = 0; i < n; i++) {
		fds[i].fd = connect_to();
		fds[i].events = POLLIN;
		if (fds[i].fd < 0)
			bad = 1;
		else
			send_next(i, argv[4]);
	}
	do {
		if (poll(fds, (nfds_t)n, -1) < 0 && errno != EINTR)
			return 1;
		for (open = i = 0; i < n; i++) {
			if (fds[i].fd >= 0 && fds[i].revents != 0)
				take(i, argv[4]);
			open += fds[i].fd >= 0;
		}
	} while (open > 0);
	return bad;
}
