/*
 * httpd: a server on loopback that plays whatever a test writes, well-formed
 * or not.
 *
 * The test gives a function that answers one request on a socket.  It runs in
 * a process of its own for each connection, so answers may take their time;
 * what the test wants to know afterwards is counted in shared memory.
 */
#ifndef HTTPD_H
#define HTTPD_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HTTPD_PATHS 1024
#define HTTPD_LOG   (1u << 20)

/*
 * Answer the request (whole, with its blank line) for path (with its query),
 * asked for the nth time, counted from 0.  Returns whether the connection is
 * kept.
 */
struct httpd_play {
	bool (*answer)(int fd, const char *request, const char *path,
	    unsigned nth);
};

struct httpd_shared {
	atomic_flag lock;
	unsigned requests;
	unsigned connections;
	unsigned active, active_max; /* requests at the same time */
	char paths[HTTPD_PATHS][120];
	unsigned counts[HTTPD_PATHS];
	size_t logged;
	char log[HTTPD_LOG]; /* all requests, NUL-terminated */
};

struct httpd {
	pid_t pid;
	char base[64]; /* "http://127.0.0.1:PORT" */
	struct httpd_shared *shared;
};

static inline void
httpd_lock(struct httpd_shared *s)
{
	struct timespec moment = { 0, 10000 };

	while (atomic_flag_test_and_set(&s->lock))
		(void)nanosleep(&moment, NULL);
}

static inline void
httpd_unlock(struct httpd_shared *s)
{
	atomic_flag_clear(&s->lock);
}

/* Count a request; returns how many there were for its path. */
static inline unsigned
httpd_count(struct httpd_shared *s, const char *request, const char *path)
{
	size_t i, len = strlen(request);
	unsigned nth = 0;

	httpd_lock(s);
	s->requests++;
	if (++s->active > s->active_max)
		s->active_max = s->active;
	for (i = 0; i < HTTPD_PATHS; i++) {
		if (s->paths[i][0] == '\0')
			(void)snprintf(s->paths[i], sizeof(s->paths[i]),
			    "%.119s", path);
		if (strncmp(s->paths[i], path, sizeof(s->paths[i]) - 1) == 0) {
			nth = s->counts[i]++;
			break;
		}
	}
	if (s->logged + len + 1 < sizeof(s->log)) {
		memcpy(s->log + s->logged, request, len + 1);
		s->logged += len;
	}
	httpd_unlock(s);
	return nth;
}

static inline void
httpd_raw(int fd, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	while (len > 0) {
		n = send(fd, p, len, MSG_NOSIGNAL);
		if (n <= 0)
			_exit(0);
		p += n;
		len -= (size_t)n;
	}
}

__attribute__((format(printf, 2, 3)))
static inline void
httpd_say(int fd, const char *fmt, ...)
{
	char text[8192];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	httpd_raw(fd, text, (size_t)n);
}

/* A whole answer; headers are lines, each with its CRLF. */
static inline void
httpd_reply(int fd, int status, const char *headers, const char *body)
{
	httpd_say(fd, "HTTP/1.1 %d Said So\r\n%sContent-Length: %zu\r\n\r\n%s",
	    status, headers, strlen(body), body);
}

static inline void
httpd_sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&t, NULL);
}

/*
 * Read one request, with its body, into buf, NUL-terminated; false at the end.
 */
static inline bool
httpd_read(int fd, char *buf, size_t size)
{
	const char *end, *length;
	size_t len = 0, body;
	ssize_t n;

	/* No request follows before its answer, so nothing is left over. */
	for (;;) {
		n = recv(fd, buf + len, size - 1 - len, 0);
		if (n <= 0)
			return false;
		len += (size_t)n;
		buf[len] = '\0';
		end = strstr(buf, "\r\n\r\n");
		if (end == NULL)
			continue;
		length = strstr(buf, "\r\nContent-Length: ");
		body = length != NULL && length < end
		    ? strtoul(length + 18, NULL, 10) : 0;
		if (len >= (size_t)(end + 4 - buf) + body)
			return true;
	}
}

static inline void
httpd_serve(int fd, struct httpd_shared *s, struct httpd_play play)
{
	static char request[65536];
	char path[4096];
	unsigned nth;
	bool keep = true;
	int one = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	while (keep && httpd_read(fd, request, sizeof(request))) {
		if (sscanf(request, "%*[A-Z] %4095s", path) != 1)
			break;
		nth = httpd_count(s, request, path);
		keep = play.answer(fd, request, path, nth);
		httpd_lock(s);
		s->active--;
		httpd_unlock(s);
	}
	/* Everything sent is to arrive, even after a half-read request. */
	(void)shutdown(fd, SHUT_WR);
	while (recv(fd, request, sizeof(request), 0) > 0)
		;
	_exit(0);
}

static inline void
httpd_loop(int listener, struct httpd_shared *s, struct httpd_play play)
{
	int fd;

	(void)signal(SIGCHLD, SIG_IGN);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	for (;;) {
		fd = accept(listener, NULL, NULL);
		if (fd < 0)
			continue;
		httpd_lock(s);
		s->connections++;
		httpd_unlock(s);
		if (fork() == 0) {
			(void)close(listener);
			httpd_serve(fd, s, play);
		}
		(void)close(fd);
	}
}

/* Start a server; ends the test program when that cannot be done. */
static inline struct httpd
httpd_start(bool (*answer)(int, const char *, const char *, unsigned))
{
	struct httpd_play play = { answer };
	struct httpd h = { 0 };
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	h.shared = mmap(NULL, sizeof(*h.shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (listener < 0 || h.shared == MAP_FAILED ||
	    bind(listener, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(listener, 256) != 0 ||
	    getsockname(listener, (struct sockaddr *)&a, &len) != 0) {
		perror("httpd");
		exit(1);
	}
	(void)snprintf(h.base, sizeof(h.base), "http://127.0.0.1:%d",
	    ntohs(a.sin_port));
	h.pid = fork();
	if (h.pid == 0) {
		(void)setpgid(0, 0);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		httpd_loop(listener, h.shared, play);
	}
	(void)setpgid(h.pid, h.pid);
	(void)close(listener);
	return h;
}

static inline void
httpd_stop(struct httpd *h)
{
	(void)kill(-h->pid, SIGKILL);
	(void)waitpid(h->pid, NULL, 0);
	(void)munmap(h->shared, sizeof(*h->shared));
}

/* How often path was asked for. */
static inline unsigned
httpd_asked(struct httpd *h, const char *path)
{
	size_t i;

	for (i = 0; i < HTTPD_PATHS; i++)
		if (strcmp(h->shared->paths[i], path) == 0)
			return h->shared->counts[i];
	return 0;
}

#endif
