/* outage: whether a service is down; see outage.h. */
#include "http/outage.h"

bool
outage_success(struct outage *o, int64_t now_us, int64_t *us)
{
	bool ends = o->on && o->used;

	*us = o->on ? now_us - o->since_us : 0;
	o->successes++;
	o->on = false;
	o->used = false;
	return ends;
}

bool
outage_failure(struct outage *o, struct outage_request *r, int64_t now_us)
{
	bool anew = r->used && r->successes != o->successes;

	if (!o->on) {
		o->on = true;
		o->since_us = now_us;
	}
	if (!r->failed || anew) {
		r->failed = true;
		r->used = false;
		r->successes = o->successes;
	}
	return anew;
}

bool
outage_holds(const struct outage *o, const struct outage_request *r)
{
	return o->on && r->failed && r->successes == o->successes;
}

int64_t
outage_left_us(const struct outage *o, int64_t now_us, int64_t allowed_us)
{
	return o->on ? allowed_us - (now_us - o->since_us) : 0;
}

bool
outage_use(struct outage *o, struct outage_request *r)
{
	bool first = !o->used;

	o->used = true;
	r->used = true;
	return first;
}
