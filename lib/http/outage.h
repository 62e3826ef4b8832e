/*
 * outage: whether a service is down, and for how long it has been; numbers
 * only, given the time.
 *
 * A service is away now and then: a router starts anew, a new version is
 * installed.  It counts as down when nothing has succeeded for some time since
 * a failure.  Until then a request that keeps failing says nothing about
 * itself, and is made again as often as need be; but where others succeed in
 * the meantime, it is the request.
 *
 * What was on its way when the service went down still succeeds: a success
 * speaks against an outage when its request was sent after the outage began.
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
	uint64_t arrived;  /* successes */
	uint64_t counted;  /* those that spoke against an outage */
	uint64_t number;   /* of outages that began */
	int64_t since_us;  /* the first failure of the last one */
	uint64_t arrived_then; /* at that time */
	uint64_t failing;  /* requests that have failed in it */
	bool on;	   /* it goes on */
	bool used;	   /* outage_use() was called for it */
	bool reported;	   /* a failure was reported, in it or before */
};

/* What one request did.  A zeroed struct: it has not failed yet. */
struct outage_request {
	uint64_t arrived; /* when it failed first */
	uint64_t counted; /* when it failed last */
	uint64_t number;  /* of the last outage that it failed in */
	uint32_t against; /* failures since others succeeded after the last */
	bool failed;
	bool used; /* it was made again only since the service seemed down */
};

/*
 * The service has answered as it should to a request that was sent then.  True
 * when that ends an outage that outage_use() was called for; *us is how long
 * it was.
 */
bool outage_success(struct outage *o, int64_t sent_us, int64_t now_us,
    int64_t *us);

/*
 * The request has failed as when a service is down.  True when its count of
 * repeats begins anew: those before were made during an outage that has ended.
 */
bool outage_failure(struct outage *o, struct outage_request *r,
    int64_t now_us) MUST_CHECK;

/*
 * Whether the service, and not the request that has just failed, seems to be
 * at fault.  of_item: it failed in a way that may well be its own, a status of
 * 500: then one success of another is enough against that, unless more fail.
 */
bool outage_holds(const struct outage *o, const struct outage_request *r,
    bool of_item);

/* What is left of allowed_us since the outage began; 0 or less: nothing. */
int64_t outage_left_us(const struct outage *o, int64_t now_us,
    int64_t allowed_us);

/*
 * Nothing was pending for idle_us: after 15 s, or allowed_us if that is less,
 * nothing is known of the service, and a failure begins an outage anew.  True
 * when it is so.
 */
bool outage_rest(struct outage *o, int64_t idle_us, int64_t allowed_us);

/* The request is made again for that reason.  True for the first of all. */
bool outage_use(struct outage *o, struct outage_request *r);

#endif
