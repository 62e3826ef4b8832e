/* mock: the stand-in API; see mock.h. */
#include "mock/mock.h"

#include <stdio.h>
#include <string.h>

#include "mock/reply.h"
#include "mock/routes.h"

void
mock_open(struct mock *m, const struct mock_config *cfg)
{
	memset(m, 0, sizeof(*m));
	m->cfg = *cfg;
	account_open(&m->account, &cfg->account);
	scene_open(&m->scene, &m->account);
	hotset_open(&m->hot, cfg->cache);
}

void
mock_place(struct mock *m, const char *scheme, unsigned port)
{
	(void)snprintf(
	    m->origin, sizeof(m->origin), "%s://127.0.0.1:%u", scheme, port);
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

void
mock_handle(
    void *ctx, const struct serve_request *req, struct serve_response *resp)
{
	struct mock *m = ctx;

	resp->delay_ms = m->cfg.latency_ms;
	if (!authorized(m, req))
		reply_error(resp, 401,
		    "Authentication error, API token missing/invalid");
	else if (req->target.malformed)
		reply_error(resp, 400, "Bad request");
	else
		routes_answer(m, req, resp);
}

void
mock_close(struct mock *m)
{
	hotset_close(&m->hot);
	scene_close(&m->scene);
	account_close(&m->account);
	memset(m, 0, sizeof(*m));
}
