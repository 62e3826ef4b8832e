/* rate_bounds: how many requests an API bears; see rate_bounds.h. */
#include "api/rate_bounds.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"

#define DAY_MS	  INT64_C(86400000)
#define SPAN_MAX  (366 * DAY_MS)
#define COUNT_MAX UINT32_MAX

/* The span of a unit alone, in milliseconds; 0: it is none. */
static int64_t
unit_ms(const char *s, size_t len)
{
	static const char units[] = "smhd";
	static const int64_t ms[] = { 1000, 60000, 3600000, DAY_MS };
	const char *at = len == 1 ? memchr(units, *s, sizeof(units) - 1) : NULL;

	return at != NULL ? ms[at - units] : 0;
}

/* "100/10s", of len bytes; false when it is none. */
static bool
add_window(struct rate_bounds *b, const char *s, size_t len)
{
	const char *slash = memchr(s, '/', len);
	struct engine_window w;
	size_t rest;

	if (slash == NULL || b->nwindows == ENGINE_WINDOWS ||
	    !num_u64(s, (size_t)(slash - s), 1, COUNT_MAX, &w.count))
		return false;
	rest = len - (size_t)(slash - s) - 1;
	w.span_ms = unit_ms(slash + 1, rest);
	if (w.span_ms == 0 &&
	    !num_duration_ms(slash + 1, rest, 1, SPAN_MAX, &w.span_ms))
		return false;
	b->windows[b->nwindows++] = w;
	return true;
}

/* "60", "60/s" or "3000/m", in requests a second. */
static bool
parse_even(const char *text, size_t len, double *rate)
{
	const char *slash = memchr(text, '/', len);
	size_t n = slash != NULL ? (size_t)(slash - text) : len;
	int64_t ms = 1000;

	if (slash != NULL)
		ms = unit_ms(slash + 1, len - n - 1);
	if (ms == 0 || n == 0 || !num_double(text, n, rate) || *rate < 0)
		return false;
	*rate = *rate * 1000 / (double)ms;
	return true;
}

int
rate_bounds_parse(struct rate_bounds *b, const char *text, struct error *e)
{
	size_t len = strlen(text), n;
	const char *at = text;

	*b = (struct rate_bounds){ 0 };
	if (parse_even(text, len, &b->even))
		return 0;
	for (;; at += n + 1) {
		n = strcspn(at, ",");
		if (!add_window(b, at, n))
			break;
		if (at[n] == '\0')
			return 0;
	}
	error_set(e, ERROR_USAGE,
	    "--rate: '%s' is not a number of requests, as 60, 60/s or 3000/m, "
	    "nor up to %d of them in spans, as 100/10s,5000/h",
	    text, ENGINE_WINDOWS);
	return -1;
}

static int
read_window(struct json_decoder *l, size_t node, void *to)
{
	struct engine_window *w = to;
	struct rate_bounds one = { 0 };
	char *s = json_take_string(l->t, node);
	bool ok = s != NULL && add_window(&one, s, strlen(s));

	mem_free(s);
	*w = one.windows[0];
	return ok ? 0 :
		    json_decode_wrong(l,
			"a number of requests in a span, as \"100/10s\" or "
			"\"5000/h\",");
}

int
rate_bounds_decode(struct json_decoder *l, size_t node, void *to)
{
	static const struct json_decode_array list = { "a list of rates",
		sizeof(struct engine_window), read_window, NULL };
	struct engine_window *windows = NULL;
	struct rate_bounds *b = to;
	size_t n = 0;
	int rc;

	if (l->t->nodes[node].kind != JSON_ARRAY)
		return json_decode_double(l, node, &b->even);
	if (json_decode_needs(l, 2) != 0)
		return -1;
	rc = json_decode_array(l, node, &list, &windows, &n);
	if (rc == 0 && n > ENGINE_WINDOWS)
		rc = json_decode_wrong(l, "at most four rates");
	if (rc == 0 && n > 0)
		memcpy(b->windows, windows, n * sizeof(*windows));
	b->nwindows = rc == 0 ? n : 0;
	mem_free(windows);
	return rc;
}
