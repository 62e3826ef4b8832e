/* client_opt: options of programs that ask an API; see client_opt.h. */
#include "api/client_opt.h"

#include <string.h>

#include "io/lines.h"

static const char *const http2_names[] = { "auto", "on", "off", NULL };

size_t
client_opt_key(struct client_options *c, struct opt *to)
{
	const struct opt opts[] = {
		OPT_STR(0, "key-file", &c->key.file, "file",
		    "read the key from file"),
		OPT_STR(0, "key-command", &c->key.command, "command",
		    "read the key from what command prints"),
		OPT_STR(0, "key-env", &c->key.env, "name",
		    "read the key from this environment variable"),
		OPT_LIST(0, "secret", &c->key.files, "name=file",
		    "read this secret of the description from file"),
		OPT_STR(0, "token-file", &c->token_file, "file",
		    "keep the token in file"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

/* Which API and which server. */
static size_t
put_server(struct client_options *c, struct opt *to)
{
	const struct opt opts[] = {
		OPT_STR(0, "api", &c->api, "file",
		    "describe the API by this file ($AAI_API)"),
		OPT_LIST(0, "base-url", &c->base_urls, "[origin=]url",
		    "speak to this server"),
		OPT_STR(0, "region", &c->region, "name",
		    "speak to this region's server (us, eu)"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

/* How to connect. */
static size_t
put_trust(struct client_options *c, struct opt *to)
{
	const struct opt opts[] = {
		OPT_STR(0, "ca-file", &c->ca_file, "file",
		    "trust these certificates (PEM)"),
		OPT_STR(0, "cert", &c->cert, "file",
		    "show this client certificate (PEM)"),
		OPT_STR(0, "cert-key", &c->cert_key, "file",
		    "its key, where that is in a file of its own"),
		OPT_FLAG(0, "drop-key", &c->drop_key,
		    "leave out links in records that have the key"),
		OPT_FLAG(0, "allow-http", &c->allow_http,
		    "speak unencrypted beyond this machine"),
		OPT_CHOICE(0, "http2", &c->http2, "when",
		    "speak HTTP/2: auto, on or off", http2_names),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

/* How requests are paced and made again. */
static size_t
put_manners(struct client_options *c, struct opt *to)
{
	const struct opt opts[] = {
		OPT_STR(0, "rate", &c->rate, "number",
		    "send at most this many requests a second (60; 0: no "
		    "limit)"),
		OPT_U64(0, "retries", &c->retries, "count",
		    "ask this many times again (5)", 0, 1000),
		OPT_U64(0, "retry-budget", &c->retry_budget, "count",
		    "ask again so often in all without a success (200)", 0,
		    UINT32_MAX),
		OPT_DURATION(0, "retry-time", &c->retry_time_ms, "time",
		    "go on asking a server that is down for (5m)", 0,
		    INT64_MAX / 1000000),
		OPT_STR(0, "retry-on", &c->retry_on, "statuses",
		    "also ask again for these, as 404,500-504 (=: only these)"),
		OPT_DURATION(0, "retry-after-max", &c->retry_after_max_ms,
		    "time", "wait at most this long when told to (300s)", 0,
		    INT64_MAX / 1000),
		OPT_DURATION(0, "connect-timeout", &c->connect_ms, "time",
		    "give up connecting after (10s)", 1, INT32_MAX),
		OPT_DURATION(0, "stall-timeout", &c->stall_ms, "time",
		    "give up without a byte after (60s)", 1000, INT32_MAX),
		OPT_DURATION(0, "timeout", &c->total_ms, "time",
		    "give up one request after (300s)", 1, INT32_MAX),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

/* What ends a run, and what it leaves. */
static size_t
put_limits(struct client_options *c, struct opt *to)
{
	const struct opt opts[] = {
		OPT_DURATION(0, "max-time", &c->max_time_ms, "time",
		    "stop after this long", 1, INT64_MAX / 1000),
		OPT_U64(0, "max-requests", &c->max_requests, "count",
		    "stop after this many requests", 1, UINT64_MAX),
		OPT_SIZE(0, "max-response", &c->max_response, "size",
		    "take at most so large a response (256M)", 1024,
		    (uint64_t)1 << 40),
		OPT_U64(0, "max-depth", &c->max_depth, "levels",
		    "take JSON nested this deep at most (512)", 1, 1000),
		OPT_STR(0, "spool", &c->spool, "dir",
		    "keep responses in dir, and go on from them"),
		OPT_DURATION(0, "spool-age", &c->spool_age_ms, "time",
		    "take no older responses from the spool (7d)", 1000,
		    INT64_MAX / 1000),
		OPT_FLAG(0, "offline", &c->offline,
		    "take all responses from the spool"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

size_t
client_opt_put(struct client_options *c, struct opt *to)
{
	size_t n = put_server(c, to);

	n += client_opt_key(c, to + n);
	n += put_trust(c, to + n);
	n += put_manners(c, to + n);
	n += put_limits(c, to + n);
	return n;
}

size_t
client_opt_choice(struct client_choice *c, bool of_parents, struct opt *to)
{
	const struct opt opts[] = {
		OPT_STR(0, "where", &c->where, "jq",
		    of_parents ? "expand only parents for which this holds" :
				 "take only records for which this holds"),
		OPT_STR(0, "jq", &c->jq, "jq",
		    of_parents ? "send what this makes of each child" :
				 "send what this makes of each record"),
		OPT_STR(0, "shard", &c->shard, "i/n",
		    "take the i-th of n parts, by a hash of the id"),
		OPT_FLAG(0, "end", &c->end,
		    of_parents ?
			"close the stream with an end record in any case" :
			"close the stream with an end record"),
		OPT_U64(0, "max-records", &c->max_records, "count",
		    "stop after this many records", 1, UINT64_MAX),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}
