/*
 * client: responses of one API, from the network or from the spool.
 *
 * Joins description, key, engine and spool: what programs share that ask an
 * API.  A response that is in the spool is not asked for again; each whole one
 * that comes is kept there before it is handed out.
 *
 * Layer: api.
 */
#ifndef API_CLIENT_H
#define API_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/account.h"
#include "api/desc.h"
#include "api/error_rules.h"
#include "api/http_request.h"
#include "api/key.h"
#include "api/pager.h"
#include "api/request.h"
#include "api/spool.h"
#include "base/error.h"
#include "base/opt.h"
#include "http/auth.h"
#include "http/engine.h"

#define CLIENT_UNSAID UINT64_MAX

/*
 * What the command line says; client_defaults() gives the values.  What has a
 * namesake in struct engine_options means the same.
 */
struct client_options {
	const char *api;      /* description's file; NULL: built in */
	const char *own_text; /* instead, see desc_parse_own(); NULL: none */
	/* What is asked for, by name; borrowed: they are at one origin. */
	const char *const *resources;
	size_t nresources;
	struct opt_list base_urls; /* of origins, see base_url.h */
	const char *base_url; /* instead, of the one in use; NULL: region,
				 environment, description */
	const char *region;   /* of the description; NULL: none */
	struct key_sources key;
	const char *token_file; /* NULL: the usual place */
	bool allow_http;
	int http2; /* enum engine_http2 */
	const char *ca_file;
	const char *cert; /* the client's certificate, or NULL */
	const char *cert_key;
	const char *rate; /* "60", "60/s", "3000/m"; "0" is not a limit; NULL:
			     the description's, none on this machine */
	uint64_t jobs;
	uint64_t retries;      /* CLIENT_UNSAID: the engine's own */
	uint64_t retry_budget;
	/* down_ms; negative: the engine's own, and as many repeats as that
	 * takes unless retries says how many. */
	int64_t retry_time_ms;
	const char *retry_on; /* for retry_set_add(), after the
				 description's; NULL: nothing */
	int64_t retry_after_max_ms;
	int64_t connect_ms;
	int64_t stall_ms;
	int64_t total_ms;
	int64_t max_time_ms;
	uint64_t max_requests;
	uint64_t max_response; /* bytes */
	uint64_t max_depth;    /* levels of JSON in a response */
	const char *spool;     /* a folder to keep responses in; NULL: none */
	int64_t spool_age_ms;  /* older responses there count as none */
	bool drop_key;	       /* leave out members of records that have it */
	bool offline;	       /* take all responses from the spool */
};

struct client {
	struct client_options options; /* its strings are borrowed */
	struct desc *desc;
	char *base_url;
	struct engine *engine; /* NULL when offline or not connected */
	struct spool spool;
	bool served;	   /* a request has succeeded, so the key is one */
	/* Set before client_connect() by who wants to know the account again:
	 * then account is its fingerprint (account.h), or "". */
	char salt[ACCOUNT_SALT_MAX];
	char account[ACCOUNT_MAX];
	const struct request_params *params; /* borrowed */
	struct key *keys;  /* the description's secrets, once connected */
	struct auth cover; /* what goes out of them, and is not to be shown */
	struct token *token; /* where there is one; NULL: none */
	size_t token_item;   /* of cover */
	bool key_is_new;   /* nothing has succeeded with it yet */
	uint64_t unkept;   /* responses that the spool did not get for it */
	bool told_of_links; /* that records have the key in them */
	bool told_of_age;  /* of responses in the spool: a day */
	bool told_of_stale; /* ... more than is allowed */
	struct client_hit *hits; /* in the spool, to be handed out */
	size_t nhits;
	size_t hits_from;
	size_t hits_cap;
	/* Called for repeats (as the engine does) and with what the user should
	 * know; NULL for nobody. */
	void (*notice)(void *arg, const char *text, bool outage);
	/* Called when keys are read, before anything is asked. */
	void (*secrets_read)(void *arg);
	void (*warn)(void *arg, const char *text);
	void *notice_arg;
};

/* A request: as struct engine_request, without what nobody needs here. */
struct client_request {
	const char *url; /* copied */
	/* What else it has; borrowed until the response.  Its own URL is not
	 * looked at: lists go on from it. */
	const struct http_request *http;
	const struct desc_resource *r;
	struct error_rules *rules; /* what answers mean; borrowed; or NULL */
	const struct pager *pager; /* whose page it is; borrowed; or NULL */
	int64_t order;	 /* the lowest goes out first */
	int64_t wait_ms; /* not before this long from now */
	bool last_attempt; /* "missing" is an answer now, to be kept */
	bool bare;   /* a link of any origin, see struct engine_request */
	/* As in struct engine_request, of user. */
	bool (*sink)(void *user, int status, const struct buf *headers,
	    bool first, const void *data, size_t n);
	bool unkept; /* not for the spool: what is in it does not last */
	bool one_of_many; /* a 403 is an answer about it alone: REFUSED */
	void *user;	  /* of the response, and the first argument of check */
	/* As in struct engine_request; also for responses of the spool. */
	int (*check)(void *user, const struct engine_response *r,
	    struct error *e);
};

/* Fill in what holds unless the command line says otherwise. */
void client_defaults(struct client_options *o);

/*
 * Read the description and settle the base URL, in which the parameters may
 * stand; these are borrowed; NULL: the description only.  options is copied; no
 * key is read yet and nothing is connected.  -1 with *e (USAGE, FAILED).
 */
int client_open(struct client *c, const struct client_options *options,
    const struct request_params *params, struct error *e) MUST_CHECK;

/*
 * Read the secrets and make ready to send; load names what is asked for, for
 * the spool.  c->keys say where they are from.  -1 with *e.
 */
int client_connect(struct client *c, const char *load, size_t load_len,
    struct error *e) MUST_CHECK;

/*
 * Go on by another description, which becomes the client's: of the same server
 * and with the same secrets.  No request is pending, and nobody points into the
 * one before.
 */
void client_set_desc(struct client *c, struct desc *d);

/* Queue a request; as engine_submit(). */
void client_submit(struct client *c, const struct client_request *request);

/*
 * The next event; as engine_next().  A response from the spool has tries 0.
 * One in which the key stands is not kept there, which is reported once.
 * An answer that could not be kept in the spool comes as ENGINE_FAILED.
 */
enum engine_event client_next(struct client *c, int fd, int64_t wait_ms,
    struct engine_response *out) MUST_CHECK;

/* As those of the engine. */
const struct error *client_stopped(const struct client *c);
struct engine_stats client_stats(const struct client *c);

/* Cover what text holds of the key. */
void client_mask(const struct client *c, char *text);

/* Whether an error answer is known to the description: missing or absent. */
bool client_missing(const struct desc_resource *r,
    const struct engine_response *response);
bool client_absent(const struct desc_resource *r,
    const struct engine_response *response);

/*
 * End what is in progress, wipe the key and release; also after a client_open()
 * that failed.
 */
void client_close(struct client *c);

#endif
