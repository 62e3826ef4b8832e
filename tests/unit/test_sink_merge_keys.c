/*
 * Which rows of a load a merge keeps: those of the last record of each key,
 * whatever the order of keys, and of a record's own row and its lists.
 */
#include "sink/merge_keys.h"

#include "tap.h"

#include "base/rng.h"

#define KEYS 6
#define ROWS 200

/* The tables: the top, and two of lists. */
#define TABLES 3

/* In place of a table: the record is there no more. */
#define GONE TABLES

/* A row of the stream; its record is the nth one of all. */
struct row {
	size_t table;
	unsigned key;
	unsigned record;
	int64_t position;
};

static struct error e;
static struct row rows[ROWS];
static size_t nrows;

static void
take_key(struct root_key *k, unsigned key)
{
	char text[16];

	(void)snprintf(text, sizeof(text), "key%u", key);
	root_key_begin(k);
	root_key_put(k, TYPE_TEXT, text, strlen(text));
}

static void
put(size_t table, unsigned key, unsigned record, int64_t position)
{
	if (nrows < ROWS)
		rows[nrows++] = (struct row){ table, key, record, position };
}

/* Put a record's rows, or an element's: its own last, or first. */
static void
put_element(struct rng *rng, bool tops_first, unsigned key, unsigned record,
    int64_t position)
{
	uint64_t n = rng_next(rng) % 3;

	if (tops_first)
		put(0, key, record, position);
	for (; n > 0; n--)
		put(1 + rng_next(rng) % 2, key, record, position);
	if (!tops_first)
		put(0, key, record, position);
}

/* Make a stream of records; lists: each is several elements; gone: some are
 * deleted. */
static void
make_rows(struct rng *rng, bool tops_first, bool lists, bool gone)
{
	unsigned key = 0, record;
	int64_t position, n;

	nrows = 0;
	/* The first shows the order. */
	put(tops_first ? 0 : 1, KEYS, 0, 0);
	put(tops_first ? 1 : 0, KEYS, 0, 0);
	for (record = 1; record < 15; record++) {
		/* Often the same one after the other. */
		if (rng_next(rng) % 3 > 0)
			key = (unsigned)(rng_next(rng) % KEYS);
		n = lists ? 1 + (int64_t)(rng_next(rng) % 3) : 1;
		for (position = 0; position < n; position++)
			put_element(rng, tops_first, key, record, position);
		if (gone && rng_next(rng) % 3 == 0)
			put(GONE, (unsigned)(rng_next(rng) % KEYS),
			    record + 100, 0);
	}
}

/* The number of the key's last record. */
static unsigned
last_of(unsigned key)
{
	unsigned last = 0;
	size_t i;

	for (i = 0; i < nrows; i++)
		if (rows[i].key == key)
			last = rows[i].record;
	return last;
}

/* Add the rows; 0 or -1. */
static int
add_rows(struct merge_keys *k, size_t family)
{
	struct root_key key = root_key_make();
	uint64_t counts[TABLES] = { 0 };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < nrows; i++) {
		struct merge_row row;

		take_key(&key, rows[i].key);
		if (rows[i].table == GONE) {
			rc = merge_keys_delete(k, &k->families[family], &key,
			    0, counts[0], &e);
			continue;
		}
		row = (struct merge_row){ rows[i].table,
			counts[rows[i].table]++, rows[i].table == 0,
			rows[i].position };
		rc = merge_keys_add(k, &k->families[family], &key, &row, &e);
	}
	root_key_free(&key);
	return rc == 0 ? merge_keys_end(k, &e) : rc;
}

/* How many rows stay that should not, or the other way round. */
static unsigned
count_wrong(const struct merge_keys *k, size_t family)
{
	struct root_key key = root_key_make();
	struct merge_own own;
	unsigned wrong = 0;
	size_t i, t;

	for (t = 0; t < TABLES; t++) {
		own = (struct merge_own){ .family = &k->families[family],
			.table = t };
		for (i = 0; i < nrows; i++) {
			if (rows[i].table != t)
				continue;
			take_key(&key, rows[i].key);
			wrong += merge_keys_own_stays(&own, &key, &e) !=
			    (rows[i].record == last_of(rows[i].key));
		}
	}
	root_key_free(&key);
	return wrong;
}

static void
check_orders(void)
{
	struct rng rng = rng_make(5);
	unsigned i, wrong[8] = { 0 };

	for (i = 0; i < 4000; i++) {
		struct merge_keys k = { .memory = (size_t)1 << 20 };
		size_t family = merge_keys_family(&k, "r", 1);

		make_rows(
		    &rng, (i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
		wrong[i & 7] += add_rows(&k, family) != 0 ||
		    count_wrong(&k, family) != 0;
		merge_keys_close(&k);
	}
	CHECK_UINT(wrong[0], 0, "records after their lists");
	CHECK_UINT(wrong[1], 0, "records before their lists");
	CHECK_UINT(wrong[2], 0, "lists of elements after theirs");
	CHECK_UINT(wrong[3], 0, "lists of elements before theirs");
	CHECK_UINT(wrong[4] + wrong[5], 0, "records, and deletions of some");
	CHECK_UINT(wrong[6] + wrong[7], 0, "lists, and deletions of some");
}

/* Rows of all records of a table, then those of another. */
static void
check_apart(void)
{
	struct merge_keys k = { .memory = (size_t)1 << 20 };
	size_t family = merge_keys_family(&k, "r", 1);

	nrows = 0;
	put(1, 1, 1, 0);
	put(1, 2, 2, 0);
	put(0, 1, 1, 0);
	put(0, 2, 2, 0);
	CHECK_INT(add_rows(&k, family), -1, "rows that are apart are refused");
	CHECK_INT(e.kind, ERROR_INPUT, "... as a fault of the stream");
	merge_keys_close(&k);
}

static void
check_others(void)
{
	struct merge_keys k = { .memory = (size_t)1 << 20 };
	size_t family = merge_keys_family(&k, "r", 1);
	struct row_filter_text lo = { "key2", 4 }, hi = { "key4", 4 };
	struct row_filter_text past = { "key9", 4 };
	struct root_key key = root_key_make();

	nrows = 0;
	put(0, 1, 1, 0);
	put(0, 3, 2, 0);
	CHECK_INT(add_rows(&k, family), 0, "two keys");
	take_key(&key, 3);
	CHECK_INT(merge_keys_stays(&k.families[family], &key, &e), 0,
	    "rows of one of them go");
	take_key(&key, 2);
	CHECK_INT(merge_keys_stays(&k.families[family], &key, &e), 1,
	    "those of another stay");
	root_key_put_null(&key);
	CHECK_INT(merge_keys_stays(&k.families[family], &key, &e), 1,
	    "and those of none");
	CHECK(merge_keys_may_have_text(&k.families[family], &lo, &hi),
	    "bounds that one may be within");
	CHECK(!merge_keys_may_have_text(&k.families[family], &past, &past),
	    "bounds that none is within");
	CHECK(!merge_keys_may_have_number(
		  &k.families[family], INT64_MIN, INT64_MAX),
	    "none is a number");
	root_key_free(&key);
	merge_keys_close(&k);
}

int
main(void)
{
	check_orders();
	check_apart();
	check_others();
	return tap_done();
}
