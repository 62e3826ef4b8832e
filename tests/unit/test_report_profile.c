/* Tests of aai-report: estimates, counts of values, histograms, columns. */
#include "aai-report/column_profile.h"
#include "aai-report/histogram.h"
#include "aai-report/hyperloglog.h"
#include "aai-report/value_counts.h"

#include <stdio.h>

#include "tap.h"

static uint64_t
hash_of(const char *s)
{
	struct hash_sip_parts h = value_counts_hash();

	hash_sip_part(&h, s, strlen(s));
	return hash_sip_end(&h);
}

static void
see(struct value_counts *c, const char *s)
{
	value_counts_add(c, s, strlen(s), strlen(s), hash_of(s));
}

/* Whether an estimate is within that many per cent. */
static bool
is_near(uint64_t got, uint64_t want, uint64_t percent)
{
	return got * 100 >= want * (100 - percent) &&
	       got * 100 <= want * (100 + percent);
}

static void
test_hyperloglog(void)
{
	static const uint64_t sizes[] = { 1, 10, 1000, 20000, 300000 };
	struct hyperloglog l = { 0 };
	char text[24];
	uint64_t n;
	size_t i;

	CHECK_UINT(hyperloglog_estimate(&l), 0, "nothing was seen");
	for (i = 0, n = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		for (; n < sizes[i]; n++) {
			(void)snprintf(text, sizeof(text), "value %llu",
			    (unsigned long long)n);
			hyperloglog_add(&l, hash_of(text));
			hyperloglog_add(&l, hash_of(text));
		}
		CHECK(is_near(hyperloglog_estimate(&l), n, 6),
		    "%llu values are about %llu", (unsigned long long)n,
		    (unsigned long long)hyperloglog_estimate(&l));
	}
	hyperloglog_add(&l, 0);
	hyperloglog_add(&l, UINT64_MAX);
	hyperloglog_free(&l);
	CHECK_UINT(hyperloglog_estimate(&l), 0, "released, it is new");
}

static void
test_counts(void)
{
	struct value_counts c = { 0 };
	char text[24];
	int i;

	for (i = 0; i < 3; i++)
		see(&c, "b");
	for (i = 0; i < 3; i++)
		see(&c, "a");
	see(&c, "");
	see(&c, "c");
	see(&c, "c");
	CHECK_UINT(value_counts_distinct(&c), 4, "few values are exact");
	value_counts_sort(&c);
	CHECK(c.values[0].text[0] == 'a' && c.values[1].text[0] == 'b' &&
		c.values[2].text[0] == 'c' && c.values[3].len == 0,
	    "in order of counts, then of bytes");
	CHECK_UINT(c.values[0].count, 3, "with their counts");
	value_counts_free(&c);

	/* Values of which the beginnings are the same, and the lengths. */
	value_counts_add(&c, "x", 1, 900, 1);
	value_counts_add(&c, "x", 1, 900, 2);
	value_counts_add(&c, "x", 1, 901, 2);
	value_counts_add(&c, "x", 1, 900, 1);
	CHECK_UINT(value_counts_distinct(&c), 3, "hashes and lengths tell");
	value_counts_free(&c);

	for (i = 0; i < VALUE_COUNTS_MAX; i++) {
		(void)snprintf(text, sizeof(text), "%d", i);
		see(&c, text);
	}
	CHECK(!c.estimated, "as many as there is room for are exact");
	CHECK_UINT(value_counts_distinct(&c), VALUE_COUNTS_MAX, "... all");
	for (i = 0; i < 50000; i++) {
		(void)snprintf(text, sizeof(text), "%d", i);
		see(&c, text);
		if (i % 10 == 0)
			see(&c, "often");
	}
	CHECK(c.estimated, "one more is not");
	CHECK(is_near(value_counts_distinct(&c), 50001, 6), "about %llu",
	    (unsigned long long)value_counts_distinct(&c));
	CHECK(c.n <= VALUE_COUNTS_MAX, "memory is bounded");
	value_counts_sort(&c);
	CHECK(c.values[0].len == 5 &&
		memcmp(c.values[0].text, "often", 5) == 0,
	    "the frequent one is found among rare ones");
	CHECK(c.values[0].count <= 5000 && c.values[0].count >= 4900,
	    "its count is at most what it is: %llu",
	    (unsigned long long)c.values[0].count);
	value_counts_free(&c);
}

/* The sum of its bins is what it has seen; returns how many are in range. */
static size_t
check_histogram(const struct histogram *h, uint64_t n, const char *title)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < HISTOGRAM_BINS; i++)
		sum += h->counts[i];
	CHECK_UINT(sum, n, "%s: all are counted", title);
	CHECK_UINT(h->n, n, "%s: once", title);
	return histogram_span(h);
}

static void
test_histogram(void)
{
	struct histogram up = { .least = 1 }, down = { .least = 1 }, h = { 0 };
	size_t i;

	for (i = 0; i < 1000; i++) {
		histogram_add(&up, (double)i);
		histogram_add(&down, (double)(999 - i));
	}
	CHECK(memcmp(&up, &down, sizeof(up)) == 0, "order does not matter");
	CHECK_UINT(check_histogram(&up, 1000, "integers"), 250,
	    "bins are as narrow as 256 allow");
	CHECK_UINT(up.counts[histogram_first(&up)], 4, "each has its part");
	histogram_fold(&up, 30);
	CHECK_UINT(check_histogram(&up, 1000, "folded"), 16, "in pairs");

	for (i = 0; i < 100; i++)
		histogram_add(&h, 7);
	CHECK(h.width <= 0, "one number has no bins");
	histogram_add(&h, -1e300);
	histogram_add(&h, 1e300);
	histogram_add(&h, 1e-300);
	histogram_add(&h, __builtin_nan(""));
	histogram_add(&h, __builtin_inf());
	check_histogram(&h, 103, "from end to end");
	histogram_fold(&h, 2);
	check_histogram(&h, 103, "two bins");

	h = (struct histogram){ 0 };
	histogram_add(&h, 0);
	histogram_add(&h, 0x1p-1074);
	check_histogram(&h, 2, "the least double");
	h = (struct histogram){ 0 };
	histogram_add(&h, 1e15);
	histogram_add(&h, 1e15 + 1);
	histogram_add(&h, -3);
	histogram_add(&h, 1e15 + 2);
	check_histogram(&h, 4, "far from zero");
}

/* A column of that type that saw the texts, NULL for null. */
static struct column_profile
profile_of(enum type type, const char *const *texts, size_t n)
{
	struct column c = { .type = { .type = type } };
	struct cell_text text = cell_text_make();
	struct column_profile p;
	struct show_cell cell = { .kind = SHOW_TEXT };
	struct error e;
	size_t i;

	column_profile_open(&p, &c, 0);
	for (i = 0; i < n; i++) {
		if (texts[i] == NULL) {
			column_profile_add(&p, NULL);
			continue;
		}
		cell.s = texts[i];
		cell.len = strlen(texts[i]);
		if (cell_text_take(&text, &cell, &e) != 0)
			tap_note("%s", e.text);
		column_profile_add(&p, &text);
	}
	column_profile_settle(&p);
	cell_text_free(&text);
	return p;
}

static void
check_bounds(const struct column_profile *p, const char *lo, const char *hi,
    const char *title)
{
	CHECK(p->lo.known && p->lo.len == strlen(lo) &&
		memcmp(p->lo.text, lo, p->lo.len) == 0,
	    "%s: the least is %.*s", title, (int)p->lo.len, p->lo.text);
	CHECK(p->hi.known && p->hi.len == strlen(hi) &&
		memcmp(p->hi.text, hi, p->hi.len) == 0,
	    "%s: the greatest is %.*s", title, (int)p->hi.len, p->hi.text);
}

static void
test_columns(void)
{
	static const char *const numbers[] = { "9007199254740993", NULL,
		"9007199254740992", "-5", "10", "9", "NaN" };
	static const char *const times[] = { "2026-01-02T00:00:00.5Z",
		"2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z" };
	static const char *const words[] = { "b", "", "a", NULL, "b",
		"0123456789012345678901234567890123456789"
		"01234567890123456789012\xc3\xa9 and so on" };
	struct column_profile p = profile_of(TYPE_BIGINT, numbers, 7);

	check_bounds(&p, "-5", "9007199254740993", "integers");
	CHECK_UINT(p.nulls, 1, "nulls are counted");
	CHECK_UINT(p.rows, 7, "rows too");
	CHECK_UINT(p.distinct, 6, "and values");
	CHECK_UINT(p.histogram.n, 5, "what is no number is in no bin");
	column_profile_free(&p);
	p = profile_of(TYPE_TIMESTAMP, times, 3);
	check_bounds(&p, times[1], times[2], "times");
	CHECK_UINT(p.histogram.n, 3, "they are spread");
	column_profile_free(&p);
	p = profile_of(TYPE_TEXT, words, 6);
	check_bounds(&p, "", "b", "texts");
	CHECK(p.counts.n == 4 && p.counts.values[0].text[0] == 'b' &&
		p.counts.values[0].count == 2, "the most frequent is first");
	column_profile_free(&p);
	p = profile_of(TYPE_TEXT, words + 5, 1);
	CHECK(p.lo.cut && p.lo.len == 63, "a bound is cut between characters");
	column_profile_free(&p);
	p = profile_of(TYPE_TEXT, words, 0);
	CHECK(!p.lo.known && p.distinct == 0, "a column without rows");
	column_profile_free(&p);
}

int
main(void)
{
	test_hyperloglog();
	test_counts();
	test_histogram();
	test_columns();
	return tap_done();
}
