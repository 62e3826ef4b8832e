/*
 * transfer: one exchange at a time over a libcurl handle that is kept.
 *
 * What an answer may cost is bounded: its headers here, its body by body.h.
 *
 * Layer: http.
 */
#ifndef HTTP_TRANSFER_H
#define HTTP_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

#include "base/buf.h"
#include "base/error.h"
#include "http/auth.h"
#include "http/body.h"

/* The same for all transfers; borrowed while they live. */
struct transfer_options {
	const char *user_agent;
	const char *ca_file; /* NULL: libcurl's own */
	const char *ca_dir;
	bool ca_lazy; /* of libcurl's own, the folder alone; see tls.h */
	const char *cert;	/* the client's, PEM, or NULL */
	const char *cert_key;	/* NULL: it is in the same file */
	const char *passphrase; /* of the key; "" for none */
	const struct auth *auth;	   /* its headers */
	const char *const *headers;	   /* more, or NULL */
	bool http2;
	bool no_proxy;	     /* whatever the environment says */
	bool *near; /* whether the engine's own origin has been found to be
		       near, see reach.h; NULL: links may lead anywhere */
	size_t max_response; /* bytes of a decoded body */
	int64_t connect_ms;
	int64_t stall_ms;
	int64_t total_ms;
};

struct transfer {
	const struct transfer_options *options;
	CURL *easy;
	bool ca_lazy;		  /* as it was set up */
	struct curl_slist *lines; /* headers to send */
	bool more;		  /* some of them for one request only */
	uint64_t generation;	  /* of the secrets in them */
	bool plain;		  /* the handle is set to GET, without a body */
	void *job;		  /* the caller's; NULL while idle */
	int64_t sent_us;	  /* the caller's */
	struct body body;	  /* what came of it */
	bool coded;		  /* its codings were looked at */
	struct buf headers;	  /* of the last answer, "Name: value\n" */
	size_t header_bytes;	  /* of all answers, interim ones too */
	bool flooded;		  /* by headers; broken off */
	bool bare;		  /* a link's */
	bool turned_away;	  /* the link leads to where it may not */
	bool (*sink)(void *user, int status, const struct buf *headers,
	    bool first, const void *data, size_t n);
	void *user; /* the sink's */
	bool chunked;		  /* the body says itself where it ends */
	char why[CURL_ERROR_SIZE];
};

/* What is asked; borrowed until the exchange has ended. */
struct transfer_request {
	const char *method; /* NULL: GET */
	const char *url;
	const char *const *headers; /* more lines, NULL-terminated, or NULL */
	const void *body;	    /* NULL: none */
	size_t body_len;
	bool bare; /* without the secrets */
	bool (*sink)(void *user, int status, const struct buf *headers,
	    bool first, const void *data, size_t n); /* as in engine.h */
	void *user;
};

/* What is known at the end of an exchange. */
struct transfer_result {
	int status;
	bool framed;	       /* its end was told, not only the connection's */
	int proxy_status;      /* why a proxy built no tunnel; else 0 */
	uint64_t wire_bytes;   /* of the body as it came */
	uint64_t connections;  /* opened for it */
	int64_t first_us;
	int64_t total_us;
};

/* A transfer for these options.  -1 with *e (FAILED). */
int transfer_open(struct transfer *t, const struct transfer_options *o,
    struct error *e) MUST_CHECK;

/*
 * Begin to ask, as a part of multi; the URL is copied.  -1 with *e (FAILED).
 */
int transfer_begin(struct transfer *t, CURLM *multi,
    const struct transfer_request *q, struct error *e) MUST_CHECK;

/*
 * Take the transfer, finished or not, out of multi.  The body is still to be
 * asked whether it is at fault.
 */
struct transfer_result transfer_end(struct transfer *t, CURLM *multi);

/*
 * The value of the next header of this name (any case) in lines of "Name:
 * value\n", from offset *at on (0 at first), which is moved after its line;
 * its length in *len.  NULL, and a length of 0, when there is none.
 */
const char *transfer_header(const struct buf *lines, const char *name,
    size_t *at, size_t *len);

/*
 * Whether the exchange ended with this code since one line of the headers was
 * longer than libcurl takes, which depending on its release is an error of its
 * own or "out of memory".
 */
bool transfer_line_too_long(const struct transfer *t, CURLcode code);

/* Wipe and release. */
void transfer_close(struct transfer *t);

#endif
