/* client_pacing: how requests are paced and repeated; see client_pacing.h. */
#include "api/client_pacing.h"

#include <string.h>

#include "base/num.h"
#include "http/url.h"

/* "60", "60/s" or "3000/m", in requests a second. */
static int
parse_rate(const char *text, double *rate, struct error *e)
{
	size_t len = strlen(text);
	double per = 1;

	if (len > 2 && text[len - 2] == '/') {
		if (text[len - 1] == 'm')
			per = 60;
		else if (text[len - 1] == 'h')
			per = 3600;
		else if (text[len - 1] != 's')
			len = 0;
		len = len > 2 ? len - 2 : 0;
	}
	if (len > 0 && num_double(text, len, rate) && *rate >= 0) {
		*rate /= per;
		return 0;
	}
	error_set(e, ERROR_USAGE,
	    "--rate: '%s' is not a number of requests, as 60, 60/s or 3000/m",
	    text);
	return -1;
}

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
	o->jobs = (size_t)from->jobs;
	/* On this machine there is nobody to be spared. */
	o->rate = url_is_loopback(base_url) ? 0 : desc->rate;
	o->connect_ms = from->connect_ms;
	o->stall_ms = from->stall_ms;
	o->total_ms = from->total_ms;
	o->max_time_ms = from->max_time_ms;
	o->max_requests = from->max_requests;
	fill_repeats(from, o);
	if (from->rate != NULL && parse_rate(from->rate, &o->rate, e) != 0)
		return -1;
	if (desc->retry_on != NULL &&
	    retry_set_add(&o->retry_on, desc->retry_on, e) != 0)
		return -1;
	if (from->retry_on == NULL)
		return 0;
	return retry_set_add(&o->retry_on, from->retry_on, e);
}
