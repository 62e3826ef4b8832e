/*
 * aai-mock: a local stand-in for AssemblyAI's API, with an account that is
 * made up from a seed, for tests, demonstrations and work without a network.
 */
#include <string.h>
#include <unistd.h>

#include "aai-mock/dump.h"
#include "aai-mock/mock.h"
#include "aai-mock/mock_time.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/opt.h"
#include "io/cli.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/msg.h"
#include "io/out.h"
#include "io/sig.h"
#include "serve/pem.h"
#include "serve/serve.h"

#define NAME "aai-mock"

#define KEY_MAX         1024
#define CONNECTIONS_MAX 8192
#define REQUEST_MAX     ((size_t)1 << 20)

#define OPTIONS_MAX 64

/* What the command line says. */
struct settings {
	struct mock_config mock;
	uint64_t port;
	const char *port_file;
	const char *key_file;
	struct opt_list projects;
	const char *start;
	char key[KEY_MAX + 1]; /* from the file */
	int features;          /* 0 lean, 1 rich */
	uint64_t max_requests;
	int64_t idle_exit_ms;
	const char *cert_file, *key_pem_file;
	const char *rate;
	struct opt_list faults;
	int dump; /* enum dump_resource, or -1 */
	uint64_t bytes;
};

static size_t
server_options(struct settings *s, struct opt *to)
{
	const struct opt opts[] = {
		OPT_U64('p', "port", &s->port, "port",
		    "listen on this port of 127.0.0.1; 0: any that is free", 0,
		    65535),
		OPT_STR(0, "port-file", &s->port_file, "file",
		    "write the port to file once listening"),
		OPT_STR(0, "key", &s->mock.key, "key",
		    "what requests must carry (test-key)"),
		OPT_STR(0, "key-file", &s->key_file, "file",
		    "read the key from file"),
		OPT_LIST(0, "project", &s->projects, "key=seed",
		    "another project: its key, and what it is made from"),
		OPT_FLAG(0, "accept-bearer", &s->mock.accept_bearer,
		    "take the key after 'Bearer ' as well"),
		OPT_STR(0, "tls-cert", &s->cert_file, "file",
		    "speak TLS, with the certificate in this PEM file"),
		OPT_STR(
		    0, "tls-key", &s->key_pem_file, "file", "... and this key"),
		OPT_FLAG(0, "gzip", &s->mock.gzip,
		    "compress for clients that accept gzip"),
		OPT_FLAG(0, "control", &s->mock.control,
		    "take commands under /_mock/"),
		OPT_SIZE(0, "cache", &s->mock.cache, "size",
		    "keep at most this much of bodies (64M)", 0, SIZE_MAX / 2),
		OPT_U64(0, "max-requests", &s->max_requests, "count",
		    "end after this many requests", 1, UINT64_MAX),
		OPT_DURATION(0, "idle-exit", &s->idle_exit_ms, "time",
		    "end after this long without a request", 1,
		    INT64_MAX / 1000),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static size_t
account_options(struct settings *s, struct opt *to)
{
	static const char *const features[] = { "lean", "rich", NULL };
	struct account_config *a = &s->mock.account;
	const struct opt opts[] = {
		OPT_STR(0, "folder", &s->mock.folder, "dir",
		    "answer from the files in dir, not from an account"),
		OPT_U64('t', "transcripts", &a->transcripts, "count",
		    "transcripts in the account (20)", 0, ACCOUNT_MAX),
		OPT_U64('s', "seed", &a->seed, "number",
		    "what the account is made from (1)", 0, UINT64_MAX),
		OPT_CHOICE(0, "features", &s->features, "set",
		    "lean: words alone, or rich: every analysis (rich)",
		    features),
		OPT_FLAG(0, "drift", &a->drift,
		    "deviate as real responses do (on when rich)"),
		OPT_U64(0, "words", &a->words, "count",
		    "words of a transcript, on average (150)", 0, 1000000),
		OPT_U64(0, "failed", &a->failed, "share",
		    "transcripts of 1000 that failed (100)", 0, 1000),
		OPT_U64(0, "deleted", &a->deleted, "share",
		    "transcripts of 1000 that were deleted (50)", 0, 1000),
		OPT_U64(0, "pending", &a->pending, "share",
		    "transcripts of 1000 that are not done (50)", 0, 1000),
		OPT_STR(0, "start", &s->start, "day",
		    "when the oldest transcript was made (2026-04-01)"),
		OPT_DURATION(0, "step", &a->step_ms, "time",
		    "from one transcript to the next, on average (60s)", 1,
		    86400000),
		OPT_U64(0, "items", &s->mock.items, "count",
		    "things that the other APIs have (57)", 0, 10000000),
		OPT_U64(0, "expired-links", &s->mock.expired_links, "count",
		    "links of each session that have expired when given (0)",
		    0, 255),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

/* What nobody knows of the service. */
static size_t
choice_options(struct settings *s, struct opt *to)
{
	static const char *const last[] = { "null", "empty", NULL };
	static const char *const after[] = { "newest", "oldest", NULL };
	static const char *const zones[] = { "z", "none", "mixed", NULL };
	static const char *const errors[] = { "null", "empty", "absent",
		"mixed", NULL };
	struct account_config *a = &s->mock.account;
	const struct opt opts[] = {
		OPT_CHOICE(0, "last-page", &a->last_page, "how",
		    "the last page's prev_url is null, or an empty page "
		    "follows (null)",
		    last),
		OPT_FLAG(0, "prev-keeps-filters", &a->prev_keeps_filters,
		    "links to pages repeat the filters"),
		OPT_CHOICE(0, "after", &a->after, "which",
		    "after_id gives the newest or the oldest (newest)", after),
		OPT_CHOICE(0, "zone", &a->zone, "how",
		    "times end with Z: z, none, mixed (mixed)", zones),
		OPT_CHOICE(0, "error-key", &a->error_key, "how",
		    "error in the list where there is none: null, empty, "
		    "absent, mixed (mixed)",
		    errors),
		OPT_FLAG(0, "vtt-blank", &a->vtt_blank,
		    "put blank lines between WebVTT cues (on)"),
		OPT_U64(0, "redacted-waits", &a->redacted_waits, "count",
		    "answers until redacted audio is ready (2)", 0, 200),
		OPT_U64(0, "redacted-reads", &a->redacted_reads, "count",
		    "answers until redacted audio expires (never)", 1, 50),
		OPT_STR(0, "public-url", &a->public_url, "url",
		    "what resource_url begins with "
		    "(https://api.assemblyai.com)"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

/* What is written instead of served. */
static size_t
dump_options(struct settings *s, struct opt *to)
{
	const struct opt opts[] = {
		OPT_CHOICE('d', "dump", &s->dump, "resource",
		    "write its records to standard output, and end",
		    dump_resources),
		OPT_SIZE(0, "bytes", &s->bytes, "size",
		    "write this much, whatever the number of transcripts", 1,
		    UINT64_MAX / 2),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

/* What goes wrong. */
static size_t
trouble_options(struct settings *s, struct opt *to)
{
	const struct opt opts[] = {
		OPT_LIST('f', "fault", &s->faults, "spec",
		    "answer some requests wrongly, as in "
		    "'kind=429,every=7,retry-after=1'"),
		OPT_DURATION(0, "latency", &s->mock.latency_ms, "time",
		    "wait before every answer", 0, 3600000),
		OPT_STR(0, "rate-limit", &s->rate, "rate",
		    "refuse what comes faster, as in 60/s"),
		OPT_U64(0, "churn", &s->mock.churn, "share",
		    "requests of 1000 that change the account", 0, 1000),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static struct settings
defaults(void)
{
	struct settings s = { .port = 8080, .features = 1, .dump = -1 };
	struct account_config *a = &s.mock.account;

	s.mock.key = "test-key";
	s.start = "2026-04-01";
	s.mock.cache = (uint64_t)64 << 20;
	s.mock.items = 57;
	a->transcripts = 20;
	a->seed = 1;
	a->words = 150;
	a->drift = true;
	a->failed = 100;
	a->deleted = 50;
	a->pending = 50;
	a->step_ms = 60000;
	a->zone = ACCOUNT_ZONE_MIXED;
	a->error_key = ACCOUNT_ERROR_KEY_MIXED;
	a->vtt_blank = true;
	a->redacted_waits = 2;
	a->public_url = "https://api.assemblyai.com";
	return s;
}

static const char examples[] =
    NAME " -p 8080\n"
    NAME " -p 0 --port-file port -t 1000 --features lean\n";

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	const char *const libraries[] = { serve_library(), NULL };
	struct opt opts[OPTIONS_MAX];
	struct opt_program program = { .name = NAME,
		.purpose = "serve a local stand-in for AssemblyAI's API",
		.operands = "",
		.examples = examples,
		.libraries = libraries,
		.opts = opts };
	int rc;

	program.nopts = server_options(s, opts);
	program.nopts += account_options(s, opts + program.nopts);
	program.nopts += choice_options(s, opts + program.nopts);
	program.nopts += trouble_options(s, opts + program.nopts);
	program.nopts += dump_options(s, opts + program.nopts);
	rc = cli_parse(&program, argc, argv, NULL, e);
	if (rc != 0)
		return rc;
	if (!mock_time_parse_day(s->start, &s->mock.account.start_us)) {
		error_set(e, ERROR_USAGE,
		    "--start: '%s' is not a day such as 2026-04-01", s->start);
		return -1;
	}
	s->mock.account.rich = s->features == 1;
	s->mock.account.drift = s->mock.account.drift && s->features == 1;
	return 0;
}

/* Read the key from its file: one line. */
static int
read_key(struct settings *s, struct error *e)
{
	struct buf b = buf_make(KEY_MAX);

	if (s->key_file == NULL)
		return 0;
	if (fd_slurp_file(s->key_file, &b, e) != 0) {
		buf_free(&b);
		return -1;
	}
	while (b.len > 0 && b.data[b.len - 1] <= ' ')
		b.len--;
	if (b.len > 0)
		memcpy(s->key, b.data, b.len);
	s->key[b.len] = '\0';
	s->mock.key = s->key;
	buf_free(&b);
	return 0;
}

/* Say where the server is: on standard output, and in the port's file. */
static int
announce(const struct settings *s, const struct mock *m, unsigned port,
    struct error *e)
{
	struct buf line = buf_make(128);
	int rc;

	buf_printf(&line, "%s\n", m->origin);
	rc = fd_write_all(STDOUT_FILENO, line.data, line.len);
	if (rc != 0)
		error_errno(e, ERROR_OUTPUT, "cannot write standard output");
	buf_free(&line);
	return rc == 0 ? serve_put_port(port, s->port_file, e) : -1;
}

/* Wait for the network and for signals, and do what there is to do. */
static void
turn(struct serve *server, struct mock *m, int64_t wait_ms)
{
	struct pollfd fds[1 + DELIVERER_AT_ONCE] = { { sig_fd(), POLLIN, 0 } };
	size_t n = 1 + deliverer_fds(&m->deliverer, fds + 1);
	int64_t ms = deliverer_wait_ms(&m->deliverer);

	serve_turn_on(server, fds, n,
	    ms >= 0 && (wait_ms < 0 || ms < wait_ms) ? ms : wait_ms);
	deliverer_turn(&m->deliverer);
}

/* Serve until a signal or a limit says to stop. */
static void
serve(const struct settings *s, struct serve *server, struct mock *m)
{
	int64_t busy_ms = clock_mono_ms(), left_ms = -1;
	struct serve_stats stats;
	uint64_t seen = 0;

	while (sig_stopped() == 0) {
		if (s->idle_exit_ms > 0) {
			left_ms = busy_ms + s->idle_exit_ms - clock_mono_ms();
			if (left_ms <= 0)
				break;
		}
		turn(server, m, left_ms);
		sig_drain();
		stats = serve_stats(server);
		if (stats.requests != seen || stats.in_flight > 0)
			busy_ms = clock_mono_ms();
		seen = stats.requests;
		if (s->max_requests > 0 && seen >= s->max_requests &&
		    stats.in_flight == 0)
			break;
	}
}

/* Set up what goes wrong. */
static int
set_trouble(const struct settings *s, struct mock *m, struct error *e)
{
	size_t i;

	for (i = 0; i < s->faults.n; i++)
		if (fault_add(&m->faults, s->faults.values[i], e) != 0)
			return -1;
	return s->rate != NULL ? limiter_open(&m->limiter, s->rate, e) : 0;
}

/* Start the server for m, with TLS if it is asked for. */
static struct serve *
open_server(const struct settings *s, struct mock *m, struct error *e)
{
	struct pem pem = { 0 };
	struct serve_config cfg = { .port = (uint16_t)s->port };
	struct serve *server = NULL;

	cfg.max_body = REQUEST_MAX;
	cfg.max_connections = CONNECTIONS_MAX;
	cfg.handle = mock_handle;
	cfg.ctx = m;
	if ((s->cert_file != NULL) != (s->key_pem_file != NULL)) {
		error_set(
		    e, ERROR_USAGE, "--tls-cert and --tls-key go together");
		return NULL;
	}
	if (pem_read(&pem, s->cert_file, s->key_pem_file, &cfg, e) == 0)
		server = serve_open(&cfg, e);
	if (server != NULL)
		mock_place(m, server, cfg.cert != NULL ? "https" : "http");
	pem_free(&pem);
	return server;
}

static int
run(struct settings *s, struct error *e)
{
	struct serve *server = NULL;
	struct mock m;
	size_t i;
	int rc;

	mock_open(&m, &s->mock);
	rc = set_trouble(s, &m, e);
	for (i = 0; rc == 0 && i < s->projects.n; i++)
		rc = mock_add_project(&m, s->projects.values[i], e);
	if (rc == 0) {
		server = open_server(s, &m, e);
		rc = server != NULL ? 0 : -1;
	}
	if (rc == 0)
		rc = announce(s, &m, serve_port(server), e);
	if (rc == 0)
		serve(s, server, &m);
	serve_close(server);
	mock_close(&m);
	return rc;
}

/* Write records; returns the status to end with. */
static int
dump(const struct settings *s)
{
	struct error e = { 0 };
	struct out out;
	bool broken;
	int rc;

	fd_widen_pipe(STDOUT_FILENO);
	out_open(&out, STDOUT_FILENO, "standard output", true,
	    isatty(STDOUT_FILENO) != 0);
	rc = dump_write(
	    &s->mock.account, (enum dump_resource)s->dump, s->bytes, &out, &e);
	if (rc == 0)
		rc = out_finish(&out, &e);
	broken = out.broken_pipe;
	out_close(&out);
	if (rc != 0 && broken)
		sig_pipe();
	return rc != 0 ? msg_fail(&e) : 0;
}

static void
free_lists(struct settings *s)
{
	opt_list_free(&s->faults);
	opt_list_free(&s->projects);
}

int
main(int argc, char **argv)
{
	struct settings s = defaults();
	struct error e = { 0 };
	int rc;

	cli_begin(NAME);
	rc = parse(&s, argc, argv, &e);
	if (rc > 0) {
		free_lists(&s);
		return 0;
	}
	sig_open();
	if (rc == 0 && s.dump >= 0) {
		free_lists(&s);
		return dump(&s);
	}
	if (rc == 0)
		rc = read_key(&s, &e);
	if (rc == 0)
		rc = run(&s, &e);
	free_lists(&s);
	if (rc != 0)
		return msg_fail(&e);
	if (sig_stopped() != 0)
		sig_raise(sig_stopped());
	return 0;
}
