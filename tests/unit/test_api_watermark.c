/* Tests of api/watermark. */
#include "api/watermark.h"

#include "tap.h"

#define S	INT64_C(1000000)
#define LOOK	(100 * S)
#define RECORD(text) ((struct span){ text, strlen(text) })

static struct path at;

static struct desc_incremental
make(enum desc_order order, bool changes)
{
	return (struct desc_incremental){ .on = true,
		.watermark = true,
		.time = at,
		.order = order,
		.changes = changes,
		.slack_us = 10 * S,
		.lookback_us = LOOK };
}

/* Meet it, and whether it is one to be sent. */
static bool
meet(struct watermark *w, int64_t s, const char *id, const char *text,
    bool final)
{
	bool is = final && watermark_look(w, s * S, id, strlen(id),
			       RECORD(text)) != WATERMARK_KNOWN;

	watermark_meet(w, s * S, id, strlen(id), RECORD(text), final);
	return is;
}

/* As the next load would read it. */
static void
again(struct watermark *w, const struct desc_incremental *d)
{
	struct buf text = buf_make(1 << 20);
	struct error e = { 0 };

	buf_str(&text, "{\"x\":1");
	watermark_put(w, &text);
	buf_byte(&text, '}');
	watermark_close(w);
	watermark_open(w, d, 0);
	if (!CHECK_INT(watermark_read(w, (struct span){ (char *)text.data,
			       text.len }, &e),
		0, "what is written is read"))
		tap_note("%s", e.text);
	buf_free(&text);
}

static void
records_made_once(void)
{
	struct desc_incremental d = make(DESC_ORDER_ANY, false);
	struct watermark w;
	int64_t since;

	watermark_open(&w, &d, 0);
	CHECK(!watermark_since(&w, &since), "a first load has no bound");
	CHECK(meet(&w, 5000, "a", "1", true), "a new one is sent");
	CHECK(!meet(&w, 5000, "a", "2", true), "once");
	CHECK(meet(&w, 1000, "b", "1", true), "an older one, too");
	watermark_end(&w, true, 9000 * S, INT64_MAX);
	CHECK_INT(w.mark_us, 5000 * S, "the mark is the newest");
	again(&w, &d);
	CHECK(watermark_since(&w, &since), "the next one has one");
	CHECK_INT(since, 4900 * S, "as far back as it looks");
	CHECK(!meet(&w, 5000, "a", "3", true), "what is known is known");
	CHECK(!meet(&w, 1000, "b", "1", true), "also before the edge");
	CHECK(!meet(&w, 4899, "late", "1", true), "and all there is there");
	CHECK(meet(&w, 4900, "late", "1", true), "what is late is sent");
	CHECK(meet(&w, 5000, "c", "1", true), "and another of that time");
	watermark_end(&w, true, 4000 * S, INT64_MAX);
	CHECK_INT(w.mark_us, 5000 * S, "a mark does not go back");
	CHECK(meet(&w, 99999, "soon", "1", true), "one from days to come");
	watermark_end(&w, true, 6000 * S, INT64_MAX);
	CHECK_INT(w.mark_us, 6000 * S, "takes the mark to the present alone");
	CHECK(meet(&w, 7000, "d", "1", true), "a limit comes");
	watermark_end(&w, false, 9000 * S, INT64_MAX);
	CHECK_INT(w.mark_us, 6000 * S, "and leaves the mark");
	again(&w, &d);
	CHECK(!meet(&w, 7000, "d", "1", true), "but what was sent is known");
	watermark_end(&w, true, 9000 * S, 6500 * S);
	CHECK_INT(w.mark_us, 6500 * S, "no further than what was asked for");
	watermark_close(&w);
}

static void
records_that_change(void)
{
	struct desc_incremental d = make(DESC_ORDER_OLDEST, true);
	struct error e = { 0 };
	struct watermark w;

	watermark_open(&w, &d, 0);
	CHECK(meet(&w, 1000, "a", "1", true), "a first version is sent");
	CHECK(!meet(&w, 1000, "a", "1", true), "not as it was");
	CHECK(meet(&w, 1000, "b", "1", true), "another");
	CHECK(meet(&w, 1000, "b", "2", true), "and what changed at that time");
	CHECK_INT(w.again, 1, "which is counted");
	CHECK(meet(&w, 2000, "c", "1", true), "a newer one");
	CHECK(meet(&w, 3000, "c", "2", true), "moves, while the list is read");
	watermark_end(&w, true, 9000 * S, INT64_MAX);
	CHECK_INT(w.mark_us, 1000 * S + LOOK,
	    "and others may have moved up after the earliest that did");
	again(&w, &d);
	CHECK_INT(w.edge_us, 1000 * S, "the edge is there");
	CHECK(!meet(&w, 1000, "b", "2", true), "its last version is known");
	CHECK(meet(&w, 1000, "b", "1", true), "another is sent");
	CHECK_INT(watermark_order(&w, 3000 * S, "x", &e), 0, "in order");
	CHECK_INT(watermark_order(&w, 2991 * S, "x", &e), 0, "nearly");
	CHECK_INT(watermark_order(&w, 2989 * S, "x", &e), -1, "not");
	CHECK(e.kind == ERROR_INPUT && strstr(e.text, "not oldest first") &&
		strstr(e.text, "\"any\""),
	    "with advice");
	watermark_end(&w, false, 9000 * S, INT64_MAX);
	CHECK_INT(w.mark_us, 1000 * S + LOOK, "what moved holds it");
	watermark_close(&w);
}

static void
records_that_wait(void)
{
	struct desc_incremental d = make(DESC_ORDER_NEWEST, false);
	struct error e = { 0 };
	struct watermark w;
	int64_t since = 0;

	watermark_open(&w, &d, 0);
	watermark_begin(&w, 2000 * S);
	CHECK(watermark_since(&w, &since) && since == 2000 * S,
	    "a first load begins where it is told");
	CHECK(!meet(&w, 1999, "old", "1", true), "and takes nothing before");
	CHECK(meet(&w, 8000, "a", "1", true), "one that is final");
	CHECK(!meet(&w, 5000, "b", "1", false), "one that is not");
	watermark_end(&w, true, 9000 * S, INT64_MAX);
	again(&w, &d);
	CHECK_INT(w.edge_us, 5000 * S, "holds the edge back");
	CHECK(!watermark_below(&w, 4990 * S) && watermark_below(&w, 4989 * S),
	    "a walk goes down to below it");
	CHECK(!meet(&w, 8000, "a", "1", true), "what was sent is known");
	CHECK(meet(&w, 5000, "b", "2", true), "it is sent when it is");
	watermark_end(&w, true, 9000 * S, INT64_MAX);
	CHECK_INT(w.edge_us, 8000 * S - LOOK, "and the edge moves on");
	w.began_us = 9000 * S;
	CHECK_INT(watermark_order(&w, 8000 * S, "x", &e), 0, "the newest");
	CHECK_INT(watermark_order(&w, 8995 * S, "x", &e), 0,
	    "one that was made meanwhile");
	CHECK_INT(watermark_order(&w, 8900 * S, "x", &e), 0,
	    "one that turned up late");
	CHECK_INT(watermark_order(&w, 8011 * S, "x", &e), -1, "and no other");
	watermark_close(&w);
}

/* n records, a second after the other, of a load that forgets or does not. */
static size_t
held_after(int64_t n, const struct desc_incremental *d, bool forgets)
{
	struct watermark w;
	char id[32];
	size_t most = 0;
	int64_t i;

	watermark_open(&w, d, 0);
	w.forgets = forgets;
	w.began_us = 2 * n * S;
	for (i = 0; i < n; i++) {
		(void)snprintf(id, sizeof(id), "r%lld", (long long)i);
		(void)meet(&w, i, id, "{}", true);
		most = w.ids.n > most ? w.ids.n : most;
	}
	CHECK(!meet(&w, n - 1, id, "{}", true), "the last is known");
	watermark_end(&w, true, 2 * n * S, INT64_MAX);
	CHECK_INT(w.mark_us, (n - 1) * S, "the mark is the newest");
	again(&w, d);
	CHECK_UINT(w.ids.n, 101, "and the ids since the edge are kept");
	watermark_close(&w);
	return most;
}

static void
memory(void)
{
	struct desc_incremental d = make(DESC_ORDER_ANY, false);

	CHECK_UINT(held_after(200000, &d, false), 200000,
	    "a load that may be kept in part holds all ids");
	CHECK(held_after(200000, &d, true) < 70000,
	    "another holds those that matter");
	d.changes = true;
	CHECK_UINT(held_after(200000, &d, true), 200000,
	    "one of records that change holds all");
}

/* 200,000 records; what the mark is, and the ids known in the next load. */
static size_t
kept_of(int64_t until, int64_t clock, int64_t *mark)
{
	struct desc_incremental d = make(DESC_ORDER_ANY, false);
	struct watermark w;
	char id[32];
	int64_t i;
	size_t n;

	watermark_open(&w, &d, 0);
	w.forgets = true;
	w.began_us = 400000 * S;
	w.until_us = until * S;
	for (i = 0; i < 200000; i++) {
		(void)snprintf(id, sizeof(id), "r%lld", (long long)i);
		(void)meet(&w, i, id, "{}", true);
	}
	watermark_end(&w, true, clock * S, until * S);
	*mark = w.mark_us;
	again(&w, &d);
	(void)snprintf(id, sizeof(id), "r%lld", (long long)until);
	CHECK(!meet(&w, until, id, "{}", true), "what came after is known");
	n = w.ids.n;
	watermark_close(&w);
	return n;
}

/* What is asked for may end before the newest record that comes. */
static void
ends_before_the_newest(void)
{
	int64_t mark;

	CHECK_UINT(kept_of(196000, 400000, &mark), 4100,
	    "ids after the end of what was asked for are kept");
	CHECK_INT(mark, 196000 * S, "and that is the mark");
	CHECK_UINT(kept_of(196000, 100, &mark), 4100,
	    "so they are when a clock goes back meanwhile");
	CHECK_INT(mark, 196000 * S, "for the mark does not");
}

static void
times(void)
{
	struct desc_incremental d = make(DESC_ORDER_ANY, false);
	char day[] = "%d/%m/%Y", *formats[] = { day };
	struct error e = { 0 };
	struct watermark w;
	int64_t us = 0;

	d.formats = (struct desc_strings){ formats, 1 };
	watermark_open(&w, &d, 60);
	CHECK_INT(watermark_time(&w, RECORD("{\"at\":\"02/01/1970\"}"), "x",
		      &us, &e), 1, "a time by a format of the description");
	CHECK_INT(us, INT64_C(82800) * S, "in the zone that it has");
	CHECK_INT(watermark_time(&w, RECORD("{\"at\":1790000000}"), "x", &us,
		      &e), 1, "or by another");
	CHECK_INT(watermark_time(&w, RECORD("{\"at\":null}"), "x", &us, &e), 0,
	    "null is none");
	CHECK_INT(watermark_time(&w, RECORD("{\"at\":\"\"}"), "x", &us, &e), 0,
	    "nor is nothing");
	CHECK_INT(watermark_time(&w, RECORD("{}"), "x", &us, &e), 0,
	    "nor what is not there");
	CHECK_INT(watermark_time(&w, RECORD("{\"at\":\"soon\"}"), "x", &us, &e),
	    -1, "a word is an error");
	CHECK(strstr(e.text, "'x' at 'at'") && strstr(e.text, "'\"soon\"'"),
	    "that says where");
	d.granularity_us = INT64_C(86400) * S;
	CHECK_INT(watermark_time(&w, RECORD("{\"at\":\"02/01/1970\"}"), "x",
		      &us, &e), 1, "a day is one, in its zone");
	CHECK_INT(watermark_time(&w, RECORD("{\"at\":\"1970-01-02T10:00:00\"}"),
		      "x", &us, &e), -1, "what is finer is an error");
	CHECK(strstr(e.text, "finer") && strstr(e.text, "leave it out"),
	    "with advice");
	watermark_close(&w);
}

static void
damage(void)
{
	static const char *const wrong[] = { "{}", "{\"mark\":1}",
		"{\"mark\":null,\"edge\":\"x\",\"taken\":{}}",
		"{\"mark\":null,\"edge\":null}",
		"{\"mark\":null,\"edge\":null,\"taken\":[]}",
		"{\"mark\":null,\"edge\":null,\"taken\":{\"a\":1}}",
		"{\"mark\":null,\"edge\":null,\"taken\":{\"a\":[]}}",
		"{\"mark\":null,\"edge\":null,\"taken\":{\"a\":"
		"[\"2026-01-01T00:00:00Z\",\"0123456789abcdeg\"]}}",
		"{\"mark\":null,\"edge\":null,\"taken\":{\"a\":"
		"[\"2026-01-01T00:00:00Z\",\"0123456789abcdef\",1]}}" };
	struct desc_incremental d = make(DESC_ORDER_ANY, true);
	struct watermark w;
	struct error e;
	size_t i;

	for (i = 0; i < LEN(wrong); i++) {
		watermark_open(&w, &d, 0);
		CHECK_INT(watermark_read(&w, RECORD(wrong[i]), &e), -1,
		    "damaged: %s", wrong[i]);
		CHECK(e.kind == ERROR_INPUT && strstr(e.text, "damaged"),
		    "... as is said");
		watermark_close(&w);
	}
}

int
main(void)
{
	struct error e;

	if (path_parse(&at, "at", 2, &e) != 0)
		return 1;
	records_made_once();
	records_that_change();
	records_that_wait();
	memory();
	ends_before_the_newest();
	times();
	damage();
	path_free(&at);
	return tap_done();
}
