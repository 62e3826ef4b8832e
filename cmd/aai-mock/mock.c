/* mock: the stand-in API; see mock.h. */
#include "aai-mock/mock.h"

#include <stdio.h>
#include <string.h>

#include "aai-mock/agents.h"
#include "aai-mock/artifacts.h"
#include "aai-mock/control.h"
#include "aai-mock/fault_injection.h"
#include "aai-mock/folder.h"
#include "aai-mock/other_apis.h"
#include "aai-mock/reply.h"
#include "aai-mock/routes.h"
#include "aai-mock/shape.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/num.h"
#include "codec/gzip.h"
#include "io/clock.h"

#define GZIP_MIN  200        /* bytes that are worth compressing */
#define GZIP_KIND UINT64_MAX /* in the body cache */

void
mock_open(struct mock *m, const struct mock_config *cfg)
{
	memset(m, 0, sizeof(*m));
	m->cfg = *cfg;
	m->faults.seed = cfg->account.seed;
	m->sessions = mem_new(cfg->items + 1, sizeof(*m->sessions));
	account_open(&m->account, &cfg->account);
	scene_open(&m->scene, &m->account);
	body_cache_open(&m->hot, (size_t)cfg->cache);
	request_log_open(&m->request_log);
}

/* Whether the len bytes are the key of a project that is there. */
static bool
has_key(const struct mock *m, const char *key, size_t len)
{
	size_t i;

	for (i = 0; i < m->nprojects; i++)
		if (has_key(m->projects[i], key, len))
			return true;
	return strlen(m->cfg.key) == len && memcmp(m->cfg.key, key, len) == 0;
}

int
mock_add_project(struct mock *m, const char *said, struct error *e)
{
	const char *equals = strrchr(said, '=');
	struct mock_config cfg = m->cfg;
	struct mock *p;
	char *key;

	if (equals == NULL || equals == said ||
	    !num_u64(equals + 1, strlen(equals + 1), 0, UINT64_MAX,
		&cfg.account.seed)) {
		error_set(e, ERROR_USAGE,
		    "--project: '%s' is not KEY=SEED, as second-key=2", said);
		return -1;
	}
	if (has_key(m, said, (size_t)(equals - said))) {
		error_set(e, ERROR_USAGE,
		    "--project: '%.*s' is the key of another project",
		    (int)(equals - said), said);
		return -1;
	}
	m->projects = mem_grow(m->projects, &m->projects_cap,
	    m->nprojects + 1, sizeof(struct mock *));
	p = m->projects[m->nprojects++] = mem_new(1, sizeof(*p));
	key = mem_dup(said, (size_t)(equals - said));
	cfg.key = key;
	cfg.account.project = m->nprojects;
	mock_open(p, &cfg);
	p->key = key;
	return 0;
}

void
mock_place(struct mock *m, const struct serve *server, const char *scheme)
{
	size_t i;

	m->server = server;
	(void)snprintf(m->origin, sizeof(m->origin), "%s://127.0.0.1:%u",
	    scheme, (unsigned)serve_port(server));
	for (i = 0; i < m->nprojects; i++)
		mock_place(m->projects[i], server, scheme);
}

/* Whether the request carries the key in the way that the service wants. */
static bool
authorized(const struct mock *m, const struct serve_request *req)
{
	const char *given = serve_header(req, "Authorization");

	if (given == NULL)
		return false;
	if (m->cfg.accept_bearer && strncmp(given, "Bearer ", 7) == 0)
		given += 7;
	return strcmp(given, m->cfg.key) == 0;
}

/* The project whose key, or whose signed link, the request has; else m. */
static struct mock *
find_project(struct mock *m, const struct serve_request *req)
{
	size_t i;

	for (i = 0; i < m->nprojects; i++)
		if (authorized(m->projects[i], req) ||
		    artifacts_has_link(m->projects[i], req))
			return m->projects[i];
	return m;
}

/* Refuse a request that comes too fast. */
static bool
limited(struct mock *m, struct serve_response *resp)
{
	int64_t wait_us = limiter_ask(&m->limiter, clock_mono_us());

	if (wait_us == 0)
		return false;
	m->request_log.limited++;
	serve_add_header(resp, "Retry-After", "%lld",
	    (long long)((wait_us + 999999) / 1000000));
	reply_error(resp, 429, "Too Many Requests");
	return true;
}

/* Answer as the service, or one of the others, should. */
static void
answer(struct mock *m, const struct serve_request *req,
    const struct listing_twist *twist, struct serve_response *resp)
{
	struct mock *p = find_project(m, req);

	if (req->target.malformed)
		reply_error(resp, 400, "Bad request");
	else if (limited(m, resp) || other_apis_answer(m, req, resp) ||
		 shape_answer(m, req, resp) || agents_answer(p, req, resp) ||
		 artifacts_answer(p, req, resp))
		return;
	else if (!authorized(p, req))
		reply_error(resp, 401,
		    "Authentication error, API token missing/invalid");
	else if (m->cfg.folder != NULL)
		folder_answer(m->cfg.folder, req, resp);
	else
		routes_answer(p, req, twist, resp);
}

/* Whether the client takes gzip. */
static bool
accepts_gzip(const struct serve_request *req)
{
	const char *accept = serve_header(req, "Accept-Encoding");

	return accept != NULL && strstr(accept, "gzip") != NULL;
}

/* Compress the body; what comes of it is kept by the body's hash. */
static void
compress(struct mock *m, struct serve_response *resp)
{
	const struct bytes *body = resp->body;
	struct body_cache_key key = { GZIP_KIND,
		hash_64(body->data, body->len, 0), body->len };
	struct bytes *small = body_cache_find(&m->hot, &key);
	struct buf out = buf_make(MOCK_BODY_MAX);
	struct gzip g = { 0 };
	struct error e;

	if (small == NULL) {
		gzip_open(&g, 1);
		if (gzip_put(&g, body->data, body->len, &out, &e) == 0 &&
		    gzip_finish(&g, &out, &e) == 0) {
			small = bytes_take(&out);
			body_cache_keep(&m->hot, &key, small);
		}
		gzip_close(&g);
		buf_free(&out);
	}
	if (small == NULL)
		return;
	bytes_drop(resp->body);
	resp->body = small;
	serve_add_header(resp, "Content-Encoding", "gzip");
	serve_add_header(resp, "Vary", "Accept-Encoding");
}

void
mock_handle(
    void *ctx, const struct serve_request *req, struct serve_response *resp)
{
	struct mock *m = ctx;
	struct fault_injection d;

	if (m->cfg.control && strncmp(req->target.path, "/_mock/", 7) == 0) {
		control_answer(m, req, resp);
		return;
	}
	request_log_ask(&m->request_log, req, m->cfg.key);
	if (m->cfg.churn > 0)
		control_churn(m, m->request_log.requests);
	resp->delay_ms = m->cfg.latency_ms;
	fault_injection_find(&d, &m->faults, req, &m->account);
	m->request_log.faults += d.n > 0 ? 1 : 0;
	if (!fault_injection_answer(&d, req, m->origin, resp))
		answer(m, req, &d.twist, resp);
	fault_injection_spoil_body(&d, resp);
	if (m->cfg.gzip && !d.as_is && resp->body != NULL &&
	    resp->body->len >= GZIP_MIN && accepts_gzip(req))
		compress(m, resp);
	fault_injection_spoil_sending(&d, resp);
	request_log_answer(&m->request_log, resp);
}

void
mock_close(struct mock *m)
{
	size_t i;

	for (i = 0; i < m->nprojects; i++) {
		mock_close(m->projects[i]);
		mem_free(m->projects[i]);
	}
	mem_free(m->projects);
	mem_free(m->key);
	deliverer_close(&m->deliverer);
	body_cache_close(&m->hot);
	scene_close(&m->scene);
	account_close(&m->account);
	request_log_close(&m->request_log);
	fault_free(&m->faults);
	limiter_close(&m->limiter);
	shape_free(m);
	mem_free(m->sessions);
	memset(m, 0, sizeof(*m));
}
