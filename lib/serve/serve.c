/* serve: a small HTTP/1.1 server; see serve.h. */
#include "serve/serve.h"

#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "io/clock.h"
#include "io/file.h"
#include "serve/connection.h"
#include "serve/exchange.h"
#include "serve/socket.h"

#define SPARE_FDS         64
#define CONNECTION_MEMORY ((size_t)32 << 10)

struct serve {
	struct serve_config cfg;
	char *cert, *key;                /* owned; NULL without TLS */
	struct socket_listener listener; /* the daemon's, once it runs */
	struct MHD_Daemon *daemon;
	int epoll_fd;
	struct timer_heap due;      /* exchanges that wait */
	struct serve_exchange *all; /* that are alive */
	struct connections connections; /* only kept with request_ms */
	struct serve_stats stats;
	bool resumed; /* the library has something to do at once */
	bool closing;
};

/* What we keep of a connection; NULL without request_ms. */
static struct connection *
connection_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info != NULL ? info->socket_context : NULL;
}

/* A request's first line has come. */
static void *
begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct serve *s = cls;
	struct serve_exchange *x = exchange_new(
	    connection, &s->due, &s->resumed, uri, s->cfg.max_body);

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

/* A request is done with, well or not. */
static void
complete(void *cls, struct MHD_Connection *connection, void **con_cls,
    enum MHD_RequestTerminationCode how)
{
	struct serve *s = cls;
	struct serve_exchange *x = *con_cls;

	connection_answered(&s->connections, connection_of(connection));
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
	exchange_free(x);
	*con_cls = NULL;
}

static void
count_connection(void *cls, struct MHD_Connection *connection,
    void **socket_context, enum MHD_ConnectionNotificationCode what)
{
	struct serve *s = cls;
	const union MHD_ConnectionInfo *info;

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
		connection_free(&s->connections, *socket_context);
		*socket_context = NULL;
	}
}

/* Let the caller's handler make the response. */
static void
handle(struct serve *s, struct serve_exchange *x, const char *method)
{
	struct serve_request req = { 0 };
	struct connection *g = connection_of(x->connection);

	if (g != NULL)
		g->busy = true;
	req.method = method;
	req.target = x->target;
	req.body = x->upload.data;
	req.body_len = x->upload.len;
	req.body_too_long = x->upload.failed || x->excessive;
	req.exchange = x;
	s->cfg.handle(s->cfg.ctx, &req, &x->response);
	x->handled = true;
}

/* Whether the request announces a body that is far too long. */
static bool
announces_excess(const struct serve *s, struct MHD_Connection *connection)
{
	const char *text = MHD_lookup_connection_value(
	    connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	uint64_t n;

	if (s->cfg.excess == 0 || text == NULL)
		return false;
	return !num_u64(text, strlen(text), 0, UINT64_MAX, &n) ||
	       n > s->cfg.max_body + s->cfg.excess;
}

/* Take a piece of the body; what is too long is counted and let go. */
static enum MHD_Result
take_body(const struct serve *s, struct serve_exchange *x, const char *piece,
    size_t len)
{
	x->taken += len;
	if (s->cfg.excess > 0 && x->taken > s->cfg.max_body + s->cfg.excess)
		return MHD_NO;
	buf_put(&x->upload, piece, len);
	return MHD_YES;
}

/* Have the handler make the response; whether it is to be sent now. */
static bool
made_now(struct serve *s, struct serve_exchange *x, const char *method)
{
	handle(s, x, method);
	if (x->response.hold)
		exchange_hold(x);
	else if (x->response.delay_ms > 0)
		exchange_suspend(x, x->response.delay_ms * 1000);
	return !x->suspended;
}

/*
 * The library calls this when the headers are there, for each piece of the
 * body, when all is there, and again when a suspended connection goes on.
 */
static enum MHD_Result
on_request(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *upload,
    size_t *upload_len, void **con_cls)
{
	struct serve *s = cls;
	struct serve_exchange *x = *con_cls;

	(void)url;
	(void)version;
	if (s->closing)
		return MHD_NO;
	if (!x->begun) {
		x->begun = true;
		x->excessive = announces_excess(s, connection);
		if (!x->excessive)
			return MHD_YES;
	}
	if (*upload_len > 0) {
		size_t len = *upload_len;

		*upload_len = 0;
		return take_body(s, x, upload, len);
	}
	if (!x->handled && !made_now(s, x, method))
		return MHD_YES;
	x->rested = false;
	return exchange_answer(x);
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
	unsigned flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG |
			 MHD_ALLOW_SUSPEND_RESUME | (secure ? MHD_USE_TLS : 0) |
			 (s->listener.family == AF_INET6 ? MHD_USE_IPv6 : 0);

	errno = 0;
	return MHD_start_daemon(flags, s->listener.port, NULL, NULL, on_request,
	    s, MHD_OPTION_EXTERNAL_LOGGER, ignore_log, NULL,
	    MHD_OPTION_URI_LOG_CALLBACK, begin, s, MHD_OPTION_NOTIFY_COMPLETED,
	    complete, s, MHD_OPTION_NOTIFY_CONNECTION, count_connection, s,
	    MHD_OPTION_LISTEN_SOCKET, s->listener.fd,
	    MHD_OPTION_CONNECTION_LIMIT, s->cfg.max_connections,
	    MHD_OPTION_CONNECTION_TIMEOUT, s->cfg.idle_s,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
	    MHD_OPTION_ARRAY, secure ? tls : tls + LEN(tls) - 1,
	    MHD_OPTION_END);
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

static void
release(struct serve *s)
{
	timer_heap_free(&s->due);
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
	raise_limit(cfg->max_connections);
	s->daemon = start(s);
	if (s->daemon == NULL) {
		error_errno(e, ERROR_FAILED, "cannot serve on port %u",
		    (unsigned)listener.port);
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
	int64_t due[2] = { timer_heap_next(&s->due),
		connection_next_us(&s->connections, s->cfg.request_ms) },
		us;
	size_t i;

	if (s->resumed)
		return 0;
	for (i = 0; i < LEN(due); i++) {
		us = due[i] - clock_mono_us();
		if (us < 0)
			us = 0;
		if (due[i] >= 0 && (wait_us < 0 || us < wait_us))
			wait_us = us;
	}
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

void
serve_turn_on(struct serve *s, struct pollfd *fds, size_t n, int64_t wait_ms)
{
	struct pollfd all[SERVE_FDS_MAX + 1] = { { s->epoll_fd, POLLIN, 0 } };
	int64_t us = wait_time_us(s, wait_ms < 0 ? -1 : wait_ms * 1000);
	struct timespec ts = { (time_t)(us / 1000000),
		(long)(us % 1000000 * 1000) };
	struct serve_exchange *x;
	size_t i;

	for (i = 0; i < n; i++)
		all[i + 1] = fds[i];
	if (ppoll(all, (nfds_t)n + 1, us < 0 ? NULL : &ts, NULL) < 0)
		for (i = 0; i < n; i++)
			all[i + 1].revents = 0;
	for (i = 0; i < n; i++)
		fds[i].revents = all[i + 1].revents;
	while ((x = timer_heap_take(&s->due, clock_mono_us())) != NULL)
		exchange_resume(x);
	s->stats.slow +=
	    connection_end_slow(&s->connections, s->cfg.request_ms);
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
	int fd = MHD_quiesce_daemon(s->daemon);

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
		exchange_free(x);
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
