/*
 * Files written and read: values of every type come back under every codec and
 * encoding, what is written verifies, and damage anywhere is told.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/rng.h"
#include "io/fd.h"
#include "parquet/reader.h"
#include "parquet/table_writers.h"
#include "parquet/verify.h"
#include "tap.h"

#define NCOLUMNS 10

/* One of each storage, and bigints that repeat. */
static const struct coltype types[NCOLUMNS] = { { TYPE_BOOL, 0, 0 },
	{ TYPE_BIGINT, 0, 0 }, { TYPE_DOUBLE, 0, 0 }, { TYPE_DECIMAL, 9, 2 },
	{ TYPE_DECIMAL, 18, 4 }, { TYPE_DECIMAL, 38, 10 }, { TYPE_DATE, 0, 0 },
	{ TYPE_TIMESTAMP, 0, 0 }, { TYPE_TEXT, 0, 0 }, { TYPE_JSON, 0, 0 } };

/* How a column's values come: how many of them are null, how many repeat. */
struct manner {
	unsigned nulls; /* of 10 */
	unsigned kinds; /* distinct values; 0: any */
	bool rising;
};

static int
put(void *arg, const void *p, size_t n, struct error *e)
{
	if (fwrite(p, 1, n, arg) == n)
		return 0;
	error_set(e, ERROR_OUTPUT, "cannot write");
	return -1;
}

/* A value that is a function of its column, its row and the manner. */
static uint64_t
draw(const struct manner *m, size_t column, size_t row, bool *null)
{
	struct rng r = rng_make(row * NCOLUMNS + column);
	uint64_t v;

	*null = rng_below(&r, 10) < m->nulls;
	v = rng_next(&r);
	if (m->kinds > 0) {
		r = rng_make(v % m->kinds);
		v = rng_next(&r);
	}
	return m->rising ? row * 3 : v;
}

/* The text of a draw: ASCII or not, of 0 to 99 bytes. */
static size_t
text_of(uint64_t v, bool rising, char text[128])
{
	size_t n = (size_t)(v % 100), len;

	if (rising)
		return (size_t)snprintf(text, 128, "%020llu",
		    (unsigned long long)v);
	for (len = 0; len < n; v = v * 6364136223846793005u + 1) {
		if (v >> 60 == 0 && len + 3 <= n) {
			memcpy(text + len, "\xe6\x97\xa5", 3);
			len += 3;
		} else {
			text[len++] = (char)(' ' + (v >> 32) % 90);
		}
	}
	return len;
}

static int64_t
num_of(size_t column, uint64_t v)
{
	double d;
	int64_t bits;

	switch (types[column].type) {
	case TYPE_BOOL:
		return v >> 7 & 1;
	case TYPE_DOUBLE:
		d = (double)(int64_t)v / 1024;
		memcpy(&bits, &d, sizeof(bits));
		return bits;
	case TYPE_DATE:
	case TYPE_DECIMAL:
		return (int32_t)(uint32_t)(v >> 20) % 999999999;
	default:
		return (int64_t)v;
	}
}

static void
unscaled_of(uint64_t v, uint8_t unscaled[16])
{
	size_t i;

	memset(unscaled, (v & 1) != 0 ? 0xff : 0, 16);
	for (i = 0; i < 8; i++)
		unscaled[7 + i] = (uint8_t)(v >> 8 * i);
}

static int
write_rows(FILE *f, const struct table_writers_options *o,
    const struct manner *m, size_t rows, size_t late, struct error *e)
{
	struct writer_target target = { put, f };
	struct writer_pair pair = { "aai.table", "t", 1 };
	struct encode_column plain = { false, false },
				   bloom = { true, true };
	struct table_writers l;
	struct table_writer *t;
	uint8_t unscaled[16];
	char text[128], name[16];
	size_t row, c, len, n = NCOLUMNS - late;
	uint64_t v;
	bool null;
	int rc = table_writers_open(&l, o, e);

	t = rc == 0 ? table_writers_add(&l, &target) : NULL;
	for (row = 0; rc == 0 && row < rows; row++) {
		if (row == rows / 2)
			n = NCOLUMNS;
		while (t->ncolumns < n) {
			len = (size_t)snprintf(name, sizeof(name), "c%zu",
			    t->ncolumns);
			table_writers_add_column(&l, t, name, len,
			    types[t->ncolumns],
			    t->ncolumns % 3 == 1 ? bloom : plain);
		}
		for (c = 0; c < n; c++) {
			v = draw(m, c, row, &null);
			if (null)
				continue;
			if (types[c].type == TYPE_TEXT ||
			    types[c].type == TYPE_JSON) {
				len = text_of(v, m->rising, text);
				if (!column_builder_put_known(
					&t->builders[c], t->row, text, len))
					column_builder_put_text(
					    &t->builders[c], t->row, text, len);
			} else if (types[c].precision == 38) {
				unscaled_of(v, unscaled);
				column_builder_put_decimal(
				    &t->builders[c], t->row, unscaled);
			} else {
				column_builder_put_num(&t->builders[c], t->row,
				    num_of(c, v));
			}
		}
		rc = table_writers_row(&l, t, e);
	}
	if (rc == 0)
		rc = table_writers_finish(&l, t, &pair, 1, e);
	table_writers_close(&l);
	return rc == 0 && fflush(f) == 0 ? 0 : -1;
}

/* Whether value i of the page is the one that was put. */
static bool
same_value(const struct reader_pages *p, size_t c, size_t i, uint64_t v,
    bool rising)
{
	const struct reader_values *values = &p->values;
	uint8_t unscaled[16];
	char text[128];
	size_t len;

	if (types[c].type == TYPE_TEXT || types[c].type == TYPE_JSON) {
		len = text_of(v, rising, text);
		return values->spans[i].len == len &&
		    memcmp(values->spans[i].p, text, len) == 0;
	}
	if (types[c].precision == 38) {
		unscaled_of(v, unscaled);
		return values->spans[i].len == 16 &&
		    memcmp(values->spans[i].p, unscaled, 16) == 0;
	}
	return values->nums[i] == num_of(c, v);
}

/* How many values of the file are not as they were put; SIZE_MAX: unread. */
static size_t
compare(int fd, const struct manner *m, size_t rows, size_t late,
    size_t *groups, struct error *e)
{
	struct reader r;
	struct reader_pages p = { 0 };
	size_t g, c, row, i, base = 0, wrong = 0, first;
	uint64_t v;
	bool null;
	int rc = reader_open(&r, fd, "t", e);

	for (g = 0; rc == 0 && g < r.ngroups; g++) {
		for (c = 0; rc == 0 && c < r.ncolumns; c++) {
			rc = reader_chunk_open(&p, &r, g, c, e);
			first = c >= NCOLUMNS - late ? rows / 2 : 0;
			while (rc == 0 && (rc = reader_page(&p, e)) == 1) {
				rc = 0;
				for (row = i = 0; row < p.values.rows; row++) {
					size_t at = base + (size_t)p.row + row;

					v = draw(m, c, at, &null);
					null = null || at < first;
					wrong += p.values.present[row] == null;
					if (p.values.present[row] == 0)
						continue;
					wrong += !same_value(&p, c, i++, v,
					    m->rising);
				}
			}
		}
		base += (size_t)r.groups[g].rows;
	}
	*groups = r.ngroups;
	if (rc != 0 || base != rows)
		wrong = SIZE_MAX;
	reader_pages_close(&p);
	reader_close(&r);
	return wrong;
}

static void
round_trip(const struct table_writers_options *o, const struct manner *m,
    size_t rows, size_t late, const char *title)
{
	FILE *f = tmpfile();
	struct error e = { 0 };
	size_t groups = 0;
	int rc;

	if (f == NULL)
		return;
	rc = write_rows(f, o, m, rows, late, &e);
	CHECK(rc == 0, "%s: written: %s", title, e.text);
	CHECK(verify_file(fileno(f), "t", (int64_t)rows, &e) == 0,
	    "it verifies: %s", e.text);
	CHECK_UINT(compare(fileno(f), m, rows, late, &groups, &e), 0,
	    "its %zu row groups hold what was put: %s", groups, e.text);
	(void)fclose(f);
}

/* The bytes of a file of those rows, by that many threads. */
static struct buf
file_by(unsigned threads, size_t memory)
{
	static const struct manner m = { 2, 700, false };
	struct table_writers_options o = table_writers_defaults();
	struct buf bytes = buf_make((size_t)1 << 26);
	struct error e = { 0 };
	FILE *f = tmpfile();

	o.threads = threads;
	o.memory = memory;
	o.group_rows = 4000;
	o.chunk.page_rows = 900;
	if (f == NULL || write_rows(f, &o, &m, 30000, 1, &e) != 0 ||
	    lseek(fileno(f), 0, SEEK_SET) != 0 ||
	    fd_slurp(fileno(f), "t", &bytes, &e) != 0)
		buf_reset(&bytes);
	if (f != NULL)
		(void)fclose(f);
	return bytes;
}

/* The number of threads is not to be seen in a file. */
static void
threads(void)
{
	static const unsigned counts[] = { 2, 3, 8, 33 };
	struct buf one = file_by(1, (size_t)4 << 30), many;
	size_t i;

	CHECK(one.len > 100000, "one thread writes a file");
	for (i = 0; i < LEN(counts); i++) {
		many = file_by(counts[i], (size_t)4 << 30);
		CHECK_MEM(many.data, many.len, one.data, one.len,
		    "%u threads write the same", counts[i]);
		buf_free(&many);
	}
	buf_free(&one);
}

static void
round_trips(void)
{
	static const struct manner manners[] = { { 0, 0, false },
		{ 3, 50, false }, { 9, 3, false }, { 10, 0, false },
		{ 0, 1, false }, { 0, 0, true }, { 2, 2000, true } };
	struct table_writers_options o = table_writers_defaults();
	char title[100];
	size_t m;
	int codec, encoding;

	o.chunk.page_rows = 1000;
	o.chunk.page_bytes = 8000;
	o.group_rows = 5000;
	for (m = 0; m < LEN(manners); m++) {
		for (encoding = CHUNK_AUTO; encoding <= CHUNK_COMPACT;
		    encoding++) {
			codec = (int)(m + (size_t)encoding) % CODEC_METHODS;
			if (!codec_available((enum codec_method)codec))
				continue;
			o.method = (enum codec_method)codec;
			o.chunk.encoding = (enum chunk_encoding)encoding;
			(void)snprintf(title, sizeof(title),
			    "manner %zu, %s, encoding %d", m,
			    codec_name(o.method), encoding);
			round_trip(&o, &manners[m], 12345, m % 3, title);
			round_trip(&o, &manners[m], 1, 0, title);
			round_trip(&o, &manners[m], 0, 0, title);
		}
	}
}

/* Little memory gives many row groups and footers on disk. */
static void
little_memory(void)
{
	static const struct manner m = { 1, 0, false };
	struct table_writers_options o = table_writers_defaults();

	o.memory = 200000;
	round_trip(&o, &m, 20000, 2, "little memory");
}

/*
 * Whether the byte is of a text that may be any: the root's name, key-value
 * metadata and what follows them.
 */
static bool
is_free(const struct buf *b, size_t at)
{
	const uint8_t *root = memmem(b->data, b->len, "schema", 6);
	const uint8_t *pairs = memmem(b->data, b->len, "aai.table", 9);
	const uint8_t *p = b->data + at;

	return (p >= root && p < root + 6) || p >= pairs;
}

/* Change every byte of a file in turn: the change must not pass unseen. */
static void
damage(void)
{
	static const struct manner m = { 2, 20, false };
	struct table_writers_options o = table_writers_defaults();
	FILE *f = tmpfile();
	struct error e = { 0 };
	struct buf bytes = buf_make((size_t)1 << 24);
	size_t at, unseen = 0, cut = 0;
	uint8_t other;
	int fd, rc;

	if (f == NULL)
		return;
	o.chunk.page_rows = 40;
	o.group_rows = 100;
	o.method = CODEC_NONE;
	rc = write_rows(f, &o, &m, 150, 1, &e);
	fd = fileno(f);
	CHECK(rc == 0 && verify_file(fd, "t", 150, &e) == 0,
	    "a whole file verifies");
	CHECK(verify_file(fd, "t", 151, &e) != 0, "not with other rows");
	(void)lseek(fd, 0, SEEK_SET);
	rc = fd_slurp(fd, "t", &bytes, &e);
	for (at = 0; rc == 0 && at < bytes.len; at++) {
		other = bytes.data[at] ^ 0x01;
		rc |= fd_pwrite_all(fd, &other, 1, (int64_t)at);
		if (verify_file(fd, "t", 150, &e) == 0 &&
		    !is_free(&bytes, at)) {
			unseen++;
			printf("# byte %zu of %zu, %02x\n", at, bytes.len,
			    bytes.data[at]);
		}
		rc |= fd_pwrite_all(fd, bytes.data + at, 1, (int64_t)at);
	}
	CHECK(rc == 0 && unseen == 0, "a changed bit is told, but for %zu",
	    unseen);
	for (at = bytes.len; at-- > 0;) {
		if (ftruncate(fd, (off_t)at) != 0)
			abort();
		cut += verify_file(fd, "t", 150, &e) == 0;
	}
	CHECK_UINT(cut, 0, "every cut is told");
	buf_free(&bytes);
	(void)fclose(f);
}

/* The ids that the file says its columns have, one character each. */
static void
read_ids(FILE *f, char ids[NCOLUMNS + 1], struct error *e)
{
	struct reader r;
	size_t i;

	ids[0] = '\0';
	if (reader_open(&r, fileno(f), "t", e) != 0)
		return;
	for (i = 0; i < r.ncolumns; i++)
		ids[i] = (char)('0' + r.columns[i].id);
	ids[i] = '\0';
	reader_close(&r);
}

static void
field_ids(void)
{
	struct table_writers_options o = table_writers_defaults();
	struct error e = { 0 };
	FILE *f = tmpfile();
	struct writer_target target = { put, f };
	char ids[NCOLUMNS + 1];
	struct writer w;

	if (f == NULL)
		return;
	writer_open(&w, &target, NULL);
	writer_add_column(&w, "a", 1, types[1]);
	writer_add_column(&w, "b", 1, types[3]);
	writer_add_column(&w, "c", 1, types[8]);
	writer_set_id(&w, 0, 7);
	writer_set_id(&w, 1, 2);
	CHECK(writer_finish(&w, NULL, 0, &e) == 0 && fflush(f) == 0,
	    "columns with ids are written: %s", e.text);
	writer_close(&w);
	CHECK(verify_file(fileno(f), "t", 0, &e) == 0,
	    "the file verifies: %s", e.text);
	read_ids(f, ids, &e);
	CHECK_STR(ids, "720", "and says them, where there is one");
	(void)fclose(f);

	f = tmpfile();
	if (f == NULL ||
	    write_rows(f, &o, &(struct manner){ 0, 0, false }, 1, 0, &e) != 0)
		return;
	read_ids(f, ids, &e);
	CHECK_STR(ids, "0000000000", "columns without ids stay without");
	(void)fclose(f);
}

/* A disk that does not answer is not a damaged file. */
static void
unreadable(void)
{
	int fd = open("unreadable", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct error e = { 0 };
	struct reader r;

	CHECK(fd >= 0 && ftruncate(fd, 1000) == 0, "a file is made");
	CHECK(reader_open(&r, fd, "t", &e) != 0, "it cannot be read");
	CHECK_INT(e.kind, ERROR_FAILED, "which is not said to be its fault");
	CHECK_STR(e.text, "'t': cannot be read: Bad file descriptor",
	    "and is said");
	reader_close(&r);
	(void)close(fd);
}

int
main(void)
{
	round_trips();
	field_ids();
	threads();
	little_memory();
	damage();
	unreadable();
	return tap_done();
}
