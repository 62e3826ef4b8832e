/*
 * outage: whether a service is down, and for how long it has been; numbers
 * only, given the time.
 *
 * A service is away now and then: a router starts anew, a new version is
 * installed.  It counts as down when nothing has succeeded for some time since
 * a failure.  Until then a request that keeps failing says nothing about
 * itself, and is made again as often as need be; but where others have
 * succeeded since it first failed, it is the request.
 *
 * Times are in microseconds of a clock that only goes forward.
 *
 * Layer: http.
 */
#ifndef HTTP_OUTAGE_H
#define HTTP_OUTAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cc.h"

/* What the service did.  A zeroed struct: nothing yet. */
struct outage {
	uint64_t successes;
	int64_t since_us; /* the first failure after the last success */
	bool on;	  /* since_us holds */
	bool used;	  /* outage_use() was called for this one */
	bool reported;	  /* a failure was reported, in this one or before */
};

/* What one request did.  A zeroed struct: it has not failed yet. */
struct outage_request {
	uint64_t successes; /* of others before it first failed */
	bool failed;
	bool used; /* it was made again only since the service seemed down */
};

/*
 * The service has answered as it should, to whichever request.  True when that
 * ends an outage that outage_use() was called for; *us is how long it was.
 */
bool outage_success(struct outage *o, int64_t now_us, int64_t *us);

/*
 * The request has failed as when a service is down.  True when its count of
 * repeats begins anew: all before were made during an outage that has ended.
 */
bool outage_failure(struct outage *o, struct outage_request *r,
    int64_t now_us) MUST_CHECK;

/* Whether nothing has succeeded since the request failed first. */
bool outage_holds(const struct outage *o, const struct outage_request *r);

/* What is left of allowed_us since the outage began; 0 or less: nothing. */
int64_t outage_left_us(const struct outage *o, int64_t now_us,
    int64_t allowed_us);

/* The request is made again for that reason.  True for the first of all. */
bool outage_use(struct outage *o, struct outage_request *r);

#endif
