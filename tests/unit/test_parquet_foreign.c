/* Files of other writers: what the format lets them do, and what they do. */
#include <unistd.h>

#include "base/error.h"
#include "foreign_file.h"
#include "parquet/reader.h"
#include "parquet/rle.h"

/* Levels of n values that are all there, with their length. */
static void
put_present(struct buf *b, size_t n)
{
	uint8_t len[4];
	struct buf run = buf_make(64);

	rle_put_run(&run, 1, n, 1);
	le_put32(len, (uint32_t)run.len);
	buf_put(b, len, 4);
	buf_put(b, run.data, run.len);
	buf_free(&run);
}

static void
put_nums(struct buf *b, int64_t from, size_t n)
{
	uint8_t bytes[8];

	for (; n > 0; n--) {
		le_put64(bytes, (uint64_t)from++);
		buf_put(b, bytes, 8);
	}
}

/* Whether the file has one column of n numbers from the first one on. */
static void
check_numbers(int fd, int64_t first, size_t n, const char *title)
{
	struct reader r;
	struct reader_pages pages = { 0 };
	struct error e = { 0 };
	size_t got = 0, i;
	int rc = reader_open_any(&r, fd, "f", &e);

	if (rc == 0 && r.ncolumns == 1)
		rc = reader_chunk_open(&pages, &r, 0, 0, &e);
	while (rc == 0 && (rc = reader_page(&pages, &e)) == 1) {
		for (i = 0; i < pages.values.n; i++)
			got += pages.values.nums[i] ==
			    first + (int64_t)(got % n);
		rc = 0;
		if (pages.done == pages.chunk->values)
			break;
	}
	CHECK(rc == 0, "%s: %s", title, rc == 0 ? "read" : e.text);
	CHECK_UINT(got, n, "%s: values", title);
	reader_pages_close(&pages);
	reader_close(&r);
	(void)close(fd);
}

/* A column "a" of three numbers, 7 to 9, in a page of PLAIN values. */
static struct foreign
three(bool required, int levels)
{
	struct foreign f = foreign_begin();
	struct foreign_head h = { .values = 3, .levels = levels };
	struct buf b = buf_make(1 << 10);

	foreign_element(&f, "a", PHYS_INT64,
	    required ? FOREIGN_REQUIRED : FOREIGN_OPTIONAL, -1, -1);
	if (!required)
		put_present(&b, 3);
	put_nums(&b, 7, 3);
	foreign_page(&f, &h, b.data, b.len);
	buf_free(&b);
	return f;
}

static void
test_levels(void)
{
	static const int encodings[] = { ENCODING_PLAIN, ENCODING_RLE, 4, 99 };
	struct error e;
	struct reader r;
	struct reader_pages pages = { 0 };
	struct foreign f;
	size_t i;
	int fd;

	for (i = 0; i < LEN(encodings); i++) {
		f = three(true, encodings[i]);
		foreign_chunk(&f, "a", PHYS_INT64, 3);
		check_numbers(foreign_end(&f, 3, 1), 7, 3,
		    "no levels in whatever encoding");
	}
	f = three(false, ENCODING_PLAIN);
	foreign_chunk(&f, "a", PHYS_INT64, 3);
	fd = foreign_end(&f, 3, 1);
	CHECK(reader_open_any(&r, fd, "f", &e) == 0 &&
		reader_chunk_open(&pages, &r, 0, 0, &e) == 0 &&
		reader_page(&pages, &e) == -1,
	    "levels that are there have an encoding of levels");
	reader_pages_close(&pages);
	reader_close(&r);
	(void)close(fd);
}

static void
test_footer(void)
{
	/* Field 15, here a list of an empty structure; then field 8, which is
	 * out of order, an empty list of no type. */
	static const uint8_t fork[] = { 0x69, 0x1c, 0x00, 0x09, 0x10, 0x00 };
	/* Field 5: pairs without a value, with a number, with a bool. */
	static const uint8_t pairs[] = { 0x19, 0x3c, 0x18, 0x01, 'k', 0x00,
		0x18, 0x01, 'l', 0x16, 0x02, 0x00, 0x18, 0x01, 'm', 0x11,
		0x00 };
	struct foreign f = three(false, ENCODING_RLE);

	f.raw = 0;
	foreign_chunk(&f, "a", PHYS_INT64, 3);
	check_numbers(foreign_end(&f, 3, 1), 7, 3, "0 raw bytes");
	f = three(false, ENCODING_RLE);
	buf_put(&f.extra, fork, sizeof(fork));
	foreign_chunk(&f, "a", PHYS_INT64, 3);
	check_numbers(foreign_end(&f, 3, 1), 7, 3,
	    "fields of another type than theirs");
	f = three(false, ENCODING_RLE);
	f.no_rows = true;
	foreign_element(&f, "none", -1, FOREIGN_OPTIONAL, -1, 0);
	foreign_chunk(&f, "a", PHYS_INT64, 3);
	check_numbers(foreign_end(&f, 3, 2), 7, 3,
	    "no rows but those of the groups, a structure of nothing");
	f = three(false, ENCODING_RLE);
	buf_put(&f.pairs, pairs, sizeof(pairs));
	foreign_chunk(&f, "a", PHYS_INT64, 3);
	check_numbers(foreign_end(&f, 3, 1), 7, 3, "pairs without a text");
}

/* A column that is not read leaves the one beside it. */
static void
check_unread(struct foreign *f, const char *why)
{
	struct reader r;
	struct error e = { 0 };
	struct reader_pages pages = { 0 };
	int fd = foreign_end(f, 3, 2);
	int rc = reader_open_any(&r, fd, "f", &e);

	CHECK(rc == 0 && r.nfields == 2 && r.fields[0].unread == NULL,
	    "one is read: %s", e.text);
	if (rc == 0 && r.nfields == 2)
		CHECK_STR(r.fields[1].unread, why, "the other is not");
	CHECK(rc == 0 && reader_chunk_open(&pages, &r, 0, 0, &e) == 0 &&
		reader_page(&pages, &e) == 1 && pages.values.nums[2] == 9,
	    "its values are read");
	reader_pages_close(&pages);
	reader_close(&r);
	(void)close(fd);
}

static void
test_unread(void)
{
	struct foreign_head h = { .values = 3, .levels = ENCODING_RLE };
	struct foreign f = three(true, ENCODING_RLE);

	foreign_chunk(&f, "a", PHYS_INT64, 3);
	foreign_element(&f, "b", 9, FOREIGN_REQUIRED, -1, -1);
	foreign_page(&f, &h, "abc", 3);
	foreign_chunk(&f, "b", 9, 3);
	check_unread(&f, "of an unknown physical type");
	f = three(true, ENCODING_RLE);
	foreign_chunk(&f, "a", PHYS_INT64, 3);
	foreign_element(&f, "b", PHYS_BYTES, FOREIGN_REQUIRED, -1, -1);
	foreign_page(&f, &h, "abc", 3);
	f.codec = 3;
	foreign_chunk(&f, "b", PHYS_BYTES, 3);
	check_unread(&f, "compressed by LZO");
	f = three(true, ENCODING_RLE);
	foreign_chunk(&f, "a", PHYS_INT64, 3);
	foreign_element(&f, "b", PHYS_BYTES, FOREIGN_REQUIRED, -1, -1);
	foreign_page(&f, &h, "abc", 3);
	f.encoding = 10;
	foreign_chunk(&f, "b", PHYS_BYTES, 3);
	check_unread(&f, "in an encoding that is not known here");
}

/* A dictionary's ids, 5 bits each, in just the bytes that they need. */
static void
test_short_group(void)
{
	struct foreign f = foreign_begin();
	struct foreign_head dictionary = { .type = PAGE_DICTIONARY,
		.values = 25 };
	struct foreign_head h = { .values = 25,
		.encoding = ENCODING_RLE_DICTIONARY, .levels = ENCODING_RLE };
	struct buf b = buf_make(1 << 10), ids = buf_make(1 << 10);
	uint32_t list[25];
	size_t i;

	foreign_element(&f, "a", PHYS_INT64, FOREIGN_OPTIONAL, -1, -1);
	put_nums(&b, 100, 25);
	foreign_page(&f, &dictionary, b.data, b.len);
	for (i = 0; i < 25; i++)
		list[i] = (uint32_t)i;
	rle_put(&ids, list, 25, 5);
	buf_reset(&b);
	put_present(&b, 25);
	buf_byte(&b, 5);
	/* The head, and 25 times 5 bits. */
	buf_put(&b, ids.data, 1 + 16);
	foreign_page(&f, &h, b.data, b.len);
	foreign_chunk(&f, "a", PHYS_INT64, 25);
	check_numbers(foreign_end(&f, 25, 1), 100, 25,
	    "a last group of bits without those that are not needed");
	CHECK(!rle_get_padded(ids.data, 16, 5, list, 25),
	    "a byte less is cut");
	buf_free(&b);
	buf_free(&ids);
}

/* Rows of nothing. */
static void
test_no_columns(void)
{
	struct foreign f = foreign_begin();
	struct reader r;
	struct error e = { 0 };
	int fd = foreign_end(&f, 2, 0);
	int rc = reader_open_any(&r, fd, "f", &e);

	CHECK(rc == 0 && r.ncolumns == 0 && r.rows == 2,
	    "a file without columns has rows%s", e.text);
	reader_close(&r);
	(void)close(fd);
}

int
main(void)
{
	test_levels();
	test_footer();
	test_unread();
	test_short_group();
	test_no_columns();
	return tap_done();
}
