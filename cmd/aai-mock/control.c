/* control: changing the account; see control.h. */
#include "aai-mock/control.h"

#include <string.h>

#include "aai-mock/ident.h"
#include "aai-mock/reply.h"
#include "aai-mock/webhooks.h"
#include "base/num.h"
#include "base/rng.h"
#include "io/clock.h"
#include "json/writer.h"

#define CHURN  20 /* purpose, for ident_mix() */
#define PROBES 64

#define DELIVER_MAX 1000 /* deliveries of a kind at a time */

/* A number given as a parameter, or otherwise; false when it is none. */
static bool
number(const struct serve_request *req, const char *name, uint64_t otherwise,
    uint64_t *n)
{
	const char *text = target_param(&req->target, name);

	*n = otherwise;
	return text == NULL || num_u64(text, strlen(text), 0, ACCOUNT_MAX, n);
}

/* The state named by the parameter "status". */
static bool
state_param(const struct serve_request *req, enum account_state *state)
{
	const char *text = target_param(&req->target, "status");
	int i;

	*state = ACCOUNT_COMPLETED;
	if (text == NULL)
		return true;
	for (i = ACCOUNT_QUEUED; i <= ACCOUNT_ERROR; i++)
		if (strcmp(text, account_status((enum account_state)i)) == 0) {
			*state = (enum account_state)i;
			return true;
		}
	return false;
}

/* Tell how many transcripts an action changed. */
static void
answer_changed(
    struct serve_response *resp, const struct account *a, uint64_t changed)
{
	struct buf b = buf_make(256);

	buf_printf(&b, "{\"changed\": %llu, \"transcripts\": %llu}",
	    (unsigned long long)changed, (unsigned long long)a->n);
	reply_buf(resp, 200, REPLY_JSON, &b);
}

static void
add(struct account *a, const struct serve_request *req,
    struct serve_response *resp)
{
	enum account_state state;
	uint64_t n;

	if (!number(req, "n", 1, &n) || !state_param(req, &state))
		reply_error(resp, 400, "n is a number, status a status");
	else if (!account_add(a, n, state))
		reply_error(resp, 400, "that would be too many transcripts");
	else
		answer_changed(resp, a, n);
}

/* Set the state of the transcript with "id" or "index", or of the first "n". */
static void
set(struct account *a, const struct serve_request *req,
    struct serve_response *resp, enum account_state state)
{
	const char *id = target_param(&req->target, "id");
	uint64_t index, n;

	if (!number(req, "index", ACCOUNT_NONE, &index) ||
	    !number(req, "n", 1, &n)) {
		reply_error(resp, 400, "index and n are numbers");
		return;
	}
	if (id != NULL)
		index = account_find(a, id);
	if (id == NULL && index == ACCOUNT_NONE) {
		n = state == ACCOUNT_DELETED ? account_remove(a, n)
					     : account_settle(a, n, state);
		answer_changed(resp, a, n);
	} else if (index >= a->n) {
		reply_error(resp, 400, "there is no such transcript");
	} else {
		account_set(a, index, state);
		answer_changed(resp, a, 1);
	}
}

/* Every transcript's id and state, oldest first: what a test compares with. */
static void
answer_all(const struct account *a, struct serve_response *resp)
{
	struct buf b = buf_make(MOCK_BODY_MAX);
	char id[IDENT_MAX];
	uint64_t n;

	for (n = 0; n < a->n; n++) {
		plan_id(&a->cfg, n, id);
		buf_printf(&b,
		    "{\"index\": %llu, \"id\": \"%s\", "
		    "\"status\": \"%s\", \"deleted\": %s}\n",
		    (unsigned long long)n, id,
		    account_status(account_state(a, n)),
		    account_state(a, n) == ACCOUNT_DELETED ? "true" : "false");
	}
	reply_buf(resp, 200, "application/x-ndjson", &b);
}

static void
answer_stats(const struct mock *m, struct serve_response *resp)
{
	struct serve_stats stats = { 0 };
	struct buf b = buf_make((size_t)64 << 10);
	struct json_writer w = { .out = &b };

	if (m->server != NULL)
		stats = serve_stats(m->server);
	json_writer_open(&w, NULL, '{');
	json_writer_int(&w, "transcripts", (int64_t)m->account.n);
	request_log_put(&m->request_log, &stats, &b);
	json_writer_close(&w, '}');
	reply_buf(resp, 200, REPLY_JSON, &b);
}

/* The parameter's text, or otherwise. */
static const char *
text_param(
    const struct serve_request *req, const char *name, const char *otherwise)
{
	const char *text = target_param(&req->target, name);

	return text != NULL ? text : otherwise;
}

/* The kinds that are meant: a bit each; 0: it is not a kind. */
static unsigned
kinds_param(const struct serve_request *req)
{
	const char *text = text_param(req, "kind", "all");
	unsigned i;

	if (strcmp(text, "all") == 0)
		return (1u << WEBHOOKS_KINDS) - 1;
	for (i = 0; i < WEBHOOKS_KINDS; i++)
		if (strcmp(text, webhooks_names[i]) == 0)
			return 1u << i;
	return 0;
}

static void
answer_deliveries(const struct deliverer *d, struct serve_response *resp)
{
	struct buf b = buf_make(1024);
	struct json_writer w = { .out = &b };

	json_writer_open(&w, NULL, '{');
	json_writer_int(&w, "queued", (int64_t)d->queued);
	json_writer_int(&w, "taken", (int64_t)d->taken);
	json_writer_int(&w, "refused", (int64_t)d->refused);
	json_writer_int(&w, "repeats", (int64_t)d->repeats);
	json_writer_int(&w, "given_up", (int64_t)d->given_up);
	json_writer_close(&w, '}');
	reply_buf(resp, 200, REPLY_JSON, &b);
}

/* Send deliveries of one kind or of all to a webhook. */
static void
deliver(struct mock *m, const struct serve_request *req,
    struct serve_response *resp)
{
	struct webhooks_proof proof = { text_param(req, "header", NULL),
		text_param(req, "value", NULL),
		text_param(req, "secret", NULL) };
	const char *path = text_param(req, "path", "/");
	unsigned kinds = kinds_param(req), kind;
	uint64_t port, n, from, retry, i;
	struct buf b = buf_make(MOCK_BODY_MAX);

	if (!number(req, "port", 0, &port) || port == 0 || port > 65535 ||
	    !number(req, "n", 1, &n) || n > DELIVER_MAX ||
	    !number(req, "from", 0, &from) ||
	    !number(req, "retry", 10000, &retry) || kinds == 0 ||
	    path[0] != '/' || m->account.n == 0) {
		reply_error(resp, 400,
		    "port, n, from and retry are numbers, kind is a kind, path "
		    "begins with a slash");
		return;
	}
	for (i = from; i < from + n; i++)
		for (kind = 0; kind < WEBHOOKS_KINDS; kind++) {
			if ((kinds >> kind & 1) == 0)
				continue;
			webhooks_put(m, (enum webhooks_kind)kind, i, path,
			    &proof, clock_wall_s(), &b);
			deliverer_add(
			    &m->deliverer, &b, (uint16_t)port, (int64_t)retry);
		}
	answer_deliveries(&m->deliverer, resp);
}

void
control_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp)
{
	const char *what = req->target.path + strlen("/_mock/");
	bool post = strcmp(req->method, "POST") == 0;

	if (!post && strcmp(what, "stats") == 0) {
		answer_stats(m, resp);
	} else if (!post && strcmp(what, "transcripts") == 0) {
		answer_all(&m->account, resp);
	} else if (post && strcmp(what, "reset-stats") == 0) {
		request_log_close(&m->request_log);
		request_log_open(&m->request_log);
		answer_changed(resp, &m->account, 0);
	} else if (!post && strcmp(what, "deliveries") == 0) {
		answer_deliveries(&m->deliverer, resp);
	} else if (post && strcmp(what, "deliver") == 0) {
		deliver(m, req, resp);
	} else if (post && strcmp(what, "add") == 0) {
		add(&m->account, req, resp);
	} else if (post && strcmp(what, "finish") == 0) {
		set(&m->account, req, resp, ACCOUNT_COMPLETED);
	} else if (post && strcmp(what, "fail") == 0) {
		set(&m->account, req, resp, ACCOUNT_ERROR);
	} else if (post && strcmp(what, "delete") == 0) {
		set(&m->account, req, resp, ACCOUNT_DELETED);
	} else {
		reply_error(resp, 404, "Not found");
	}
}

/* A transcript that has or has not reached its end, by chance; or none. */
static uint64_t
pick(const struct account *a, struct rng *rng, bool pending)
{
	uint64_t n, i;
	bool is;

	for (i = 0; i < PROBES && a->n > 0; i++) {
		n = rng_below(rng, a->n);
		is = account_state(a, n) <= ACCOUNT_PROCESSING;
		if (is == pending)
			return n;
	}
	return ACCOUNT_NONE;
}

void
control_churn(struct mock *m, uint64_t k)
{
	struct account *a = &m->account;
	struct rng rng = rng_make(ident_mix(a->cfg.seed, CHURN, k));
	uint64_t n;

	if (rng_below(&rng, 1000) >= m->cfg.churn)
		return;
	switch (rng_below(&rng, 6)) {
	case 0:
		(void)account_add(a, 1, ACCOUNT_COMPLETED);
		break;
	case 1:
	case 2:
		(void)account_add(a, 1, ACCOUNT_PROCESSING);
		break;
	case 3:
	case 4:
		n = pick(a, &rng, true);
		if (n != ACCOUNT_NONE)
			account_set(a, n,
			    rng_below(&rng, 5) == 0 ? ACCOUNT_ERROR
						    : ACCOUNT_COMPLETED);
		break;
	default:
		n = pick(a, &rng, false);
		if (n != ACCOUNT_NONE && rng_below(&rng, 3) == 0)
			account_set(a, n, ACCOUNT_DELETED);
		break;
	}
}
