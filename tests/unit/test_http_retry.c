/* When requests are made again: sets, backoff, Retry-After, budget, dates. */
#include <string.h>

#include "base/cc.h"
#include "http/date.h"
#include "http/limit_headers.h"
#include "http/retry.h"
#include "tap.h"

/* 2026-11-22 12:00:00 UTC */
#define NOW 1795348800

static void
test_sets(void)
{
	static const char *const wrong[] = { "", "abc", "99", "600", "500-",
		"-500", "504-500", "500,,502", "500,", "5xx", "=,", "=500 " };
	struct retry_set s = retry_set_make(), before;
	struct error e;
	size_t i, n = 0;

	CHECK(retry_set_has(&s, 429) && retry_set_has(&s, 503) &&
		retry_set_has(&s, 522),
	    "the usual passing failures are in the set");
	for (i = 100; i < 600; i++)
		n += retry_set_has(&s, (int)i);
	CHECK(n == 12 && retry_set_has(&s, 408) && retry_set_has(&s, 425) &&
		retry_set_has(&s, 500) && retry_set_has(&s, 502) &&
		retry_set_has(&s, 504) && retry_set_has(&s, 520) &&
		retry_set_has(&s, 521) && retry_set_has(&s, 523) &&
		retry_set_has(&s, 524),
	    "all of them, and no more");
	CHECK(!retry_set_has(&s, 404) && !retry_set_has(&s, 400) &&
		!retry_set_has(&s, 501) && !retry_set_has(&s, 200),
	    "what repeating does not change is not");
	CHECK(!retry_set_has(&s, 0) && !retry_set_has(&s, -1) &&
		!retry_set_has(&s, 600) && !retry_set_has(&s, 99999),
	    "what is not a status is in no set");
	CHECK(retry_set_add(&s, "404,530-532", &e) == 0 &&
		retry_set_has(&s, 404) && retry_set_has(&s, 532) &&
		retry_set_has(&s, 503),
	    "a list adds to the set");
	before = s;
	for (i = 0; i < LEN(wrong); i++)
		CHECK(retry_set_add(&s, wrong[i], &e) == -1 &&
			e.kind == ERROR_USAGE &&
			memcmp(&s, &before, sizeof(s)) == 0,
		    "'%s' is not a list, and changes nothing", wrong[i]);
	CHECK(retry_set_add(&s, "=599", &e) == 0 && retry_set_has(&s, 599) &&
		!retry_set_has(&s, 503),
	    "a list after = replaces the set");
	CHECK(retry_set_add(&s, "=", &e) == 0 && !retry_set_has(&s, 599),
	    "= alone empties it");
}

static void
test_backoff(void)
{
	struct rng r = rng_make(7);
	int64_t ms, most = 0, least = INT64_MAX;
	uint32_t n;
	int i;

	for (i = 0; i < 2000; i++) {
		ms = retry_backoff_ms(&r, 3, 500, 60000);
		most = ms > most ? ms : most;
		least = ms < least ? ms : least;
	}
	CHECK(least >= 0 && least < 20, "full jitter reaches down to nothing");
	CHECK(most <= 2000 && most > 1980, "the third wait is below 4 bases");
	most = 0;
	for (n = 1; n < 200; n++) {
		ms = retry_backoff_ms(&r, n * 1000, 500, 60000);
		most = ms > most ? ms : most;
	}
	CHECK(most <= 60000 && most > 50000, "no wait passes the cap");
	CHECK_INT(retry_backoff_ms(&r, 5, 0, 60000), 0,
	    "a base of 0 waits for nothing");
	CHECK_INT(retry_backoff_ms(&r, 5, 500, 0), 0,
	    "a cap of 0 waits for nothing");
}

static void
test_retry_after(void)
{
	static const struct {
		const char *value;
		int64_t ms; /* -1: not understood */
	} cases[] = {
		{ "0", 0 },
		{ "1", 1000 },
		{ "120", 120000 },
		{ "1.5", 2000 },
		{ "0.001", 1000 },
		{ "3.000", 3000 },
		{ "-1", 0 },
		{ "-30.5", 0 },
		{ "99999999999", (int64_t)INT32_MAX * 1000 },
		{ "999999999999999999999999999", (int64_t)INT32_MAX * 1000 },
		{ "-999999999999999999999999999", 0 },
		{ "Sun, 22 Nov 2026 12:00:30 GMT", 30000 },
		{ "Sunday, 22-Nov-26 12:01:00 GMT", 60000 },
		{ "Sun Nov 22 13:00:00 2026", 3600000 },
		{ "Sun, 22 Nov 2026 11:59:30 GMT", 0 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Fri, 31 Dec 9999 23:59:60 GMT", (int64_t)INT32_MAX * 1000 },
		{ "", -1 },
		{ "soon", -1 },
		{ ".5", -1 },
		{ "5.", -1 },
		{ "-", -1 },
		{ "1e3", -1 },
		{ "+5", -1 },
		{ " 5", -1 },
		{ "5s", -1 },
		{ "1.2.3", -1 },
		{ "Sun, 22 Nov 2026 12:00:30", -1 },
		{ "Sun, 22 Nov 2026 12:00:30 PST", -1 },
		{ "Sun, 22 Nov 2026 24:00:30 GMT", -1 },
		{ "Sun, 00 Nov 2026 12:00:30 GMT", -1 },
		{ "Sun, 22 Now 2026 12:00:30 GMT", -1 },
		{ "Sun, 22 Nov 2026 12:00:30 GMT x", -1 },
		{ "Sun,", -1 },
	};
	int64_t ms;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		ms = -1;
		if (!retry_after_ms(cases[i].value, strlen(cases[i].value), NOW,
			&ms))
			ms = -1;
		CHECK_INT(ms, cases[i].ms, "Retry-After: %s", cases[i].value);
	}
	CHECK(retry_reset_ms("60", 2, NOW, &ms) && ms == 60000,
	    "a small reset time is a span");
	CHECK(retry_reset_ms("1795348845", 10, NOW, &ms) && ms == 45000,
	    "a big one is a point in time");
	CHECK(retry_reset_ms("1695348845", 10, NOW, &ms) && ms == 0,
	    "one that has passed asks for nothing");
	CHECK(retry_reset_ms("1795348845123", 13, NOW, &ms) && ms == 46000,
	    "a bigger one has milliseconds");
	CHECK(retry_reset_ms("1795348845123456", 16, NOW, &ms) && ms == 46000,
	    "and one bigger still microseconds");
	CHECK(retry_reset_ms("1795348845.5", 12, NOW, &ms) && ms == 46000,
	    "a fraction counts as a whole second");
	CHECK(!retry_reset_ms("Sun, 22 Nov 2026 12:00:30 GMT", 29, NOW, &ms),
	    "a reset time is not a date");
}

static void
test_limit_headers(void)
{
	static const struct {
		const char *headers;
		bool limited, used_up;
		int64_t ms; /* -1: nothing is asked for */
	} cases[] = {
		{ "Retry-After: 7\n", false, true, 7000 },
		{ "retry-after-ms: 1500\nRetry-After: 2\n", false, true,
		    1500 },
		{ "x-ms-retry-after-ms: 250.7\n", false, true, 250 },
		{ "Retry-After-Ms: soon\n", true, true, -1 },
		{ "X-RateLimit-Reset: 30\n", true, false, 30000 },
		{ "X-RateLimit-Reset: 30\n", false, false, -1 },
		{ "X-RateLimit-Reset: 1795348845000\n", true, false, 45000 },
		{ "X-Rate-Limit-Remaining: 0\nX-Rate-Limit-Reset: "
		  "1795348845\n",
		    true, true, 45000 },
		{ "RateLimit-Remaining: 0\nRateLimit-Reset: 9\n", true, true,
		    9000 },
		{ "X-RateLimit-Reset-After: 1.2\n", true, false, 2000 },
		{ "RateLimit: limit=100, remaining=0, reset=12\n", true, true,
		    12000 },
		{ "RateLimit: limit=100, remaining=5, reset=12\n", true,
		    false, 12000 },
		{ "RateLimit: \"burst\";r=9;t=1, \"day\";r=0;t=60\n", true,
		    true, 60000 },
		{ "RateLimit: \"day\"; r=0; t=60, \"burst\"; r=9; t=99\n",
		    true, true, 60000 },
		{ "RateLimit: \"a\";r=1;t=5,\"b\";r=2;t=8\n", true, false,
		    8000 },
		{ "RateLimit: \"a\";r=0\n", true, true, -1 },
		{ "RateLimit: \"a\";r=0;t=60\n", false, true, -1 },
		{ "RateLimit: ;;=,\"\n", true, false, -1 },
		{ "RateLimit-Policy: \"a\";q=9;w=60\n", true, false, -1 },
		{ "X-RateLimit-Remaining: 10\n", true, false, -1 },
	};
	struct buf headers = buf_make(1 << 10);
	int64_t ms;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_reset(&headers);
		buf_str(&headers, cases[i].headers);
		if (!limit_headers_wait(&headers, cases[i].limited, NOW, &ms))
			ms = -1;
		CHECK_INT(ms, cases[i].ms, "case %zu: how long to wait", i);
		CHECK(limit_headers_used_up(&headers) == cases[i].used_up,
		    "case %zu: whether the limit is used up", i);
	}
	buf_free(&headers);
}

static void
test_dates(void)
{
	static const struct {
		const char *text;
		int64_t want;
	} cases[] = {
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
		{ "Sun Nov  6 08:49:37 1994", 784111777 },
		{ "Thu, 29 Feb 2024 00:00:00 GMT", 1709164800 },
		{ "Fri, 01 Mar 2024 00:00:00 GMT", 1709251200 },
		{ "Wed, 01 Mar 2000 00:00:00 GMT", 951868800 },
		{ "Thu, 31 Dec 1998 23:59:60 GMT", 915148800 },
		{ "Saturday, 01-Jan-72 00:00:00 GMT", 3218832000 },
		{ "Saturday, 01-Jan-77 00:00:00 GMT", 220924800 },
	};
	int64_t got;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		got = -1;
		CHECK(date_parse(cases[i].text, strlen(cases[i].text), NOW,
			  &got),
		    "%s is a date", cases[i].text);
		CHECK_INT(got, cases[i].want, "%s is that time",
		    cases[i].text);
	}
}

static void
test_budget(void)
{
	struct retry_budget b = retry_budget_make(2);

	CHECK(retry_budget_take(&b) && retry_budget_take(&b),
	    "a budget of two is good for two");
	CHECK(!retry_budget_take(&b), "and for no third");
	retry_budget_give(&b);
	CHECK(retry_budget_take(&b) && !retry_budget_take(&b),
	    "a success gives one back");
	retry_budget_give(&b);
	retry_budget_give(&b);
	retry_budget_give(&b);
	CHECK(retry_budget_take(&b) && retry_budget_take(&b) &&
		!retry_budget_take(&b),
	    "it never holds more than at first");
}

int
main(void)
{
	test_sets();
	test_backoff();
	test_retry_after();
	test_limit_headers();
	test_dates();
	test_budget();
	return tap_done();
}
