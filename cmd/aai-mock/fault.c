/* fault: what goes wrong on purpose; see fault.h. */
#include "aai-mock/fault.h"

#include <string.h>

#include "aai-mock/request_log.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/num.h"

#define PROBABILITY 1000000000u
#define HOUR_MS     ((int64_t)3600 * 1000)

static const struct {
	const char *name;
	enum fault_kind kind;
} kinds[] = {
	{ "none", FAULT_NONE },
	{ "cut", FAULT_CUT },
	{ "drop", FAULT_DROP },
	{ "half-utf8", FAULT_HALF_UTF8 },
	{ "half-token", FAULT_HALF_TOKEN },
	{ "bad-utf8", FAULT_BAD_UTF8 },
	{ "surrogate", FAULT_SURROGATE },
	{ "dup-key", FAULT_DUP_KEY },
	{ "garbage", FAULT_GARBAGE },
	{ "deep", FAULT_DEEP },
	{ "drip", FAULT_DRIP },
	{ "delay", FAULT_DELAY },
	{ "stall", FAULT_STALL },
	{ "redirect", FAULT_REDIRECT },
	{ "loop", FAULT_LOOP },
	{ "duplicate", FAULT_DUPLICATE },
	{ "type", FAULT_TYPE },
	{ "html", FAULT_HTML },
	{ "empty", FAULT_EMPTY },
	{ "missing", FAULT_MISSING },
	{ "bomb", FAULT_BOMB },
	{ "gzip-cut", FAULT_GZIP_CUT },
	{ "close", FAULT_CLOSE },
	{ "big", FAULT_BIG },
};

/* A status from 400 on is a kind of its own. */
static bool
take_kind(struct fault *m, const char *v)
{
	uint64_t status;
	size_t i;

	if (num_u64(v, strlen(v), 400, 599, &status)) {
		m->kind = FAULT_STATUS;
		m->status = (unsigned)status;
		return true;
	}
	for (i = 0; i < LEN(kinds); i++)
		if (strcmp(kinds[i].name, v) == 0) {
			m->kind = kinds[i].kind;
			return true;
		}
	return false;
}

static bool
take_probability(struct fault *m, const char *v)
{
	double p;

	if (!num_double(v, strlen(v), &p) || p < 0 || p > 1)
		return false;
	m->p = (uint64_t)(p * PROBABILITY);
	return true;
}

static bool
take_framing(struct fault *m, const char *v)
{
	static const char *const names[] = { "length", "chunked", "close" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (strcmp(names[i], v) == 0) {
			m->framing = (enum serve_framing)i;
			m->framed = true;
			return true;
		}
	return false;
}

/* "100" bytes or "50%". */
static bool
take_place(struct fault *m, const char *v)
{
	size_t len = strlen(v);

	m->percent = len > 0 && v[len - 1] == '%';
	if (m->percent)
		return num_u64(v, len - 1, 0, 100, &m->at);
	return num_u64(v, len, 0, UINT64_MAX - 1, &m->at);
}

/* Keys whose value is one of a few words. */
static bool
take_word(struct fault *m, const char *key, const char *v)
{
	static const char *const bodies[] = { "json", "html", "text", "none" };
	size_t i;

	if (strcmp(key, "body") == 0) {
		for (i = 0; i < LEN(bodies); i++)
			if (strcmp(bodies[i], v) == 0)
				m->body = bodies[i];
		return m->body != NULL;
	}
	if (strcmp(key, "route") == 0) {
		for (i = 0; i < REQUEST_LOG_ROUTES && m->route == NULL; i++) {
			m->route =
			    request_log_route_name((enum request_log_route)i);
			if (strcmp(m->route, v) != 0)
				m->route = NULL;
		}
		return m->route != NULL;
	}
	m->reset = strcmp(v, "yes") == 0;
	return m->reset || strcmp(v, "no") == 0;
}

/* Take one key with its value; false when either is wrong. */
static bool
take(struct fault *m, const char *key, const char *v)
{
	const struct {
		const char *key;
		const char **to;
	} texts[] = { { "path", &m->path }, { "method", &m->method },
		{ "retry-after", &m->retry_after }, { "to", &m->to },
		{ "type", &m->type } };
	const struct {
		const char *key;
		uint64_t *to, min;
	} numbers[] = { { "every", &m->every, 1 }, { "from", &m->from, 1 },
		{ "max", &m->max, 1 }, { "times", &m->times, 1 },
		{ "bytes", &m->bytes, 1 }, { "rows", &m->rows, 1 },
		{ "add", &m->add, 0 }, { "finish", &m->finish, 0 },
		{ "fail", &m->fail, 0 }, { "delete", &m->remove, 0 } };
	size_t len = strlen(v), i;
	uint64_t status;

	for (i = 0; i < LEN(texts); i++)
		if (strcmp(texts[i].key, key) == 0) {
			*texts[i].to = v;
			return len > 0;
		}
	for (i = 0; i < LEN(numbers); i++)
		if (strcmp(numbers[i].key, key) == 0)
			return num_u64(
			    v, len, numbers[i].min, UINT32_MAX, numbers[i].to);
	if (strcmp(key, "kind") == 0)
		return take_kind(m, v);
	if (strcmp(key, "p") == 0)
		return take_probability(m, v);
	if (strcmp(key, "framing") == 0)
		return take_framing(m, v);
	if (strcmp(key, "at") == 0)
		return take_place(m, v);
	if (strcmp(key, "size") == 0)
		return num_size(v, len, 0, UINT64_MAX / 4, &m->size);
	if (strcmp(key, "ms") == 0)
		return num_i64(v, len, 0, HOUR_MS, &m->ms);
	if (strcmp(key, "body") == 0 || strcmp(key, "route") == 0 ||
	    strcmp(key, "reset") == 0)
		return take_word(m, key, v);
	if (strcmp(key, "status") != 0 || !num_u64(v, len, 200, 599, &status))
		return false;
	m->status = (unsigned)status;
	return true;
}

int
fault_add(struct faults *all, const char *spec, struct error *e)
{
	struct fault m = { .p = PROBABILITY, .from = 1 };
	char *at, *comma, *eq;
	bool kind = false;

	m.at = 50;
	m.percent = true;
	m.text = mem_str(spec);
	for (at = m.text; at != NULL; at = comma) {
		comma = strchr(at, ',');
		if (comma != NULL)
			*comma++ = '\0';
		eq = strchr(at, '=');
		if (eq != NULL)
			*eq++ = '\0';
		if (eq == NULL || !take(&m, at, eq)) {
			error_set(e, ERROR_USAGE, "--fault '%s': not '%s%s%s'",
			    spec, at, eq != NULL ? "=" : "",
			    eq != NULL ? eq : "");
			mem_free(m.text);
			return -1;
		}
		kind = kind || strcmp(at, "kind") == 0;
	}
	if (!kind) {
		error_set(
		    e, ERROR_USAGE, "--fault '%s': a kind is wanted", spec);
		mem_free(m.text);
		return -1;
	}
	all->v = mem_grow(all->v, &all->cap, all->n + 1, sizeof(*all->v));
	all->v[all->n++] = m;
	return 0;
}

static bool
selects(const struct fault *m, const struct serve_request *req)
{
	const struct target *t = &req->target;

	return (m->path == NULL || strstr(t->raw, m->path) != NULL) &&
	       (m->method == NULL || strcmp(m->method, req->method) == 0) &&
	       (m->route == NULL ||
		   strcmp(m->route, request_log_route_name(
					request_log_route(t->path))) == 0);
}

/*
 * Whether chance has it: a function of the seed, the target and how often that
 * was asked for, so that requests in flight at once do not change each other's.
 */
static bool
by_chance(const struct faults *all, const struct fault *m, const char *target,
    uint64_t seen)
{
	uint64_t seed =
	    all->seed + (uint64_t)(m - all->v) * 1000003 + seen * 7919;

	return hash_64(target, strlen(target), seed) % PROBABILITY < m->p;
}

bool
fault_strikes(
    struct faults *all, struct fault *m, const struct serve_request *req)
{
	const char *raw = req->target.raw;
	uint64_t seen = 0, struck = 0, *value = NULL;
	size_t at;

	if (!selects(m, req))
		return false;
	m->matched++;
	if (m->times > 0 || m->p < PROBABILITY) {
		at = map_add(&m->targets, raw, strlen(raw), NULL);
		value = &m->targets.entries[at].value;
		seen = *value >> 32;
		struck = *value & UINT32_MAX;
		*value = (seen + 1) << 32 | struck;
	}
	if (m->matched < m->from ||
	    (m->every > 0 && (m->matched - m->from + 1) % m->every != 0) ||
	    (m->max > 0 && m->happened >= m->max) ||
	    (m->times > 0 && struck >= m->times) ||
	    (m->p < PROBABILITY && !by_chance(all, m, raw, seen)))
		return false;
	m->happened++;
	if (value != NULL)
		(*value)++;
	return true;
}

void
fault_free(struct faults *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		map_free(&all->v[i].targets);
		mem_free(all->v[i].text);
	}
	mem_free(all->v);
	memset(all, 0, sizeof(*all));
}
