/* serve: a small HTTP/1.1 server; see serve.h. */
#include "serve/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/clock.h"
#include "io/file.h"
#include "serve/serve_internal.h"
#include "serve/socket.h"

#define SPARE_FDS         192
#define SPARE_CONNECTIONS 64 /* while those that gave way are closed */
#define FULL_WAIT_US      50000
#define GRACE_US          250000 /* until the first bytes must have come */
#define CONNECTION_MEMORY ((size_t)32 << 10)

/* Its own strictness is another layer of ours. */
#if MHD_VERSION >= 0x01000000
#define STRICTNESS MHD_OPTION_CLIENT_DISCIPLINE_LVL
#else
#define STRICTNESS MHD_OPTION_STRICT_FOR_CLIENT
#endif

/* A request's first line has come. */
static void *
begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct serve *s = cls;
	struct serve_exchange *x = exchange_new(
	    connection, &s->due, &s->resumed, uri, s->cfg.max_body);

	x->last = s->cfg.strict;
	x->next = s->all;
	if (x->next != NULL)
		x->next->prev = x;
	s->all = x;
	s->stats.requests++;
	s->stats.in_flight++;
	if (s->stats.in_flight > s->stats.max_in_flight)
		s->stats.max_in_flight = s->stats.in_flight;
	return x;
}

/* Release an exchange, and have the caller do so with what he has of it. */
static void
let_go(struct serve *s, struct serve_exchange *x)
{
	if (x->user != NULL)
		s->cfg.gone(s->cfg.ctx, x->user);
	exchange_free(x);
}

/*
 * The request was answered before its body had come.  A socket that is closed
 * with bytes unread is reset, and the client may not see the answer: so we go
 * on reading, beside the library, until it leaves.
 */
static void
linger(struct serve *s, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	int fd;

	if (!s->cfg.strict || info == NULL || s->closing)
		return;
	fd = fcntl(info->connect_fd, F_DUPFD_CLOEXEC, 0);
	if (fd >= 0)
		acceptor_drain(
		    &s->acceptor, fd, s->cfg.max_body + s->cfg.excess);
}

/* A request is done with, well or not. */
static void
complete(void *cls, struct MHD_Connection *connection, void **con_cls,
    enum MHD_RequestTerminationCode how)
{
	struct serve *s = cls;
	struct serve_exchange *x = *con_cls;

	if (x != NULL && x->early)
		linger(s, connection);
	if (!s->cfg.strict)
		connection_answered(
		    &s->connections, serve_connection(connection));
	else if (connection_leaves(
		     &s->connections, serve_connection(connection)))
		s->ending++;
	if (x == NULL)
		return;
	if (x->prev != NULL)
		x->prev->next = x->next;
	else
		s->all = x->next;
	if (x->next != NULL)
		x->next->prev = x->prev;
	s->stats.in_flight--;
	if (how != MHD_REQUEST_TERMINATED_COMPLETED_OK)
		s->stats.unfinished++;
	let_go(s, x);
	*con_cls = NULL;
}

static void
count_connection(void *cls, struct MHD_Connection *connection,
    void **socket_context, enum MHD_ConnectionNotificationCode what)
{
	struct serve *s = cls;
	const union MHD_ConnectionInfo *info;
	struct connection *g = *socket_context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		s->stats.connections++;
		s->stats.connected++;
		info = MHD_get_connection_info(
		    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		if (s->cfg.request_ms > 0 && info != NULL)
			*socket_context =
			    connection_new(&s->connections, info->connect_fd);
	} else {
		s->stats.connected--;
		/* It accepts again only when it is run again. */
		s->resumed = true;
		if (g != NULL && !g->listed)
			s->ending--;
		connection_free(&s->connections, g);
		*socket_context = NULL;
	}
}

/* The library's own messages are about clients; stats tell of those. */
static void
ignore_log(void *cls, const char *fmt, va_list ap)
{
	(void)cls;
	(void)fmt;
	(void)ap;
}

/* Start the library's daemon; NULL with errno. */
static struct MHD_Daemon *
start(struct serve *s)
{
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, s->cert },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, s->key },
		{ MHD_OPTION_END, 0, NULL },
	};
	bool secure = s->cert != NULL;
	bool strict = s->cfg.strict;
	unsigned flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG |
			 MHD_ALLOW_SUSPEND_RESUME | (secure ? MHD_USE_TLS : 0) |
			 (strict ? MHD_USE_NO_LISTEN_SOCKET : 0) |
			 (s->listener.family == AF_INET6 ? MHD_USE_IPv6 : 0);

	errno = 0;
	return MHD_start_daemon(flags, s->listener.port, NULL, NULL,
	    serve_request, s, MHD_OPTION_EXTERNAL_LOGGER, ignore_log, NULL,
	    MHD_OPTION_URI_LOG_CALLBACK, begin, s, MHD_OPTION_NOTIFY_COMPLETED,
	    complete, s, MHD_OPTION_NOTIFY_CONNECTION, count_connection, s,
	    STRICTNESS, strict ? 1 : 0, MHD_OPTION_CONNECTION_LIMIT,
	    s->cfg.max_connections + (strict ? SPARE_CONNECTIONS : 0),
	    MHD_OPTION_CONNECTION_TIMEOUT, s->cfg.idle_s,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
	    MHD_OPTION_ARRAY, secure ? tls : tls + LEN(tls) - 1,
	    strict ? MHD_OPTION_END : MHD_OPTION_LISTEN_SOCKET,
	    s->listener.fd, MHD_OPTION_END);
}

/* Have a descriptor for each connection, as far as that is allowed. */
static void
raise_limit(unsigned connections)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_cur >= connections + SPARE_FDS)
		return;
	limit.rlim_cur = connections + SPARE_FDS;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/*
 * Whether one more connection may be taken: when all are, the oldest without a
 * whole request gives way.
 */
static bool
may_take(void *ctx)
{
	struct serve *s = ctx;
	uint64_t open = s->acceptor.n + s->stats.connected - s->ending;
	int64_t waits, owes;

	if (s->stats.connected >= s->cfg.max_connections + SPARE_CONNECTIONS)
		return false;
	if (open < s->cfg.max_connections)
		return true;
	waits = acceptor_first_us(&s->acceptor);
	owes = connection_oldest_us(&s->connections);
	if (waits < 0 && owes < 0)
		return false;
	if (clock_mono_us() - (waits < 0 || (owes >= 0 && owes < waits)
				      ? owes
				      : waits) <
	    GRACE_US)
		return false;
	if (waits >= 0 && (owes < 0 || waits <= owes)) {
		acceptor_drop_first(&s->acceptor);
	} else {
		connection_end_oldest(&s->connections);
		s->ending++;
	}
	s->stats.displaced++;
	return true;
}

/* Go on with a connection of the listener. */
static void
take_connection(
    void *ctx, int fd, const struct sockaddr *address, socklen_t len)
{
	struct serve *s = ctx;

	s->resumed = true;
	/* The library closes what it does not take. */
	if (MHD_add_connection(s->daemon, fd, address, len) != MHD_YES)
		s->stats.displaced++;
}

static void
count_malformed(void *ctx, const char *why)
{
	struct serve *s = ctx;

	s->stats.malformed++;
	s->stats.why = why;
}

static int
open_acceptor(struct serve *s, struct error *e)
{
	struct acceptor_config cfg = { s->cert != NULL, s->cfg.once, s,
		may_take, take_connection, count_malformed };

	return acceptor_open(&s->acceptor, &cfg, s->listener.fd, e);
}

static void
release(struct serve *s)
{
	acceptor_close(&s->acceptor);
	heap_free(&s->due);
	mem_free(s->cert);
	mem_free(s->key);
	mem_free(s);
}

struct serve *
serve_open(const struct serve_config *cfg, struct error *e)
{
	const union MHD_DaemonInfo *info;
	struct socket_listener listener;
	struct serve *s;

	if (cfg->cert != NULL &&
	    MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) {
		error_set(e, ERROR_USAGE, "this libmicrohttpd has no TLS");
		return NULL;
	}
	if (socket_listen(&listener, cfg->address, cfg->port, e) != 0)
		return NULL;
	s = mem_new(1, sizeof(*s));
	s->cfg = *cfg;
	s->listener = listener;
	s->cert = cfg->cert != NULL ? mem_str(cfg->cert) : NULL;
	s->key = cfg->cert != NULL ? mem_str(cfg->key) : NULL;
	/* The caller may keep a body in a file, and we a second descriptor. */
	raise_limit(cfg->max_connections * (cfg->head != NULL ? 2 : 1));
	if (cfg->strict && open_acceptor(s, e) != 0) {
		release(s);
		return NULL;
	}
	s->daemon = start(s);
	if (s->daemon == NULL) {
		error_errno(e, ERROR_FAILED, "cannot serve on port %u",
		    (unsigned)listener.port);
		if (!cfg->strict)
			(void)close(listener.fd);
		release(s);
		return NULL;
	}
	info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	s->epoll_fd = info->epoll_fd;
	return s;
}

uint16_t
serve_port(const struct serve *s)
{
	return s->listener.port;
}

int
serve_put_port(unsigned port, const char *path, struct error *e)
{
	char text[16];
	int n;

	if (path == NULL)
		return 0;
	n = snprintf(text, sizeof(text), "%u\n", port);
	return file_replace(path, text, (size_t)n, false, e);
}

/* How long to wait: for the library, for what is due, at most wait_us. */
static int64_t
wait_time_us(struct serve *s, int64_t wait_us)
{
	MHD_UNSIGNED_LONG_LONG ms;
	int64_t first = acceptor_first_us(&s->acceptor);
	int64_t due[] = { -1,
		connection_next_us(&s->connections, s->cfg.request_ms),
		first < 0 ? -1 : first + s->cfg.request_ms * 1000 };
	int64_t us;
	size_t i;

	if (s->resumed)
		return 0;
	(void)heap_first(&s->due, &due[0]);
	for (i = 0; i < LEN(due); i++) {
		us = due[i] - clock_mono_us();
		if (us < 0)
			us = 0;
		if (due[i] >= 0 && (wait_us < 0 || us < wait_us))
			wait_us = us;
	}
	if (s->acceptor.full && (wait_us < 0 || wait_us > FULL_WAIT_US))
		wait_us = FULL_WAIT_US;
	if (MHD_get_timeout(s->daemon, &ms) == MHD_YES) {
		us = ms < 3600000 ? (int64_t)ms * 1000 : 3600000000;
		if (wait_us < 0 || us < wait_us)
			wait_us = us;
	}
	return wait_us;
}

void
serve_turn(struct serve *s, int wake_fd, int64_t wait_ms)
{
	struct pollfd fd = { wake_fd, POLLIN, 0 };

	serve_turn_on(s, &fd, 1, wait_ms);
}

/* End the connections that took too long. */
static void
end_slow(struct serve *s)
{
	uint64_t n = connection_end_slow(&s->connections, s->cfg.request_ms);
	int64_t before = clock_mono_us() - s->cfg.request_ms * 1000, first;

	s->ending += n;
	while ((first = acceptor_first_us(&s->acceptor)) >= 0 &&
	       first <= before) {
		acceptor_drop_first(&s->acceptor);
		n++;
	}
	s->stats.slow += n;
}

void
serve_turn_on(struct serve *s, struct pollfd *fds, size_t n, int64_t wait_ms)
{
	struct pollfd all[SERVE_FDS_MAX + 2] = { { s->epoll_fd, POLLIN, 0 },
		{ s->cfg.strict ? s->acceptor.epoll : -1, POLLIN, 0 } };
	int64_t us = wait_time_us(s, wait_ms < 0 ? -1 : wait_ms * 1000);
	struct timespec ts = { (time_t)(us / 1000000),
		(long)(us % 1000000 * 1000) };
	struct serve_exchange *x;
	size_t i;

	for (i = 0; i < n; i++)
		all[i + 2] = fds[i];
	if (ppoll(all, (nfds_t)n + 2, us < 0 ? NULL : &ts, NULL) < 0)
		for (i = 0; i < n; i++)
			all[i + 2].revents = 0;
	for (i = 0; i < n; i++)
		fds[i].revents = all[i + 2].revents;
	while ((x = heap_take_until(&s->due, clock_mono_us())) != NULL)
		exchange_resume(x);
	end_slow(s);
	if (s->cfg.strict)
		acceptor_turn(&s->acceptor);
	s->resumed = false;
	(void)MHD_run(s->daemon);
}

struct serve_response *
serve_held(struct serve_exchange *x)
{
	return &x->response;
}

void
serve_answer(struct serve_exchange *x)
{
	exchange_resume(x);
}

void
serve_stop(struct serve *s)
{
	int fd;

	if (s->cfg.strict) {
		acceptor_stop(&s->acceptor);
		return;
	}
	fd = MHD_quiesce_daemon(s->daemon);
	if (fd >= 0)
		(void)close(fd);
}

struct serve_stats
serve_stats(const struct serve *s)
{
	return s->stats;
}

void
serve_close(struct serve *s)
{
	struct serve_exchange *x;

	if (s == NULL)
		return;
	/* The library wants no connection suspended when it stops. */
	s->closing = true;
	for (x = s->all; x != NULL; x = x->next)
		if (x->suspended)
			exchange_resume(x);
	MHD_stop_daemon(s->daemon);
	while ((x = s->all) != NULL) {
		s->all = x->next;
		let_go(s, x);
	}
	release(s);
}

const char *
serve_library(void)
{
	static char text[64];

	(void)snprintf(
	    text, sizeof(text), "libmicrohttpd %s", MHD_get_version());
	return text;
}
