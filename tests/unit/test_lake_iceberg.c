/*
 * Iceberg's metadata: entries and rows have the bytes that another writer gives
 * them, and bounds never leave a value out.
 */
#include <stdio.h>

#include "base/cc.h"
#include "base/le.h"
#include "base/mem.h"
#include "lake/iceberg_manifest.h"
#include "lake/iceberg_plan.h"
#include "tap.h"

static void
hex_of(const struct buf *b, char *hex)
{
	size_t i;

	for (i = 0; i < b->len; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", b->data[i]);
}

/* As fastavro writes them with the schemas of the specification. */
static void
golden(void)
{
	static const char maps[ICEBERG_MAPS][32] = { "\x04\x02\x50\x04\x64",
		"\x04\x02\x06\x04\x06", "\x04\x02\x00\x04\x02",
		"\x02\x04\x00", "\x04\x02\x02"
				"a\x04\x10\0\0\0\0\0\0\0\x80",
		"\x04\x02\x02"
		"b\x04\x10\0\0\0\0\0\0\xf8\x3f" };
	static const size_t lens[ICEBERG_MAPS] = { 6, 6, 6, 4, 15, 15 };
	struct iceberg_entry e = { .status = ICEBERG_ADDED,
		.snapshot_id = 77,
		.sequence = ICEBERG_INHERIT,
		.file_sequence = ICEBERG_INHERIT,
		.path = { (const uint8_t *)"file:///w/t/data/a.parquet", 26 },
		.rows = 3,
		.size = 1234,
		.splits = { (const uint8_t *)"\x04\x08\xb0\x09\x00", 5 } };
	struct iceberg_row row = {
		.path = { (const uint8_t *)"file:///w/t/metadata/m.avro", 27 },
		.length = 3559,
		.sequence = 7,
		.min_sequence = 5,
		.snapshot_id = 77,
		.files = { 2, 1, 3 },
		.file_rows = { 20, 10, 30 }
	};
	struct buf out = buf_make(1000);
	char hex[2001];
	size_t i;

	for (i = 0; i < ICEBERG_MAPS; i++) {
		e.maps[i].p = (const uint8_t *)maps[i];
		e.maps[i].len = lens[i];
	}
	iceberg_put_entry(&out, &e);
	hex_of(&out, hex);
	CHECK_STR(hex,
	    "02029a010000003466696c653a2f2f2f772f742f646174612f612e706172717565"
	    "740e5041525155455406a413020402500464000204020604060002040200040200"
	    "02020400000204020261041000000000000000800002040202620410000000000"
	    "000f83f0000020408b00900000200",
	    "an entry has its golden bytes");
	buf_reset(&out);
	iceberg_put_row(&out, &row);
	hex_of(&out, hex);
	CHECK_STR(hex,
	    "3666696c653a2f2f2f772f742f6d657461646174612f6d2e6176726fce3700000e"
	    "0a9a0102040614283c0000",
	    "so has a row");
	buf_free(&out);
}

static void
bounds(void)
{
	static const struct {
		enum type type;
		uint8_t precision;
		bool upper, exact;
		const char *from;
		size_t from_len;
		const char *want; /* NULL: none */
		size_t len;
	} cases[] = {
		{ TYPE_TEXT, 0, false, true, "abcdefghijklmnop", 16,
		    "abcdefghijklmnop", 16 },
		{ TYPE_TEXT, 0, true, true, "abcdefghijklmnop", 16,
		    "abcdefghijklmnop", 16 },
		{ TYPE_TEXT, 0, false, true, "abcdefghijklmnopq", 17,
		    "abcdefghijklmnop", 16 },
		{ TYPE_TEXT, 0, true, true, "abcdefghijklmnopq", 17,
		    "abcdefghijklmnoq", 16 },
		{ TYPE_TEXT, 0, true, true, "", 0, "", 0 },
		{ TYPE_TEXT, 0, true, true,
		    "aaaaaaaaaaaaaaa\xf4\x8f\xbf\xbfx", 20, "aaaaaaaaaaaaaab",
		    15 },
		{ TYPE_TEXT, 0, true, true, "aaaaaaaaaaaaaaa\xed\x9f\xbfx", 19,
		    "aaaaaaaaaaaaaaa\xee\x80\x80", 18 },
		{ TYPE_TEXT, 0, true, true, "a\xff", 2, NULL, 0 },
		{ TYPE_DOUBLE, 0, false, true, "\0\0\0\0\0\0\0\0", 8,
		    "\0\0\0\0\0\0\0\x80", 8 },
		{ TYPE_DOUBLE, 0, true, true, "\0\0\0\0\0\0\0\x80", 8,
		    "\0\0\0\0\0\0\0\0", 8 },
		{ TYPE_DOUBLE, 0, true, true, "\0\0\0\0\0\0\xf8\x7f", 8, NULL,
		    0 },
		{ TYPE_DECIMAL, 9, false, true, "\xff\xff\xff\xff", 4, "\xff",
		    1 },
		{ TYPE_DECIMAL, 9, false, true, "\x80\0\0\0", 4, "\0\x80", 2 },
		{ TYPE_DECIMAL, 38, true, true, "\0\0\0\x01\x02", 5, "\x01\x02",
		    2 },
		{ TYPE_BIGINT, 0, true, true, "\x01\0\0\0\0\0\0\0", 8,
		    "\x01\0\0\0\0\0\0\0", 8 },
		{ TYPE_BIGINT, 0, true, false, "\x01\0\0\0\0\0\0\0", 8, NULL,
		    0 },
	};
	struct buf out = buf_make(100);
	char bytes[64];
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		struct lake_bound b = { (uint8_t *)bytes, cases[i].from_len,
			cases[i].exact };
		struct coltype type = { cases[i].type, cases[i].precision, 0 };
		bool some;

		memcpy(bytes, cases[i].from, cases[i].from_len);
		buf_reset(&out);
		some = iceberg_bound(&b, type, cases[i].upper, &out);
		CHECK(some == (cases[i].want != NULL), "bound %zu is %s", i,
		    some ? "there" : "left out");
		if (cases[i].want != NULL)
			CHECK_MEM(out.data, out.len, cases[i].want,
			    cases[i].len, "and what it must be");
	}
	buf_free(&out);
}

/* Read the rows of a list with that one in it. */
static int
read_row(const struct iceberg_row *row, struct error *e)
{
	struct buf rows = buf_make(1000), file = buf_make(10000);
	struct iceberg_row got;
	struct avro a = { 0 };
	int rc;

	iceberg_put_row(&rows, row);
	iceberg_put_list(&file, 1, -1, 1, 1, &rows);
	rc = avro_open(&a, file.data, file.len, e);
	if (rc == 0)
		rc = iceberg_next_row(&a, &got, e);
	avro_close(&a);
	buf_free(&rows);
	buf_free(&file);
	return rc;
}

/* The same for a manifest and its entry. */
static int
read_entry(const struct iceberg_entry *entry, struct error *e)
{
	struct buf entries = buf_make(1000), file = buf_make(10000);
	struct iceberg_entry got;
	struct avro a = { 0 };
	int rc;

	iceberg_put_entry(&entries, entry);
	iceberg_put_manifest(&file, "{}", 0, 1, &entries);
	rc = avro_open(&a, file.data, file.len, e);
	if (rc == 0)
		rc = iceberg_next_entry(&a, &got, e);
	avro_close(&a);
	buf_free(&entries);
	buf_free(&file);
	return rc;
}

/* What others say of numbers is summed up nowhere past what they can be. */
static void
counts(void)
{
	const struct iceberg_row row = { .path = { (const uint8_t *)"/m", 2 } };
	const struct iceberg_entry entry = {
		.path = { (const uint8_t *)"/d", 2 } };
	struct iceberg_sum sum = { 0 };
	struct error e = { 0 };
	struct iceberg_row r;
	struct iceberg_entry n;
	size_t i;

	CHECK_INT(read_row(&row, &e), 1, "a row without files: %s", e.text);
	CHECK_INT(read_entry(&entry, &e), 1, "an entry: %s", e.text);
	for (i = 0; i < 3; i++) {
		r = row;
		r.files[i] = INT32_MAX;
		r.file_rows[i] = (int64_t)1 << 53;
		CHECK_INT(read_row(&r, &e), 1, "the most that it may be");
		r.files[i]++;
		CHECK_INT(read_row(&r, &e), -1, "one file more");
		r.files[i] = 0;
		r.file_rows[i]++;
		CHECK_INT(read_row(&r, &e), -1, "one row more");
		r.file_rows[i] = INT64_MAX;
		CHECK(read_row(&r, &e) == -1 && e.kind == ERROR_INPUT,
		    "and what overflows: %s", e.text);
	}
	n = entry;
	n.rows = INT64_MAX;
	CHECK(read_entry(&n, &e) == -1 && e.kind == ERROR_INPUT,
	    "rows of an entry: %s", e.text);
	n = entry;
	n.size = INT64_MAX;
	CHECK_INT(read_entry(&n, &e), -1, "and its bytes");

	CHECK_INT(iceberg_sum_add(&sum, INT32_MAX, 0, 0, &e), 0, "a sum");
	CHECK(iceberg_sum_add(&sum, 1, 1, 1, &e) == -1 && sum.rows == 0,
	    "with a file more: %s", e.text);
	CHECK_INT(iceberg_sum_add(&sum, 0, (int64_t)1 << 53, 0, &e), 0, "rows");
	CHECK_INT(iceberg_sum_add(&sum, 0, 1, 0, &e), -1, "with one more");
	CHECK_INT(iceberg_sum_add(&sum, 0, 0, ICEBERG_BYTES_MAX, &e), 0, "all");
	CHECK_INT(iceberg_sum_add(&sum, 0, 0, 1, &e), -1, "with a byte more");
}

static void
nothing(void)
{
	struct buf text = buf_make(10);
	struct iceberg_meta m;
	struct error e = { 0 };

	CHECK(iceberg_meta_read(&m, &text, &e) == -1 && e.kind == ERROR_INPUT,
	    "an empty file is not a version: %s", e.text);
	iceberg_meta_free(&m);
}

/* The id of a schema that cannot be read is taken all the same. */
static void
schema_ids(void)
{
	static const char version[] =
	    "{\"format-version\":2,\"location\":\"file:///t\","
	    "\"last-sequence-number\":1,\"last-updated-ms\":1,"
	    "\"last-column-id\":1,\"current-schema-id\":0,"
	    "\"schemas\":[{\"schema-id\":0,\"fields\":[]},"
	    "{\"schema-id\":2147483647},{\"schema-id\":7}],"
	    "\"default-spec-id\":0,\"partition-specs\":[]}";
	struct iceberg_field field = { .id = 1, .name = (char[]){ "k" },
		.type = (char[]){ "\"long\"" } };
	struct iceberg_schema s = { .fields = &field, .nfields = 1 };
	struct buf text = buf_make(1 << 20);
	struct iceberg_meta m;
	struct error e = { 0 };
	bool known;

	buf_str(&text, version);
	CHECK(iceberg_meta_read(&m, &text, &e) == 0, "a version: %s", e.text);
	CHECK_INT(iceberg_meta_schema_id(&m, &s, &known), 8,
	    "a schema that is new gets an id that no other has");
	iceberg_meta_free(&m);
}

/* Whether a version with these members may be written to; "": yes. */
static const char *
may_write(const char *last, const char *members)
{
	static char why[sizeof(((struct error *)0)->text)];
	struct buf text = buf_make(1 << 20);
	struct iceberg_meta m;
	struct error e = { 0 };

	buf_printf(&text,
	    "{\"format-version\":2,\"location\":\"file:///t\","
	    "\"last-sequence-number\":1,\"last-updated-ms\":1,"
	    "\"last-column-id\":%s,\"current-schema-id\":0,"
	    "\"schemas\":[{\"schema-id\":0,\"fields\":[{\"id\":2,"
	    "\"name\":\"k\",\"required\":false,\"type\":\"long\"}]}],"
	    "\"default-spec-id\":0,\"partition-specs\":[]%s}",
	    last, members);
	(void)snprintf(why, sizeof(why), "%s",
	    iceberg_meta_read(&m, &text, &e) != 0 ||
		    iceberg_meta_writable(&m, &e) != 0 ?
		e.text :
		"");
	iceberg_meta_free(&m);
	return why;
}

/* What a version adds to is looked at before: others may have made it. */
static void
kinds(void)
{
	static const char *const wrong[] = { "\"properties\":[1]",
		"\"properties\":7", "\"refs\":[]", "\"refs\":{\"main\":[1]}",
		"\"refs\":{\"main\":\"x\"}", "\"snapshots\":{\"a\":1}",
		"\"snapshot-log\":{\"a\":1}", "\"metadata-log\":\"x\"" };
	char members[100];
	size_t i;

	CHECK_STR(may_write("2", ""), "", "members may be missing");
	CHECK_STR(may_write("2", ",\"properties\":null,\"refs\":{}"), "",
	    "or null");
	for (i = 0; i < LEN(wrong); i++) {
		(void)snprintf(members, sizeof(members), ",%s", wrong[i]);
		CHECK(strstr(may_write("2", members), "is neither") != NULL,
		    "but not %s", wrong[i]);
	}
	CHECK(strstr(may_write("1", ""), "beyond the last id") != NULL,
	    "nor may a column have an id that is given out next");
}

/* Ids end where reserved ones begin. */
static void
column_ids(void)
{
	struct schema made = { 0 };
	struct table *t = schema_table(&made, "t", 1);
	struct iceberg_schema old = { 0 }, next;
	struct coltype type = { .type = TYPE_BIGINT };
	int32_t last = ICEBERG_ID_MAX - 1;
	struct error e = { 0 };

	(void)table_add(t, "a", 1, type, false);
	CHECK_INT(iceberg_schema_evolve(&next, &old, t, true, NULL, &last, &e), 0,
	    "the last id is taken");
	CHECK_INT(last, ICEBERG_ID_MAX, "as such");
	iceberg_schema_free(&next);
	last = ICEBERG_ID_MAX - 1;
	(void)table_add(t, "b", 1, type, false);
	CHECK_INT(iceberg_schema_evolve(&next, &old, t, true, NULL, &last, &e), -1,
	    "one more is refused");
	CHECK_STR(e.text, "it has no id left for the column 'b'", "by name");
	iceberg_schema_free(&next);
	schema_free(&made);
}

int
main(void)
{
	golden();
	schema_ids();
	kinds();
	column_ids();
	nothing();
	counts();
	bounds();
	return tap_done();
}
