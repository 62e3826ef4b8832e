/* A real server, with TLS and HTTP/2, limits and connections that it ends. */
#include <fcntl.h>
#include <unistd.h>

#include "base/cc.h"
#include "httpget.h"

#define FILES 300

/* HTTPS, HTTP/2, few requests a connection, packed; one that limits; and one
 * that passes on what a worse server says. */
static const char configuration[] =
    "daemon off; pid nginx.pid; error_log error.log; worker_processes 1;"
    "events { worker_connections 256; }"
    "http { access_log off; client_body_temp_path tmp; proxy_temp_path tmp;"
    "fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;"
    "default_type application/json; root %s/root;"
    "gzip on; gzip_types application/json; gzip_min_length 100;"
    "ssl_certificate server.pem; ssl_certificate_key server.key;"
    "limit_req_zone $binary_remote_addr zone=all:1m rate=10r/s;"
    "server { listen 127.0.0.1:%d ssl http2; keepalive_requests 40; }"
    "server { listen 127.0.0.1:%d ssl http2; "
    "  location / { limit_req zone=all burst=2 nodelay;"
    "  limit_req_status 429; } }"
    "server { listen 127.0.0.1:%d ssl http2; proxy_buffering off;"
    "  proxy_http_version 1.1; location / { proxy_pass %s; } } }";

static const char prepare[] =
    "exec >prepare.log 2>&1; mkdir -p root tmp; PATH=$PATH:/usr/sbin;"
    "command -v nginx && openssl req -x509 -newkey ec -nodes"
    " -pkeyopt ec_paramgen_curve:prime256v1 -keyout server.key"
    " -out server.pem -days 2 -subj /CN=x -addext subjectAltName=IP:127.0.0.1";

static pid_t
spawn(const char *script)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)execl("/bin/sh", "sh", "-c", script, (char *)NULL);
		_exit(127);
	}
	return pid;
}

static bool
run(const char *script)
{
	int status = -1;

	(void)waitpid(spawn(script), &status, 0);
	return status == 0;
}

/* A port that is free now. */
static int
free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		exit(1);
	(void)close(fd);
	return ntohs(a.sin_port);
}

/* The content of file i: longer for larger i. */
static size_t
content(int i, char *to)
{
	size_t n = 0;
	int k;

	n += (size_t)sprintf(to + n, "{\"n\":%d,\"list\":[0", i);
	for (k = 1; k <= i * 3; k++)
		n += (size_t)sprintf(to + n, ",%d", k * i);
	n += (size_t)sprintf(to + n, "]}");
	return n;
}

static void
make_files(void)
{
	static char text[16384];
	char name[64];
	size_t n;
	FILE *f;
	int i;

	for (i = 0; i < FILES; i++) {
		n = content(i, text);
		(void)snprintf(name, sizeof(name), "root/%d", i);
		f = fopen(name, "w");
		if (f == NULL || fwrite(text, 1, n, f) != n || fclose(f) != 0)
			exit(1);
	}
}

static bool
answers(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	int i, fd;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (i = 0; i < 300; i++) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0) {
			(void)close(fd);
			return true;
		}
		(void)close(fd);
		httpd_sleep_ms(20);
	}
	return false;
}

/* Fetch the first n files, and see that each came once and whole. */
static struct engine_stats
fetch(const struct httpd *h, struct engine_options *o, int n, const char *title)
{
	static char text[16384];
	struct engine_response r;
	struct engine_request q = { 0 };
	struct engine_stats s;
	struct engine *g = get_open(o);
	int seen[FILES] = { 0 }, i, wrong = 0;
	char url[128];

	for (i = 0; i < n; i++) {
		(void)snprintf(url, sizeof(url), "%s/%d", h->base, i);
		q.url = url;
		q.user = &seen[i];
		engine_submit(g, &q);
	}
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		i = (int)((int *)r.user - seen);
		seen[i]++;
		if (r.result != ENGINE_DONE || r.body.len != content(i, text) ||
		    memcmp(r.body.data, text, r.body.len) != 0 || !r.framed) {
			wrong++;
			tap_note("%d: %s", i, r.error.text);
		}
		engine_response_free(&r);
	}
	for (i = 0; i < n; i++)
		wrong += seen[i] != 1;
	CHECK_INT(wrong, 0, "%s: every file comes once and whole", title);
	s = engine_stats(g);
	engine_close(g);
	return s;
}

static const char whole[] = "[1,2,3,4,5,6,7,8,9,10]";

/* At first half an answer, or one that does not go on; then all is well. */
static bool
answer(int fd, const char *request, const char *path, unsigned nth)
{
	(void)request;
	if (strncmp(path, "/long", 5) == 0) {
		httpd_reply(fd, 200, "", "[1,2,3,4,5,6,7,8,9,10,11,12]");
		return true;
	}
	if (nth > 0 || strncmp(path, "/whole", 6) == 0) {
		httpd_sleep_ms(20);
		httpd_reply(fd, 200, "", whole);
		return true;
	}
	if (strncmp(path, "/503", 4) == 0) {
		httpd_reply(fd, 503, "Retry-After: 0\r\n", "");
		return true;
	}
	if (strncmp(path, "/chunked", 8) == 0)
		httpd_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
			      "\r\n\r\n6\r\n[1,2,3\r\n");
	else if (strncmp(path, "/nothing", 8) != 0)
		httpd_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n"
			      "\r\n[1,2,3");
	if (strncmp(path, "/stall", 6) == 0)
		httpd_sleep_ms(60000);
	return false;
}

/* Before libcurl 8.0 it is not always told over HTTP/2 that a body was cut. */
static int
check(void *user, const struct engine_response *r, struct error *e)
{
	(void)user;
	if (buf_is(&r->body, whole))
		return 0;
	error_set(e, ERROR_TEMPORARY, "it is cut");
	return -1;
}

static void
submit(struct engine *g, const struct httpd *h, const char *path, int i)
{
	struct engine_request q = { .check = check };
	char url[128];

	(void)snprintf(url, sizeof(url), "%s%s%d", h->base, path, i);
	q.url = url;
	engine_submit(g, &q);
}

/* Faults of one stream among many that share a connection. */
static void
bear(const struct httpd *h, struct httpd *behind)
{
	static const char *const faults[] = { "/length", "/chunked",
		"/nothing", "/503", "/stall" };
	struct engine_options o = get_options(h);
	struct engine_response r;
	struct engine *g;
	int i, done = 0, twice = 0;
	size_t k;

	o.ca_file = "server.pem";
	o.http2 = ENGINE_HTTP2_ON;
	o.jobs = 8;
	o.stall_ms = 1000;
	o.max_response = 22;
	g = get_open(&o);
	for (i = 0; i < 20; i++) {
		submit(g, h, "/whole", i);
		for (k = 0; i < 3 && k < LEN(faults); k++)
			submit(g, h, faults[k], i);
	}
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		if (r.result == ENGINE_DONE && buf_is(&r.body, whole))
			done++;
		else
			tap_note("%s", r.error.text);
		twice += r.tries > 1;
		engine_response_free(&r);
	}
	CHECK_INT(done, 35, "HTTP/2: all come whole in the end");
	CHECK(twice >= 15, "what failed at first was asked for again");
	CHECK(engine_stats(g).in_flight_max <= 8 &&
		behind->shared->active_max <= 8 + 15,
	    "no more at a time than is allowed");
	CHECK(engine_stats(g).connections <= 8, "over few connections");
	submit(g, h, "/long", 0);
	r = get_next(g);
	CHECK(r.result == ENGINE_FAILED && r.tries == 1 &&
		get_says(&r, "longer than 22 bytes"),
	    "too long a body is broken off");
	engine_response_free(&r);
	engine_close(g);
}

int
main(void)
{
	struct httpd plain = { 0 }, limited = { 0 }, worse = { 0 }, behind;
	struct engine_options o;
	struct engine_stats s;
	char cwd[1024];
	int ports[3];
	pid_t pid;
	FILE *f;

	if (!run(prepare)) {
		tap_skip("no nginx or openssl here");
		return tap_done();
	}
	make_files();
	ports[0] = free_port();
	ports[1] = free_port();
	ports[2] = free_port();
	behind = httpd_start(answer);
	f = fopen("nginx.conf", "w");
	if (f == NULL || getcwd(cwd, sizeof(cwd)) == NULL)
		return 1;
	(void)fprintf(f, configuration, cwd, ports[0], ports[1],
	    ports[2], behind.base);
	(void)fclose(f);
	pid = spawn("PATH=$PATH:/usr/sbin; exec nginx -p \"$PWD\" "
		    "-e error.log -c \"$PWD/nginx.conf\" >nginx.log 2>&1");
	if (!answers(ports[0]) || !answers(ports[1]) || !answers(ports[2])) {
		tap_skip("this nginx does not start");
		return tap_done();
	}
	(void)snprintf(plain.base, sizeof(plain.base), "https://127.0.0.1:%d",
	    ports[0]);
	(void)snprintf(limited.base, sizeof(limited.base),
	    "https://127.0.0.1:%d", ports[1]);
	(void)snprintf(worse.base, sizeof(worse.base), "https://127.0.0.1:%d",
	    ports[2]);
	(void)signal(SIGPIPE, SIG_IGN);

	o = get_options(&plain);
	o.ca_file = "server.pem";
	o.jobs = 32;
	o.http2 = ENGINE_HTTP2_OFF;
	s = fetch(&plain, &o, FILES, "HTTP/1.1");
	CHECK(s.connections >= FILES / 40 && s.wire_bytes < s.body_bytes,
	    "packed, over several connections");
	o.http2 = ENGINE_HTTP2_ON;
	s = fetch(&plain, &o, FILES, "HTTP/2");
	CHECK(s.connections >= FILES / 40 - 1 && s.wire_bytes < s.body_bytes,
	    "packed, over connections that the server ends one by one");
	bear(&worse, &behind);
	o = get_options(&limited);
	o.ca_file = "server.pem";
	o.http2 = ENGINE_HTTP2_OFF;
	o.retry_base_ms = 20;
	o.retries = 20;
	s = fetch(&limited, &o, 25, "with a limit");
	CHECK(s.limited > 0, "which was met");
	(void)kill(pid, SIGTERM);
	(void)waitpid(pid, NULL, 0);
	httpd_stop(&behind);
	return tap_done();
}
