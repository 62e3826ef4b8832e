/* fetch_times: which times a load is of; see fetch_times.h. */
#include "aai-fetch/fetch_times.h"

#include <string.h>

#include "aai-fetch/fetch_deleted.h"
#include "api/desc_incremental.h"
#include "base/mem.h"
#include "io/clock.h"

static int
parse_when(const char *option, const char *text, struct desc_when *when,
    struct error *e)
{
	if (text == NULL || desc_parse_when(text, when))
		return 0;
	error_set(e, ERROR_USAGE,
	    "%s: '%.100s' is neither a date, a timestamp nor how long ago, as "
	    "730d",
	    option, text);
	return -1;
}

int
fetch_times_open(struct fetch *f, struct error *e)
{
	const struct fetch_options *o = &f->options;
	const char *option = o->from != NULL  ? "--from"
			     : o->to != NULL  ? "--to"
			     : o->start != NULL ? "--start"
						: NULL;

	f->in_range = o->from != NULL || o->to != NULL;
	if (option != NULL && !f->r->incremental.on) {
		error_set(e, ERROR_USAGE,
		    "%s: the records of %s have no time: its description has "
		    "no 'incremental' (aai-api(5))",
		    option, f->r->name);
		return -1;
	}
	/* What comes may be in the tables already, which the end says. */
	f->options.choice.end |= f->in_range;
	if (f->in_range && (o->state != NULL || o->start != NULL)) {
		error_set(e, ERROR_USAGE,
		    "%s: a load of a range goes beside those with a state, and "
		    "without --state and --start",
		    option);
		return -1;
	}
	if (o->start != NULL && o->state != NULL &&
	    !f->r->incremental.watermark) {
		error_set(e, ERROR_USAGE,
		    "--start: a list that is walked from the newest record "
		    "needs no start; use --where to leave older ones out");
		return -1;
	}
	return parse_when("--from", o->from, &f->from, e) != 0 ||
			       parse_when("--to", o->to, &f->to, e) != 0 ||
			       parse_when("--start", o->start, &f->start, e) !=
				   0
		   ? -1
		   : 0;
}

static int
check_range(const struct fetch *f, int64_t now_us, struct error *e)
{
	if (!f->from.given || !f->to.given ||
	    desc_when(&f->from, now_us) < desc_when(&f->to, now_us))
		return 0;
	error_set(e, ERROR_USAGE, "--from is not before --to");
	return -1;
}

/* The time that the load begins at, INTERVAL_NO_TIME for the first. */
static int64_t
first_time(struct fetch *f, int64_t now_us)
{
	const struct desc_when *start =
	    f->start.given ? &f->start : &f->r->incremental.start;
	int64_t us = INTERVAL_NO_TIME, again;

	if (f->from.given)
		return desc_when(&f->from, now_us);
	if (start->given && f->r->incremental.watermark)
		us = desc_when(start, now_us);
	if (!f->has_state || !f->r->incremental.watermark)
		return us;
	if (start->given)
		watermark_begin(&f->state.watermark, us);
	if (!watermark_since(&f->state.watermark, &us))
		return INTERVAL_NO_TIME;
	again = fetch_deleted_since(f);
	return again < us ? again : us;
}

int
fetch_times_begin(struct fetch *f, struct error *e)
{
	int64_t from;

	f->began_us = f->clock_us = clock_wall_s() * 1000000;
	f->reached_us = INT64_MAX;
	f->state.watermark.began_us = f->began_us;
	/* A limit keeps what was sent, and not how far the list goes. */
	f->state.watermark.forgets = f->options.choice.max_records == 0 &&
	    f->client->options.max_requests == 0 &&
	    f->client->options.max_time_ms == 0;
	f->from_us = INT64_MIN;
	f->to_us = INT64_MAX;
	if (check_range(f, f->began_us, e) != 0)
		return -1;
	from = first_time(f, f->began_us);
	if (!f->has_state && from != INTERVAL_NO_TIME)
		f->from_us = from;
	if (f->to.given)
		f->to_us = desc_when(&f->to, f->began_us);
	intervals_open(&f->intervals, &f->r->incremental,
	    f->client->desc->zone_minutes, from,
	    f->to_us < f->began_us ? f->to_us : f->began_us);
	if (!f->r->incremental.until.on || from != INTERVAL_NO_TIME)
		return 0;
	error_set(e, ERROR_USAGE,
	    "%s is asked for between two times: say where the first load "
	    "begins with --start%s, as --start 2020-01-01 or --start 365d",
	    f->r->name, f->in_range ? " or --from" : "");
	return -1;
}

/* How far the mark will come at least, if records are met up to there. */
static void
set_until(struct fetch *f)
{
	int64_t us = f->interval.reach_us;

	f->state.watermark.until_us = us < f->clock_us ? us : f->clock_us;
}

bool
fetch_times_next(struct fetch *f)
{
	interval_free(&f->interval);
	watermark_list(&f->state.watermark);
	if (!intervals_next(&f->intervals, &f->interval))
		return false;
	interval_names(&f->intervals, &f->interval, f->vars);
	set_until(f);
	return true;
}

void
fetch_times_clock(struct fetch *f, const struct engine_response *r)
{
	char *date = engine_response_header(r, "Date");

	f->clock_us = watermark_clock(f->clock_us, date, f->began_us,
	    r->age_s);
	set_until(f);
	mem_free(date);
}

void
fetch_times_reach(struct fetch *f)
{
	int64_t us = f->interval.reach_us;

	if (!f->has_state || !f->r->incremental.watermark)
		return;
	f->reached_us = us;
	if (f->intervals.ended)
		return;
	watermark_reach(&f->state.watermark,
	    us < f->clock_us ? us : f->clock_us);
}

int
fetch_times_of(struct fetch *f, struct span record, const char *id,
    int64_t *us, struct error *e)
{
	struct watermark *w = &f->state.watermark;
	bool limited = f->from_us != INT64_MIN || f->to_us != INT64_MAX;
	bool watermark = f->has_state && f->r->incremental.watermark;
	int rc;

	if (!limited && !watermark)
		return 1;
	rc = watermark_time(w, record, id != NULL ? id : "a record", us, e);
	if (rc == 0)
		f->untimed++;
	if (rc <= 0)
		return rc;
	return *us >= f->from_us && *us < f->to_us;
}

bool
fetch_times_below(const struct fetch *f, struct span record)
{
	const struct desc_incremental *d = &f->r->incremental;
	struct error ignored;
	int64_t us;

	if (!d->on || d->order != DESC_ORDER_NEWEST ||
	    watermark_time(&f->state.watermark, record, "", &us, &ignored) != 1)
		return false;
	if (f->from_us != INT64_MIN && us + d->slack_us < f->from_us)
		return true;
	if (f->state.recheck.on && us + d->slack_us >= f->state.recheck.low_us)
		return false;
	return f->has_state && d->watermark &&
	       watermark_below(&f->state.watermark, us);
}
