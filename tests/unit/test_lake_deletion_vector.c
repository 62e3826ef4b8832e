/* Deletion vectors of Delta tables: which rows they delete, and damage. */
#include "tap.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/le.h"
#include "codec/codec.h"
#include "io/fd.h"
#include "lake/deletion_vector.h"

/* Of six rows, from another writer. */
#define SIX "^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L"

static struct error e;

static void
put16(struct buf *out, unsigned v)
{
	buf_byte(out, (uint8_t)v);
	buf_byte(out, (uint8_t)(v >> 8));
}

static void
put32(struct buf *out, uint32_t v)
{
	uint8_t bytes[4];

	le_put32(bytes, v);
	buf_put(out, bytes, sizeof(bytes));
}

/* The head of a vector of this many bitmaps. */
static void
put_head(struct buf *out, uint32_t bitmaps)
{
	put32(out, 1681511377);
	put32(out, bitmaps);
	put32(out, 0);
}

/* Rows 3 and 70000, 65536 + 9 .. 65536 + 11 of the file, as two arrays. */
static void
put_arrays(struct buf *out)
{
	put32(out, 0);
	put32(out, 12346);
	put32(out, 2);
	put16(out, 0);
	put16(out, 0);
	put16(out, 1);
	put16(out, 1);
	put32(out, 24);
	put32(out, 26);
	put16(out, 3);
	put16(out, 9);
	put16(out, 4464);
}

/* Every second row of the first 65536, and runs 65546..65555, 131071. */
static void
put_mixed(struct buf *out)
{
	size_t i;

	put32(out, 1);
	put16(out, 12347);
	put16(out, 1);
	buf_byte(out, 2);
	put16(out, 0);
	put16(out, 32767);
	put16(out, 1);
	put16(out, 10);
	for (i = 0; i < 8192; i++)
		buf_byte(out, 0x55);
	put16(out, 2);
	put16(out, 10);
	put16(out, 9);
	put16(out, 65535);
	put16(out, 0);
}

/* Open a vector that is inline: -1 with e. */
static int
open_vector(struct deletion_vector *d, const struct buf *v, uint64_t deleted,
    uint64_t rows)
{
	struct deletion_vector_place p = { .given = true,
		.inlined = (char *)v->data,
		.size = v->len,
		.rows = deleted };

	e.text[0] = '\0';
	return deletion_vector_open(d, &p, -1, NULL, rows, 1 << 20, &e);
}

/* How many of the rows it deletes, and their sum. */
static uint64_t
sum_rows(struct deletion_vector *d, uint64_t from, uint64_t to, uint64_t *n)
{
	uint64_t row, sum = 0;

	*n = 0;
	for (row = from; row < to; row++) {
		if (!deletion_vector_has(d, row))
			continue;
		sum += row;
		++*n;
	}
	return sum;
}

static void
test_rows(void)
{
	struct deletion_vector d;
	struct buf v = buf_make(1 << 20);
	uint64_t n, high = UINT64_C(1) << 32, sum;

	put_head(&v, 2);
	put_arrays(&v);
	put_mixed(&v);
	CHECK_INT(open_vector(&d, &v, 3 + 32768 + 11, high + 131072), 0,
	    "arrays, bits and runs: %s", e.text);
	sum = sum_rows(&d, 0, 100000, &n);
	CHECK(n == 3 && sum == 3 + 65545 + 70000, "the arrays' rows");
	sum = sum_rows(&d, high, high + 65536, &n);
	CHECK(n == 32768 && sum == n * high + n * 32767, "the bits' rows");
	sum = sum_rows(&d, high + 65536, high + 131072, &n);
	CHECK(n == 11 &&
		  sum == 11 * high + 10 * 65546 + 45 + 131071,
	    "the runs' rows");
	CHECK(!deletion_vector_has(&d, high + 131072), "and no more");
	deletion_vector_close(&d);

	CHECK_INT(open_vector(&d, &v, 3 + 32768 + 11, high + 131071), -1,
	    "a row that the file has not");
	CHECK(strstr(e.text, "rows that the data file has not") != NULL,
	    "is told of: %s", e.text);
	deletion_vector_close(&d);
	CHECK_INT(open_vector(&d, &v, 3, UINT64_MAX), -1,
	    "more rows than it should have");
	CHECK(strstr(e.text, "has 32782 rows, not 3") != NULL,
	    "are told of: %s", e.text);
	deletion_vector_close(&d);

	/* Rows may be asked for that are far apart. */
	CHECK_INT(open_vector(&d, &v, 3 + 32768 + 11, UINT64_MAX), 0,
	    "it is opened again");
	CHECK(!deletion_vector_has(&d, 70001) &&
		  deletion_vector_has(&d, high + 65534) &&
		  !deletion_vector_has(&d, high + 131070) &&
		  deletion_vector_has(&d, high + 131071),
	    "what is between them is passed over");
	deletion_vector_close(&d);
	buf_free(&v);
}

/* Whatever byte is another, it is refused or has rows that ascend. */
static void
test_damage(void)
{
	struct deletion_vector d;
	struct buf v = buf_make(1 << 20);
	size_t i, wrong = 0, len;
	uint64_t n;
	int bit;

	put_head(&v, 1);
	put_arrays(&v);
	len = v.len;
	for (i = 0; i < len; i++) {
		for (bit = 0; bit < 8; bit++) {
			v.data[i] ^= (uint8_t)(1 << bit);
			if (open_vector(&d, &v, 3, 1 << 20) == 0) {
				(void)sum_rows(&d, 0, 1 << 20, &n);
				wrong += n != 3;
			}
			deletion_vector_close(&d);
			v.data[i] ^= (uint8_t)(1 << bit);
		}
	}
	CHECK_UINT(wrong, 0, "a bit that is turned gives three rows or none");
	for (v.len = 0; v.len < len; v.len++) {
		wrong += open_vector(&d, &v, 3, 1 << 20) == 0;
		deletion_vector_close(&d);
	}
	CHECK_UINT(wrong, 0, "wherever it is cut it is refused");
	buf_byte(&v, 0);
	CHECK_INT(open_vector(&d, &v, 3, 1 << 20), -1, "bytes left over");
	deletion_vector_close(&d);
	buf_free(&v);
}

static int
describe(struct deletion_vector_place *p, const char *json)
{
	struct json_tree t = { 0 };
	int rc = json_parse(&t, json, strlen(json), 8, &e);

	if (rc == 0)
		rc = deletion_vector_describe(p, &t, 0, &e);
	json_tree_free(&t);
	return rc;
}

#define DESCRIBE(kind, text, rest)                                             \
	"{\"storageType\":\"" kind "\",\"pathOrInlineDv\":\"" text "\"," rest "}"

static void
test_descriptors(void)
{
	static const char *const wrong[] = {
		DESCRIBE("i", SIX, "\"sizeInBytes\":40,\"cardinality\":6"),
		DESCRIBE("i", SIX, "\"sizeInBytes\":45,\"cardinality\":6"),
		DESCRIBE("i", SIX, "\"sizeInBytes\":-1,\"cardinality\":6"),
		DESCRIBE("i", SIX, "\"sizeInBytes\":44"),
		DESCRIBE("i", "0000", "\"sizeInBytes\":3,\"cardinality\":6"),
		DESCRIBE("i", "####\\\\", "\"sizeInBytes\":4,\"cardinality\":6"),
		DESCRIBE("i", "#####", "\"sizeInBytes\":4,\"cardinality\":6"),
		DESCRIBE("u", "short", "\"sizeInBytes\":4,\"cardinality\":6"),
		DESCRIBE("p", "", "\"sizeInBytes\":4,\"cardinality\":6"),
		DESCRIBE("p", "a\\u0000b", "\"sizeInBytes\":4,\"cardinality\":6"),
		DESCRIBE("x", SIX, "\"sizeInBytes\":44,\"cardinality\":6"),
	};
	struct deletion_vector_place p;
	struct deletion_vector d;
	uint64_t n;
	size_t i;

	CHECK_INT(describe(&p,
		      DESCRIBE("i", SIX, "\"offset\":null,\"sizeInBytes\":44,"
					 "\"cardinality\":6")),
	    0, "one that is inline: %s", e.text);
	CHECK_INT(deletion_vector_open(&d, &p, -1, NULL, 30, 1000, &e), 0,
	    "is opened: %s", e.text);
	CHECK_UINT(sum_rows(&d, 0, 100, &n), 3 + 4 + 7 + 11 + 18 + 29,
	    "and has its rows");
	deletion_vector_close(&d);
	CHECK_INT(deletion_vector_open(&d, &p, -1, NULL, 30, 43, &e), -1,
	    "one that is too big");
	CHECK_INT(e.kind, ERROR_LIMIT, "is past a limit");
	deletion_vector_close(&d);
	deletion_vector_place_free(&p);
	CHECK_INT(describe(&p,
		      DESCRIBE("u", "ab^-aqEH.-t@S}K{vb[*k^",
			  "\"offset\":4,\"sizeInBytes\":40,"
			  "\"cardinality\":6")),
	    0, "one in a file");
	CHECK_STR(p.path,
	    "ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin",
	    "that a UUID names");
	CHECK(p.relative && p.offset == 4 && p.size == 40 && p.rows == 6,
	    "with its place");
	deletion_vector_place_free(&p);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		CHECK_INT(describe(&p, wrong[i]), -1, "wrong: %s", wrong[i]);
		deletion_vector_place_free(&p);
	}
}

static void
put_big(struct buf *out, uint32_t v)
{
	int shift;

	for (shift = 24; shift >= 0; shift -= 8)
		buf_byte(out, (uint8_t)(v >> shift));
}

/* Open one of this many bytes at the offset of a file of these. */
static int
open_file(const struct buf *file, uint64_t offset, uint64_t size)
{
	struct deletion_vector_place p = { .given = true,
		.offset = offset,
		.size = size,
		.rows = 3 };
	struct deletion_vector d;
	int fd = open("v.bin", O_RDWR | O_CREAT | O_TRUNC, 0666), rc;

	if (fd < 0 || fd_write_all(fd, file->data, file->len) != 0)
		tap_note("cannot write");
	e.text[0] = '\0';
	rc = deletion_vector_open(&d, &p, fd, "v.bin", 1 << 20, 1 << 20, &e);
	deletion_vector_close(&d);
	(void)close(fd);
	return rc;
}

static void
test_files(void)
{
	struct buf v = buf_make(1 << 20), file = buf_make(1 << 20);
	size_t i, wrong = 0;

	put_head(&v, 1);
	put_arrays(&v);
	buf_byte(&file, 1);
	put_big(&file, (uint32_t)v.len);
	buf_put(&file, v.data, v.len);
	put_big(&file, codec_crc32(0, v.data, v.len));
	CHECK_INT(open_file(&file, 1, v.len), 0, "one in a file: %s", e.text);
	for (i = 0; i < file.len; i++) {
		file.data[i] ^= 1;
		wrong += open_file(&file, 1, v.len) == 0;
		file.data[i] ^= 1;
	}
	CHECK_UINT(wrong, 0, "any byte that is another is noticed");
	CHECK_INT(open_file(&file, 1, v.len - 1), -1, "so is another size");
	CHECK_INT(open_file(&file, 2, v.len), -1, "another place");
	CHECK_INT(open_file(&file, UINT64_C(1) << 40, v.len), -1, "one far off");
	file.len--;
	CHECK_INT(open_file(&file, 1, v.len), -1, "and a file that is cut");
	CHECK(strstr(e.text, "v.bin") != NULL, "which is named: %s", e.text);
	buf_free(&v);
	buf_free(&file);
}

int
main(void)
{
	test_rows();
	test_damage();
	test_descriptors();
	test_files();
	return tap_done();
}
