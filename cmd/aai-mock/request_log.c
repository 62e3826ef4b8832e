/* request_log: what was asked and answered; see request_log.h. */
#include "aai-mock/request_log.h"

#include <string.h>
#include <strings.h>

#include "base/cc.h"
#include "base/mem.h"
#include "io/clock.h"
#include "json/writer.h"

#define SECOND_US 1000000
#define LEAK_MAX  256

static const char *const names[REQUEST_LOG_ROUTES] = { "list", "transcript",
	"sentences", "paragraphs", "srt", "vtt", "word-search",
	"redacted-audio", "other" };

void
request_log_open(struct request_log *l)
{
	memset(l, 0, sizeof(*l));
	l->leak = buf_make(LEAK_MAX);
}

void
request_log_close(struct request_log *l)
{
	buf_free(&l->leak);
	mem_free(l->arrivals);
	memset(l, 0, sizeof(*l));
}

const char *
request_log_route_name(enum request_log_route route)
{
	return names[route];
}

enum request_log_route
request_log_route(const char *path)
{
	static const char base[] = "/v2/transcript";
	const char *rest = path + sizeof(base) - 1, *part;
	size_t i;

	if (strncmp(path, base, sizeof(base) - 1) != 0)
		return REQUEST_LOG_OTHER;
	if (rest[0] == '\0')
		return REQUEST_LOG_LIST;
	if (rest[0] != '/')
		return REQUEST_LOG_OTHER;
	part = strchr(rest + 1, '/');
	if (part == NULL)
		return REQUEST_LOG_TRANSCRIPT;
	for (i = REQUEST_LOG_SENTENCES; i < REQUEST_LOG_OTHER; i++)
		if (strcmp(part + 1, names[i]) == 0)
			return (enum request_log_route)i;
	return REQUEST_LOG_OTHER;
}

/* Where a request's headers are looked through. */
struct search {
	struct request_log *l;
	const char *key;
	const struct serve_request *req;
	bool foreign;
	bool found;
};

static void
leak(struct search *s, const char *place, const char *name)
{
	if (s->l->leak.len == 0)
		buf_printf(&s->l->leak, "%s%s", place, name);
	s->found = true;
}

static void
search_header(void *ctx, const char *name, const char *value)
{
	struct search *s = ctx;
	bool proper = strcasecmp(name, "Authorization") == 0 ||
		      strcasecmp(name, "X-Api-Key") == 0;

	if (s->foreign && proper)
		leak(s, "another origin, in header ", name);
	else if (!proper && strstr(value, s->key) != NULL)
		leak(s, "header ", name);
}

/* Look for the key where it should not be. */
static void
search_key(
    struct request_log *l, const struct serve_request *req, const char *key)
{
	const struct target *t = &req->target;
	struct search s = { l, key, req, false, false };

	if (key[0] == '\0')
		return;
	s.foreign = target_param(t, REQUEST_LOG_FOREIGN) != NULL;
	serve_headers(req, search_header, &s);
	if (strstr(t->raw, key) != NULL &&
	    (s.foreign || strncmp(t->path, "/auth/query/", 12) != 0))
		leak(&s, "target", "");
	if (req->body_len > 0 &&
	    memmem(req->body, req->body_len, key, strlen(key)) != NULL)
		leak(&s, "body", "");
	l->leaks += s.found ? 1 : 0;
}

static void
widen(struct request_log *l)
{
	size_t cap = l->cap > 0 ? 2 * l->cap : 1024, i;
	int64_t *wider = mem_new(cap, sizeof(*wider));

	for (i = 0; i < l->count; i++)
		wider[i] = l->arrivals[(l->from + i) & (l->cap - 1)];
	mem_free(l->arrivals);
	l->arrivals = wider;
	l->from = 0;
	l->cap = cap;
}

/* Note an arrival, and how many there were within a second. */
static void
note_arrival(struct request_log *l)
{
	int64_t now_us = clock_mono_us();

	while (l->count > 0 && l->arrivals[l->from] <= now_us - SECOND_US) {
		l->from = (l->from + 1) & (l->cap - 1);
		l->count--;
	}
	if (l->count == l->cap)
		widen(l);
	l->arrivals[(l->from + l->count) & (l->cap - 1)] = now_us;
	l->count++;
	if (l->count > l->most_per_second)
		l->most_per_second = l->count;
}

void
request_log_ask(
    struct request_log *l, const struct serve_request *req, const char *key)
{
	l->requests++;
	l->routes[request_log_route(req->target.path)]++;
	search_key(l, req, key);
	note_arrival(l);
}

void
request_log_answer(struct request_log *l, const struct serve_response *resp)
{
	if (resp->body != NULL && !resp->drop)
		l->bytes += resp->body->len;
	if (resp->drop)
		l->dropped++;
	else if (resp->status < REQUEST_LOG_STATUSES)
		l->statuses[resp->status]++;
}

static void
put_count(struct json_writer *w, const char *name, uint64_t n)
{
	json_writer_key(w, name);
	buf_u64(w->out, n);
}

void
request_log_put(const struct request_log *l, const struct serve_stats *stats,
    struct buf *out)
{
	struct json_writer w = { .out = out };
	char status[4] = "000";
	size_t i;

	put_count(&w, "requests", l->requests);
	json_writer_open(&w, "routes", '{');
	for (i = 0; i < REQUEST_LOG_ROUTES; i++)
		put_count(&w, names[i], l->routes[i]);
	json_writer_close(&w, '}');
	json_writer_open(&w, "statuses", '{');
	for (i = 100; i < REQUEST_LOG_STATUSES; i++) {
		if (l->statuses[i] == 0)
			continue;
		status[0] = (char)('0' + i / 100);
		status[1] = (char)('0' + i / 10 % 10);
		status[2] = (char)('0' + i % 10);
		put_count(&w, status, l->statuses[i]);
	}
	json_writer_close(&w, '}');
	put_count(&w, "dropped", l->dropped);
	put_count(&w, "faults", l->faults);
	put_count(&w, "limited", l->limited);
	put_count(&w, "bytes", l->bytes);
	put_count(&w, "most_per_second", l->most_per_second);
	put_count(&w, "in_flight", stats->in_flight);
	put_count(&w, "max_in_flight", stats->max_in_flight);
	put_count(&w, "connections", stats->connections);
	put_count(&w, "connected", stats->connected);
	put_count(&w, "unfinished", stats->unfinished);
	put_count(&w, "leaks", l->leaks);
	json_writer_key(&w, "leak");
	if (l->leak.len > 0)
		json_writer_text(&w, (const char *)l->leak.data, l->leak.len);
	else
		buf_str(out, "null");
}
