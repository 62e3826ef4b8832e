/* client_pacing: how requests are paced and repeated; see client_pacing.h. */
#include "api/client_pacing.h"

#include <string.h>

#include "api/rate_bounds.h"
#include "http/url.h"

/*
 * How long to go on with what fails.  Who says how many repeats there are wants
 * no more, unless the time is said as well.
 */
static void
fill_repeats(const struct client_options *from, struct engine_options *o)
{
	if (from->retries != CLIENT_UNSAID)
		o->retries = (uint32_t)from->retries;
	if (from->retry_time_ms >= 0)
		o->down_ms = from->retry_time_ms;
	else
		o->bear = from->retries == CLIENT_UNSAID;
	o->retry_budget = (uint32_t)from->retry_budget;
	o->retry_after_max_ms = from->retry_after_max_ms;
}

int
client_pacing(const struct client_options *from, const struct desc *desc,
    const char *base_url, struct engine_options *o, struct error *e)
{
	struct rate_bounds rate = { 0 };

	o->jobs = (size_t)from->jobs;
	/* On this machine there is nobody to be spared. */
	if (!url_is_loopback(base_url))
		rate = desc->rate;
	o->connect_ms = from->connect_ms;
	o->stall_ms = from->stall_ms;
	o->total_ms = from->total_ms;
	o->max_time_ms = from->max_time_ms;
	o->max_requests = from->max_requests;
	fill_repeats(from, o);
	if (from->rate != NULL && rate_bounds_parse(&rate, from->rate, e) != 0)
		return -1;
	o->rate = rate.even;
	o->nwindows = rate.nwindows;
	memcpy(o->windows, rate.windows, sizeof(o->windows));
	if (desc->retry_on != NULL &&
	    retry_set_add(&o->retry_on, desc->retry_on, e) != 0)
		return -1;
	if (from->retry_on == NULL)
		return 0;
	return retry_set_add(&o->retry_on, from->retry_on, e);
}
