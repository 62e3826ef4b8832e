/* limiter: at most this many requests in a time; see limiter.h. */
#include "aai-mock/limiter.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"

#define MAX    10000000
#define DAY_MS ((int64_t)86400 * 1000)

int
limiter_open(struct limiter *l, const char *spec, struct error *e)
{
	const char *slash = strchr(spec, '/');
	int64_t ms = 1000;
	bool one;

	memset(l, 0, sizeof(*l));
	one = slash != NULL && slash[1] >= 'a'; /* "/s" is "/1s" */
	if (one && strcmp(slash, "/m") == 0)
		ms = 60000;
	if (slash == NULL ||
	    !num_u64(spec, (size_t)(slash - spec), 1, MAX, &l->max) ||
	    (one ? strcmp(slash, "/s") != 0 && strcmp(slash, "/m") != 0
		 : !num_duration_ms(
		       slash + 1, strlen(slash + 1), 1, DAY_MS, &ms))) {
		error_set(e, ERROR_USAGE,
		    "'%s' is not a rate such as 60/s or 20000/5m", spec);
		return -1;
	}
	l->window_us = ms * 1000;
	l->passed = mem_new((size_t)l->max, sizeof(*l->passed));
	return 0;
}

int64_t
limiter_ask(struct limiter *l, int64_t now_us)
{
	int64_t *oldest;

	if (l->max == 0)
		return 0;
	oldest = &l->passed[l->next % l->max];
	if (l->next >= l->max && now_us - *oldest < l->window_us)
		return *oldest + l->window_us - now_us;
	*oldest = now_us;
	l->next++;
	return 0;
}

void
limiter_close(struct limiter *l)
{
	mem_free(l->passed);
	memset(l, 0, sizeof(*l));
}
