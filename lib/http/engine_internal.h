/*
 * engine_internal: the engine's own state, shared by the files that make it up:
 * engine (the loop), engine_queue (requests that wait or are finished),
 * completion (what follows an exchange), ending and repeat (its parts) and
 * errmsg (how a failure is reported).  For no one else.
 *
 * Layer: http.
 */
#ifndef HTTP_ENGINE_INTERNAL_H
#define HTTP_ENGINE_INTERNAL_H

#include <curl/curl.h>

#include "base/heap.h"
#include "base/rng.h"
#include "http/auth.h"
#include "http/engine.h"
#include "http/loop.h"
#include "http/outage.h"
#include "http/rate_limit.h"
#include "http/retry.h"
#include "http/transfer.h"

#define NULL_JOB UINT64_MAX

/* A request from its submission until its response is taken. */
struct job {
	struct engine_request request; /* its url is response.url */
	char *bare_url; /* with its query; owned; NULL: it is not bare */
	struct engine_response response;
	char *first_url;    /* before redirects; owned; NULL: none yet */
	uint64_t number;    /* of submission */
	uint32_t spent;	    /* of 2 for each repeat allowed; see repeat.c */
	struct outage_request outage;
	uint32_t redirects; /* followed for it */
	uint64_t generation; /* of the secrets that it was sent with */
	uint32_t renewals;   /* made again with others */
	bool redirected;    /* the next exchange is not a repeat */
	struct job *next;   /* among the finished */
};

struct engine {
	struct engine_options o; /* strings below are the engine's own */
	char *base_url;
	char *user_agent;
	char *auth_advice;
	char *ca_file;
	char *cert;
	char *cert_key;
	char *passphrase;
	char *ca_dir;
	struct buf origin; /* with a NUL */
	struct auth own_auth; /* unless the caller has it */
	struct auth *auth;
	bool global; /* curl_global_init() was called */
	bool near;   /* the origin is, see reach.h, as far as is known */

	CURLM *multi;
	struct loop loop;
	struct transfer_options transfer;
	struct transfer *transfers; /* o.jobs places */
	struct transfer **idle;	    /* of them those open and free */
	size_t ntransfers;	    /* open */
	size_t nidle;

	struct heap ready;  /* jobs, by order */
	struct heap later;  /* jobs, by the time from which they may go */
	struct job *first;  /* finished, in that order */
	struct job **last;  /* where the next one goes */

	struct rate_limit rate_limit;
	struct retry_budget budget;
	struct rng rng;
	struct outage outage;
	uint32_t limited_rounds; /* pauses since the last success */
	int64_t limited_us;	 /* when the last of them began */
	int64_t spent_us; /* when a pause for a limit that was used up ends */
	uint32_t spent_rounds; /* such pauses, with one answer each between */
	uint32_t failed_in_row;	 /* given up, with no answer in between */
	int64_t recovered_us;	 /* the last good answer, or the beginning */
	int64_t idle_us;	 /* when nothing was pending any more */
	uint64_t unavailable;	 /* the job whose 503 was the last answer */
	int64_t deadline_us;	 /* INT64_MAX: none */
	int64_t performed_us;	 /* when libcurl last had its turn */

	struct engine_stats stats; /* but for what is computed */
	bool stopped;
	struct error why; /* once stopped */
	struct buf url;	  /* scratch, wiped when it held the key */
};

#endif
