/* Tests of api/interval. */
#include "api/interval.h"

#include "table/time.h"
#include "tap.h"

static int64_t
at(const char *text)
{
	int64_t us = 0;

	CHECK(time_parse_stamp(text, strlen(text), 0, &us), "%s", text);
	return us;
}

/* All parts of the description, one a line: since, until. */
static void
are(const struct desc_incremental *d, const char *from, const char *to,
    const char *want)
{
	struct intervals s;
	struct interval i;
	struct buf all = buf_make(4096);
	int64_t end = at(to), reach = 0;

	intervals_open(&s, d, 0, from != NULL ? at(from) : INTERVAL_NO_TIME,
	    end);
	while (all.len < 2000 && intervals_next(&s, &i)) {
		buf_put(&all, i.since.data, i.since.len);
		buf_byte(&all, ' ');
		buf_put(&all, i.until.data, i.until.len);
		buf_byte(&all, '\n');
		CHECK(i.reach_us > reach, "a part goes on");
		reach = i.reach_us;
		interval_free(&i);
	}
	buf_byte(&all, 0);
	CHECK_STR((const char *)all.data, want, "from %s to %s",
	    from != NULL ? from : "the first", to);
	buf_free(&all);
}

static void
bounds(void)
{
	char date[] = "date", second[] = "rfc3339", minute[] = "%H:%M %d.%m.%Y";
	struct desc_incremental d = { .since = { .on = true, .format = date } };

	are(&d, NULL, "2026-03-01T00:00:00Z", " \n");
	are(&d, "2026-01-02T03:04:05Z", "2026-03-01T00:00:00Z",
	    "2026-01-02 \n");
	d.since.exclusive = true;
	are(&d, "2026-01-02T03:04:05Z", "2026-03-01T00:00:00Z",
	    "2026-01-01 \n");
	d.until = (struct desc_bound){ .on = true, .format = date };
	are(&d, "2026-01-02T03:04:05Z", "2026-03-01T15:00:00Z",
	    "2026-01-01 2026-03-01\n");
	d.until.exclusive = true;
	are(&d, "2026-01-02T03:04:05Z", "2026-03-01T15:00:00Z",
	    "2026-01-01 2026-03-02\n");
	d.since.format = second;
	d.until.format = minute;
	are(&d, "2026-01-02T03:04:05Z", "2026-03-01T15:00:59Z",
	    "2026-01-02T03:04:04Z 15:01 01.03.2026\n");
}

static void
steps(void)
{
	char date[] = "date", second[] = "rfc3339";
	struct desc_incremental d = { .since = { .on = true, .format = date },
		.until = { .on = true, .format = date } };

	d.step.us = INT64_C(7) * 86400 * 1000000;
	are(&d, "2026-01-01T00:00:00Z", "2026-01-20T10:00:00Z",
	    "2026-01-01 2026-01-08\n2026-01-08 2026-01-15\n"
	    "2026-01-15 2026-01-20\n");
	d.granularity_us = INT64_C(86400) * 1000000;
	are(&d, "2026-01-01T00:00:00Z", "2026-01-20T10:00:00Z",
	    "2026-01-01 2026-01-07\n2026-01-08 2026-01-14\n"
	    "2026-01-15 2026-01-20\n");
	d.granularity_us = 0;
	d.step = (struct desc_step){ 1, 0 };
	are(&d, "2027-12-31T10:00:00Z", "2028-04-01T10:00:00Z",
	    "2027-12-31 2028-01-31\n2028-01-31 2028-02-29\n"
	    "2028-02-29 2028-03-29\n2028-03-29 2028-04-01\n");
	/* A coarse upper bound leaves nothing out. */
	d.since.format = second;
	d.step = (struct desc_step){ 0, INT64_C(36) * 3600 * 1000000 };
	are(&d, "2026-01-01T10:00:00Z", "2026-01-04T12:00:00Z",
	    "2026-01-01T10:00:00Z 2026-01-02\n"
	    "2026-01-02T00:00:00Z 2026-01-03\n"
	    "2026-01-03T00:00:00Z 2026-01-04\n");
}

int
main(void)
{
	bounds();
	steps();
	return tap_done();
}
