/* agents_put: what the Voice Agents API says; see agents_put.h. */
#include "aai-mock/agents_put.h"

#include <stdio.h>

#include "aai-mock/artifacts.h"
#include "aai-mock/ident.h"
#include "aai-mock/mock_time.h"

#define AGENTS        5
#define SUBSCRIPTIONS 3
#define CALL_EVERY    3 /* one session in this many is of a call */
#define STEP_US       ((int64_t)600 * 1000000)

const char agents_models[] =
    "{\"data\": [{\"id\": \"small-1\", \"name\": \"Small 1\", "
    "\"description\": \"quick\", \"creator\": \"Example\", "
    "\"context_length\": 128000, \"supported_parameters\": [\"temperature\", "
    "\"tools\"], \"default_parameters\": {\"temperature\": 0.7, \"top_p\": 1, "
    "\"frequency_penalty\": null}, \"top_provider\": {\"is_moderated\": false, "
    "\"context_length\": 128000, \"max_completion_tokens\": 4096}, "
    "\"pricing\": {\"us\": null, \"eu\": null, \"global\": {\"prompt\": "
    "0.15, \"completions\": 0.6}, \"regional_increase_percent\": 10}, "
    "\"retirement_date\": 0, \"available_regions\": [\"us\", \"eu\"], "
    "\"providers\": [\"a\", \"b\"], \"default_provider\": \"a\"}, {\"id\": "
    "\"large-2\", \"name\": \"Large 2\", \"description\": null, \"creator\": "
    "\"Example\", \"context_length\": 1000000, \"supported_parameters\": null, "
    "\"default_parameters\": null, \"top_provider\": {\"is_moderated\": true, "
    "\"context_length\": 1000000, \"max_completion_tokens\": null}, "
    "\"pricing\": {\"global\": {\"prompt\": 3, \"completions\": 15, "
    "\"input_cache_read\": 0.3}}, \"retirement_date\": 1798761600, "
    "\"available_regions\": null, \"providers\": null, "
    "\"default_provider\": null}]}";

uint64_t
agents_count(const struct mock *m)
{
	return m->cfg.items < AGENTS ? m->cfg.items : AGENTS;
}

uint64_t
agents_sessions(const struct mock *m)
{
	return m->cfg.items;
}

uint64_t
agents_calls(const struct mock *m)
{
	return m->cfg.items / CALL_EVERY;
}

uint64_t
agents_subscriptions(const struct mock *m)
{
	return m->cfg.items < SUBSCRIPTIONS ? m->cfg.items : SUBSCRIPTIONS;
}

/* An id of a kind of things; purpose is that of ident_mix(). */
static void
make_id(const struct mock *m, const char *prefix, uint64_t purpose, uint64_t i,
    char id[AGENTS_ID_MAX])
{
	(void)snprintf(id, AGENTS_ID_MAX, "%s_%016llx", prefix,
	    (unsigned long long)ident_mix(m->account.cfg.seed, purpose, i));
}

void
agents_id(const struct mock *m, uint64_t i, char id[AGENTS_ID_MAX])
{
	make_id(m, "agent", 50, i, id);
}

void
agents_session_id(const struct mock *m, uint64_t i, char id[AGENTS_ID_MAX])
{
	make_id(m, "sess", 51, i, id);
}

void
agents_call_id(const struct mock *m, uint64_t i, char id[AGENTS_ID_MAX])
{
	make_id(m, "call", 52, i, id);
}

void
agents_subscription_id(const struct mock *m, uint64_t i,
    char id[AGENTS_ID_MAX])
{
	make_id(m, "sub", 53, i, id);
}

/* The newest of several goes on. */
const char *
agents_session_status(const struct mock *m, uint64_t i)
{
	return i > 0 && i + 1 == agents_sessions(m) ? "active" : "completed";
}

uint64_t
agents_of_session(const struct mock *m, uint64_t i)
{
	return i % agents_count(m);
}

static int64_t
created_us(const struct mock *m, uint64_t i)
{
	return m->account.cfg.start_us + (int64_t)i * STEP_US;
}

static uint64_t
length_ms(const struct mock *m, uint64_t i)
{
	return 5000 + ident_mix(m->account.cfg.seed, 54, i) % 300000;
}

/* When it was made, and changed after that. */
static void
put_times(const struct mock *m, struct json_writer *w, uint64_t i)
{
	mock_time_put(w, "created_at", created_us(m, i), true);
	mock_time_put(w, "updated_at", created_us(m, i) + 1500000, true);
}

void
agents_put(struct mock *m, struct json_writer *w, uint64_t i, bool whole)
{
	char id[AGENTS_ID_MAX];

	agents_id(m, i, id);
	json_writer_open(w, NULL, '{');
	json_writer_str(w, "id", id);
	json_writer_str(w, "name", i % 2 == 0 ? "front desk" : "night shift");
	if (whole) {
		json_writer_str(w, "system_prompt", "You answer the phone.");
		json_writer_str(w, "greeting", i % 2 == 0 ? "Hello!" : NULL);
		json_writer_raw(w, "voice", "{\"voice_id\": \"v-7\"}");
		json_writer_raw(w, "input", "{\"language\": \"en\"}");
		json_writer_raw(w, "output", "{\"format\": \"opus\"}");
		json_writer_raw(w, "tools",
		    "[{\"id\": \"tool_1\", \"name\": \"book\", \"description\": "
		    "\"books a table\", \"http\": {\"url\": "
		    "\"https://tools.example/book\", \"http_method\": \"POST\", "
		    "\"headers\": [{\"name\": \"X-Tool\", \"last_set_at\": "
		    "\"2026-03-01T00:00:00Z\"}]}, \"parameters\": {\"type\": "
		    "\"object\", \"properties\": {\"at\": {\"type\": "
		    "\"string\"}}}, \"timeout_seconds\": 20, "
		    "\"execution_mode\": \"sync\"}]");
		json_writer_raw(w, "pre_connect_requests", "[]");
		json_writer_raw(w, "transfer_targets", "[]");
		json_writer_raw(w, "outbound_trunk_id", NULL);
		json_writer_raw(w, "caller_id", NULL);
		json_writer_raw(w, "llm",
		    "[{\"base_url\": \"https://llm.example\", \"model\": "
		    "\"small-1\"}]");
	}
	put_times(m, w, i);
	json_writer_close(w, '}');
}

/* What the session's links lead to. */
static void
put_artifacts(struct mock *m, struct json_writer *w, uint64_t i,
    const char *id)
{
	static const char *const types[][3] = {
		{ "audio", "audio.ogg", "audio/ogg" },
		{ "timeline", "timeline.json", "application/json" },
		{ "metadata", "metadata.json", "application/json" },
	};
	struct buf url = buf_make(1024);
	bool expired = m->sessions[i].links < m->cfg.expired_links;
	size_t k;

	if (expired)
		m->sessions[i].links++;
	json_writer_open(w, "artifacts", '[');
	for (k = 0; k < LEN(types); k++) {
		buf_reset(&url);
		artifacts_put_link(m, id, types[k][1], expired, &url);
		json_writer_open(w, NULL, '{');
		json_writer_str(w, "type", types[k][0]);
		json_writer_key(w, "url");
		json_writer_text(w, (const char *)url.data, url.len);
		json_writer_str(w, "content_type", types[k][2]);
		json_writer_close(w, '}');
	}
	json_writer_close(w, ']');
	buf_free(&url);
}

static void
put_detail(struct mock *m, struct json_writer *w, uint64_t i, const char *id,
    bool active)
{
	json_writer_raw(w, "config",
	    "{\"system_prompt\": \"You answer the phone.\", \"input\": "
	    "{\"language\": \"en\"}, \"output\": {\"format\": \"opus\"}, "
	    "\"tools\": [], \"llm\": [{\"model\": \"small-1\"}]}");
	if (active)
		json_writer_raw(w, "artifacts", "[]");
	else
		put_artifacts(m, w, i, id);
}

void
agents_put_session(struct mock *m, struct json_writer *w, uint64_t i,
    bool whole)
{
	bool active = agents_session_status(m, i)[0] == 'a';
	uint64_t ms = length_ms(m, i);
	char id[AGENTS_ID_MAX];

	agents_session_id(m, i, id);
	json_writer_open(w, NULL, '{');
	json_writer_str(w, "id", id);
	json_writer_str(w, "status", agents_session_status(m, i));
	if (i % 7 == 3) {
		json_writer_raw(w, "agent_id", NULL);
	} else {
		char agent[AGENTS_ID_MAX];

		agents_id(m, agents_of_session(m, i), agent);
		json_writer_str(w, "agent_id", agent);
	}
	json_writer_str(w, "public_close_reason",
	    active ? NULL : i % 4 == 1 ? "agent_end" : "client_end");
	json_writer_key(w, "duration_seconds");
	if (active)
		buf_str(w->out, "null");
	else
		json_writer_fixed(w, ms, 3, false);
	mock_time_put(w, "created_at", created_us(m, i), true);
	if (active)
		json_writer_raw(w, "ended_at", NULL);
	else
		mock_time_put(w, "ended_at",
		    created_us(m, i) + (int64_t)ms * 1000, true);
	if (whole)
		put_detail(m, w, i, id, active);
	json_writer_close(w, '}');
}

void
agents_put_call(struct mock *m, struct json_writer *w, uint64_t i, bool whole)
{
	uint64_t session = i * CALL_EVERY;
	uint64_t ms = length_ms(m, session);
	char id[AGENTS_ID_MAX];

	(void)whole; /* the list has all of it */
	agents_call_id(m, i, id);
	json_writer_open(w, NULL, '{');
	json_writer_str(w, "id", id);
	json_writer_str(w, "status", "ended");
	json_writer_str(w, "direction", i % 2 == 0 ? "inbound" : "outbound");
	agents_id(m, agents_of_session(m, session), id);
	json_writer_str(w, "agent_id", id);
	json_writer_str(w, "from_number", "+4955501001");
	json_writer_str(w, "to_number", "+4955501002");
	agents_session_id(m, session, id);
	json_writer_str(w, "session_id", id);
	mock_time_put(w, "ended_at",
	    created_us(m, session) + (int64_t)ms * 1000, true);
	json_writer_key(w, "duration_seconds");
	json_writer_fixed(w, ms, 3, false);
	put_times(m, w, session);
	json_writer_close(w, '}');
}

void
agents_put_subscription(struct mock *m, struct json_writer *w, uint64_t i,
    bool whole)
{
	char id[AGENTS_ID_MAX];

	(void)whole;
	agents_subscription_id(m, i, id);
	json_writer_open(w, NULL, '{');
	json_writer_str(w, "id", id);
	json_writer_str(w, "url", "https://hooks.example/agents");
	json_writer_raw(w, "events",
	    "[\"session.started\", \"session.completed\", \"call.ended\"]");
	json_writer_raw(w, "agent_id", NULL);
	json_writer_bool(w, "enabled", i != 1);
	json_writer_int(w, "secret_version", 1 + (int64_t)i);
	put_times(m, w, i);
	json_writer_close(w, '}');
}

void
agents_put_delivery(struct mock *m, struct json_writer *w, uint64_t i)
{
	char id[AGENTS_ID_MAX];

	make_id(m, "del", 55, i, id);
	json_writer_open(w, NULL, '{');
	json_writer_str(w, "id", id);
	agents_subscription_id(m, 0, id);
	json_writer_str(w, "subscription_id", id);
	agents_session_id(m, i, id);
	json_writer_str(w, "session_id", id);
	json_writer_int(w, "attempt_count", 1 + (int64_t)(i % 3));
	json_writer_str(w, "status", i % 9 == 5 ? "failed" : "delivered");
	json_writer_int(w, "http_status_code", i % 9 == 5 ? 500 : 200);
	json_writer_str(w, "error", i % 9 == 5 ? "500" : NULL);
	mock_time_put(w, "delivered_at", created_us(m, i) + 2000000, true);
	json_writer_raw(w, "next_retry_at", NULL);
	mock_time_put(w, "created_at", created_us(m, i) + 1000000, true);
	json_writer_close(w, '}');
}
