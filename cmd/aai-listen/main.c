/*
 * aai-listen: receive webhook deliveries, keep them in a journal, and give
 * them out as a stream of records or, in windows, to a command.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "aai-listen/listen.h"
#include "api/desc.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/opt.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/msg.h"
#include "io/nodump.h"
#include "io/sig.h"
#include "json/stats.h"
#include "serve/pem.h"

#define NAME "aai-listen"

#define OPTIONS_MAX 40
#define WEEK_MS     ((int64_t)7 * 86400 * 1000)

/* What the command line says. */
struct settings {
	struct listen_config listen;
	const char *address;
	uint64_t port;
	const char *port_file;
	const char *cert_file, *key_file;
	struct pem pem; /* what is in those files */
	const char *api;
	struct desc *desc;
	uint64_t max_body, connections;
	int64_t request_ms;
	bool allow_http;
	struct cli_common common;
	bool verbose;
};

static size_t
server_options(struct settings *s, struct opt *to)
{
	struct listen_config *c = &s->listen;
	const struct opt opts[] = {
		OPT_U64('p', "port", &s->port, "port",
		    "listen on this port; 0: any that is free (8080)", 0,
		    65535),
		OPT_STR(0, "address", &s->address, "address",
		    "... of this IPv4 or IPv6 address (127.0.0.1)"),
		OPT_STR(0, "port-file", &s->port_file, "file",
		    "write the port to file once listening"),
		OPT_STR(0, "path", &c->path, "path",
		    "take deliveries at this path only"),
		OPT_STR(0, "auth-header", &c->auth_header, "name",
		    "take only what carries this header, with the value "
		    "of " SECRET_ENV),
		OPT_STR(0, "auth-file", &c->auth_file, "file",
		    "... or with one of the lines of file"),
		OPT_FLAG(0, "signed", &c->is_signed,
		    "take only what is signed as the API's description says"),
		OPT_STR(0, "secret-file", &c->secret_file, "file",
		    "... with one of the lines of file"),
		OPT_STR(0, "tls-cert", &s->cert_file, "file",
		    "speak TLS, with the certificate in this PEM file"),
		OPT_STR(0, "tls-key", &s->key_file, "file", "... and this key"),
		OPT_FLAG(0, "allow-http", &s->allow_http,
		    "speak plain HTTP beyond this machine"),
		OPT_SIZE(0, "max-body", &s->max_body, "size",
		    "refuse longer bodies, to be sent again (64M)", 1,
		    (uint64_t)255 << 20),
		OPT_U64(0, "connections", &s->connections, "count",
		    "have at most this many at a time (1000)", 1, 100000),
		OPT_DURATION(0, "request-timeout", &s->request_ms, "time",
		    "end connections without a whole request after (10s)", 1,
		    3600000),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static size_t
own_options(struct settings *s, struct opt *to)
{
	struct listen_config *c = &s->listen;
	const struct opt opts[] = {
		OPT_STR(0, "api", &s->api, "file",
		    "what is known of the service (AssemblyAI's)"),
		OPT_STR('j', "journal", &c->journal, "file",
		    "keep deliveries in file"),
		OPT_SIZE(0, "rotate", &c->rotate, "size",
		    "begin another file after this much (64M)", 1,
		    UINT64_MAX / 4),
		OPT_U64(0, "keep", &c->keep, "count",
		    "keep this many files that were given out (2)", 1, 1000000),
		OPT_U64(0, "remember", &c->remember, "count",
		    "know this many deliveries again (1000000)", 2, 1 << 30),
		OPT_STR(0, "state", &c->state, "file",
		    "go on after the state in file"),
		OPT_DURATION(0, "every", &c->every_ms, "time",
		    "end a window this long after its first delivery", 1,
		    WEEK_MS),
		OPT_U64(0, "every-records", &c->every_records, "count",
		    "end a window with this many deliveries", 1, UINT32_MAX),
		OPT_STR(0, "exec", &c->command, "command",
		    "give each window to this shell command"),
		OPT_FLAG(
		    0, "end", &c->end, "close the stream with an end record"),
		OPT_FLAG(0, "live", &c->live,
		    "write each line at once, hold nothing back"),
	};

	const struct opt verbose[] = {
		OPT_FLAG('v', "verbose", &s->verbose,
		    "say also what is refused, and why"),
	};
	size_t n = LEN(opts);

	memcpy(to, opts, sizeof(opts));
	n += cli_common_put(&s->common, true, to + n);
	memcpy(to + n, verbose, sizeof(verbose));
	return n + LEN(verbose);
}

static void
say(bool bad, const char *text)
{
	if (bad)
		msg_error("%s", text);
	else
		msg_info("%s", text);
}

static void
say_refused(const char *reason)
{
	msg_debug("refused: %s", reason != NULL ? reason : "");
}

static struct settings
defaults(void)
{
	struct settings s = { .address = "127.0.0.1", .port = 8080 };

	s.max_body = 64 << 20;
	s.connections = 1000;
	s.request_ms = 10000;
	s.listen.rotate = 64 << 20;
	s.listen.keep = 2;
	s.listen.remember = 1000000;
	s.listen.drain_ms = 10000;
	s.listen.out = STDOUT_FILENO;
	s.listen.say = say;
	return s;
}

/* Whether the address is this machine's own. */
static bool
is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static int
wrong(struct error *e, const char *text)
{
	error_set(e, ERROR_USAGE, "%s; see " NAME " --help", text);
	return -1;
}

/* What does not go together. */
static int
check(const struct settings *s, struct error *e)
{
	const struct listen_config *c = &s->listen;

	if (c->journal == NULL)
		return wrong(e, "--journal is needed");
	if ((s->cert_file != NULL) != (s->key_file != NULL))
		return wrong(e, "--tls-cert and --tls-key go together");
	if (c->command != NULL && c->every_ms == 0 && c->every_records == 0)
		return wrong(e, "--exec needs --every or --every-records");
	if (c->command != NULL && c->live)
		return wrong(e, "--exec and --live exclude each other");
	if (c->path != NULL && c->path[0] != '/')
		return wrong(e, "--path begins with '/'");
	if (s->cert_file == NULL && !s->allow_http && !is_loopback(s->address))
		return wrong(e, "beyond this machine --tls-cert is needed, or "
				"--allow-http");
	return 0;
}

/* Turn the options into what the listener wants. */
static int
settle(struct settings *s, struct error *e)
{
	struct serve_config *c = &s->listen.serve;

	cli_common_apply(&s->common);
	msg_verbose(s->verbose);
	if (check(s, e) != 0)
		return -1;
	s->listen.is_signed =
	    s->listen.is_signed || s->listen.secret_file != NULL;
	if (s->listen.auth_header != NULL || s->listen.is_signed ||
	    s->key_file != NULL)
		nodump_self();
	s->desc = desc_open(desc_choose(s->api), e);
	if (s->desc == NULL)
		return -1;
	s->listen.desc = s->desc;
	if (s->verbose)
		s->listen.refused = say_refused;
	c->address = s->address;
	c->port = (uint16_t)s->port;
	c->max_body = (size_t)s->max_body;
	c->excess = (size_t)s->max_body + ((size_t)1 << 20);
	c->max_connections = (unsigned)s->connections;
	c->idle_s = (unsigned)(s->request_ms / 1000) + 1;
	c->request_ms = s->request_ms;
	c->strict = true;
	c->once = s->listen.auth_header;
	return pem_read(&s->pem, s->cert_file, s->key_file, c, e);
}

/* Say where we are. */
static int
announce(const struct settings *s, const struct listen *l, struct error *e)
{
	const char *v6 = strchr(s->address, ':') != NULL ? "[" : "";
	unsigned port = listen_port(l);

	msg_info("listening on %s://%s%s%s:%u%s",
	    s->cert_file != NULL ? "https" : "http", v6, s->address,
	    v6[0] != '\0' ? "]" : "", port,
	    s->listen.path != NULL ? s->listen.path : "/");
	if (s->listen.auth_header == NULL && !s->listen.is_signed)
		msg_warn("without --auth-header or --signed, whoever reaches "
			 "the port can deliver");
	return serve_put_port(port, s->port_file, e);
}

/* Write the counts; a failure worsens the status. */
static int
write_stats(const struct settings *s, const struct listen *l, int status)
{
	struct buf text = buf_make(4096);
	struct error e = { 0 };

	if (s->common.stats == NULL)
		return status;
	stats_begin(&text, NAME);
	buf_byte(&text, ',');
	listen_stats(l, &text);
	stats_open_skipped(&text);
	stats_close_skipped(&text);
	stats_end(&text, status);
	if (stats_write(&s->common, &text, &e) != 0) {
		(void)msg_fail(&e);
		if (status == 0)
			status = (int)e.kind;
	}
	buf_free(&text);
	return status;
}

static int
run(struct settings *s)
{
	struct error e = { 0 };
	struct listen l = { 0 };
	bool broken;
	int rc, status = 0;

	s->listen.live = s->listen.live || isatty(STDOUT_FILENO) != 0;
	if (s->listen.command == NULL)
		fd_widen_pipe(STDOUT_FILENO);
	rc = listen_open(&l, &s->listen, &e);
	pem_free(&s->pem);
	if (rc == 0)
		rc = announce(s, &l, &e);
	if (rc == 0)
		rc = listen_run(&l, &e);
	broken = rc != 0 && l.emitter.broken_pipe;
	if (rc != 0 && !broken)
		status = msg_fail(&e);
	status = write_stats(s, &l, status);
	listen_close(&l);
	if (broken)
		sig_pipe();
	/* SIGTERM is how a service is told to end well, which it has. */
	if (rc == 0 && sig_stopped() != 0 && sig_stopped() != SIGTERM)
		sig_raise(sig_stopped());
	return status;
}

static const char examples[] = NAME
    " -j hooks.ndjson --live |\n"
    "    aai-fanout --live transcript_details | while read -r r; do ...\n" NAME
    " -j hooks.ndjson --every 10m --exec ./load.sh\n";

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	const char *const libraries[] = { serve_library(), NULL };
	struct opt opts[OPTIONS_MAX];
	struct opt_program program = { .name = NAME,
		.purpose = "receive webhook deliveries as records",
		.operands = "",
		.examples = examples,
		.libraries = libraries,
		.opts = opts };

	program.nopts = server_options(s, opts);
	program.nopts += own_options(s, opts + program.nopts);
	return cli_parse(&program, argc, argv, NULL, e);
}

int
main(int argc, char **argv)
{
	struct settings s = defaults();
	struct error e = { 0 };
	int rc, status;

	cli_begin(NAME);
	rc = parse(&s, argc, argv, &e);
	if (rc != 0)
		return rc > 0 ? 0 : msg_fail(&e);
	sig_open();
	/* A file that may get no longer is a full disk to us. */
	(void)signal(SIGXFSZ, SIG_IGN);
	if (settle(&s, &e) != 0)
		status = msg_fail(&e);
	else
		status = run(&s);
	pem_free(&s.pem);
	desc_free(s.desc);
	return status;
}
