/*
 * interval: the parts of the time that a load asks for, one list each.
 *
 * Without an upper bound there is one part, which has no end.  With one, the
 * parts go from the first time to the last, each as long as the description's
 * step.  A bound is rounded down to what its format tells, and one that is
 * exclusive to a unit before, so that no record lies between two parts, and
 * those at an edge may come twice.
 *
 * Layer: api.
 */
#ifndef API_INTERVAL_H
#define API_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "api/desc.h"
#include "api/template.h"
#include "base/buf.h"

#define INTERVAL_NO_TIME INT64_MIN

struct intervals {
	const struct desc_incremental *desc; /* borrowed */
	int zone_minutes;
	int64_t next_us; /* where the next begins; INTERVAL_NO_TIME: nowhere */
	int64_t end_us;
	bool ended;
};

/* One of them: what is asked for, and before which time all is asked for. */
struct interval {
	struct buf since; /* as it is sent; empty: not */
	struct buf until;
	int64_t reach_us;
};

/* From a time on, INTERVAL_NO_TIME being the first there is, to end_us. */
void intervals_open(struct intervals *s, const struct desc_incremental *desc,
    int zone_minutes, int64_t from_us, int64_t end_us);

/* The next one, for interval_free(); false when there is none. */
bool intervals_next(struct intervals *s, struct interval *to);

/* How many names templates have for its bounds, and these; they borrow i. */
#define INTERVAL_NAMES 2
void interval_names(const struct intervals *s, const struct interval *i,
    struct template_var to[INTERVAL_NAMES]);

void interval_free(struct interval *i);

#endif
