/*
 * mock: the stand-in API: takes requests, answers as the service would, or as
 * badly as asked for.
 *
 * Layer: aai-mock.  One thread, as serve.
 */
#ifndef AAI_MOCK_MOCK_H
#define AAI_MOCK_MOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-mock/account.h"
#include "aai-mock/body_cache.h"
#include "aai-mock/deliverer.h"
#include "aai-mock/fault.h"
#include "aai-mock/limiter.h"
#include "aai-mock/request_log.h"
#include "aai-mock/scene.h"
#include "base/cc.h"
#include "base/error.h"
#include "serve/serve.h"

#define MOCK_BODY_MAX ((size_t)1 << 30)

struct mock_config {
	struct account_config account;
	const char *key;    /* what requests must carry */
	bool accept_bearer; /* ... also after "Bearer " */
	uint64_t cache;     /* bytes of bodies kept */
	int64_t latency_ms; /* before every answer */
	const char *folder; /* answer from files there; NULL: the account */
	bool control;       /* answer under /_mock/ */
	uint64_t churn;     /* requests of 1000 that change the account */
	bool gzip;          /* compress for those who accept it */
	uint64_t items;     /* things that the other APIs have */
	uint64_t expired_links; /* of each session, the first so many */
};

struct shapes;

/* What happened to a session of the Voice Agents API. */
struct mock_session {
	bool gone;
	uint8_t links; /* given that had expired */
};

struct mock {
	struct mock_config cfg;
	struct account account;
	struct scene scene;
	struct body_cache hot;
	struct request_log request_log;
	struct faults faults;       /* filled in after mock_open() */
	struct limiter limiter;     /* as well */
	struct deliverer deliverer; /* to webhooks */
	const struct serve *server; /* for its statistics; borrowed or NULL */
	struct mock_session *sessions; /* cfg.items; owned */
	struct shapes *shapes;      /* owned; of shape.h, or NULL */
	char origin[64];            /* "http://127.0.0.1:8080" */
	struct mock **projects;     /* others, nprojects; each owned */
	size_t nprojects, projects_cap;
	char *key;                  /* of such a one; owned; or NULL */
};

/* Strings of cfg stay the caller's. */
void mock_open(struct mock *m, const struct mock_config *cfg);

/*
 * Add another project, "KEY=SEED", before mock_place(): requests with its key,
 * or by a link of its, see its transcripts and sessions, and those alone.  What
 * is the account's as a whole is shared: the rate limit, faults, the log of
 * requests, and commands, which act on the first project.  -1 with *e (USAGE);
 * two projects have two keys.
 */
int mock_add_project(
    struct mock *m, const char *said, struct error *e) MUST_CHECK;

/* Say which server it is reached by, for links and statistics. */
void mock_place(struct mock *m, const struct serve *server, const char *scheme);

/* Answer a request: a serve handler, whose ctx is the struct mock. */
void mock_handle(
    void *ctx, const struct serve_request *req, struct serve_response *resp);

void mock_close(struct mock *m);

#endif
