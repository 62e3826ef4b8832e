/*
 * engine: requests to one origin, many at a time, paced and repeated.
 *
 * The program submits requests and takes finished responses; in between the
 * engine holds the requests in a queue of its own and keeps to every rule of
 * good manners towards the server: a hard cap on connections, a rate, fewer
 * requests in flight when the server struggles, one shared pause when it says
 * 429, growing random waits before a request is made again, a budget for such
 * repeats.  A response is handed over whole or not at all: a body that was cut
 * (as the transfer or the caller's check tells) is asked for again.
 *
 * All requests are taken for ones that only read, whatever their method: they
 * are made again alike.  A redirect (307, 308) takes method and body along; one
 * that would make a GET of another method (301 to 303) is an error.
 *
 * One engine speaks to one origin (scheme, host and port).  A request, or a
 * redirect, to another is refused, so the key cannot leave.  Links that are
 * good by themselves may lead anywhere; no secret goes there.  Secrets are in
 * no text that comes out of here, and neither are the queries of such links.
 *
 * Memory: the caller bounds it by not submitting more than it wants to hold.
 *
 * Layer: http.  Not thread-safe: one engine, one thread.
 */
#ifndef HTTP_ENGINE_H
#define HTTP_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "http/engine_response.h"
#include "http/retry.h"

struct auth;
struct engine;

/* How requests are authenticated. */
enum engine_auth {
	ENGINE_AUTH_NONE,
	ENGINE_AUTH_HEADER, /* auth_name: header; the secret is its value */
	ENGINE_AUTH_QUERY,  /* auth_name: query parameter */
	ENGINE_AUTH_BASIC,  /* the secret is "user:password" */
};

/* At most count requests, 1 or more, within any span_ms. */
struct engine_window {
	uint64_t count;
	int64_t span_ms;
};

#define ENGINE_WINDOWS 4

/* What an answer means, as the caller knows. */
enum engine_meaning {
	ENGINE_MEANS_STATUS, /* what its status says */
	ENGINE_MEANS_KNOWN,  /* an error answer that is final: ENGINE_REFUSED;
				it is not repeated, and stops nothing */
	ENGINE_MEANS_RETRY,  /* a failure that passes: asked again */
	ENGINE_MEANS_LIMIT,  /* too many requests, as 429 */
	ENGINE_MEANS_AUTH,   /* the key is refused: all stops, as at 401 */
	ENGINE_MEANS_FAIL,   /* a failure that stays: ENGINE_FAILED at once */
};

enum engine_http2 {
	ENGINE_HTTP2_AUTO, /* where libcurl is 8.0 or later */
	ENGINE_HTTP2_ON,   /* whatever libcurl is */
	ENGINE_HTTP2_OFF,
};

/*
 * All strings are copied by engine_open(), except headers.  engine_defaults()
 * gives the values in brackets; base_url is the one without.
 */
struct engine_options {
	const char *base_url;	 /* its origin is the only one spoken to */
	bool allow_http;	 /* [false] http beyond loopback */
	enum engine_http2 http2; /* [AUTO] */
	const char *user_agent;	 /* ["aai/VERSION"] */

	enum engine_auth auth;	 /* [NONE] */
	const char *auth_name;	 /* [NULL] as auth says */
	const char *auth_prefix; /* [NULL] before a header's value: "Bearer " */
	const char *auth_secret; /* [NULL] the key, wiped on close */
	const char *auth_advice; /* [NULL] what to do when it is refused */
	/* [NULL] Instead of auth, auth_name and so on: the caller's, borrowed
	 * until engine_close(), which may get other secrets in between. */
	struct auth *shared_auth;

	/* [NULL] "Name: value" lines for all requests, NULL-terminated;
	 * borrowed until engine_close(). */
	const char *const *headers;

	/* [none] more bounds on the rate; at most ENGINE_WINDOWS count. */
	struct engine_window windows[ENGINE_WINDOWS];
	size_t nwindows;

	size_t jobs;	     /* [16] most requests in flight, 1..1000 */
	double rate;	     /* [0] most requests a second; 0: no limit */
	size_t max_response; /* [256 MiB] most bytes of a decoded body */

	int64_t connect_ms; /* [10,000] to connect, TLS included */
	int64_t stall_ms;   /* [60,000] without a byte; whole seconds */
	int64_t total_ms;   /* [300,000] of one exchange */

	uint32_t retries;	   /* [5] repeats of one request */
	uint32_t retry_budget;	   /* [200] repeats that no success repaid */
	struct retry_set retry_on; /* [retry_set_make()] statuses */
	int64_t retry_base_ms;	   /* [500] first wait is random below this */
	int64_t retry_cap_ms;	   /* [60,000] no wait is longer */
	int64_t retry_after_max_ms; /* [300,000] longest asked for by server */

	/* [300,000] without a success before a service that fails counts as
	 * down: see engine_halt().  bear [true]: until then, and if nothing has
	 * succeeded since it failed first, a request is repeated beyond retries
	 * and retry_budget. */
	int64_t down_ms;
	bool bear;

	int64_t max_time_ms;   /* [0] of the whole run; 0: no limit */
	uint64_t max_requests; /* [0] sent, repeats included; 0: no limit */

	const char *ca_file; /* [NULL] PEM file; then as tls.h says */
	const char *cert;	/* [NULL] PEM file: the client's certificate */
	const char *cert_key;	/* [NULL] and of its key; NULL: the same */
	const char *passphrase; /* [NULL] of that key, wiped on close */
	uint64_t seed;	     /* [0] of the jitter; 0: from the clock */

	/*
	 * The server's own words in an error answer (its JSON "error" member,
	 * say), appended to text.  [NULL] the start of the body.
	 */
	void (*explain)(void *hook_arg, const struct engine_response *r,
	    struct buf *text);
	/*
	 * What this whole answer, which is not a redirect, means.  One of 200
	 * to 299 that means what its status says is checked then.  [NULL] what
	 * their statuses say.
	 */
	enum engine_meaning (*meaning)(void *hook_arg,
	    const struct engine_response *r);
	/*
	 * Called when r says that the key is refused, other than by a bare 403,
	 * and shared_auth is still what r was asked with: to put another secret
	 * there.  True when it did: the request, and each other one that comes
	 * back so, is made again with it, up to four times.  False with *e, if
	 * there is something to say.  [NULL] there is none.
	 */
	bool (*renew)(void *hook_arg, const struct engine_response *r,
	    struct error *e);
	/*
	 * Called with a line for the log when a request is going to be made
	 * again.  outage: it is the first failure that may be an outage's, or
	 * the first after which a request is repeated beyond its share, or the
	 * service has answered after that: for who looks on.  [NULL]
	 */
	void (*notice)(void *hook_arg, const char *text, bool outage);
	void *hook_arg; /* [NULL] */
};

struct engine_request {
	const char *url;	    /* absolute; copied; without the key */
	const char *method; /* NULL: GET; borrowed until the response */
	const void *body;   /* NULL: none; borrowed until the response */
	size_t body_len;
	const char *const *headers; /* more lines, NULL-terminated; borrowed
				       until the response; may be NULL */
	int64_t order;		    /* lower goes first; then as submitted */
	int64_t wait_ms;	    /* not before this long from now */
	void *user;		    /* handed back */
	/*
	 * It is a link of any origin, by https (or as base_url is spoken to;
	 * this machine is meant only where base_url is on it), which no secret
	 * and no client's certificate goes to; its query may be a secret
	 * itself.  A redirect is not followed, and an answer that would stop
	 * the engine (401, 403) is REFUSED like others.
	 */
	bool bare;
	/*
	 * Takes the body of an answer of 200 to 299, piece by piece, in the
	 * place of r's body, which is empty then; headers are its lines.
	 * first: another try's answer may have been before.  False ends the
	 * exchange.  The body must not be packed.  NULL: it is kept in memory.
	 */
	bool (*sink)(void *user, int status, const struct buf *headers,
	    bool first, const void *data, size_t n);
	/*
	 * Whether r, with a status of 200 to 299, is whole and of the kind
	 * expected; -1 with *e else.  TEMPORARY: it is asked for again, and in
	 * the end given up with e's text.  FAILED: likewise, but only twice,
	 * since it is not likely to pass.  AUTH: the key is refused, which
	 * stops the engine.  Any other kind: it is not asked for again.  r is
	 * not yet the caller's.  NULL: all are.
	 */
	int (*check)(void *user, const struct engine_response *r,
	    struct error *e);
};

struct engine_stats {
	uint64_t submitted;
	uint64_t finished;     /* handed back, whatever the result */
	uint64_t done;	       /* of them ENGINE_DONE */
	uint64_t requests;     /* sent, with repeats and redirects */
	uint64_t retries;      /* of them repeats */
	uint64_t redirects;    /* of them after a redirect */
	uint64_t limited;      /* answers that said "too many requests" */
	uint64_t cut;	       /* bodies that were not whole */
	uint64_t connections;  /* opened; requests share them */
	uint64_t wire_bytes;   /* bodies as they came */
	uint64_t body_bytes;   /* decoded */
	int64_t paused_ms;     /* pauses that all requests shared */
	size_t waiting;	       /* submitted, not sent */
	size_t in_flight;      /* now */
	size_t in_flight_max;  /* ever */
	size_t in_flight_goal; /* what the adaptive limit allows now */
};

enum engine_event {
	ENGINE_RESPONSE, /* *out was filled */
	ENGINE_READABLE, /* the fd is readable, at its end or in error */
	ENGINE_SIGNAL,	 /* a signal came: ask sig_stopped(), sig_status() */
	ENGINE_TIMEOUT,	 /* wait_ms have passed */
	ENGINE_IDLE,	 /* nothing is submitted and no fd was given */
};

/* *o with the defaults above. */
void engine_defaults(struct engine_options *o);

/*
 * An engine, or NULL with *e (USAGE: an option is wrong; AUTH: the secret
 * holds control bytes; FAILED: libcurl).  Opens no connection.
 */
struct engine *engine_open(const struct engine_options *o,
    struct error *e) MUST_CHECK;

/*
 * Queue a request.  Always succeeds: what is wrong with it (another origin,
 * control bytes) comes back as an ENGINE_FAILED response.  O(log n).
 */
void engine_submit(struct engine *g, const struct engine_request *r);

/*
 * Work until something is to be told, for at most wait_ms (0: look only;
 * negative: no bound), and tell it.  fd, unless -1, is watched for reading
 * as well; finished responses come first.  Requests are sent only from
 * within this call.
 */
enum engine_event engine_next(struct engine *g, int fd, int64_t wait_ms,
    struct engine_response *out) MUST_CHECK;

/*
 * Stop: abort what is in flight, send nothing more; all requests, also later
 * ones, come back as ENGINE_STOPPED with this error.  A second stop changes
 * nothing.  The engine stops itself on a refused key (AUTH), when a limit of
 * the run is reached (LIMIT), when the server says that there are too many
 * requests and asks for a longer wait than allowed, and when 20 requests in a
 * row were given up and none has succeeded for down_ms (TEMPORARY).
 */
void engine_halt(struct engine *g, const struct error *why);

/* Why the engine has stopped, borrowed; NULL while it has not. */
const struct error *engine_stopped(const struct engine *g);

/* Requests submitted and not yet handed back. */
size_t engine_pending(const struct engine *g);

/* The counters as they are now. */
struct engine_stats engine_stats(const struct engine *g);

/* Drop what is pending, wipe the secret, release everything.  NULL is fine. */
void engine_close(struct engine *g);

/*
 * "libcurl 7.88.1 (OpenSSL/3.0.19, zlib/1.2.13)": the library in use, for
 * --version.  Borrowed for ever.
 */
const char *engine_library(void);

#endif
