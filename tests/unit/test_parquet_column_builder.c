/* column_builder: values that gather, are taken back, and are ids or not. */
#include "base/rng.h"
#include "parquet/column_builder.h"
#include "tap.h"

static const struct coltype text_type = { .type = TYPE_TEXT };

/* Put rows from..to-1 of a column of texts, of which some are null. */
static void
put_texts(struct column_builder *v, size_t from, size_t to, unsigned seed,
    unsigned most)
{
	struct rng r = rng_make(seed);
	char text[32];
	size_t row, len;
	uint64_t drawn;

	for (row = from; row < to; row++) {
		drawn = rng_next(&r) >> 32;
		if (seed % 2 != 0 && drawn % 5 == 0)
			continue;
		len = (size_t)snprintf(text, sizeof(text), "%u words",
		    (unsigned)(drawn % most));
		column_builder_put_text(v, row, text, len);
	}
}

static bool
same_bytes(const void *a, const void *b, size_t n)
{
	return n == 0 || memcmp(a, b, n) == 0;
}

static bool
same(
    const struct column_builder *a, const struct column_builder *b, size_t rows)
{
	size_t row;

	for (row = 0; row < rows; row++)
		if (column_builder_has(a, row) != column_builder_has(b, row))
			return false;
	return a->rows == b->rows && a->n == b->n && a->raw == b->raw &&
	    a->folded == b->folded && a->plain_len == b->plain_len &&
	    same_bytes(a->plain, b->plain, a->plain_len) &&
	    (!a->folded ||
		(a->dict.n == b->dict.n && a->dict.len == b->dict.len &&
		    same_bytes(a->dict.data, b->dict.data, a->dict.len) &&
		    same_bytes(a->ids, b->ids, a->n * sizeof(*a->ids))));
}

/* What was put and taken back leaves no trace in what follows. */
static void
check_cut(unsigned seed, size_t kept, unsigned before, unsigned detour)
{
	struct column_builder_account held = { 0 };
	struct column_builder v = column_builder_make(text_type, false, &held);
	struct column_builder w = column_builder_make(text_type, false, &held);
	struct column_builder_mark mark;
	bool unfolded;

	put_texts(&v, 0, kept, seed, before);
	put_texts(&w, 0, kept, seed, before);
	mark = column_builder_mark_now(&v);
	put_texts(&v, kept, kept + 5000, seed + 1, detour);
	unfolded = !v.folded;
	column_builder_cut(&v, &mark);
	if (unfolded)
		column_builder_unfold(&w);
	CHECK(same(&v, &w, kept + 5000), "cut after %zu rows", kept);
	put_texts(&v, kept, kept + 3000, seed + 2, before);
	put_texts(&w, kept, kept + 3000, seed + 2, before);
	CHECK(same(&v, &w, kept + 3000), "and goes on as if never");
	column_builder_free(&v);
	column_builder_free(&w);
	CHECK_UINT(held.bytes, 0, "all memory is accounted for");
}

static void
cuts(void)
{
	static const size_t kept[] = { 0, 1, 7, 8, 999, 4000 };
	size_t i;
	unsigned seed;

	for (i = 0; i < LEN(kept); i++) {
		for (seed = 10; seed < 12; seed++) {
			check_cut(seed, kept[i], 50, 70);
			check_cut(seed, kept[i], 50, 1000000);
			check_cut(seed, kept[i], 1000000, 1000000);
		}
	}
}

static void
cut_numbers(void)
{
	static const struct coltype bigint = { .type = TYPE_BIGINT };
	struct column_builder_account held = { 0 };
	struct column_builder v = column_builder_make(bigint, false, &held);
	struct column_builder_mark mark;

	column_builder_put_num(&v, 0, 5);
	column_builder_put_num(&v, 1, 6);
	mark = column_builder_mark_now(&v);
	column_builder_put_num(&v, 9, 7);
	column_builder_cut(&v, &mark);
	CHECK(v.n == 2 && v.rows == 2 && !column_builder_has(&v, 9),
	    "a number goes");
	column_builder_put_num(&v, 4, 8);
	CHECK(v.n == 3 && v.nums[2] == 8 && column_builder_has(&v, 1) &&
		  !column_builder_has(&v, 2) && !column_builder_has(&v, 3) &&
		  column_builder_has(&v, 4),
	    "and another comes");
	column_builder_free(&v);
}

/* Ids that stand for many times their bytes are not written out at once. */
static void
worth(void)
{
	static char large[2000];
	struct column_builder_account held = { 0 };
	struct column_builder v = column_builder_make(text_type, false, &held);
	char text[32];
	size_t row = 0, len;

	memset(large, 'x', sizeof(large));
	while (row < 1000000 && v.folded && !held.full) {
		len = (size_t)snprintf(text, sizeof(text), "%zu", row * 7);
		if (row++ % 9 < 4)
			column_builder_put_text(&v, row, text, len);
		else
			column_builder_put_text(&v, row, large, sizeof(large));
	}
	CHECK(held.full, "a large dictionary that saves much is full");
	CHECK(v.folded && held.bytes < v.raw / 8,
	    "and is not written out: %zu bytes", held.bytes);
	column_builder_free(&v);
	held.full = false;
	for (row = 0; row < 100000 && v.folded && !held.full; row++) {
		len = (size_t)snprintf(text, sizeof(text), "%zu", row);
		column_builder_put_text(&v, row, text, len);
	}
	CHECK(!v.folded && !held.full, "one that saves nothing is");
	column_builder_free(&v);
	v = column_builder_make(text_type, true, &held);
	column_builder_put_text(&v, 0, "a", 1);
	CHECK(!v.folded && v.plain_len == 5, "and there may be none at all");
	column_builder_free(&v);
}

int
main(void)
{
	cuts();
	cut_numbers();
	worth();
	return tap_done();
}
