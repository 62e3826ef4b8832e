/* limit_headers: what headers say of a limit of requests; see
 * limit_headers.h. */
#include "http/limit_headers.h"

#include <string.h>
#include <strings.h>

#include "base/cc.h"
#include "base/num.h"
#include "http/retry.h"
#include "http/transfer.h"

typedef bool read_wait(const char *, size_t, int64_t, int64_t *);

/* A number of milliseconds, whole ones of a fraction. */
static bool
read_ms(const char *value, size_t len, int64_t now_s, int64_t *ms)
{
	const char *dot = memchr(value, '.', len);
	uint64_t n;

	(void)now_s;
	if (dot != NULL)
		len = (size_t)(dot - value);
	if (len > 15 || !num_u64(value, len, 0, INT64_MAX, &n))
		return false;
	*ms = (int64_t)n < (int64_t)INT32_MAX * 1000 ?
	    (int64_t)n :
	    (int64_t)INT32_MAX * 1000;
	return true;
}

/* The wait in the header of that name, by one of the readers. */
static bool
read_header(const struct buf *headers, const char *name, read_wait *reader,
    int64_t now_s, int64_t *ms)
{
	size_t at = 0, len;
	const char *value = transfer_header(headers, name, &at, &len);

	return value != NULL && reader(value, len, now_s, ms);
}

/* What a RateLimit header says: one policy, or the sum of several. */
struct policies {
	bool used_up;
	bool has_wait;
	int64_t wait_s; /* the longest, of those used up where there are any */
};

/* The number of "NAME=N" at s, which has len bytes. */
static bool
read_member(const char *s, size_t len, const char *name, uint64_t *n)
{
	size_t name_len = strlen(name);

	return len > name_len && s[name_len] == '=' &&
	    strncasecmp(s, name, name_len) == 0 &&
	    num_u64(s + name_len + 1, len - name_len - 1, 0, INT32_MAX, n);
}

/* Take one policy's reset; zero says whether it has no request left. */
static void
take_policy(struct policies *p, bool zero, bool has_reset, uint64_t reset)
{
	if (!has_reset)
		reset = 0;
	if (zero && !p->used_up) {
		p->used_up = true;
		p->has_wait = false;
		p->wait_s = 0;
	}
	if (!has_reset || zero != p->used_up)
		return;
	p->has_wait = true;
	if ((int64_t)reset > p->wait_s)
		p->wait_s = (int64_t)reset;
}

/*
 * Both forms: items with ";" between their members, or members with ","
 * between, which then are all of one item.
 */
static void
read_policies(const char *s, size_t len, struct policies *p)
{
	bool zero = false, has_reset = false;
	uint64_t n, reset = 0;
	const char *end = s + len;
	size_t k;

	for (; s < end; s += k + 1) {
		while (s < end && (*s == ' ' || *s == '\t'))
			s++;
		for (k = 0; s + k < end && s[k] != ';' && s[k] != ','; k++)
			;
		if (*s == '"') {
			/* The name of the next policy. */
			take_policy(p, zero, has_reset, reset);
			zero = has_reset = false;
		}
		len = k;
		while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
			len--;
		if (read_member(s, len, "remaining", &n) ||
		    read_member(s, len, "r", &n))
			zero = n == 0;
		else if (read_member(s, len, "reset", &n) ||
		    read_member(s, len, "t", &n)) {
			has_reset = true;
			reset = n;
		}
	}
	take_policy(p, zero, has_reset, reset);
}

static struct policies
policies_of(const struct buf *headers)
{
	struct policies p = { 0 };
	size_t at = 0, len;
	const char *value;

	while ((value = transfer_header(headers, "ratelimit", &at, &len)) !=
	    NULL)
		read_policies(value, len, &p);
	return p;
}

/* Whether a header says that no request is left. */
static bool
is_none_left(const struct buf *headers)
{
	static const char *const left[] = { "x-ratelimit-remaining",
		"ratelimit-remaining", "x-rate-limit-remaining" };
	size_t i, at, len;
	const char *value;

	for (i = 0; i < LEN(left); i++) {
		at = 0;
		value = transfer_header(headers, left[i], &at, &len);
		if (value != NULL && len == 1 && *value == '0')
			return true;
	}
	return policies_of(headers).used_up;
}

bool
limit_headers_used_up(const struct buf *headers)
{
	static const char *const waits[] = { "retry-after", "retry-after-ms",
		"x-ms-retry-after-ms" };
	size_t i, at, len;

	for (i = 0; i < LEN(waits); i++) {
		at = 0;
		if (transfer_header(headers, waits[i], &at, &len) != NULL)
			return true;
	}
	return is_none_left(headers);
}

bool
limit_headers_spent(const struct buf *headers, int64_t now_s, int64_t *ms)
{
	return is_none_left(headers) &&
	    limit_headers_wait(headers, true, now_s, ms);
}

bool
limit_headers_wait(const struct buf *headers, bool limited, int64_t now_s,
    int64_t *ms)
{
	/* What says more exactly comes first. */
	static const struct {
		const char *name;
		read_wait *reader;
		bool limited; /* only where the limit was what failed */
	} kinds[] = {
		{ "retry-after-ms", read_ms, false },
		{ "x-ms-retry-after-ms", read_ms, false },
		{ "retry-after", retry_after_ms, false },
		{ "x-ratelimit-reset-after", retry_after_ms, true },
		{ "x-rate-limit-reset-after", retry_after_ms, true },
		{ "ratelimit-reset", retry_reset_ms, true },
		{ "x-ratelimit-reset", retry_reset_ms, true },
		{ "x-rate-limit-reset", retry_reset_ms, true },
	};
	struct policies p;
	size_t i;

	for (i = 0; i < LEN(kinds); i++)
		if ((limited || !kinds[i].limited) &&
		    read_header(headers, kinds[i].name, kinds[i].reader, now_s,
			ms))
			return true;
	p = policies_of(headers);
	if (!limited || !p.has_wait)
		return false;
	*ms = p.wait_s * 1000;
	return true;
}
