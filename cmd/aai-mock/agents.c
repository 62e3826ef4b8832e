/* agents: the Voice Agents API; see agents.h. */
#include "aai-mock/agents.h"

#include <stdio.h>
#include <string.h>

#include "aai-mock/agents_put.h"
#include "aai-mock/reply.h"
#include "base/num.h"
#include "json/writer.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MAX     200

/* What there are lists of. */
struct kind {
	const char *path; /* after "/v1/" */
	const char *name; /* of the member with the list */
	uint64_t (*total)(const struct mock *m);
	void (*id)(const struct mock *m, uint64_t i, char id[AGENTS_ID_MAX]);
	void (*put)(struct mock *m, struct json_writer *w, uint64_t i,
	    bool whole);
};

static const struct kind kinds[] = {
	{ "agents", "agents", agents_count, agents_id, agents_put },
	{ "sessions", "sessions", agents_sessions, agents_session_id,
	    agents_put_session },
	{ "calls", "calls", agents_calls, agents_call_id, agents_put_call },
	{ "webhook-subscriptions", "subscriptions", agents_subscriptions,
	    agents_subscription_id, agents_put_subscription },
};

static void
put_error(struct serve_response *resp, unsigned status, const char *code,
    const char *text)
{
	struct buf b = buf_make(4096);
	struct json_writer w = { .out = &b };

	json_writer_open(&w, NULL, '{');
	json_writer_str(&w, "code", code);
	json_writer_str(&w, "message", text);
	json_writer_str(&w, "request_id", "req_0123456789abcdef");
	json_writer_close(&w, '}');
	reply_buf(resp, status, REPLY_JSON, &b);
}

static bool
is_gone(const struct mock *m, const struct kind *k, uint64_t i)
{
	return k->put == agents_put_session && m->sessions[i].gone;
}

/* Whether the filters of the query take it; they are those of sessions. */
static bool
qualifies(const struct mock *m, const struct kind *k,
    const struct target *t, uint64_t i)
{
	const char *status = target_param(t, "status");
	const char *agent = target_param(t, "agent_id");
	char id[AGENTS_ID_MAX];

	if (is_gone(m, k, i))
		return false;
	if (k->put != agents_put_session)
		return true;
	if (status != NULL && strcmp(status, agents_session_status(m, i)) != 0)
		return false;
	if (agent == NULL)
		return true;
	agents_id(m, agents_of_session(m, i), id);
	return strcmp(agent, id) == 0;
}

/* The list from below high on; agents come as a bare array, all at once. */
static void
answer_list(struct mock *m, const struct kind *k, const struct target *t,
    struct serve_response *resp)
{
	const char *limit_text = target_param(t, "limit");
	const char *cursor = target_param(t, "cursor");
	uint64_t limit = LIMIT_DEFAULT, high = k->total(m), n = 0;
	struct buf b = buf_make(MOCK_BODY_MAX);
	struct json_writer w = { .out = &b };
	bool bare = k->put == agents_put;
	char next[32] = "";

	if ((limit_text != NULL && !num_u64(limit_text, strlen(limit_text), 1,
		LIMIT_MAX, &limit)) ||
	    (cursor != NULL && (cursor[0] != 'c' || !num_u64(cursor + 1,
		strlen(cursor + 1), 0, high, &high)))) {
		put_error(resp, 400, "invalid_request",
		    "limit or cursor is not valid");
		return;
	}
	if (!bare)
		json_writer_open(&w, NULL, '{');
	json_writer_open(&w, bare ? NULL : k->name, '[');
	for (; high > 0 && (bare || n <= limit); high--) {
		if (!qualifies(m, k, t, high - 1))
			continue;
		if (n++ == limit && !bare)
			break;
		k->put(m, &w, high - 1, false);
	}
	json_writer_close(&w, ']');
	if (!bare) {
		if (n > limit)
			(void)snprintf(next, sizeof(next), "c%llu",
			    (unsigned long long)high);
		json_writer_bool(&w, "has_more", n > limit);
		json_writer_open(&w, "response_metadata", '{');
		json_writer_str(&w, "next_cursor", next);
		json_writer_close(&w, '}');
		json_writer_close(&w, '}');
	}
	reply_buf(resp, 200, REPLY_JSON, &b);
}

/* The number of the thing with the id that rest begins with, and what follows;
 * the total: there is none. */
static uint64_t
find(const struct mock *m, const struct kind *k, const char *rest,
    const char **part)
{
	size_t len = strcspn(rest, "/");
	uint64_t i, n = k->total(m);
	char id[AGENTS_ID_MAX];

	*part = rest[len] == '/' ? rest + len + 1 : "";
	for (i = 0; i < n; i++) {
		k->id(m, i, id);
		if (strlen(id) == len && memcmp(id, rest, len) == 0 &&
		    !is_gone(m, k, i))
			return i;
	}
	return n;
}

static void
answer_deliveries(struct mock *m, uint64_t i, struct serve_response *resp)
{
	struct buf b = buf_make(MOCK_BODY_MAX);
	struct json_writer w = { .out = &b };

	json_writer_open(&w, NULL, '{');
	json_writer_open(&w, "deliveries", '[');
	agents_put_delivery(m, &w, i);
	json_writer_close(&w, ']');
	json_writer_bool(&w, "has_more", false);
	json_writer_raw(&w, "response_metadata", "{\"next_cursor\": \"\"}");
	json_writer_close(&w, '}');
	reply_buf(resp, 200, REPLY_JSON, &b);
}

static void
answer_one(struct mock *m, const struct kind *k, const char *rest,
    const char *method, struct serve_response *resp)
{
	struct buf b = buf_make(MOCK_BODY_MAX);
	struct json_writer w = { .out = &b };
	const char *part;
	uint64_t i = find(m, k, rest, &part);
	bool session = k->put == agents_put_session;

	if (i == k->total(m)) {
		put_error(resp, 404, "not_found", "there is nothing there");
	} else if (strcmp(method, "DELETE") == 0 && session && *part == '\0') {
		m->sessions[i].gone = true;
		resp->status = 204;
	} else if (strcmp(method, "GET") != 0) {
		put_error(resp, 405, "not_allowed", "this is read only");
	} else if (session && strcmp(part, "webhook-deliveries") == 0) {
		answer_deliveries(m, i, resp);
	} else if (*part != '\0') {
		put_error(resp, 404, "not_found", "there is nothing there");
	} else {
		k->put(m, &w, i, true);
		reply_buf(resp, 200, REPLY_JSON, &b);
	}
	buf_free(&b);
}

/* The key, alone or after "Bearer ". */
static bool
authorized(const struct mock *m, const struct serve_request *req)
{
	const char *given = serve_header(req, "Authorization");

	if (given != NULL && strncmp(given, "Bearer ", 7) == 0)
		given += 7;
	return given != NULL && strcmp(given, m->cfg.key) == 0;
}

bool
agents_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp)
{
	const char *path = req->target.path, *rest;
	const struct kind *k = NULL;
	size_t i, len = 0;

	if (strncmp(path, "/v1/", 4) != 0 || m->cfg.folder != NULL)
		return false;
	rest = path + 4;
	for (i = 0; i < LEN(kinds) && k == NULL; i++) {
		len = strlen(kinds[i].path);
		if (strncmp(rest, kinds[i].path, len) == 0 &&
		    (rest[len] == '\0' || rest[len] == '/'))
			k = &kinds[i];
	}
	if (!authorized(m, req))
		put_error(resp, 401, "unauthorized", "the key is not valid");
	else if (strcmp(rest, "models") == 0)
		reply_text(resp, 200, REPLY_JSON, agents_models);
	else if (k == NULL)
		put_error(resp, 404, "not_found", "there is nothing there");
	else if (rest[len] == '\0')
		answer_list(m, k, &req->target, resp);
	else
		answer_one(m, k, rest + len + 1, req->method, resp);
	return true;
}
