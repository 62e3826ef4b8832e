/* outage: whether a service is down; see outage.h. */
#include "http/outage.h"

/* Failures of a request while others succeed that speak against it. */
#define AGAINST 2

/* Requests that must fail together where each may be at fault. */
#define TOGETHER 3

/* After this long without a request nothing is known of a service. */
#define LONG_US INT64_C(15000000)

bool
outage_success(struct outage *o, int64_t sent_us, int64_t now_us, int64_t *us)
{
	bool ends;

	*us = 0;
	o->arrived++;
	if (o->on && sent_us <= o->since_us)
		return false;
	ends = o->on && o->used;
	if (o->on)
		*us = now_us - o->since_us;
	o->counted++;
	o->on = false;
	o->used = false;
	return ends;
}

static void
begin(struct outage *o, int64_t now_us)
{
	o->on = true;
	o->number++;
	o->since_us = now_us;
	o->arrived_then = o->arrived;
	o->failing = 0;
}

bool
outage_failure(struct outage *o, struct outage_request *r, int64_t now_us)
{
	bool anew = r->used && r->counted != o->counted;

	if (!o->on)
		begin(o, now_us);
	if (!r->failed || r->number != o->number)
		o->failing++;
	if (!r->failed || anew) {
		*r = (struct outage_request){ .arrived = o->arrived,
			.failed = true };
	} else if (r->counted != o->counted) {
		r->against++;
	}
	r->counted = o->counted;
	r->number = o->number;
	return anew;
}

bool
outage_holds(const struct outage *o, const struct outage_request *r,
    bool of_item)
{
	if (!o->on || !r->failed)
		return false;
	if (!of_item)
		return r->against < AGAINST;
	if (r->arrived == o->arrived)
		return true;
	return r->against == 0 && o->failing >= TOGETHER &&
	    o->failing > o->arrived - o->arrived_then;
}

int64_t
outage_left_us(const struct outage *o, int64_t now_us, int64_t allowed_us)
{
	return o->on ? allowed_us - (now_us - o->since_us) : 0;
}

bool
outage_rest(struct outage *o, int64_t idle_us, int64_t allowed_us)
{
	if (idle_us < (allowed_us < LONG_US ? allowed_us : LONG_US))
		return false;
	o->on = false;
	o->used = false;
	return true;
}

bool
outage_use(struct outage *o, struct outage_request *r)
{
	bool first = !o->used;

	o->used = true;
	r->used = true;
	return first;
}
